"""Poses the question of a roster from what is kept: who works on the unit then, what they may, ask for and cannot.

The number of queries does not grow with the number of people.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import (
    Assignment,
    Availability,
    Contract,
    Credential,
    Leave,
    PersonSkill,
    Request,
    Roster,
    ShiftType,
)
from wellrun.departments.workforce.models.posts import StaffGroup
from wellrun.departments.workforce.queries.borne import YEAR, borne_by, known_days
from wellrun.departments.workforce.queries.labour import rules_of_unit
from wellrun.departments.workforce.queries.need import needs_of
from wellrun.departments.workforce.queries.supposing import suppose
from wellrun.departments.workforce.rules.book import credential_kinds
from wellrun.departments.workforce.rules.credentials import Cycle, closed_days
from wellrun.departments.workforce.rules.fairness import Borne
from wellrun.departments.workforce.rules.posing import ELSEWHERE, AtWork, Question, Wished, duty_of
from wellrun.departments.workforce.rules.shifts import ShiftAt
from wellrun.departments.workforce.rules.supposing import Supposed
from wellrun.engines.rostering.problem import Rule
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.organisation.places import Tree

DAY = dt.timedelta(days=1)
HISTORY = 14
"""Days before the first whose shifts are looked at: the longest run, rest or weekly window goes no further back."""


Keys = Collection[int]
"""People by their keys."""


def question_of(
    roster: Roster, *, tree: Tree, supposed: Supposed | None = None, floating: bool = False, without: Keys = ()
) -> Question:
    """The question of a roster, saved or not yet; with what is supposed, if anything is.

    ``floating`` asks for those too who may be called from other units; ``without`` leaves out people, by their keys.
    """
    unit, first, days = roster.unit, roster.first, roster.days
    last = first + (days - 1) * DAY
    facility = unit.department.facility
    shifts = _shifts(facility)
    contracts = _contracts(unit, first, last, floating=floating, without=without)
    needs = needs_of(unit, first=first, days=days, tree=tree)
    asked = {need.skill for need in needs}
    since = last - (YEAR - 1) * DAY
    holidays = holidays_of(facility, since, YEAR)
    people = [contract.person_id for contract in contracts]
    elsewhere = _elsewhere(people, unit, first, last)
    read = _Known(
        rules=rules_of_unit(unit, contracts, shifts, worked=shifts, first=first, days=days, tree=tree),
        closed=_closed(contracts, elsewhere, first, last),
        elsewhere=elsewhere,
        worked=_worked(people, unit, first),
        carried=borne_by(
            people,
            nights=frozenset(shift.code for shift in shifts if shift.night),
            holidays=holidays,
            since=since,
            until=first,
        ),
        known_days=known_days(contracts, since=since, until=first),
    )
    question = Question(
        unit=f"{facility.code}/{unit.code}",
        first=first,
        days=days,
        shifts=shifts,
        people=tuple(
            _at_work(contract, held, read, shifts, unit, first)
            for contract in contracts
            # Who holds nothing that is needed here (a ward manager) has no line.
            if (held := _skills(contract, first, last) & asked)
        ),
        needs=needs,
        skill_names=_skill_names(contracts),
        holidays={date: name for date, name in holidays.items() if first <= date <= last},
    )
    return question if supposed is None else suppose(question, supposed, unit, contracts, tree=tree)


@dataclass(frozen=True)
class _Known:
    """What was read of everybody at once, by person; ``elsewhere`` gives the shift and the unit's name by day."""

    rules: Mapping[int, tuple[Rule, ...]]
    closed: Mapping[int, Mapping[dt.date, str]]
    elsewhere: Mapping[int, Mapping[dt.date, tuple[str, str]]]
    worked: Mapping[int, Mapping[dt.date, str]]
    carried: Mapping[int, Borne]
    known_days: Mapping[int, int]


