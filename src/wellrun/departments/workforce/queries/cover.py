"""The next shifts, from the newest roster file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.places import Level, Place, Tree


@dataclass(frozen=True)
class ShiftNow:
    """One shift of a day: people needed, people missing, and the units they are missing from."""

    day: dt.date
    shift: str
    needed: int
    gaps: int
    places: tuple[tuple[str, int], ...]


COVER = """
SELECT day, shift, facility || '/' || unit, sum(needed)::BIGINT, sum(greatest(needed - rostered, 0))::BIGINT
FROM shift_cover
WHERE facility || '/' || unit IN (SELECT unnest($units)) AND day IN ($today, $tomorrow) GROUP BY ALL
"""


def next_shifts(place: Place, *, tree: Tree, day: dt.date) -> list[ShiftNow]:
    """Today, tonight and tomorrow by day, as far as there is a roster."""
    units = [unit.code for unit in tree.within(place) if unit.level is Level.UNIT]
    tomorrow = day + dt.timedelta(days=1)
    rows = facts().rows(COVER, {"units": units, "today": day, "tomorrow": tomorrow}) if units else []
    shifts = []
    for when, name in ((day, "day"), (day, "night"), (tomorrow, "day")):
        here = [(unit, needed, gaps) for d, shift, unit, needed, gaps in rows if (d, shift) == (when, name)]
        if here:
            missing = tuple((tree[unit].name, gaps) for unit, _needed, gaps in here if gaps)
            shifts.append(ShiftNow(when, name, sum(n for _u, n, _g in here), sum(g for _u, _n, g in here), missing))
    return shifts
