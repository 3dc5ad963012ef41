"""What causes the trouble of a project, as a picture."""

from __future__ import annotations

from wellrun.departments.quality.models.incidents import AREAS
from wellrun.departments.quality.models.projects import Project
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.pages.charts import fishbone


def bones(held: Project) -> str:
    """The causes as a fishbone, empty where none is named."""
    causes: dict[str, list[str]] = {str(words): [] for words in AREAS.values()}
    for cause in held.causes.all():
        causes[str(cause.get_area_display())].append(cause.words)
    return fishbone(effect=MEASURES[held.measure].title, causes=causes) if any(causes.values()) else ""
