"""A quarter's return to the Payroll-Based Journal: hours by person, work day, job title and pay, and what stops it.

Sources: 42 CFR 483.70 (staffing paragraph); CMS PBJ policy manual 2.6: federal fiscal quarters, hours split at
midnight, meal breaks left out, received within 45 days of the quarter's end.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from zoneinfo import ZoneInfo

from wellrun.departments.workforce.rules.payroll import MINUTE, Worked, pieces, without_overlap
from wellrun.departments.workforce.rules.pbj_layout import Layout, codes
from wellrun.departments.workforce.rules.shifts import DAY
from wellrun.values.faults import Fault

DAYS_TO_SEND = 45


@dataclass(frozen=True)
class Quarter:
    """A federal fiscal quarter: the first begins in October of the year before."""

    fiscal_year: int
    number: int

    @property
    def first(self) -> dt.date:
        month = (self.number - 2) * 3 % 12 + 1
        return dt.date(self.fiscal_year - (self.number == 1), month, 1)

    @property
    def last(self) -> dt.date:
        return quarter_of(self.first + 100 * DAY).first - DAY

    @property
    def due(self) -> dt.date:
        """The last day on which the file is received in time."""
        return self.last + DAYS_TO_SEND * DAY

    def __str__(self) -> str:
        return f"{self.fiscal_year}-{self.number}"


def quarter_of(day: dt.date) -> Quarter:
    """The federal fiscal quarter that holds a day."""
    return Quarter(day.year + (day.month > 9), (day.month + 2) // 3 % 4 + 1)


@dataclass(frozen=True)
class Employee:
    """Somebody of the home as the return names them: by the staff number, never by name."""

    number: str
    hired: dt.date | None
    left: dt.date | None


@dataclass(frozen=True)
class At:
    """A time at work with what the return asks about it."""

    worked: Worked
    job: int | None
    pay: str


@dataclass(frozen=True)
class Entry:
    """Hours of one person on one day under one job title and pay, in minutes."""

    person: int
    day: dt.date
    job: int | None
    pay: str
    minutes: int

    @property
    def hours(self) -> str:
        """In hundredths, as the layout takes them."""
        return f"{round(self.minutes / 60, 2):g}"


@dataclass(frozen=True)
class Home:
    """The home as CMS knows it: the number it submits by, empty until it is entered, and its state."""

    number: str
    state: str


@dataclass(frozen=True)
class Return:
    """Everything that goes into the file of a quarter."""

    home: Home
    quarter: Quarter
    employees: Mapping[int, Employee]
    entries: tuple[Entry, ...]
    forgotten: tuple[tuple[int, dt.date], ...] = ()


def entries_of(times: Iterable[At], quarter: Quarter, zone: ZoneInfo) -> tuple[Entry, ...]:
    """The hours of the quarter's own days. Time on two clocks counts once, under what began first."""
    by_person: dict[int, list[At]] = defaultdict(list)
    for one in times:
        by_person[one.worked.person].append(one)
    minutes: dict[tuple[int, dt.date, int | None, str], dt.timedelta] = defaultdict(dt.timedelta)
    for person, held in by_person.items():
        about = {one.worked.ends: one for one in sorted(held, key=lambda one: one.worked.begins, reverse=True)}
        for worked in without_overlap([one.worked for one in held]):
            said = about[worked.ends]
            for day, begins, ends in pieces(worked, zone):
                if quarter.first <= day <= quarter.last:
                    minutes[person, day, said.job, said.pay] += ends - begins
    ordered = sorted(minutes, key=lambda key: (key[0], key[1], key[2] or 0, key[3]))
    return tuple(Entry(*key, minutes=round(minutes[key] / MINUTE)) for key in ordered)


