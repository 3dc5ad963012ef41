"""The measures quality registers."""

from wellrun.departments.quality.measures import experience, harm, outcomes, reporting

MEASURES = (*harm.MEASURES, *outcomes.MEASURES, *reporting.MEASURES, *experience.MEASURES)
