"""The beds needed tonight, worked out in the background. A task is told which facility, and nothing of anybody."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from wellrun.departments.operations.actions import tonight
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.queries import tree as whole_tree


@task()  # type: ignore[untyped-decorator]
def work_out_tonight(facility: int) -> None:
    """Works out the beds that one facility needs tonight."""
    held = Facility.objects.get(pk=facility)
    tonight.work_out(facility=held, by=System("forecasts"), tree=whole_tree(), now=timezone.now())
