"""Nothing is lost whatever serves whom; reciprocal is an independent exact solve, step-down its definition."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from wellrun.engines.costing import (
    Method,
    NotAllocated,
    Overhead,
    Pool,
    Problem,
    allocate,
    apportion,
    apportion_array,
    by_case,
    check,
    spread,
)

cents = some.integers(-(10**9), 10**12)
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The first draw of a process reads every module for its constants, which a busy machine takes seconds for."""


@some.composite
def problems(draw: some.DrawFn, *, sure: bool = True) -> Problem:
    """Random graphs of up to seven overhead centres. ``sure``: each serves a centre that cares, so none is adrift."""
    overhead = [f"o{number}" for number in range(draw(some.integers(0, 7)))]
    caring = [f"c{number}" for number in range(draw(some.integers(1, 5)))]
    costs = {code: draw(cents) for code in draw(some.permutations([*overhead, *caring]))}
    units = some.integers(0, 1000) | some.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
    found = []
    for code in overhead:
        served = {one: draw(units) for one in draw(some.lists(some.sampled_from([*overhead, *caring]), unique=True))}
        if sure:
            served[draw(some.sampled_from(caring))] = draw(some.integers(1, 1000))
        found.append(Overhead(code, "units", served))
    return Problem(costs, found)


def solved(problem: Problem) -> dict[str, Fraction]:
    """What each overhead centre has before it gives, by Gauss over exact fractions; written from the definition."""
    order = list(problem.order)
    share: dict[str, dict[str, Fraction]] = {}
    for one in problem.overheads:
        units = {code: Fraction(many) for code, many in one.units.items() if code != one.centre}
        share[one.centre] = {code: many / sum(units.values()) for code, many in units.items()}
    rows = [
        [Fraction(code == other) - share[other].get(code, 0) for other in order] + [Fraction(problem.costs[code])]
        for code in order
    ]
    for at in range(len(order)):
        pivot = next(row for row in range(at, len(order)) if rows[row][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(len(order)):
            if other != at:
                rows[other] = [a - rows[other][at] * b for a, b in zip(rows[other], rows[at], strict=True)]
    gross = {code: rows[at][-1] for at, code in enumerate(order)}
    return gross | {
        code: problem.costs[code] + sum((gross[one] * share[one].get(code, 0) for one in order), Fraction())
        for code in problem.caring
    }


@PATIENT
@given(problems())
def test_every_row_gives_what_it_had_by_every_method(problem: Problem) -> None:
    for method in Method:
        done = allocate(problem, method)
        assert check(done) == ()
        assert sum(done.full.values()) == sum(problem.costs.values())


@PATIENT
@given(problems())
def test_reciprocal_is_the_exact_solution_to_the_cent(problem: Problem) -> None:
    """Each figure within a cent for each overhead centre, which is what rounding the exchanges can move."""
    done, exact = allocate(problem, Method.RECIPROCAL), solved(problem)
    # What goes round many times is rounded each time it passes.
    room = (1 + len(problem.order)) * (2 + max((float(_rounds(problem)),), default=0))
    for code in problem.centres:
        found = done.gross(code) if code in problem.order else done.full[code]
        assert abs(found - exact[code]) <= room


def _rounds(problem: Problem) -> Fraction:
    """How much all overhead together has, of one cent in each: 1 where none serves another."""
    each = Problem({code: int(code in problem.order) for code in problem.costs}, problem.overheads)
    return sum((solved(each)[code] for code in problem.order), Fraction())


@PATIENT
@given(problems())
def test_step_down_is_its_definition(problem: Problem) -> None:
    """Each in turn gives all it has by then to those not closed, in proportion: within a cent of each step."""
    done = allocate(problem, Method.STEP_DOWN)
    have = dict(problem.costs)
    for at, one in enumerate(problem.overheads):
        left = {code: Fraction(one.units.get(code, 0)) for code in problem.centres[at + 1 :]}
        whole = sum(left.values())
        for code, units in left.items():
            given_cents = done.given(one.centre).get(code, 0)
            assert abs(given_cents - have[one.centre] * units / whole) < 1
            have[code] += given_cents
        have[one.centre] = 0
    assert {code: have[code] for code in problem.caring} == done.full


@PATIENT
@given(problems(sure=False))
def test_a_problem_is_allocated_whole_or_refused_with_the_centre(problem: Problem) -> None:
    for method in Method:
        try:
            done = allocate(problem, method)
        except NotAllocated as refused:
            assert all(fault.centre in problem.order for fault in refused.faults)
            continue
        assert check(done) == ()


@PATIENT
@given(some.integers(-(10**14), 10**14), some.lists(some.integers(0, 10**7), min_size=1, max_size=40).filter(any))
def test_parts_are_within_a_cent_of_their_share_and_arrays_divide_alike(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - Fraction(total * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )
    assert apportion_array(total, np.array(weights, dtype=np.int64)).tolist() == parts


uses = some.lists(some.tuples(some.integers(0, 9), some.integers(0, 10_000)), max_size=30)


@PATIENT
@given(some.lists(some.tuples(cents, uses, some.integers(0, 200_000)), max_size=5))
def test_cases_idle_and_untraced_sum_to_the_pools(given_pools: list[tuple[int, list[tuple[int, int]], int]]) -> None:
    done = []
    for total, used, capacity in given_pools:
        cases, units = (np.array([one[at] for one in used], dtype=np.int64) for at in (0, 1))
        pool = Pool(total, cases, units, capacity)
        done.append((pool, spread(pool)))
    kept = sum(each.idle + each.untraced for _pool, each in done)
    assert int(by_case(done, 10).sum()) + kept == sum(total for total, _uses, _capacity in given_pools)
