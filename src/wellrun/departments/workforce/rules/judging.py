"""One judge for a roster, a swap, a shift picked up and somebody called in: what it breaks, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from wellrun.departments.workforce.rules.sentences import Asked, group_of, rule_of, words_of
from wellrun.engines.rostering.checker import check
from wellrun.engines.rostering.problem import Problem, Total, Weekends
from wellrun.engines.rostering.solution import Finding, Roster


@dataclass(frozen=True)
class Judgement:
    """One finding, told: ``hard`` says that it breaks a law or a contract, ``points`` what it costs otherwise."""

    sentence: str
    group: str
    rule: str
    person: str
    days: tuple[int, ...]
    figure: int
    limit: int
    hard: bool
    points: int


@dataclass(frozen=True)
class Cell:
    """One person on one day, and the duty the cell is to hold; None is off."""

    person: str
    day: int
    duty: str | None


@dataclass(frozen=True)
class Judged:
    """What a change would newly break and mend. It may stand by itself if nothing hard is newly broken."""

    broken: tuple[Judgement, ...]
    mended: tuple[Judgement, ...]

    @property
    def legal(self) -> bool:
        return not any(one.hard for one in self.broken)

    @property
    def points(self) -> int:
        """What it costs more, or less, than now; hard ones are not priced."""
        return sum(one.points for one in self.broken) - sum(one.points for one in self.mended)


def judgements(problem: Problem, roster: Roster, question: Asked) -> tuple[Judgement, ...]:
    """Everything the roster misses, told."""
    return tuple(_told(finding, question) for finding in check(problem, roster).findings)


def judge_change(problem: Problem, roster: Roster, cells: Iterable[Cell], question: Asked) -> Judged:
    """What these cells would newly break and mend, all of them taken together."""
    lines = {person: list(line) for person, line in roster.lines.items()}
    for cell in cells:
        lines[cell.person][cell.day] = cell.duty
    after = Roster({person: tuple(line) for person, line in lines.items()})
    old, new = check(problem, roster).findings, check(problem, after).findings
    known, kept = {_same(finding) for finding in old}, {_same(finding) for finding in new}
    return Judged(
        tuple(_told(finding, question) for finding in new if _same(finding) not in known),
        tuple(_told(finding, question) for finding in old if _same(finding) not in kept),
    )


def _same(finding: Finding) -> Finding:
    """The finding by which it is known again: a sum missed by as much is the same, whichever days make it up."""
    return replace(finding, days=()) if isinstance(finding.about, Total | Weekends) else finding


def pick_up(person: str, day: int, duty: str) -> tuple[Cell, ...]:
    """Somebody takes a shift that nobody has: an open one, or a call the same day."""
    return (Cell(person, day, duty),)


def swap(roster: Roster, one: str, one_day: int, other: str, other_day: int) -> tuple[Cell, ...]:
    """Two people give one another a shift; on the day each gives one away, they are off."""
    given, taken = roster.lines[one][one_day], roster.lines[other][other_day]
    if one_day == other_day:
        return Cell(one, one_day, taken), Cell(other, one_day, given)
    return (
        Cell(one, one_day, None),
        Cell(other, other_day, None),
        Cell(other, one_day, given),
        Cell(one, other_day, taken),
    )


def _told(finding: Finding, question: Asked) -> Judgement:
    rule = rule_of(finding)
    return Judgement(
        sentence=words_of(finding, question),
        group=group_of(finding, question),
        rule=rule.key if rule else "",
        person=finding.person,
        days=finding.days,
        figure=finding.figure,
        limit=finding.limit,
        hard=finding.penalty is None,
        points=finding.penalty or 0,
    )
