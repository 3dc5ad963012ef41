"""The measures quality registers."""

from wellrun.departments.quality.measures import adjusted, experience, following, harm, infections, outcomes, reporting

MEASURES = (
    *harm.MEASURES,
    *infections.MEASURES,
    *outcomes.MEASURES,
    *adjusted.MEASURES,
    *reporting.MEASURES,
    *experience.MEASURES,
    *following.MEASURES,
)
