"""Poses a unit's roster as a problem for the engine: who is there, what is needed, what each contract and law allows.

What is worth how much stands in ``Weights``: one missing person outweighs any wish, a wish outweighs a fine point of
fairness. All of them are points; a roster costs so many, and its bound says how few it could cost.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise

from wellrun.departments.workforce.rules.fairness import Bearer, Borne, shares
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.shifts import DAY, ShiftAt
from wellrun.engines.rostering.problem import Cover, Duty, Person, Problem, Rule, Shift, Total, Weekends, Wish

OFF = ""
"""How the engine writes a day off in a wish."""

ELSEWHERE = "elsewhere"
"""The skill of a shift that somebody works on another unit: it counts for rest and hours, not as cover."""

NIGHTS, WEEKENDS, HOLIDAYS = "nights", "weekends", "holidays"
"""The burdens that are shared, by their names in ``Borne``."""


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
    oldest first. ``carried`` is what was borne in the year that ends with the plan, before it; ``known_days`` how many
    of its days the person was engaged and the roster is known. ``hourly_cost`` is in the facility's currency. ``home``
    names the unit of somebody who only floats here; it is empty for the unit's own people. ``elsewhere`` are the shifts
    of the plan's days that the person works on another unit, by date; a roster is made around them, so they are closed.
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
    carried: Borne = field(default_factory=Borne)
    known_days: int = 0
    employment: str = "own"
    hourly_cost: Decimal = Decimal(0)
    home: str = ""
    elsewhere: Mapping[dt.date, str] = field(default_factory=dict)

    @property
    def owes(self) -> bool:
        """Whether the contract owes hours; bank and agency are paid by the shift."""
        return self.employment == "own" and self.weekly_hours > 0


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
    holidays: Mapping[dt.date, str] = field(default_factory=dict)

    def skill_name(self, skill: str) -> str:
        """A skill as people call it."""
        return self.skill_names.get(skill, skill)

    def date(self, day: int) -> dt.date:
        return self.first + day * DAY

    @property
    def last(self) -> dt.date:
        return self.first + (self.days - 1) * DAY

    @cached_property
    def skills(self) -> tuple[str, ...]:
        """The skills that somebody is needed for, in the order of the needs."""
        return tuple(dict.fromkeys(need.skill for need in self.needs))

    @cached_property
    def base_skills(self) -> tuple[str, ...]:
        """The skills people are counted as: those whose holders are not all holders of another one that is needed too.

        A charge nurse is a registered nurse with more to answer for. Both are needed, but she is one person on the
        shift: the need for a charge nurse counts her among the nurses instead of asking for somebody besides them.
        """
        holders = {skill: {p.key for p in self.people if skill in p.skills} for skill in self.skills}
        return tuple(
            skill
            for skill in self.skills
            if not any(other != skill and holders[skill] and holders[skill] < holders[other] for other in self.skills)
        )


@dataclass(frozen=True)
class Weights:
    """Points. ``below_least`` is for each person under a legal minimum, on top of nothing else being asked.

    ``over`` is for each person more than needed, by how many more there are: a second one on a shift costs more than a
    first one elsewhere, so that spare hours spread. ``money`` is how much pay beyond contracts, in the facility's
    currency, is worth one point.
    """

    short: int = 100
    below_least: int = 400
    over: Mapping[int, int] = field(default_factory=lambda: {1: 2, 2: 4, 4: 8})
    wish: Mapping[int, int] = field(default_factory=lambda: {1: 3, 2: 8, 3: 20})
    beyond_share: Mapping[str, int] = field(default_factory=lambda: {NIGHTS: 4, WEEKENDS: 6, HOLIDAYS: 12})
    money: int = 50


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
    held = [skill for skill in question.base_skills if skill in person.skills]
    codes = (shift.code for shift in question.shifts if shift.code not in person.not_shifts)
    return frozenset(duty_of(code, skill) for code in codes for skill in held)


def pose(question: Question, *, plan: Plan | None = None, weights: Weights | None = None) -> Problem:
    """The problem. With a plan, its locked cells must stay."""
    worth = weights or Weights()
    shifts = {one.code: Shift(one.code, one.minutes, one.start, one.length) for one in question.shifts}
    base, fair = question.base_skills, fair_shares(question)
    duties = {
        duty_of(shift.code, skill): Duty(duty_of(shift.code, skill), shift.code, skill, question.unit)
        for shift in question.shifts
        for skill in (*base, ELSEWHERE)
    }
    return Problem(
        days=question.days,
        shifts=shifts,
        duties=duties,
        people={str(one.key): _person(one, question, plan, worth, fair) for one in question.people},
        cover=tuple(line for need in question.needs for line in _cover(need, question, base, worth)),
        weekends=weekends_of(question.first, question.days),
    )


def filled_of(question: Question, plan: Plan) -> tuple[int, int]:
    """How many of the people needed are on the plan, and how many are needed. A charge nurse is counted as a nurse."""
    base, filled, wanted = question.base_skills, 0, 0
    for need in question.needs:
        if need.skill in base:
            have = plan.count((need.date - question.first).days)[duty_of(need.shift, need.skill)]
            filled, wanted = filled + min(have, need.wanted), wanted + need.wanted
    return filled, wanted


@lru_cache(maxsize=64)
def weekends_of(first: dt.date, days: int) -> tuple[tuple[int, ...], ...]:
    """Saturdays with their Sundays, as days of the plan; one that an edge cuts has one day."""
    groups: dict[dt.date, list[int]] = {}
    for day in range(days):
        date = first + day * DAY
        if date.weekday() >= 5:
            groups.setdefault(date - (date.weekday() - 5) * DAY, []).append(day)
    return tuple(tuple(group) for group in groups.values())


def _cover(need: Needed, question: Question, base: tuple[str, ...], worth: Weights) -> Iterator[Cover]:
    """The line of a need, and lines above it from which one more person costs more than the one before."""
    day, counted = (need.date - question.first).days, (need.skill,) if need.skill in base else base
    duties = frozenset(duty_of(need.shift, skill) for skill in counted)
    holders = frozenset(str(one.key) for one in question.people if need.skill in one.skills)
    steps = list(worth.over.items()) if need.skill in base else [(1, 0)]
    yield Cover(
        day,
        duties,
        need.wanted,
        under=worth.short,
        over=steps[0][1],
        minimum=need.least,
        under_minimum=worth.below_least,
        people=frozenset() if need.skill in base else holders,
    )
    for (_before, cheaper), (more, points) in pairwise(steps):
        yield Cover(day, duties, need.wanted + more - 1, under=0, over=points - cheaper)


def _person(
    one: AtWork, question: Question, plan: Plan | None, worth: Weights, fair: Mapping[str, Mapping[int, int]]
) -> Person:
    line = plan.lines.get(one.key) if plan else None
    kept = {day: line[day] for person, day in plan.locked if person == one.key} if plan and line else {}
    may = may_of(one, question)
    told = {duty_of(shift, ELSEWHERE) for date, shift in one.elsewhere.items() if date not in one.closed}
    return Person(
        code=str(one.key),
        may=may | told,
        rules=(*one.rules, *_fair(one, question, worth, fair)),
        closed={(date - question.first).days: why for date, why in one.closed.items() if _inside(date, question)},
        kept=kept,
        wishes=tuple(_wishes(one, question, may, worth)),
        cost=_costs(one, question, may, worth),
        before=one.before,
    )


def _costs(one: AtWork, question: Question, may: frozenset[str], worth: Weights) -> Mapping[str, int]:
    """Points for each duty of somebody who is paid by the shift."""
    if one.owes:
        return {}
    paid = {shift.code: shift.minutes * one.hourly_cost / 60 / worth.money for shift in question.shifts}
    return {duty: points for duty in sorted(may) if (points := round(paid[shift_of(duty)]))}


def _inside(date: dt.date, question: Question) -> bool:
    return 0 <= (date - question.first).days < question.days


def _wishes(one: AtWork, question: Question, may: frozenset[str], worth: Weights) -> Iterable[Wish]:
    """Each request; one of somebody whose requests were not met before is worth more, at most twice as much."""
    for wished in one.wishes:
        if not _inside(wished.date, question):
            continue
        duties = frozenset({OFF}) if wished.shift == OFF else frozenset(d for d in may if shift_of(d) == wished.shift)
        if duties:
            day = (wished.date - question.first).days
            points = worth.wish[wished.strength]
            yield Wish(day, duties, points + min(one.carried.refused, points), wanted=wished.wanted)


def fair_shares(question: Question) -> dict[str, dict[int, int]]:
    """For each burden the most that each person should bear in this plan."""
    fair: dict[str, dict[int, int]] = {}
    for burden, bearers, wanted in burdens(question):
        fair.setdefault(burden, {}).update(shares(bearers, wanted))
    return fair


def burdens(question: Question) -> Iterator[tuple[str, list[Bearer], int]]:
    """What is shared (nights, weekends, holidays), among whom, and how many there are in the plan.

    People who are counted alike share; who holds two skills shares in the first. Bank and agency owe nothing, and who
    floats here shares at home.
    """
    placed: set[int] = set()
    for skill in question.base_skills:
        alike = [one for one in question.people if one.key not in placed and skill in one.skills]
        placed |= {one.key for one in alike}
        owing = [one for one in alike if one.owes and not one.home]
        at_night = {shift.code for shift in question.shifts if shift.night}
        for burden, among in (
            (NIGHTS, [one for one in owing if at_night - one.not_shifts]),
            (WEEKENDS, owing),
            (HOLIDAYS, owing),
        ):
            wanted = _wanted(burden, [need for need in question.needs if need.skill == skill], question)
            yield burden, [_bearer(one, burden, question) for one in among], wanted


def _wanted(burden: str, needs: list[Needed], question: Question) -> int:
    if burden == NIGHTS:
        at_night = {shift.code for shift in question.shifts if shift.night}
        return sum(need.wanted for need in needs if need.shift in at_night)
    if burden == HOLIDAYS:
        return sum(need.wanted for need in needs if need.date in question.holidays)
    by_day: Counter[int] = Counter()
    for need in needs:
        by_day[(need.date - question.first).days] += need.wanted
    # Whoever works one day of a weekend works that weekend, so the fuller day says how many are needed.
    return sum(max(by_day[day] for day in days) for days in weekends_of(question.first, question.days))


def _bearer(one: AtWork, burden: str, question: Question) -> Bearer:
    there = question.days - sum(_inside(date, question) for date in one.closed)
    known = one.known_days + question.days
    return Bearer(one.key, one.weekly_hours * there, one.weekly_hours * known, getattr(one.carried, burden))


def _fair(one: AtWork, question: Question, worth: Weights, fair: Mapping[str, Mapping[int, int]]) -> Iterable[Rule]:
    night = frozenset(shift.code for shift in question.shifts if shift.night)
    every = frozenset(shift.code for shift in question.shifts)
    share = {burden: by_person[one.key] for burden, by_person in fair.items() if one.key in by_person}
    price = worth.beyond_share
    if NIGHTS in share:
        yield Total(of=night, at_most=share[NIGHTS], penalty_over=price[NIGHTS], source=_shared(NIGHTS))
    if share.get(WEEKENDS, math.inf) < len(weekends_of(question.first, question.days)):
        yield Weekends(share[WEEKENDS], penalty=price[WEEKENDS], source=_shared(WEEKENDS))
    off = tuple((date - question.first).days for date in sorted(question.holidays))
    if share.get(HOLIDAYS, math.inf) < len(off):
        yield Total(
            of=every,
            at_most=share[HOLIDAYS],
            days=off,
            penalty_over=price[HOLIDAYS],
            source=_shared(HOLIDAYS),
        )


def _shared(burden: str) -> str:
    return f"fair share of {burden}, by contract and over the year"
