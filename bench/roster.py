"""Rosters side by side: ours and plain CP-SAT on the same problem for the same time, and how time grows.

Wards are made here by a fixed chance, with the rules of a usual contract; public instances are added where they lie
beside the repository. Both answers are judged by the checker. Also how long ranking 400 staff takes.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path
from typing import Any

from ortools.sat.python import cp_model

from wellrun.engines.rostering.checker import check
from wellrun.engines.rostering.explain import rank
from wellrun.engines.rostering.formats.curtois import read_curtois
from wellrun.engines.rostering.problem import (
    Cover,
    Duty,
    Person,
    Problem,
    Rule,
    Run,
    Shift,
    Succession,
    Total,
    Weekends,
    Wish,
)
from wellrun.engines.rostering.solution import Roster
from wellrun.engines.rostering.solve import solve

SECONDS = float(os.environ.get("ROSTER_SECONDS", "30"))
CORES = 2
SHARED = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
PUBLIC = (3, 7, 10)
SIZES = (20, 80)
NEAR = 1.1
"""Times the final bound: how long until the roster was so near tells how time grows with size (-1: never)."""

STAFF = 400

SHIFTS = {
    "E": Shift("E", 480, 7 * 60, 480),
    "L": Shift("L", 480, 14 * 60, 480),
    "N": Shift("N", 600, 22 * 60, 600),
}
WORK = frozenset(SHIFTS)


def run() -> dict[str, Any]:
    """Penalty, bound and seconds of both; seconds per size; milliseconds of a ranking."""
    measured: dict[str, Any] = {"seconds_allowed": SECONDS, "load": round(os.getloadavg()[0], 1)}
    problems = {f"ward_{size}": ward(size, 28) for size in SIZES}
    for number in PUBLIC:
        file = SHARED / "rostering" / "curtois24" / f"Instance{number}.txt"
        if file.is_file():
            problems[f"instance_{number}"] = read_curtois(file.read_text())
    for name, problem in problems.items():
        measured |= {f"{name}_{what}": figure for what, figure in beside(problem).items()}
    measured["rank_400_ms"] = ranking()
    return measured


def beside(problem: Problem) -> dict[str, float]:
    ours = solve(problem, seconds=SECONDS, cores=CORES)
    roster, bound, seconds = plain(problem)
    near = [step.seconds for step in ours.trace if step.penalty <= NEAR * ours.bound]
    found = {"penalty": ours.penalty, "bound": ours.bound, "s": ours.seconds, "near_s": min(near, default=-1)}
    verdict = None if roster is None else check(problem, roster)
    plain_penalty = verdict.penalty if verdict is not None and verdict.legal else -1
    return found | {"plain_penalty": plain_penalty, "plain_bound": bound, "plain_s": seconds}


def ward(people: int, days: int, *, chance: random.Random | None = None) -> Problem:
    """A ward whose demand is what its contracts can give, with wishes and leave."""
    chance = chance or random.Random(people)
    contract: tuple[Rule, ...] = (
        *(
            Succession((frozenset(shift), frozenset(after)), source="rest")
            for shift, after in {"L": "E", "N": "EL"}.items()
        ),
        Run(WORK, at_least=2, at_most=5, source="working days"),
        Run(frozenset({""}), at_least=2, source="days off"),
        Total(WORK, days * 260, days * 300, in_minutes=True, source="minutes"),
        Total(frozenset("N"), at_most=days // 5, source="nights"),
        Weekends(days // 14, source="weekends"),
    )
    staff = {f"p{at}": _person(f"p{at}", contract, days, chance) for at in range(people)}
    wanted = {"E": 0.25, "L": 0.2, "N": 0.13}
    cover = tuple(
        Cover(day, frozenset({shift}), max(1, round(people * share * chance.uniform(0.85, 1.15))), 100, 1)
        for day in range(days)
        for shift, share in wanted.items()
    )
    weekends = tuple((day, day + 1) for day in range(5, days - 1, 7))
    return Problem(days, SHIFTS, {code: Duty(code, code) for code in SHIFTS}, staff, cover, weekends)


def _person(code: str, contract: tuple[Rule, ...], days: int, chance: random.Random) -> Person:
    wishes = tuple(
        Wish(chance.randrange(days), frozenset({chance.choice("ELN")}), chance.randint(1, 3), chance.random() < 0.5)
        for _ in range(4)
    )
    may = frozenset(chance.sample("ELN", 2) if chance.random() < 0.3 else "ELN")
    return Person(code, may, contract, closed={chance.randrange(days): "leave"}, wishes=wishes)


def ranking() -> float:
    problem = ward(STAFF, 28)
    roster = Roster(dict.fromkeys(problem.people, (None,) * problem.days))
    begun = time.perf_counter()
    rank(problem, roster, 10, "E")
    return round(1000 * (time.perf_counter() - begun), 1)


def plain(problem: Problem) -> tuple[Roster | None, int, float]:
    """A textbook CP-SAT model of the rules that wards and shift scheduling instances have: roster, bound, seconds."""
    model = cp_model.CpModel()
    duties = ["", *problem.duties]
    cells = {
        code: [{duty: model.new_bool_var("") for duty in duties} for _ in range(problem.days)]
        for code in problem.people
    }
    costs: list[Any] = []
    for code, person in problem.people.items():
        costs += _plain_person(model, problem, person, cells[code])
    for cover in problem.cover:
        given = sum(cells[code][cover.day][duty] for code in problem.people for duty in cover.duties)
        short, over = model.new_int_var(0, cover.wanted, ""), model.new_int_var(0, len(problem.people), "")
        model.add(given + short - over == cover.wanted)
        costs += [cover.under * short, cover.over * over]
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = CORES, SECONDS
    begun = time.perf_counter()
    status = solver.solve(model)
    seconds = round(time.perf_counter() - begun, 1)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, round(solver.best_objective_bound), seconds
    lines = {
        code: tuple(next(duty for duty in duties if solver.value(cell[duty])) or None for cell in row)
        for code, row in cells.items()
    }
    return Roster(lines), round(solver.best_objective_bound), seconds


def _plain_person(model: Any, problem: Problem, person: Person, row: list[dict[str, Any]]) -> list[Any]:
    costs = []
    for day, cell in enumerate(row):
        model.add_exactly_one(cell.values())
        for duty, variable in cell.items():
            if duty and (duty not in person.may or day in person.closed):
                model.add(variable == 0)
    for wish in person.wishes:
        met = sum(row[wish.day][duty] for duty in wish.duties)
        costs.append(wish.penalty * (1 - met if wish.wanted else met))
    for rule in person.rules:
        _plain_rule(model, problem, rule, row)
    return costs


def _plain_rule(model: Any, problem: Problem, rule: Rule, row: list[dict[str, Any]]) -> None:
    days = range(len(row))
    match rule:
        case Succession():
            for day in days[:-1]:
                _pairs(model, rule, row, day)
        case Run():
            inside = [sum(row[day][code] for code in rule.of) for day in days]
            for day in days[: -(rule.at_most or len(row))] if rule.at_most else ():
                model.add(sum(inside[day : day + rule.at_most + 1]) <= rule.at_most)
            for length in range(1, rule.at_least):
                for day in days[1 : len(row) - length]:
                    middle = inside[day : day + length]
                    model.add(inside[day - 1] + (length - sum(middle)) + inside[day + length] >= 1)
        case Total():
            weight = {code: problem.shifts[code].minutes if rule.in_minutes else 1 for code in rule.of}
            total = sum(weight[code] * row[day][code] for day in days for code in rule.of)
            model.add(total >= rule.at_least)
            if rule.at_most is not None:
                model.add(total <= rule.at_most)
        case Weekends():
            worked = []
            for group in problem.weekends:
                worked.append(model.new_bool_var(""))
                for day in group:
                    model.add(worked[-1] + row[day][""] >= 1)
            model.add(sum(worked) <= rule.at_most)
        case _:
            raise NotImplementedError(type(rule).__name__)


def _pairs(model: Any, rule: Succession, row: list[dict[str, Any]], day: int) -> None:
    first, then = rule.pattern
    for code in first:
        for after in then:
            model.add_bool_or(~row[day][code], ~row[day + 1][after])