def _at_work(
    contract: Contract, skills: frozenset[str], read: _Known, shifts: tuple[ShiftAt, ...], unit: Unit, first: dt.date
) -> AtWork:
    person = contract.person_id
    return AtWork(
        key=person,
        name=contract.person.name,
        skills=skills,
        weekly_hours=float(contract.weekly_hours),
        rules=read.rules[person],
        closed=read.closed[person],
        wishes=tuple(_wished(_read(contract).requests_read)),
        before=_before(read.worked[person], first),
        not_shifts=_never(contract, shifts),
        carried=read.carried[person],
        known_days=read.known_days[person],
        employment=contract.employment,
        hourly_cost=contract.hourly_cost,
        home="" if contract.unit_id == unit.pk else contract.unit.name,
        elsewhere={day: shift for day, (shift, _where) in read.elsewhere[person].items()},
    )


def _shifts(facility: Facility) -> tuple[ShiftAt, ...]:
    found = ShiftType.objects.filter(facility=facility, active=True)
    return tuple(
        ShiftAt(one.code, one.name, one.start_minute, one.length, one.minutes, one.part == ShiftType.Part.NIGHT)
        for one in found
    )


def _contracts(
    unit: Unit, first: dt.date, last: dt.date, *, floating: bool, without: Collection[int] = ()
) -> list[Contract]:
    """One contract for each person who is engaged on the unit in these days: the one that holds at their end."""
    within = Q(ends=None) | Q(ends__gte=first)
    here = Q(unit=unit) | Q(pk__in=unit.floaters.values("pk")) if floating else Q(unit=unit)
    skills = PersonSkill.objects.select_related("skill")
    requests = Request.objects.filter(day__range=(first, last)).select_related("shift")
    leave = Leave.objects.filter(state=Leave.State.APPROVED, first__lte=last, last__gte=first).select_related("kind")
    found = (
        Contract.objects.filter(within, here, starts__lte=last, person__active=True)
        .exclude(person__in=list(without))
        .select_related("person")
        .prefetch_related(
            # A few units and grades, and hundreds of contracts.
            "grade",
            "unit",
            # As lists: a manager for each of them, of each person, would cost more than reading all of them.
            Prefetch("person__skills", skills, to_attr="skills_read"),
            Prefetch("person__requests", requests, to_attr="requests_read"),
            Prefetch("person__leave", leave, to_attr="leave_read"),
            Prefetch("person__availability", Availability.objects.all(), to_attr="availability_read"),
            Prefetch("person__credentials", Credential.objects.all(), to_attr="credentials_read"),
        )
        .order_by("person__name", "starts")
    )
    return list({contract.person_id: contract for contract in found}.values())


def _read(contract: Contract) -> Any:
    """The person with the lists that ``_contracts`` has read beside it."""
    return contract.person


def _skills(contract: Contract, first: dt.date, last: dt.date) -> frozenset[str]:
    """The group of the grade, and the skills held on some of the days; the other days are closed by ``_lapsed``."""
    held = (
        one for one in _read(contract).skills_read if one.since <= last and (one.until is None or one.until >= first)
    )
    return frozenset({contract.grade.staff_group, *(one.skill.code for one in held)})


def _skill_names(contracts: Iterable[Contract]) -> Mapping[str, str]:
    named = {one.skill.code: one.skill.name for contract in contracts for one in _read(contract).skills_read}
    return {group.value: str(group.label) for group in StaffGroup} | named


def _closed(
    contracts: Iterable[Contract],
    elsewhere: Mapping[int, Mapping[dt.date, tuple[str, str]]],
    first: dt.date,
    last: dt.date,
) -> dict[int, dict[dt.date, str]]:
    """For each person the days on which nothing can be given, and why; the first reason found is the one given."""
    closed: dict[int, dict[dt.date, str]] = {}
    for contract in contracts:
        of_person = closed[contract.person_id] = _not_there(contract, first, last)
        for day, words in _lapsed(contract, first, last).items():
            of_person.setdefault(day, words)
        for day, (__, where) in elsewhere[contract.person_id].items():
            of_person.setdefault(day, _("works on %(unit)s") % {"unit": where})
    return closed


def _not_there(contract: Contract, first: dt.date, last: dt.date) -> dict[dt.date, str]:
    said = _said(contract)
    if not said.leave and not said.availability and contract.holds_on(first) and contract.holds_on(last):
        return {}
    return {day: words for day in _days(first, last) if (words := _why_closed(contract, said, day))}


