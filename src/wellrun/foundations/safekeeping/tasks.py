"""Backups in the background. A task is told which backup, nothing else."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django_tasks import task

from wellrun.foundations.audit.actions import System
from wellrun.foundations.safekeeping import actions
from wellrun.foundations.safekeeping.models import Backup


@task()  # type: ignore[untyped-decorator]
def make_backup(backup: int) -> None:
    """Makes the backup that somebody asked for on the page."""
    asked = Backup.objects.get(pk=backup)
    actions.carry_out(asked=asked, to=Path(settings.BACKUPS), by=System("safekeeper"))
