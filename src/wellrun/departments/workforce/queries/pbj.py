"""A quarter's return of a nursing home, from clocked hours, contracts and staff numbers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wellrun.departments.workforce.models import Clocked, Contract, HomeNumber, StaffingReturn, StaffNumber
from wellrun.departments.workforce.queries.hours import known_until
from wellrun.departments.workforce.rules.clock_faults import LONGEST
from wellrun.departments.workforce.rules.payroll import Worked, moment
from wellrun.departments.workforce.rules.pbj import (
    At,
    Employee,
    Home,
    Quarter,
    Return,
    entries_of,
    faults_of,
    quarter_of,
    without_nurse,
)
from wellrun.departments.workforce.rules.pbj_layout import Layout, codes, layout_on
from wellrun.departments.workforce.rules.shifts import DAY
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.values.faults import Fault

QUARTERS_BACK = 3


@dataclass(frozen=True)
class JobLine:
    """Hours of the quarter under one job title."""

    code: int | None
    title: str
    people: int
    hours: float


@dataclass(frozen=True)
class ReturnPage:
    """What a home is about to send, and what stops it."""

    quarter: Quarter
    layout: Layout
    draft: bool
    left: int
    faults: tuple[Fault, ...]
    jobs: tuple[JobLine, ...]
    people: int
    hours: float
    without_nurse: int
    made: StaffingReturn | None


def homes_within(places: Iterable[Place], tree: Tree) -> list[Facility]:
    """The nursing homes among the facilities of some places, or those that the places lie in."""
    codes_here = {
        one.code
        for place in places
        for one in (*tree.within(place), *tree.parents(place))
        if one.level is Level.FACILITY
    }
    return list(Facility.objects.filter(code__in=codes_here, kind=Facility.Kind.NURSING_HOME).order_by("name"))


def quarters_before(day: dt.date) -> list[Quarter]:
    """The quarter of a day and those before it, the newest first."""
    found = [quarter_of(day)]
    for _back in range(QUARTERS_BACK):
        found.append(quarter_of(found[-1].first - DAY))
    return found


def quarter_to_send(day: dt.date) -> Quarter:
    """The last quarter until its file is due; then the present one, as a draft."""
    last = quarter_of(quarter_of(day).first - DAY)
    return last if day <= last.due else quarter_of(day)


def return_of(facility: Facility, quarter: Quarter, *, now: dt.datetime) -> Return:
    """Everything of the quarter that is clocked at the home."""
    zone = ZoneInfo(facility.time_zone)
    opens, closes = moment(quarter.first, 0, zone), moment(quarter.last + DAY, 0, zone)
    found = list(
        Clocked.objects.filter(
            unit__department__facility=facility, clock_in__gte=opens - DAY, clock_in__lt=closes
        ).order_by("clock_in")
    )
    times = [
        At(
            Worked(one.person_id, one.unit_id, one.clock_in, one.clock_out, one.break_minutes),
            one.job_code,
            one.pay_kind,
        )
        for one in found
    ]
    now = min(now, known_until(facility) or now)
    forgotten = tuple(
        (one.person_id, one.clock_in.astimezone(zone).date())
        for one in found
        if one.clock_out is None and one.clock_in >= opens and now - one.clock_in > LONGEST
    )
    known = HomeNumber.objects.filter(facility=facility).first()
    home = Home(known.number if known else "", facility.region.partition("-")[2])
    return Return(home, quarter, _employees(facility), entries_of(times, quarter, zone), forgotten)


def _employees(facility: Facility) -> dict[int, Employee]:
    """Who has a staff number there: engaged since the first contract, gone when every contract has an end."""
    spans: dict[int, list[Contract]] = defaultdict(list)
    for contract in Contract.objects.filter(unit__department__facility=facility):
        spans[contract.person_id].append(contract)
    numbers = StaffNumber.objects.filter(facility=facility).values_list("person_id", "number")
    return {
        person: Employee(
            number,
            min((one.starts for one in spans[person]), default=None),
            _left(spans[person]),
        )
        for person, number in numbers
    }


def _left(contracts: Iterable[Contract]) -> dt.date | None:
    ends = [one.ends for one in contracts]
    known = [day for day in ends if day is not None]
    return max(known) if known and len(known) == len(ends) else None


def return_page(facility: Facility, quarter: Quarter, *, today: dt.date, now: dt.datetime) -> ReturnPage:
    """The return with its sums by job title."""
    one, layout = return_of(facility, quarter, now=now), layout_on(today)
    jobs = []
    for job in sorted({entry.job for entry in one.entries}, key=lambda job: job or 0):
        here = [entry for entry in one.entries if entry.job == job]
        title = codes().job_titles.get(job or 0, "")
        jobs.append(JobLine(job, title, len({entry.person for entry in here}), sum(e.minutes for e in here) / 60))
    made = StaffingReturn.objects.filter(
        facility=facility, fiscal_year=quarter.fiscal_year, quarter=quarter.number, draft=False
    ).select_related("made_by__person")
    return ReturnPage(
        quarter,
        layout,
        today <= quarter.last,
        (quarter.due - today).days,
        tuple(faults_of(one, layout)),
        tuple(jobs),
        len({entry.person for entry in one.entries}),
        sum(entry.minutes for entry in one.entries) / 60,
        without_nurse(one, today - DAY),
        made.first(),
    )
