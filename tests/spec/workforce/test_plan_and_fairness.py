"""What a change of cells does to a plan, and what makes one fair."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as some

from wellrun.departments.workforce.rules.fairness import (
    nights_of,
    standing_alone,
    weekends_of,
)
from wellrun.departments.workforce.rules.plan import (
    Cell,
    Plan,
    changed,
    difference,
    faults_of_change,
    locked,
    undoing,
)

FIRST = dt.date(2027, 1, 1)
PLAN = Plan(FIRST, {1: ("D", None, "N"), 2: (None, "D", "D")})
MAY = {1: frozenset({"D", "N"}), 2: frozenset({"D"})}


def codes(cells: list[Cell], plan: Plan = PLAN) -> list[str]:
    return [fault.code for fault in faults_of_change(plan, cells, may=MAY)]


def test_a_change_gives_the_cells_and_leaves_the_rest() -> None:
    after = changed(PLAN, [Cell(1, 1, "N"), Cell(2, 2, None)])
    assert after.lines == {1: ("D", "N", "N"), 2: (None, "D", None)}
    assert PLAN.lines[1] == ("D", None, "N")
    assert difference(PLAN, after) == (Cell(1, 1, "N"), Cell(2, 2, None))


def test_all_that_is_wrong_with_a_change_is_said_at_once() -> None:
    assert codes([Cell(1, 0, "N"), Cell(2, 0, None)]) == []
    assert codes([Cell(3, 0, "D"), Cell(1, 3, "D"), Cell(2, 0, "N")]) == [
        "workforce.no_such_cell",
        "workforce.no_such_cell",
        "workforce.duty_not_held",
    ]


def test_a_locked_cell_stays_until_it_is_unlocked() -> None:
    held = locked(PLAN, [(1, 0)], lock=True)
    assert codes([Cell(1, 0, "N")], held) == ["workforce.cell_locked"]
    assert codes([Cell(1, 0, "D")], held) == []
    assert codes([Cell(1, 0, "N")], locked(held, [(1, 0)], lock=False)) == []


@settings(deadline=None)
@given(some.lists(some.builds(Cell, some.sampled_from([1, 2]), some.integers(0, 2), some.sampled_from([None, "D"]))))
def test_undoing_brings_every_change_back(cells: list[Cell]) -> None:
    assert changed(changed(PLAN, cells), undoing(PLAN, cells)) == PLAN


def test_a_plan_counts_its_days() -> None:
    assert PLAN.date(2) == dt.date(2027, 1, 3)
    assert PLAN.count(2) == {"N": 1, "D": 1}


def test_burdens_are_counted_by_night_and_weekend() -> None:
    line = ("N", None, "D", None, None, "N", "D")
    assert nights_of(line, frozenset({"N"})) == 2
    assert weekends_of(line, [(1, 2), (3, 4), (5, 6)]) == 2


def test_somebody_alone_at_an_edge_stands_out() -> None:
    assert standing_alone({1: 4, 2: 6, 3: 6, 4: 7, 5: 7}) == {1}
    assert standing_alone({1: 6, 2: 6, 3: 6, 4: 6, 5: 6}) == frozenset()
    assert standing_alone({1: 1, 2: 9}) == frozenset()
