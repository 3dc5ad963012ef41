"""Poses a unit's roster as a problem for the engine: who is there, what is needed, what each contract and law allows.

What is worth how much stands in ``Weights``: one missing person outweighs any wish, a wish outweighs a fine point of
fairness. All of them are points; a roster costs so many, and its bound says how few it could cost.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.shifts import DAY, ShiftAt
from wellrun.engines.rostering.problem import Cover, Duty, Person, Problem, Rule, Shift, Total, Wish

OFF = ""
"""How the engine writes a day off in a wish."""


@dataclass(frozen=True)
class Wished:
    """A request for one date: a shift, or off; ``wanted`` False asks not to be given it. Strength 1 to 3."""

    date: dt.date
    shift: str
    strength: int
    wanted: bool = True


@dataclass(frozen=True)
class AtWork:
    """Somebody as a roster needs to know them. ``skills`` are those held on every day of the plan.

    ``closed`` gives the reason for each date on which nothing can be given. ``before`` are the duties of the last days,
    oldest first. ``carried`` counts what was borne in the months before (nights).
    """

    key: int
    name: str
    skills: frozenset[str]
    weekly_hours: float
    rules: tuple[Rule, ...] = ()
    closed: Mapping[dt.date, str] = field(default_factory=dict)
    wishes: tuple[Wished, ...] = ()
    before: tuple[str | None, ...] = ()
    not_shifts: frozenset[str] = frozenset()
    carried_nights: int = 0


@dataclass(frozen=True)
class Needed:
    """How many people with a skill are needed on a shift, and why; ``least`` is where a law draws its line."""

    date: dt.date
    shift: str
    skill: str
    wanted: int
    least: int = 0
    why: str = ""


@dataclass(frozen=True)
class Question:
    """Everything a unit's roster is made from."""

    unit: str
    first: dt.date
    days: int
    shifts: tuple[ShiftAt, ...]
    people: tuple[AtWork, ...]
    needs: tuple[Needed, ...]
    skill_names: Mapping[str, str] = field(default_factory=dict)

    def skill_name(self, skill: str) -> str:
        """A skill as people call it."""
        return self.skill_names.get(skill, skill)

    def date(self, day: int) -> dt.date:
        return self.first + day * DAY

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills that somebody is needed for, in the order of the needs."""
        return tuple(dict.fromkeys(need.skill for need in self.needs))


@dataclass(frozen=True)
class Weights:
    """Points. ``below_least`` is for each person under a legal minimum, on top of nothing else being asked."""

    short: int = 100
    below_least: int = 400
    over: int = 2
    wish: Mapping[int, int] = field(default_factory=lambda: {1: 3, 2: 8, 3: 20})
    night_beyond_share: int = 4


def duty_of(shift: str, skill: str) -> str:
    """The code of a duty: the shift worked as one skill."""
    return f"{shift}.{skill}"


def shift_of(duty: str) -> str:
    """The shift in a duty's code."""
    return duty.partition(".")[0]


def skill_of(duty: str) -> str:
    """The skill in a duty's code."""
    return duty.partition(".")[2]


def may_of(person: AtWork, question: Question) -> frozenset[str]:
    """The duties a person can be given at all.

    A skill that is a part of another need (a charge nurse among the nurses) is no duty of its own: see ``pose``.
    """
    held = [skill for skill in base_skills(question) if skill in person.skills]
    codes = (shift.code for shift in question.shifts if shift.code not in person.not_shifts)
    return frozenset(duty_of(code, skill) for code in codes for skill in held)


def base_skills(question: Question) -> tuple[str, ...]:
    """The skills people are counted as: those whose holders are not all holders of another one that is needed too.

    A charge nurse is a registered nurse with more to answer for. Both are needed, but she is one person on the shift:
    the need for a charge nurse counts her among the nurses instead of asking for somebody besides them.
    """
    holders = {skill: {p.key for p in question.people if skill in p.skills} for skill in question.skills}
    return tuple(
        skill
        for skill in question.skills
        if not any(other != skill and holders[skill] and holders[skill] < holders[other] for other in question.skills)
    )


