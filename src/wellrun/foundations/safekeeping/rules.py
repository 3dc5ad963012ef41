"""How long what is kept, and why: one table, with sources. Plain values; the clock is an argument."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Sort(StrEnum):
    """The sorts of things that have a time of keeping."""

    AUDIT = "audit"
    HOLDS = "legal holds"
    DRILLS = "drills"
    ARRIVALS = "arrivals"
    HELD_ROWS = "held rows"
    MESSAGES = "messages"
    BACKUPS = "backups"


@dataclass(frozen=True)
class Keeping:
    """How long a sort of thing is kept. ``purged``: the product itself deletes what is due; else nobody does here."""

    sort: Sort
    what: Promise
    kept: dt.timedelta
    source: Promise
    purged: bool


def years(number: float) -> dt.timedelta:
    """Calendar years as days, leap days counted, so that none is short."""
    return dt.timedelta(days=round(number * 365.25 + 0.5))


LAW = _("45 CFR 164.316(b)(2)(i): six years from making or last effect")
SIX_YEARS = years(6)
NEWEST_KEPT = 3
"""So many backups stay whatever their age: an installation that stood still for a year is not left with none."""


def table(*, arrivals: dt.timedelta, backups: dt.timedelta) -> dict[Sort, Keeping]:
    """The table of an installation; what it may choose itself is given."""
    own = _("set for this installation (WELLRUN_KEEP_ARRIVALS_YEARS); the law of the State may ask for more")
    rows = (
        Keeping(Sort.AUDIT, _("Entries of the audit"), SIX_YEARS, LAW, purged=False),
        Keeping(Sort.HOLDS, _("Legal holds, from their end"), SIX_YEARS, LAW, purged=False),
        Keeping(
            Sort.DRILLS, _("Results of restore drills"), SIX_YEARS,
            _("45 CFR 164.308(a)(7)(ii)(D), kept as 164.316(b)(2)(i) says"), purged=False,
        ),
        Keeping(Sort.ARRIVALS, _("Files as they came"), arrivals, own, purged=True),
        Keeping(Sort.HELD_ROWS, _("Rows that wait to be mended"), arrivals, own, purged=True),
        Keeping(Sort.MESSAGES, _("Live messages that came or went, once settled"), arrivals, own, purged=True),
        Keeping(
            Sort.BACKUPS, _("Backups, but for the newest three"), backups,
            _("set for this installation (WELLRUN_KEEP_BACKUPS_DAYS)"), purged=True,
        ),
    )  # fmt: skip
    return {row.sort: row for row in rows}


def is_due(since: dt.datetime, keeping: Keeping, *, now: dt.datetime) -> bool:
    """True once the time of keeping is over, to the moment."""
    return since + keeping.kept <= now


def due_backups(made: dict[str, dt.datetime], keeping: Keeping, *, now: dt.datetime) -> list[str]:
    """The backups that may go: too old, and not among the newest."""
    newest_first = sorted(made, key=lambda name: made[name], reverse=True)
    return sorted(name for name in newest_first[NEWEST_KEPT:] if is_due(made[name], keeping, now=now))
