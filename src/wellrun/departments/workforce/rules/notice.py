"""Whether somebody's shift was changed at short notice by whoever makes the roster."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SHORT = dt.timedelta(hours=72)
"""Notice below which a change is short (house definition; laws on predictable schedules ask for a week or two)."""


@dataclass(frozen=True)
class Told:
    """A shift somebody was told to work: when it begins, from when and until when it held, and why it no longer does.

    ``chosen`` says that the person took it by themselves: an open shift or a swap.
    """

    begins: dt.datetime
    since: dt.datetime
    until: dt.datetime | None = None
    ended: str = ""
    chosen: bool = False
    imported: bool = False


def late_changes(one: Told) -> int:
    """How often it was given or taken away at short notice, and not at the person's own wish.

    A shift from elsewhere is known from when its file came, so only its being taken away tells of notice. Calling in
    absent is no change by whoever makes the roster.
    """
    given = not one.chosen and not one.imported and _short(one.since, one.begins)
    taken = one.ended == "replanned" and one.until is not None and _short(one.until, one.begins)
    return int(given) + int(taken)


def _short(changed: dt.datetime, begins: dt.datetime) -> bool:
    return begins - SHORT < changed <= begins
