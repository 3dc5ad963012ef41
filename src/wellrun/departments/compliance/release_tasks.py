"""Releases in the background. A task is told which release, nothing else."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from wellrun.departments.compliance import releasing
from wellrun.departments.compliance.models import Release
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.queries import tree


@task()  # type: ignore[untyped-decorator]
def make_release(release: str) -> None:
    """Makes the release that somebody asked for on the page."""
    asked = Release.objects.select_related("asked_by").get(pk=UUID(release))
    releasing.carry_out(asked=asked, by=System("release"), tree=tree())
