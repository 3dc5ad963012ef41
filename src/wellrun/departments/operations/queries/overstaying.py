"""Who has been here for very long, and who is still here though the day of leaving is over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, Min

from wellrun.departments.operations.models import Barrier, Course
from wellrun.departments.operations.rules.house.visits import IN_HOUSE
from wellrun.foundations.organisation.places import Level, Place, Tree

LONG_STAY = dt.timedelta(days=21)
"""NHS England, Long length of stay: patients who have been in an acute hospital for 21 days or more."""

ACUTE = ("ward", "critical")
"""A home is lived in, so no stay in it is long."""


@dataclass(frozen=True)
class Overstaying:
    """Patients of a facility. ``longest`` in whole days; ``days_late`` is the sum of days since they were expected out.

    ``delayed`` are those whose expected day of leaving is over, ``held`` of them those of whom somebody has said why.
    """

    long: int
    longest: int
    delayed: int
    days_late: int
    held: int


def overstaying(facility: Place, *, tree: Tree, at: dt.datetime) -> Overstaying:
    """The acute units of a facility at a moment: who is here now, as the house knows it."""
    units = [
        unit.code.partition("/")[2] for unit in tree.within(facility) if unit.level is Level.UNIT and unit.kind in ACUTE
    ]
    here = Course.objects.filter(facility__code=facility.code, unit__in=units, stage__in=list(IN_HOUSE))
    today = at.astimezone(ZoneInfo(facility.time_zone)).date()
    long = here.filter(admitted__lte=at - LONG_STAY).aggregate(n=Count("pk"), first=Min("admitted"))
    late = here.filter(expected__lt=today)
    why = Barrier.objects.filter(ended_at=None, course__in=late)
    days = [(today - day).days for day in late.values_list("expected", flat=True) if day]
    longest = (at - long["first"]).days if long["first"] else 0
    return Overstaying(long["n"], longest, len(days), sum(days), why.values("course").distinct().count())
