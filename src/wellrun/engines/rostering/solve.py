"""Makes a roster and says how good it can be at most: ``answer = solve(problem, seconds=60)``.

One thread works on the bound (column generation), dives from it to a roster and tries to close the gap; the others, and
later all, improve the best roster by exact answers of a few people at a time. Every answer passes the checker.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from wellrun.engines.rostering.annealing import Annealer, Cooling
from wellrun.engines.rostering.checker import check
from wellrun.engines.rostering.closing import MOST_LINES, candidates, choose
from wellrun.engines.rostering.diving import Lines, dive
from wellrun.engines.rostering.draft import Draft, Kept
from wellrun.engines.rostering.grid import HARD, Grid, Numbers, grid_of
from wellrun.engines.rostering.master import Column, Crew, Duals, Master, OutOfTime, Relaxed
from wellrun.engines.rostering.near import Near, joined
from wellrun.engines.rostering.pricer import Found, Pricer, Space
from wellrun.engines.rostering.problem import Person, Problem, Rule, Wish
from wellrun.engines.rostering.race import EPSILON, Race, Step
from wellrun.engines.rostering.solution import Roster, Verdict
from wellrun.engines.rostering.sound import Unsound, penalties_of, unsound

CYCLES = {0.1: 1.0, 0.3: 0.7, 0.5: 0.5, 0.75: 0.4, 1.0: 0.3}
"""Until which share of the time it cools, and how hot it is heated before: later ones begin from a better roster (in
between the dive may have brought one) and would lose it if they were as hot as the first."""

AFTER_DIVE = 0.35
"""The most heat, as a share of the first, that leaves of a dive's roster what is good in it."""

BOUND_SHARE, HURRY_SHARE, DIVE_SHARE, NEAR_SHARE = 0.3, 0.2, 0.6, 0.85
"""Shares of the time by which the bound ends, the first dive hurries, it ends, and all that follow end."""


@dataclass(frozen=True)
class Answer:
    """A legal roster, its penalty, and a lower bound on the penalty of every legal roster.

    ``trace`` are the improvements in order, ``how`` what found the last of them. ``penalty == bound`` proves the best.
    ``worth`` says of each cover line, in the order of the problem, how far one more person there would lower the bound
    at most, in penalty points: no roster with them costs less than ``bound`` less that. Below 0 they would cost more.
    All are 0 where there was no time for a bound.
    """

    roster: Roster
    penalty: int
    bound: int
    verdict: Verdict
    seconds: float
    trace: tuple[Step, ...]
    how: str
    worth: tuple[float, ...]


class NoLegalRoster(Exception):
    """``people`` for whom no line is legal, with the rules or fields of which dropping one would make a line legal.

    Where everybody has a line, minimum cover is what cannot be met: ``roster`` is the best that was found, ``verdict``
    says where it falls short, and ``proved`` whether no roster meets all of it.
    """

    def __init__(
        self,
        people: Mapping[str, tuple[Rule | str, ...]],
        roster: Roster | None = None,
        verdict: Verdict | None = None,
        proved: bool = True,
    ) -> None:
        said = f"no legal line for {', '.join(people)}" if people else "a hard minimum of cover is missed"
        super().__init__(f"No legal roster: {said}.")
        self.people, self.roster, self.verdict, self.proved = people, roster, verdict, proved


