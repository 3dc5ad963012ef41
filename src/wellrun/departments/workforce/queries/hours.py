"""Hours of a pay period: paid by unit, person or day, beside those rostered, with what is wrong at the clock."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Max

from wellrun.departments.workforce.models import Assignment, Clocked, ShiftType, StaffNumber
from wellrun.departments.workforce.queries.homes import in_places
from wellrun.departments.workforce.queries.overtime import overtime_rules
from wellrun.departments.workforce.rules.clock_faults import ClockFault, Told, clock_faults
from wellrun.departments.workforce.rules.payroll import PERIOD, PaidDay, Pay, Worked, moment, paid_days, pay_period
from wellrun.departments.workforce.rules.shifts import DAY, ShiftAt
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Person

PERIODS_BACK = 6
"""Pay periods that can be chosen: twelve weeks."""

GRAINS = ("unit", "person", "day")
KINDS = ("ordinary", "overtime", "night", "weekend", "holiday")


@dataclass(frozen=True)
class HoursLine:
    """Hours of a unit, of a person on a unit, or of one day of a person. Rostered hours count up to now."""

    unit: str
    name: str = ""
    number: str = ""
    day: dt.date | None = None
    paid: float = 0.0
    ordinary: float = 0.0
    overtime: float = 0.0
    night: float = 0.0
    weekend: float = 0.0
    holiday: float = 0.0
    rostered: float = 0.0

    @property
    def difference(self) -> float:
        return round(self.paid - self.rostered, 2)


@dataclass(frozen=True)
class FaultLine:
    """A fault of the clock with the names a page shows."""

    fault: ClockFault
    name: str
    unit: str
    zone: ZoneInfo

    @property
    def at(self) -> dt.datetime:
        """The moment on the facility's clock."""
        return self.fault.at.astimezone(self.zone)


@dataclass(frozen=True)
class HoursPage:
    """A pay period of a place."""

    first: dt.date
    last: dt.date
    lines: tuple[HoursLine, ...]
    faults: tuple[FaultLine, ...]
    whole: HoursLine
    still_open: int
    known_until: dt.datetime | None


@dataclass(frozen=True)
class _Facts:
    """What is known of one facility in a pay period."""

    units: Mapping[int, Unit]
    zone: ZoneInfo
    paid: tuple[PaidDay, ...]
    told: tuple[tuple[Assignment, int], ...]
    faults: tuple[ClockFault, ...]
    still_open: int
    known_until: dt.datetime


