"""The measures operations registers."""

from wellrun.departments.operations.measures import beds, emergency, requests, theatre

MEASURES = (*beds.MEASURES, *emergency.MEASURES, *requests.MEASURES, *theatre.MEASURES)
