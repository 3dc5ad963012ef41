"""The measures operations registers."""

from wellrun.departments.operations.measures import beds, emergency

MEASURES = (*beds.MEASURES, *emergency.MEASURES)
