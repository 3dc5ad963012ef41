"""What a service costs on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from wellrun.departments.revenue.models import FeeLine, FeeSchedule
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.rules.charges import INSTITUTIONAL
from wellrun.departments.revenue.rules.fee_lists import FACILITIES
from wellrun.foundations.organisation.models import Facility


@dataclass(frozen=True)
class Fee:
    """What a unit costs, and by which schedule."""

    amount: Decimal
    schedule: str


def schedules_of(facilities: QuerySet[Facility]) -> QuerySet[FeeSchedule]:
    """The schedules of facilities, with how many fees each has."""
    return FeeSchedule.objects.filter(facility__in=facilities).annotate(fees=Count("lines")).select_related("facility")


def fee_on(
    facility: Facility, code: str, modifiers: Sequence[str], on: dt.date, *, form: str, place: str = ""
) -> Fee | None:
    """The fee of the day: our own charge, or, where there is none, what Medicare pays; with a modifier's own first."""
    kinds = [FeeSchedule.Kind.OWN]
    kinds += [FeeSchedule.Kind.OUTPATIENT] if form == INSTITUTIONAL else [FeeSchedule.Kind.PHYSICIANS]
    held = FeeSchedule.objects.filter(Q(until=None) | Q(until__gt=on), facility=facility, since__lte=on)
    for kind in kinds:
        schedule = held.filter(kind=kind).order_by("-since").first()
        lines = FeeLine.objects.filter(schedule=schedule, code=code) if schedule else FeeLine.objects.none()
        by_modifier = {line.modifier: line for line in lines}
        line = next((by_modifier[one] for one in (*modifiers, "") if one in by_modifier), None)
        if line is not None and schedule is not None:
            inside = line.facility_cents is not None and place in FACILITIES
            cents = line.facility_cents if inside and line.facility_cents is not None else line.cents
            return Fee(as_money(cents), schedule.name)
    return None