@dataclass(frozen=True)
class _Said:
    """Leave of a person, and when they can and cannot work."""

    leave: tuple[Leave, ...]
    availability: tuple[Availability, ...]


def _said(contract: Contract) -> _Said:
    read = _read(contract)
    return _Said(tuple(read.leave_read), tuple(read.availability_read))


def _why_closed(contract: Contract, said: _Said, day: dt.date) -> str:
    if not contract.holds_on(day):
        return "no contract on this day"
    for leave in said.leave:
        if leave.first <= day <= leave.last:
            return "leave" if leave.kind.private else leave.kind.name
    return "not available" if _cannot(said.availability, day, "") else ""


def _lapsed(contract: Contract, first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The days on which a skill of the person may not be used, since a credential it needs is not valid.

    The whole day is closed, whichever of several skills it is: an engine's person has closed days, not closed skills.
    """
    skills = _read(contract).skills_read
    held = [one for one in skills if one.since <= last and (one.until is None or one.until >= first)]
    cycles = [Cycle(one.kind, one.valid_from, one.valid_until) for one in _read(contract).credentials_read]
    closed = closed_days({one.skill.code: one.skill.needs for one in held}, cycles, first, last)
    kinds = credential_kinds()
    return {
        day: f"{', '.join(kinds[kind].name if kind in kinds else kind for kind in missing)} not valid on this day"
        for days in closed.values()
        for day, missing in days.items()
    }


def _cannot(availability: Iterable[Availability], day: dt.date, shift: str) -> bool:
    """Whether the person has said that they cannot work: on the day itself, else on that weekday."""
    said = [
        one
        for one in availability
        if one.since <= day and (one.until is None or day <= one.until) and (shift in one.shifts or not one.shifts)
    ]
    of_day = [one for one in said if one.day == day]
    return any(
        one.says == Availability.Says.CANNOT for one in of_day or [o for o in said if o.weekday == day.weekday()]
    )


def _never(contract: Contract, shifts: Iterable[ShiftAt]) -> frozenset[str]:
    """Shifts the person can on no day of the week work: a contract without nights."""
    weekly = [
        one
        for one in _read(contract).availability_read
        if one.weekday is not None and one.shifts and one.says == Availability.Says.CANNOT
    ]
    days = Counter(code for one in weekly for code in set(one.shifts))
    return frozenset(shift.code for shift in shifts if days[shift.code] >= 7)


def _wished(requests: Iterable[Request]) -> Iterable[Wished]:
    for one in requests:
        if one.asks == Request.Asks.OFF:
            yield Wished(one.day, "", one.strength)
        elif one.shift is not None:
            yield Wished(one.day, one.shift.code, one.strength, wanted=one.asks == Request.Asks.WANTED)


def _elsewhere(
    people: list[int], unit: Unit, first: dt.date, last: dt.date
) -> dict[int, dict[dt.date, tuple[str, str]]]:
    """The shifts that people work on other units, by person and day, each with the unit's name."""
    held = Assignment.objects.filter(person__in=people, ended="", day__range=(first, last)).exclude(unit=unit)
    found: dict[int, dict[dt.date, tuple[str, str]]] = defaultdict(dict)
    for person, day, shift, where in held.values_list("person_id", "day", "shift", "unit__name"):
        found[person][day] = (shift, where)
    return found


def _worked(people: list[int], unit: Unit, first: dt.date) -> dict[int, dict[dt.date, str]]:
    held = Assignment.objects.filter(person__in=people, ended="", day__gte=first - HISTORY * DAY, day__lt=first)
    worked: dict[int, dict[dt.date, str]] = defaultdict(dict)
    for person, day, shift, skill, where in held.values_list("person_id", "day", "shift", "skill", "unit_id"):
        worked[person][day] = duty_of(shift, skill if where == unit.pk else ELSEWHERE)
    return worked


def _before(worked: Mapping[dt.date, str], first: dt.date) -> tuple[str | None, ...]:
    """The last days, oldest first; nothing where no roster was published for them: a day off is not known then."""
    if not worked:
        return ()
    return tuple(worked.get(first - back * DAY) for back in range(HISTORY, 0, -1))


def _days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + number * DAY for number in range((last - first).days + 1))
