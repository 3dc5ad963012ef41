"""What if: one more nurse, a pool to call from, another pattern of shifts. A question that supposes what is not so."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from wellrun.departments.workforce.rules.pay import pay_of, terms_of
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import (
    AtWork,
    Needed,
    Question,
    duty_of,
    filled_of,
    pose,
    shift_of,
    skill_of,
)
from wellrun.departments.workforce.rules.shifts import DAY_MINUTES, ShiftAt, ShiftSpan
from wellrun.engines.rostering.problem import Rule
from wellrun.values.faults import Fault

MOST_PEOPLE, MOST_HOURS = 20, 48


class Kind(StrEnum):
    """What may be supposed."""

    STAFF = "staff"
    POOL = "pool"
    PATTERN = "pattern"


PATTERNS: Mapping[str, tuple[ShiftAt, ...]] = {
    "12": (
        ShiftAt("D", "day", 7 * 60, 12 * 60, 690),
        ShiftAt("N", "night", 19 * 60, 12 * 60, 690, night=True),
    ),
    "8": (
        ShiftAt("E", "early", 7 * 60, 8 * 60, 450),
        ShiftAt("L", "late", 15 * 60, 8 * 60, 450),
        ShiftAt("N", "night", 23 * 60, 8 * 60, 450, night=True),
    ),
}
"""Patterns that may be tried, by the hours of their shifts; half an hour of each is a break that is not paid."""


@dataclass(frozen=True)
class Supposed:
    """One supposition: so many people of a group for so many hours a week, or a pattern of shifts."""

    kind: Kind
    people: int = 0
    skill: str = ""
    hours: int = 0
    pattern: str = ""


def faults_of_supposing(supposed: Supposed) -> list[Fault]:
    """What is wrong with a supposition, all of it."""
    faults = []
    if supposed.kind is Kind.PATTERN:
        if supposed.pattern not in PATTERNS:
            known = ", ".join(PATTERNS)
            faults.append(Fault("workforce.no_such_pattern", "There is no such pattern.", "pattern", expected=known))
        return faults
    if not 1 <= supposed.people <= MOST_PEOPLE:
        words = f"Suppose 1 to {MOST_PEOPLE} people."
        faults.append(Fault("workforce.people_supposed", words, "people", value=str(supposed.people)))
    if not 1 <= supposed.hours <= MOST_HOURS:
        words = f"Suppose 1 to {MOST_HOURS} hours a week."
        faults.append(Fault("workforce.hours_supposed", words, "hours", value=str(supposed.hours)))
    return faults


@dataclass(frozen=True)
class Newcomer:
    """What is known of somebody who is supposed: the rules that would hold, and what an hour costs."""

    name: str
    rules: tuple[Rule, ...]
    hourly_cost: Decimal


def with_people(question: Question, supposed: Supposed, newcomer: Newcomer) -> Question:
    """The question with so many people more, who have asked for nothing and borne nothing. Their keys are negative.

    A pool is paid by the shift and owes nothing; more staff owe their hours.
    """
    owing = supposed.kind is Kind.STAFF
    more = tuple(
        AtWork(
            key=-number,
            name=newcomer.name if supposed.people == 1 else f"{newcomer.name} {number}",
            skills=frozenset({supposed.skill}),
            weekly_hours=float(supposed.hours) if owing else 0.0,
            rules=newcomer.rules,
            employment="own" if owing else "bank",
            hourly_cost=newcomer.hourly_cost,
        )
        for number in range(1, supposed.people + 1)
    )
    return replace(question, people=(*question.people, *more))


def in_pattern(question: Question, pattern: Sequence[ShiftAt], rules: Mapping[int, tuple[Rule, ...]]) -> Question:
    """The question with these shifts: need by time of day, wishes and history by the shift that is likest."""
    shifts: dict[str, ShiftSpan] = {shift.code: shift for shift in question.shifts}
    becomes = {code: likest(shift, pattern).code for code, shift in shifts.items()}

    def person(one: AtWork) -> AtWork:
        never = {shift.code for shift in pattern if likest(shift, question.shifts).code in one.not_shifts}
        wishes = tuple(replace(wish, shift=becomes.get(wish.shift, "")) for wish in one.wishes)
        before = tuple(duty and duty_of(becomes.get(shift_of(duty), ""), skill_of(duty)) for duty in one.before)
        return replace(one, rules=rules[one.key], not_shifts=frozenset(never), wishes=wishes, before=before)

    return replace(
        question,
        shifts=tuple(pattern),
        people=tuple(person(one) for one in question.people),
        needs=needs_in(pattern, question.needs, shifts),
    )


def likest(shift: ShiftSpan, pattern: Sequence[ShiftAt]) -> ShiftAt:
    """The shift of the pattern that shares most of its time, so that history and wishes keep their meaning."""
    return max(pattern, key=lambda one: (_shared(shift, one), one.night == shift.night))


def _shared(one: ShiftSpan, other: ShiftSpan) -> int:
    """Minutes that two shifts share, whichever day the other begins on."""
    apart = (other.start - one.start + off for off in (-DAY_MINUTES, 0, DAY_MINUTES))
    return sum(max(0, min(one.length, later + other.length) - max(0, later)) for later in apart)


def needs_in(
    pattern: Sequence[ShiftAt], needs: Iterable[Needed], shifts: Mapping[str, ShiftSpan]
) -> tuple[Needed, ...]:
    """What each shift of the pattern needs: at every minute as many people as before, so the most of those it spans.

    A shift that reaches into the next day counts what that day needs there.
    """
    by_time: dict[tuple[str, dt.date], list[tuple[int, int, Needed]]] = defaultdict(list)
    for need in needs:
        shift = shifts[need.shift]
        for days in (-1, 0, 1):
            begins = shift.start - days * DAY_MINUTES
            by_time[need.skill, need.date + dt.timedelta(days=days)].append((begins, begins + shift.length, need))
    found = []
    for skill, date in sorted({(need.skill, need.date) for need in needs}, key=lambda one: one[1]):
        for shift in pattern:
            spans = [
                need
                for begins, ends, need in by_time[skill, date]
                if begins < shift.start + shift.length and shift.start < ends
            ]
            if spans:
                most, least = max(one.wanted for one in spans), max(one.least for one in spans)
                found.append(Needed(date, shift.code, skill, most, least, spans[0].why))
    return tuple(found)


def figures_of(question: Question, plan: Plan, supposed: Supposed) -> dict[str, int]:
    """What came of it: people needed and on the plan, pay beyond contracts, and what supposed contracts cost.

    Money is in whole units of the facility's currency.
    """
    filled, wanted = filled_of(question, plan)
    contracts = sum(one.hourly_cost * terms_of(one, question.days).owed / 60 for one in question.people if one.key < 0)
    return {
        "filled": filled,
        "wanted": wanted,
        "pay": round(pay_of(question, plan).whole),
        "contracts": round(contracts) if supposed.kind is Kind.STAFF else 0,
    }


def helped_by(question: Question, worth: Sequence[float]) -> dict[str, float]:
    """By duty: how many points one more person on such a shift would save at most, on the average of its days.

    ``worth`` is the engine's, for the cover lines of ``pose``: one person counts on every line of their day and duty.
    """
    lines: dict[tuple[int, frozenset[str]], float] = defaultdict(float)
    for cover, points in zip(pose(question).cover, worth, strict=True):
        if not cover.people:
            lines[cover.day, cover.duties] += points
    by_duty: dict[str, list[float]] = defaultdict(list)
    for need in question.needs:
        if need.skill in question.base_skills:
            duty = duty_of(need.shift, need.skill)
            by_duty[duty].append(max(0.0, lines[(need.date - question.first).days, frozenset({duty})]))
    return {duty: round(sum(points) / len(points), 1) for duty, points in by_duty.items()}