def solve(
    problem: Problem,
    *,
    seconds: float,
    cores: int = 2,
    seed: int = 0,
    start: Roster | None = None,
    progress: Callable[[Step], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Answer:
    """The best legal roster found within the seconds; ends early once it is proved to be the best.

    ``start`` is a roster to begin from: lines that are not legal are made anew. Raises ``Unsound`` for a problem that
    contradicts itself and ``NoLegalRoster`` where none was found.
    """
    faults = unsound(problem)
    if faults:
        raise Unsound(faults)
    grid = grid_of(problem)
    minima = bool(((grid.covers.below >= HARD) & (grid.covers.minimum > 0)).any())
    race = Race(seconds, progress, stop, minima)
    pricers = [
        Pricer(grid, person, grid.touched[group])
        for person, group in zip(problem.people.values(), grid.group, strict=True)
    ]
    team = _Team(race, grid, pricers, seed, cores)
    team.begin(start)
    team.ask_alone()
    threads = [threading.Thread(target=team.work, args=(at,), daemon=True) for at in range(1, cores)]
    for thread in threads:
        thread.start()
    team.work(0)
    for thread in threads:
        thread.join()
    if race.failed is not None:
        raise race.failed
    return _checked(problem, grid, race, team.duals)


def _checked(problem: Problem, grid: Grid, race: Race, duals: Duals | None) -> Answer:
    assert race.best is not None
    roster = grid.roster(race.best.lines)
    verdict = check(problem, roster)
    if not verdict.legal:
        raise NoLegalRoster({}, roster, verdict, proved=race.bound >= HARD)
    if verdict.penalty != round(race.best.value) or race.bound > verdict.penalty:
        raise AssertionError(f"The checker says {verdict.penalty}, the solver {race.best.value}, bound {race.bound}.")
    how = race.trace[-1].how if race.trace else ""
    worth = tuple(duals.cover.tolist()) if duals is not None else (0.0,) * len(problem.cover)
    return Answer(roster, verdict.penalty, race.bound, verdict, round(race.now(), 2), tuple(race.trace), how, worth)


def holding(problem: Problem, roster: Roster, penalty: int, *, days: range | None = None) -> Problem:
    """The same problem where each cell that differs from the roster costs so much: for the least change of a plan."""
    held = days if days is not None else range(problem.days)

    def person_of(person: Person) -> Person:
        line = roster.lines.get(person.code, ())
        wishes = tuple(Wish(day, frozenset({line[day] or ""}), penalty) for day in held if day < len(line))
        return replace(person, wishes=(*person.wishes, *wishes))

    return replace(problem, people={code: person_of(person) for code, person in problem.people.items()})


def heats(problem: Problem) -> tuple[float, float]:
    """Temperatures to begin and end with: between the least and the greatest penalty, and well below the least."""
    penalties = [price for cover in problem.cover for price in (cover.under, cover.over)]
    for person in problem.people.values():
        penalties += [wish.penalty for wish in person.wishes] + [*person.cost.values()]
        penalties += [penalty for rule in person.rules for penalty in penalties_of(rule) if penalty is not None]
    some = [penalty for penalty in penalties if penalty > 0] or [1]
    return float(np.sqrt(min(some) * max(some))), 0.2 * min(some)


class _Team:
    """The work of all threads; thread 0 begins with the bound."""

    def __init__(self, race: Race, grid: Grid, pricers: list[Pricer], seed: int, cores: int) -> None:
        self.race, self.grid, self.pricers, self.seed, self.cores = race, grid, pricers, seed, cores
        self.duals: Duals | None = None
        self.alone: list[Found] = []
        self.arrived = 0
        """How often a roster of another making has become the best: whoever anneals begins anew from it."""
        self.hot, self.cold = heats(grid.problem)

    def begin(self, start: Roster | None) -> None:
        """A first roster; raises ``NoLegalRoster`` where somebody has no legal line."""
        crew, covers = Crew(self.grid, self.pricers, self.cores), self.grid.covers
        draft, missing, none = Draft(self.grid, self.pricers, crew.spaces[0]), list[int](), list[int]()
        for at, person in enumerate(self.grid.people):
            line = start.lines.get(person) if start is not None else None
            if (
                line is not None
                and len(line) == self.grid.days
                and all(d in self.grid.problem.duties for d in line if d)
            ):
                numbers = self.grid.numbers(line)
                cost = self.pricers[at].cost_of(numbers, draft.space)
                if cost < np.inf:
                    draft.set(at, numbers, int(cost))
                    continue
            missing.append(at)
        order = np.random.default_rng(self.seed).permutation(missing).astype(int).tolist()
        nothing = Duals.none(self.pricers, order, len(covers.wanted))
        for begin in range(0, len(order), self.cores):
            some, at_once = order[begin : begin + self.cores], replace(nothing, cover=-covers.one_more(draft.count))
            for at, found in zip(some, crew.ask(some, at_once, {}), strict=True):
                if found.line is None:
                    none.append(at)
                else:
                    draft.set(at, found.line, found.cost)
        if none:
            raise NoLegalRoster({self.grid.people[at]: self._culprits(at) for at in none})
        self.race.offer(draft.keep(), "first")

    def ask_alone(self) -> None:
        """What people cost at least by themselves is a bound at once, on all cores.

        In a large house the duals of the first linear programs say nothing for many rounds.
        """
        people = range(len(self.grid.people))
        crew = Crew(self.grid, self.pricers, self.cores, self.race.over)
        try:
            self.alone = crew.ask(people, Duals.none(self.pricers, people, len(self.grid.covers.wanted)), {})
        except OutOfTime:
            return
        self.race.raise_bound(sum(found.value for found in self.alone), "bound")

    def _culprits(self, at: int) -> tuple[Rule | str, ...]:
        """The rules and fields of a person of which dropping one alone would make some line legal."""
        person = self.pricers[at].person
        tried: list[tuple[Rule | str, Person]] = [
            (rule, replace(person, rules=tuple(each for each in person.rules if each is not rule)))
            for rule in person.rules
        ]
        tried += [("kept", replace(person, kept={})), ("closed", replace(person, closed={}))]
        space, nothing = Space(), np.zeros(len(self.grid.covers.wanted))
        return tuple(
            about
            for about, changed in tried
            if Pricer(self.grid, changed, self.pricers[at].touched).cheapest(nothing, space).line is not None
        )

    def work(self, thread: int) -> None:
        try:
            chance = np.random.default_rng((self.seed, thread, 1))
            self._improve(thread, self._bound(chance) if thread == 0 else None)
        except OutOfTime:
            return
        except BaseException as error:
            self.race.failed = error
            raise

    def _improve(self, thread: int, start: Kept | None) -> None:
        """Anneals in cycles, each less hot than the last, until time is over: from ``start``, then from the best."""
        race = self.race
        annealer = Annealer(
            self.grid,
            self.pricers,
            seed=self.seed * 1009 + thread,
            clock=race.now,
            better=lambda kept: race.offer(kept, "annealing"),
            over=race.over,
        )
        begin = race.now()
        for share, heat in CYCLES.items():
            if race.over():
                return
            assert race.best is not None
            heat = heat if start is None else min(heat, AFTER_DIVE)
            cooling = Cooling(heat * self.hot, self.cold, race.now(), begin + (race.seconds - begin) * share)
            annealer.over = partial(self._new, self.arrived)
            annealer.run(start or race.best, cooling, None if self.duals is None else self.duals.cover)
            start = None

    def _new(self, known: int) -> bool:
        return self.race.over() or self.arrived != known

    def _offer(self, lines: Mapping[int, tuple[Numbers, int]], space: Space, how: str) -> Kept:
        """A roster made otherwise than by annealing; whether it is the best or not, it may lead to a better one."""
        kept = [lines[at] for at in range(len(self.grid.people))]
        draft = Draft(self.grid, self.pricers, space)
        draft.load(Kept(0.0, tuple(line for line, _ in kept), tuple(cost for _, cost in kept)))
        made, best = draft.keep(), self.race.best
        self.race.offer(made, how)
        self.arrived += self.race.best is not best
        return made

    def _bound(self, chance: np.random.Generator) -> Kept | None:
        """Column generation for a share of the time, then dives and a choice among all lines that matter.

        Returns the roster of the last dive, if there was time for one.
        """
        race, grid = self.race, self.grid
        crew = Crew(grid, self.pricers, over=race.over)
        master = Master(crew, range(len(grid.people)))
        assert race.best is not None
        for at in master.people:
            master.add(at, race.best.lines[at], race.best.costs[at])
        for at, found in enumerate(self.alone):
            if found.line is not None:
                master.add(at, found.line, found.cost)
        deadline = BOUND_SHARE * race.seconds

        def enough(relaxed: Relaxed, bound: float) -> bool:
            race.raise_bound(bound, "bound")
            return race.over() or race.now() > deadline or bound >= relaxed.value - 1e-7

        _, bound, self.duals = master.generate(enough=enough)
        race.raise_bound(bound, "bound")
        # Before the dive only where few lines fit in the gap: listing many takes the time that the dive needs.
        self._close(crew, bound, most=MOST_LINES // 30)
        if race.over() or self._late(DIVE_SHARE):
            return None
        return self._dive(master, chance, bound)

    def _dive(self, master: Master, chance: np.random.Generator, bound: float) -> Kept | None:
        """A dive, then steps near the best roster; where they find nothing more, another dive, and near it again."""
        race, crew, columns = self.race, master.crew, master.columns()
        found = dive(master, chance=chance, stop=self._spent, hurry=partial(self._late, HURRY_SHARE))
        made = self._offer(found.lines, crew.spaces[0], "dive") if found.lines else None
        self._close(crew, bound, most=MOST_LINES)
        assert self.duals is not None
        near = Near(crew, [*columns, *master.columns()], self.duals, chance)
        while not race.over() and not (self.cores == 1 and self._late(NEAR_SHARE)):
            best = race.best
            assert best is not None
            if near.stuck:
                lines, how = self._dive_again(crew, columns, chance), "dive"
                near.begin_anew()
            else:
                lines, how = near.step(best, over=race.over, left=race.seconds - race.now()), "near"
            if lines:
                made = self._offer(joined(best, lines), crew.spaces[0], how)
        return made

    def _dive_again(self, crew: Crew, columns: Sequence[Column], chance: np.random.Generator) -> Lines:
        """Another way down from the bound, given up where nothing better than the best lies below."""
        race, master = self.race, Master(crew, range(len(self.grid.people)))
        for column in columns:
            master.add(column.person, column.line, column.cost)

        def vain(relaxed: Relaxed) -> bool:
            assert race.best is not None
            return race.over() or relaxed.value > race.best.value - 1 + EPSILON

        return dive(master, chance=chance, stop=vain).lines

    def _late(self, share: float) -> bool:
        return self.race.now() > share * self.race.seconds

    def _spent(self, _relaxed: Relaxed) -> bool:
        return self.race.over() or self._late(DIVE_SHARE)

    def _close(self, crew: Crew, bound: float, *, most: int) -> None:
        """Where few lines fit in the gap, the best choice among them is exact."""
        race = self.race
        if race.over() or race.best is None or self.duals is None:
            return
        best = race.best
        listed = candidates(crew, self.duals, best.value - 1 - bound, people=range(len(self.grid.people)), most=most)
        if listed is None:
            return
        closed = choose(
            self.grid,
            listed,
            np.zeros_like(crew.grid.covers.wanted),
            best.value,
            seconds=(race.seconds - race.now()) / 2,
            stop=race.over,
        )
        if closed.lines:
            self._offer(closed.lines, crew.spaces[0], "choice")
        if closed.proved:
            race.raise_bound(race.best.value if closed.lines else best.value, "proof")