def periods_before(day: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The pay period of a day and those before it, the newest first."""
    return [pay_period(day - back * PERIOD * DAY) for back in range(PERIODS_BACK)]


def hours_of(place: Place, *, first: dt.date, grain: str, now: dt.datetime, tree: Tree) -> HoursPage:
    """The pay period that begins on a day, for every unit of the place."""
    units = Unit.objects.filter(in_places([place], tree)).select_related("department__facility")
    by_facility: dict[Facility, list[Unit]] = defaultdict(list)
    for unit in units:
        by_facility[unit.department.facility].append(unit)
    facts = [_facts(facility, here, first, now, tree) for facility, here in by_facility.items()]
    people = {one.person for part in facts for one in part.paid} | {one.person_id for p in facts for one, _m in p.told}
    people |= {fault.person for part in facts for fault in part.faults}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    numbers = dict(StaffNumber.objects.filter(person__in=people).values_list("person_id", "number"))
    lines = [line for part in facts for line in _lines(part, grain, names, numbers)]
    faults = [
        FaultLine(one, names.get(one.person, ""), part.units[one.unit].name, part.zone)
        for part in facts
        for one in part.faults
    ]
    whole = _line("", "", "", None, [d for p in facts for d in p.paid], sum(m for p in facts for _a, m in p.told))
    last = first + (PERIOD - 1) * DAY
    known = min((part.known_until for part in facts), default=None)
    return HoursPage(first, last, tuple(lines), tuple(faults), whole, sum(part.still_open for part in facts), known)


def _facts(facility: Facility, units: Sequence[Unit], first: dt.date, now: dt.datetime, tree: Tree) -> _Facts:
    """Everybody who works on these units; all their hours, since overtime does not ask where they were worked."""
    zone, last = ZoneInfo(facility.time_zone), first + (PERIOD - 1) * DAY
    now = min(now, known_until(facility) or now)
    here = {unit.pk: unit for unit in units}
    opens, closes = moment(first, 0, zone), moment(last + DAY, 0, zone)
    around = Clocked.objects.filter(clock_in__gte=opens - DAY, clock_in__lt=closes)
    people = set(around.filter(unit__in=here).values_list("person_id", flat=True))
    worked = [
        Worked(one.person_id, one.unit_id, one.clock_in, one.clock_out, one.break_minutes)
        for one in around.filter(person__in=people)
    ]
    shifts = {
        one.code: ShiftAt(one.code, one.name, one.start_minute, one.length, one.minutes, one.part == "night")
        for one in ShiftType.objects.filter(facility=facility)
    }
    pay = Pay(
        zone,
        tuple(shift for shift in shifts.values() if shift.night),
        frozenset(holidays_of(facility, first, PERIOD)),
        overtime_rules(people, first=first, last=last, tree=tree),
    )
    paid = tuple(d for d in paid_days(worked, pay) if d.unit in here and first <= d.day <= last)
    held = list(
        Assignment.objects.filter(ended="", unit__in=here, day__range=(first - DAY, last), shift__in=list(shifts))
    )
    told = [_told(one, shifts[one.shift], zone) for one in held]
    found = clock_faults([one for one in worked if one.unit in here], told, now=now)
    begun = [(one, shifts[one.shift].minutes) for one, span in zip(held, told, strict=True) if span.ends <= now]
    return _Facts(
        here,
        zone,
        paid,
        tuple((one, minutes) for one, minutes in begun if one.day >= first),
        tuple(fault for fault in found if opens <= fault.at < closes),
        sum(one.ends is None and one.unit in here and one.begins >= opens for one in worked),
        now.astimezone(zone),
    )


def known_until(facility: Facility) -> dt.datetime | None:
    """The last moment the time clock has told of: what a file has not brought yet is nobody's fault."""
    told = Clocked.objects.filter(unit__department__facility=facility).aggregate(
        begins=Max("clock_in"), ends=Max("clock_out")
    )
    return max((moment for moment in told.values() if moment is not None), default=None)


def _told(one: Assignment, shift: ShiftAt, zone: ZoneInfo) -> Told:
    ends = moment(one.day, shift.start + shift.length, zone)
    return Told(one.person_id, one.unit_id, moment(one.day, shift.start, zone), ends)


def _lines(part: _Facts, grain: str, names: Mapping[int, str], numbers: Mapping[int, str]) -> Iterable[HoursLine]:
    """Sums by the grain; hours rostered stand on the day their shift begins."""
    keys: Mapping[str, Callable[[int, int, dt.date], tuple[int, int, dt.date | None]]] = {
        "unit": lambda unit, _person, _day: (unit, 0, None),
        "person": lambda unit, person, _day: (unit, person, None),
        "day": lambda unit, person, day: (unit, person, day),
    }
    key = keys[grain]
    paid: dict[tuple[int, int, dt.date | None], list[PaidDay]] = defaultdict(list)
    rostered: Counter[tuple[int, int, dt.date | None]] = Counter()
    for one in part.paid:
        paid[key(one.unit, one.person, one.day)].append(one)
    for told, minutes in part.told:
        rostered[key(told.unit_id, told.person_id, told.day)] += minutes
    for unit, person, day in sorted(paid.keys() | rostered.keys(), key=lambda k: (k[0], k[1], k[2] or dt.date.min)):
        about = (part.units[unit].name, names.get(person, ""), numbers.get(person, ""), day)
        yield _line(*about, paid[unit, person, day], rostered[unit, person, day])


def _line(unit: str, name: str, number: str, day: dt.date | None, paid: Sequence[PaidDay], rostered: int) -> HoursLine:
    sums = {
        name: round(sum(getattr(one, what) for one in paid) / 60, 2)
        for name, what in (("paid", "minutes"), *((kind, kind) for kind in KINDS))
    }
    return HoursLine(unit, name, number, day, rostered=round(rostered / 60, 2), **sums)
