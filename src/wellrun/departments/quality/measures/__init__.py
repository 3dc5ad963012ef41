"""The measures quality registers."""

from wellrun.departments.quality.measures import harm, outcomes

MEASURES = (*harm.MEASURES, *outcomes.MEASURES)