def pose(question: Question, *, plan: Plan | None = None, weights: Weights | None = None) -> Problem:
    """The problem. With a plan, its locked cells must stay."""
    worth = weights or Weights()
    shifts = {one.code: Shift(one.code, one.minutes, one.start, one.length) for one in question.shifts}
    base, fair = base_skills(question), fair_nights(question)
    duties = {
        duty_of(shift.code, skill): Duty(duty_of(shift.code, skill), shift.code, skill, question.unit)
        for shift in question.shifts
        for skill in base
    }
    return Problem(
        days=question.days,
        shifts=shifts,
        duties=duties,
        people={str(one.key): _person(one, question, plan, worth, fair) for one in question.people},
        cover=tuple(_cover(need, question, base, worth) for need in question.needs),
        weekends=weekends_of(question.first, question.days),
    )


def weekends_of(first: dt.date, days: int) -> tuple[tuple[int, ...], ...]:
    """Saturdays with their Sundays, as days of the plan; one that an edge cuts has one day."""
    groups: dict[dt.date, list[int]] = {}
    for day in range(days):
        date = first + day * DAY
        if date.weekday() >= 5:
            groups.setdefault(date - (date.weekday() - 5) * DAY, []).append(day)
    return tuple(tuple(group) for group in groups.values())


def _cover(need: Needed, question: Question, base: tuple[str, ...], worth: Weights) -> Cover:
    counted = (need.skill,) if need.skill in base else base
    return Cover(
        day=(need.date - question.first).days,
        duties=frozenset(duty_of(need.shift, skill) for skill in counted),
        wanted=need.wanted,
        under=worth.short,
        over=worth.over if need.skill in base else 0,
        minimum=need.least,
        under_minimum=worth.below_least,
        people=frozenset()
        if need.skill in base
        else frozenset(str(one.key) for one in question.people if need.skill in one.skills),
    )


def _person(one: AtWork, question: Question, plan: Plan | None, worth: Weights, fair: Mapping[int, int]) -> Person:
    line = plan.lines.get(one.key) if plan else None
    kept = {day: line[day] for person, day in plan.locked if person == one.key} if plan and line else {}
    may = may_of(one, question)
    return Person(
        code=str(one.key),
        may=may,
        rules=(*one.rules, *_fair_nights(one, question, worth, fair)),
        closed={(date - question.first).days: why for date, why in one.closed.items() if _inside(date, question)},
        kept=kept,
        wishes=tuple(_wishes(one, question, may, worth)),
        before=one.before,
    )


def _inside(date: dt.date, question: Question) -> bool:
    return 0 <= (date - question.first).days < question.days


def _wishes(one: AtWork, question: Question, may: frozenset[str], worth: Weights) -> Iterable[Wish]:
    for wished in one.wishes:
        if not _inside(wished.date, question):
            continue
        duties = frozenset({OFF}) if wished.shift == OFF else frozenset(d for d in may if shift_of(d) == wished.shift)
        if duties:
            day = (wished.date - question.first).days
            yield Wish(day, duties, worth.wish[wished.strength], wanted=wished.wanted)


def fair_nights(question: Question) -> dict[int, int]:
    """The nights of each person that would be fair in this plan, rounded up: by contract, after what was carried in.

    Nights are shared among those who are counted alike; who holds two skills shares in the first.
    """
    fair: dict[int, int] = {}
    for skill in base_skills(question):
        alike = [one for one in question.people if one.key not in fair and skill in one.skills]
        fair |= _shared_nights(question, skill, alike)
    return fair


def _shared_nights(question: Question, skill: str, alike: list[AtWork]) -> dict[int, int]:
    night = {shift.code for shift in question.shifts if shift.night}
    # Who owes no hours (bank, agency) has no share to bear.
    bearers = [one for one in alike if night - one.not_shifts and one.weekly_hours]
    whole = sum(one.weekly_hours for one in bearers)
    if not whole:
        return {}
    wanted = sum(need.wanted for need in question.needs if need.shift in night and need.skill == skill)
    total = wanted + sum(one.carried_nights for one in bearers)
    return {one.key: max(0, math.ceil(total * one.weekly_hours / whole - one.carried_nights - 1e-9)) for one in bearers}


def _fair_nights(one: AtWork, question: Question, worth: Weights, fair: Mapping[int, int]) -> Iterable[Rule]:
    share = fair.get(one.key)
    if share is not None and worth.night_beyond_share:
        night = frozenset(shift.code for shift in question.shifts if shift.night)
        yield Total(
            of=night, at_most=share, penalty_over=worth.night_beyond_share, source="fair share of nights by contract"
        )
