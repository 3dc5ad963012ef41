"""Overtime and agency hours of units, and where they will be when the month ends."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wellrun.departments.workforce.rules.month_end import MONTHS_BACK, MonthEnd, last_of, month_end
from wellrun.foundations.catalogue.agreed import agreed_at
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.places import Level, Place, Tree

DAY = dt.timedelta(days=1)
REACH = (MONTHS_BACK + 3) * 31
"""Days that are read: the months looked back at, and the weeks before the first of them."""

KINDS: Mapping[str, tuple[Promise | str, str]] = {
    "overtime": (_("Overtime"), "overtime_share"),
    "agency": (_("Agency"), "agency_share"),
}
"""What is forecast, with the measure whose target it is held against."""

WORKED = """
SELECT facility || '/' || unit, day, employment, sum(hours), sum(coalesce(cost, 0)) FROM worked_hours
WHERE facility || '/' || unit IN (SELECT unnest($units)) AND day BETWEEN $since AND $until GROUP BY ALL
"""


@dataclass(frozen=True)
class Ending:
    """One kind of hours of a place: hours and money by the month's end, the share of all hours, and its target.

    ``usual`` is the mean of the twelve months before, in hours. ``share``, ``low_share`` and ``high_share`` are per
    cent of the hours likely to be worked; ``target`` is what was agreed for exactly this place, in per cent.
    """

    place: Place
    kind: str
    hours: MonthEnd
    money: Decimal
    usual: float | None
    share: float | None
    low_share: float | None
    high_share: float | None
    target: float | None

    @property
    def name(self) -> str:
        return str(KINDS[self.kind][0])

    @property
    def measure(self) -> str:
        return KINDS[self.kind][1]

    @property
    def beyond(self) -> bool:
        """Whether even the least that is likely is more than was agreed."""
        return self.target is not None and self.low_share is not None and self.low_share > self.target


Days = Mapping[dt.date, float]


def endings_within(place: Place, *, day: dt.date, tree: Tree) -> tuple[Ending, ...]:
    """The place itself, then each unit in it that has worked hours; both kinds of each."""
    units = [one for one in tree.within(place) if one.level is Level.UNIT]
    places = [place, *(one for one in units if one.code != place.code)]
    return endings_of(places, day=day, tree=tree)


def endings_of(places: Iterable[Place], *, day: dt.date, tree: Tree) -> tuple[Ending, ...]:
    """Both kinds for each of these places that has worked hours."""
    within = {one.code: [unit.code for unit in tree.within(one) if unit.level is Level.UNIT] for one in places}
    read = _read(sorted({code for codes in within.values() for code in codes}), day)
    targets = {kind: agreed_at(list(within), measure) for kind, (_name, measure) in KINDS.items()}
    found = []
    for code, codes in within.items():
        every = _together(read[unit, employment][0] for unit in codes for employment in ("own", *KINDS))
        if not every:
            continue
        whole = month_end(every, day).likely
        for kind, (_name, measure) in KINDS.items():
            hours = _together(read[unit, kind][0] for unit in codes)
            money = _together(read[unit, kind][1] for unit in codes)
            agreed = targets[kind].get((measure, code))
            target = agreed.target if agreed else MEASURES[measure].target
            found.append(_ending(tree[code], kind, hours, money, every, whole, target, day))
    return tuple(found)


def _ending(
    place: Place, kind: str, hours: Days, money: Days, every: Days, whole: float, target: float | None, day: dt.date
) -> Ending:
    # The days on which nobody worked so are known to be none from the first day any hours are known.
    known = {min(every): 0.0}
    ends = month_end({**known, **hours}, day)
    return Ending(
        place=place,
        kind=kind,
        hours=ends,
        money=Decimal(round(month_end({**known, **money}, day).likely)),
        usual=_usual(hours, min(every), day),
        share=_share(ends.likely, whole),
        low_share=_share(ends.low, whole),
        high_share=_share(ends.high, whole),
        target=target,
    )


def _share(hours: float | None, whole: float) -> float | None:
    return None if hours is None or not whole else round(100 * hours / whole, 2)


def _usual(hours: Days, known: dt.date, day: dt.date) -> float | None:
    """The mean of the whole months before, at most twelve."""
    sums, first = [], day.replace(day=1)
    for _back in range(MONTHS_BACK):
        first = (first - DAY).replace(day=1)
        if first < known:
            break
        last = last_of(first)
        sums.append(sum(amount for when, amount in hours.items() if first <= when <= last))
    return sum(sums) / len(sums) if sums else None


def _read(units: list[str], day: dt.date) -> dict[tuple[str, str], tuple[dict[dt.date, float], dict[dt.date, float]]]:
    """By unit and employment: hours and money of each day before this one."""
    found: dict[tuple[str, str], tuple[dict[dt.date, float], dict[dt.date, float]]] = defaultdict(lambda: ({}, {}))
    asked = {"units": units, "since": day - REACH * DAY, "until": day - DAY}
    for unit, when, employment, hours, cost in facts().rows(WORKED, asked) if units else ():
        found[unit, employment][0][when] = float(hours)
        found[unit, employment][1][when] = float(cost)
    return found


def _together(some: Iterable[Days]) -> dict[dt.date, float]:
    whole: dict[dt.date, float] = defaultdict(float)
    for days in some:
        for day, amount in days.items():
            whole[day] += amount
    return dict(whole)
