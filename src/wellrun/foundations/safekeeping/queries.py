"""What the page Safekeeping shows: the last backup, the last drill, what is due, what is held."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from wellrun.foundations.safekeeping.due import DueFeed, due_backups, due_feeds, holds, keepings
from wellrun.foundations.safekeeping.models import Backup, Drill, LegalHold
from wellrun.foundations.safekeeping.rules import Keeping
from wellrun.foundations.safekeeping.running import is_running
from wellrun.foundations.safekeeping.store import Store

FRESH = dt.timedelta(hours=26)
"""A nightly backup that is older than this has been missed once."""
PROVEN_LATELY = dt.timedelta(days=31)


@dataclass(frozen=True)
class Standing:
    """How safe the installation is now."""

    backup: Backup | None
    backup_late: bool
    under_way: Backup | None
    failed: Backup | None
    drill: Drill | None
    drill_late: bool
    drills: tuple[Drill, ...]
    backups: int
    due: tuple[DueFeed, ...]
    due_backups: int
    holds: tuple[LegalHold, ...]
    keepings: tuple[Keeping, ...]


def standing(*, now: dt.datetime) -> Standing:
    """Everything the page needs, in a few queries."""
    made, folder = Backup.objects.filter(status=Backup.Status.MADE), Path(settings.BACKUPS)
    last = made.first()
    newest = Backup.objects.first()
    # A restored installation holds the row of the backup it came from, which says "under way" for ever.
    goes_on = newest is not None and (newest.status == Backup.Status.WAITING or _runs(newest))
    broke_off = newest is not None and newest.status in (Backup.Status.RUNNING, Backup.Status.FAILED) and not goes_on
    drills = tuple(Drill.objects.all()[:5])
    drill = drills[0] if drills else None
    return Standing(
        backup=last,
        backup_late=last is None or last.asked_at < now - FRESH,
        under_way=newest if goes_on else None,
        failed=newest if broke_off else None,
        drill=drill,
        drill_late=drill is None or drill.started_at < now - PROVEN_LATELY,
        drills=drills,
        backups=len(Store(folder).manifests()) if folder.is_dir() else 0,
        due=tuple(due_feeds(now=now)),
        due_backups=len(due_backups(folder, now=now)),
        holds=tuple(holds()),
        keepings=tuple(keepings().values()),
    )


def _runs(backup: Backup) -> bool:
    return backup.status == Backup.Status.RUNNING and is_running()