def faults_of(one: Return, layout: Layout) -> Iterator[Fault]:
    """All that stops the file, each with its remedy. People are named by their staff number."""
    if not one.home.number:
        yield Fault(
            "workforce.pbj_no_number",
            "The number by which the home submits is not set up.",
            place="number",
            remedy="Enter the facility ID that CMS has assigned.",
        )
    if len(one.home.state) != 2:
        yield Fault(
            "workforce.pbj_no_state",
            "The state of the home is not known.",
            place="state",
            remedy="Set the facility's region, such as US-NY.",
        )
    known = codes()
    days: dict[tuple[int, dt.date], int] = defaultdict(int)
    for entry in one.entries:
        days[entry.person, entry.day] += entry.minutes
    for person, day in sorted({(e.person, e.day) for e in one.entries if e.job not in known.job_titles}):
        yield _fault("workforce.pbj_no_job", "hours without a job title code of PBJ", one, person, day)
    for (person, day), minutes in days.items():
        if minutes > layout.most_hours * 60:
            words = f"{minutes / 60:.2f} h; {layout.most_hours:g} are the most a day may have ({layout.source})"
            yield _fault("workforce.pbj_too_many_hours", words, one, person, day)
    for person, day in one.forgotten:
        yield _fault("workforce.pbj_no_clock_out", "a clock-in without its clock-out", one, person, day)
    for person in sorted({entry.person for entry in one.entries} - set(one.employees)):
        yield Fault(
            "workforce.pbj_no_staff_number",
            "Somebody with hours has no staff number.",
            value=str(person),
            remedy="Send staff.csv with the number, then make the file again.",
        )


def _fault(code: str, words: str, one: Return, person: int, day: dt.date) -> Fault:
    who = one.employees[person].number if person in one.employees else ""
    return Fault(
        code,
        f"{who}: {words}.",
        place=day.isoformat(),
        value=who,
        remedy="Send the corrected row in clocked_hours.csv.",
    )


def without_nurse(one: Return, until: dt.date) -> int:
    """Days of the quarter up to one on which no registered nurse has hours (42 CFR 483.35(b)(1))."""
    nurses = codes().registered_nurses
    there = {entry.day for entry in one.entries if entry.job in nurses and entry.minutes}
    last = min(until, one.quarter.last)
    return sum(one.quarter.first + n * DAY not in there for n in range((last - one.quarter.first).days + 1))


def written(one: Return, layout: Layout, *, draft: bool) -> bytes:
    """The file. A whole quarter replaces what was sent before; a draft of part of one adds to it."""
    root = Element("nursingHomeData")
    header = SubElement(root, "header", fileSpecVersion=layout.version)
    _texts(
        header,
        facilityId=one.home.number,
        stateCode=one.home.state,
        reportQuarter=one.quarter.number,
        federalFiscalYear=one.quarter.fiscal_year,
        softwareProductName="Wellrun",
    )
    employees = SubElement(root, "employees")
    by_person: dict[int, list[Entry]] = defaultdict(list)
    for entry in one.entries:
        by_person[entry.person].append(entry)
    for person in by_person:
        told = one.employees[person]
        _texts(
            SubElement(employees, "employee"), employeeId=told.number, hireDate=told.hired, terminationDate=told.left
        )
    hours = SubElement(root, "staffingHours", processType="merge" if draft else "replace")
    for person, entries in by_person.items():
        staff = SubElement(hours, "staffHours")
        _texts(staff, employeeId=one.employees[person].number)
        _days(SubElement(staff, "workDays"), entries)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _days(into: Element, entries: Sequence[Entry]) -> None:
    by_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_day[entry.day].append(entry)
    for day, held in by_day.items():
        work_day = SubElement(into, "workDay")
        _texts(work_day, date=day)
        several = SubElement(work_day, "hourEntries")
        for entry in held:
            pay = codes().pay_types[entry.pay]
            _texts(SubElement(several, "hourEntry"), hours=entry.hours, jobTitleCode=entry.job, payTypeCode=pay)


def _texts(into: Element, **parts: Any) -> None:
    """Parts with their text; those without any are left out, since the layout takes no empty ones."""
    for name, value in parts.items():
        if value not in (None, ""):
            SubElement(into, name).text = str(value)
