"""Shifts that people choose for themselves: how many they may, and which can stand when all are put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import AtWork, Question, duty_of, may_of, pose, shift_of
from wellrun.engines.rostering.checker import Changes
from wellrun.engines.rostering.solution import Roster


@dataclass(frozen=True)
class Chosen:
    """A shift somebody would work on a day of the plan."""

    person: int
    day: int
    shift: str


def minutes_owed(person: AtWork, question: Question) -> int:
    """What the contract owes in the weeks of the plan: more than that nobody chooses."""
    return round(person.weekly_hours * 60 * question.days / 7)


def wanted_of(question: Question, person: AtWork) -> Counter[tuple[int, str]]:
    """How many like this person are needed on each day and shift."""
    skills = [skill for skill in question.base_skills if skill in person.skills]
    wanted: Counter[tuple[int, str]] = Counter()
    for need in question.needs:
        if need.skill in skills[:1]:
            wanted[(need.date - question.first).days, need.shift] += need.wanted
    return wanted


def duty_chosen(question: Question, person: AtWork, shift: str) -> str | None:
    """The duty by which somebody works a shift: as the first skill they are counted as; none if they never may."""
    for skill in question.base_skills:
        if skill in person.skills:
            duty = duty_of(shift, skill)
            return duty if duty in may_of(person, question) else None
    return None


def standing_together(question: Question, chosen: Iterable[Chosen]) -> Plan:
    """The choices that can stand together, locked: legal on each line, and no more people than needed.

    Everybody's first choice comes before anybody's second, so that who is quick does not take all.
    """
    problem, people = pose(question), {one.key: one for one in question.people}
    lines: dict[int, list[str | None]] = {key: [None] * question.days for key in people}
    count: Counter[tuple[int, str]] = Counter()
    kept: set[tuple[int, int]] = set()
    for one in _in_turn(chosen):
        person = people.get(one.person)
        duty = duty_chosen(question, person, one.shift) if person else None
        if person is None or duty is None or count[one.day, duty] >= wanted_of(question, person)[one.day, one.shift]:
            continue
        line = tuple(lines[one.person])
        alone = Changes(problem, Roster({str(one.person): line}))
        if line[one.day] is None and alone.of(str(one.person), one.day, duty, cover=False).legal:
            lines[one.person][one.day] = duty
            count[one.day, duty] += 1
            kept.add((one.person, one.day))
    return Plan(question.first, {person: tuple(line) for person, line in lines.items()}, frozenset(kept))


def _in_turn(chosen: Iterable[Chosen]) -> list[Chosen]:
    """In rounds: the first of everybody in the order in which they chose, then the second of everybody."""
    turn: Counter[int] = Counter()
    rounds = []
    for one in chosen:
        rounds.append((turn[one.person], one))
        turn[one.person] += 1
    return [one for _round, one in sorted(rounds, key=lambda entry: entry[0])]


def filled_by(question: Question, chosen: Iterable[Chosen]) -> Counter[tuple[int, str]]:
    """How many have chosen each day and duty, whether or not all of them can stand."""
    people = {one.key: one for one in question.people}
    count: Counter[tuple[int, str]] = Counter()
    for one in chosen:
        duty = duty_chosen(question, people[one.person], one.shift) if one.person in people else None
        if duty is not None:
            count[one.day, duty] += 1
    return count


def minutes_of(question: Question, duties: Iterable[str]) -> int:
    """Minutes that duties count as worked."""
    minutes = {shift.code: shift.minutes for shift in question.shifts}
    return sum(minutes.get(shift_of(duty), 0) for duty in duties)
