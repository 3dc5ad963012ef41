"""Terms of facilities, and the fiscal periods that the warehouse is told of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wellrun.departments.finance.models import FinanceTerms
from wellrun.departments.finance.rules.calendars import Division, FiscalCalendar
from wellrun.departments.finance.rules.terms import Terms
from wellrun.foundations.organisation.models import Facility

YEARS_BACK, YEARS_AHEAD = 6, 2


def terms_of(facility: str) -> Terms:
    """The terms of a facility by its code; the usual ones where it has said nothing."""
    held = FinanceTerms.objects.filter(facility__code=facility).first()
    return Terms() if held is None else as_terms(held)


def as_terms(held: FinanceTerms) -> Terms:
    """The terms of a row."""
    calendar = FiscalCalendar(Division(held.division), held.closing_month, held.weekday, held.nearest)
    return Terms(calendar, held.over_cents, held.over_percent, held.days)


def period_rows(today: dt.date) -> list[dict[str, Any]]:
    """The fiscal periods of every facility, some years back and ahead of a day."""
    rows = []
    for facility in Facility.objects.order_by("code"):
        calendar = terms_of(facility.code).calendar
        rows += [
            {
                "facility": facility.code,
                "starts": period.start,
                "ends": period.end,
                "fiscal_year": period.year,
                "number": period.number,
                "source": "wellrun",
                "arrival": "wellrun",
            }
            for year in range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)
            for period in calendar.periods(year)
        ]
    return rows
