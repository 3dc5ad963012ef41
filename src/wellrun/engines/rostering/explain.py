"""Why a cover line is not filled, who could fill it, and what each way out costs.

``rank`` answers a gap of today in a fraction of a second: everybody who could be called, with what would break. ``why``
also lets other days of a person, and then of a second one, move along, by the exact answers of `pricing`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from wellrun.engines.rostering.checker import Change, Changes, faults_of
from wellrun.engines.rostering.draft import Draft
from wellrun.engines.rostering.grid import Costs, Numbers, grid_of
from wellrun.engines.rostering.pricer import Pricer, Space
from wellrun.engines.rostering.problem import OFF, Cover, Problem, Rule, Wish
from wellrun.engines.rostering.solution import Line, Plain, Roster

WORKING = "working"
"""Stops a person who has another duty on that day."""

SMALL = 1 / 4096
"""Added to each changed cell, so that of ways that cost the same the one with fewer changes is found."""


@dataclass(frozen=True)
class Candidate:
    """A person who could be given the duty at all, and what that one cell would break and cost.

    ``stops`` are the hard rules, or the words of ``Plain`` and ``WORKING``, that stand against it.
    """

    person: str
    duty: str
    stops: tuple[Rule | Wish | Cover | str, ...]
    change: Change

    @property
    def free(self) -> bool:
        return not self.stops


@dataclass(frozen=True)
class WayOut:
    """New lines for one or two people. ``penalty`` is the difference to the roster as it is, this gap filled included.

    ``bends`` are the hard rules that would be broken; empty where the way is legal. ``changed`` tells the cells by
    person: day to new duty (or OFF).
    """

    penalty: int
    changed: Mapping[str, Mapping[int, str | None]]
    bends: tuple[Rule | Wish | Cover | str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """``reasons`` groups the people by what stops them, most people first; ``ways`` are legal first, cheapest first."""

    cover: Cover
    candidates: tuple[Candidate, ...]
    reasons: tuple[tuple[Rule | Wish | Cover | str, tuple[str, ...]], ...]
    ways: tuple[WayOut, ...]


def rank(problem: Problem, roster: Roster, day: int, duty: str) -> tuple[Candidate, ...]:
    """Everybody who can be given the duty, who breaks least first: number of hard rules, then penalty points."""
    changes = Changes(problem, roster)
    found = [
        _candidate(changes, code, day, duty)
        for code, person in problem.people.items()
        if duty in person.may and roster.lines[code][day] != duty
    ]
    return tuple(sorted(found, key=_burden))


def _burden(candidate: Candidate) -> tuple[int, int]:
    change = candidate.change
    points = sum(each.penalty or 0 for each in change.broken) - sum(each.penalty or 0 for each in change.mended)
    return len(candidate.stops), points


def _candidate(changes: Changes, code: str, day: int, duty: str) -> Candidate:
    change = changes.of(code, day, duty)
    # Cover that is missed elsewhere is a price, not a rule of the person.
    stops: list[Rule | Wish | Cover | str] = []
    for finding in change.broken:
        if finding.penalty is None and finding.about not in stops:
            stops.append(finding.about)
    if changes.roster.lines[code][day] is not OFF:
        stops.insert(0, WORKING)
    return Candidate(code, duty, tuple(stops), change)


def why(problem: Problem, roster: Roster, cover: Cover, *, most: int = 10) -> Explanation:
    """Who is stopped by what from filling this cover line, and the cheapest ``most`` ways to fill it all the same."""
    changes = Changes(problem, roster)
    candidates = tuple(
        _candidate(changes, code, cover.day, duty)
        for code, person in problem.people.items()
        if not cover.people or code in cover.people
        for duty in sorted(cover.duties & person.may)
        if roster.lines[code][cover.day] not in cover.duties
    )
    reasons: dict[Rule | Wish | Cover | str, list[str]] = {}
    for candidate in candidates:
        for about in candidate.stops:
            people = reasons.setdefault(_kind(about), [])
            if candidate.person not in people:
                people.append(candidate.person)
    grouped = sorted(reasons.items(), key=lambda item: -len(item[1]))
    ways = sorted(
        _unlike([*_bending(candidates, cover), *_moving(problem, roster, cover, candidates)]),
        key=lambda way: (len(way.bends), way.penalty, sum(map(len, way.changed.values()))),
    )
    return Explanation(
        cover, candidates, tuple((about, tuple(people)) for about, people in grouped), tuple(ways[:most])
    )


def _kind(about: Rule | Wish | Cover | str) -> Rule | Wish | Cover | str:
    return about.value if isinstance(about, Plain) else about


def _unlike(ways: list[WayOut]) -> list[WayOut]:
    """Without those that change the same cells in the same way."""
    seen: dict[object, WayOut] = {}
    for way in ways:
        key = frozenset((person, day, duty) for person, cells in way.changed.items() for day, duty in cells.items())
        seen.setdefault(key, way)
    return list(seen.values())


def _bending(candidates: tuple[Candidate, ...], cover: Cover) -> Iterator[WayOut]:
    """One cell changed and nothing else, where at most one hard rule is in the way and nobody is taken off work."""
    for candidate in candidates:
        stops = candidate.stops
        if WORKING not in stops and len(stops) <= 1 and Plain.KEPT not in stops:
            points = _burden(candidate)[1]
            yield WayOut(points, {candidate.person: {cover.day: candidate.duty}}, stops)


def _moving(problem: Problem, roster: Roster, cover: Cover, candidates: tuple[Candidate, ...]) -> Iterator[WayOut]:
    """One person takes the duty and moves their other days as is cheapest; then a second one makes up for it."""
    grid, space = grid_of(problem), Space()
    pricers = [
        Pricer(grid, person, grid.touched[group])
        for person, group in zip(problem.people.values(), grid.group, strict=True)
    ]
    draft = Draft(grid, pricers, space)
    for at, code in enumerate(grid.people):
        own = sum(each.penalty or 0 for each in faults_of(problem, problem.people[code], roster.lines[code]))
        draft.set(at, grid.numbers(roster.lines[code]), own)
    before, old = draft.value(), list(draft.lines)
    wanted = [grid.duties.index(duty) + 1 for duty in sorted(cover.duties & problem.duties.keys())]
    firsts = []
    for at in sorted({grid.people.index(candidate.person) for candidate in candidates}):
        forced = _near(grid.days, len(grid.duties) + 1, old[at])
        keep = forced[cover.day, wanted].copy()
        forced[cover.day] = math.inf
        forced[cover.day, wanted] = keep
        found = _answer(draft, at, forced)
        if found is not None:
            firsts.append((found[1] - before, at, found[0]))
            yield _way(draft, old, found[1] - before, {at: found[0]})
    firsts.sort(key=lambda first: first[0])
    for _, at, (line, cost) in firsts[:5]:
        kept = draft.lines[at], draft.costs[at]
        draft.take(at)
        draft.set(at, line, cost)
        for other in range(len(pricers)):
            if other != at:
                found = _answer(draft, other, _near(grid.days, len(grid.duties) + 1, old[other]))
                if found is not None and not np.array_equal(found[0][0], old[other]):
                    yield _way(draft, old, found[1] - before, {at: (line, cost), other: found[0]})
        draft.take(at)
        draft.set(at, *kept)


def _near(days: int, duties: int, line: Numbers) -> Costs:
    near = np.full((days, duties), SMALL)
    near[np.arange(days), line] = 0.0
    return near


def _answer(draft: Draft, at: int, free: Costs) -> tuple[tuple[Numbers, int], float] | None:
    """The person's cheapest line and what the whole roster then costs; the draft stays as it is."""
    kept = draft.lines[at], draft.costs[at]
    draft.take(at)
    found = draft.pricers[at].cheapest(draft.grid.covers.one_more(draft.count), draft.space, free=free)
    if found.line is None:
        draft.set(at, *kept)
        return None
    draft.set(at, found.line, found.cost)
    value = draft.value()
    draft.take(at)
    draft.set(at, *kept)
    return (found.line, found.cost), value


def _way(draft: Draft, old: list[Numbers], penalty: float, new: Mapping[int, tuple[Numbers, int]]) -> WayOut:
    codes: Line = (OFF, *draft.grid.duties)
    return WayOut(
        round(penalty),
        {
            draft.grid.people[at]: {int(day): codes[line[day]] for day in np.flatnonzero(line != old[at])}
            for at, (line, _) in new.items()
        },
    )
