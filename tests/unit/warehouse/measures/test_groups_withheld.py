"""Groups of patients: what is hidden cannot be had by subtracting, whatever the split and the counts."""

from __future__ import annotations

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.suppression import SMALLEST_SHOWN, Audience, kept_back, withhold_groups

COUNTS = st.integers(0, 60)
TABLES = st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=7).map(
    lambda rows: [(events, events + without, without) for events, without in rows]
)
"""Groups with their patients who had the event, in all, and without it."""


@given(TABLES)
def test_every_small_count_is_hidden(groups: list[tuple[int, int, int]]) -> None:
    hidden = kept_back(groups)
    small = {at for at, counts in enumerate(groups) if any(0 < count < SMALLEST_SHOWN for count in counts)}
    assert small <= hidden
    assert bool(small) == bool(hidden), "nothing is hidden without a reason"


@given(TABLES)
def test_what_is_hidden_could_be_many_numbers(groups: list[tuple[int, int, int]]) -> None:
    """The reader knows the totals and what is shown, hence the sum of what is hidden, and nothing else of it."""
    hidden = sorted(kept_back(groups))
    if not hidden or len(hidden) == len(groups):
        return
    for column in range(3):
        left = sum(groups[at][column] for at in hidden)
        could = sum(1 for value in range(left + 1) if left - value >= 0 and (len(hidden) > 1 or value == left))
        assert left == 0 or could >= SMALLEST_SHOWN


def test_by_trying_every_table_with_the_same_totals() -> None:
    """A small table whole: every hidden number takes at least eleven values among the tables that fit."""
    groups = [(3, 3, 0), (12, 12, 0), (40, 40, 0)]
    hidden = sorted(kept_back(groups))
    assert hidden == [0, 1]
    fits = [pair for pair in product(range(16), repeat=2) if sum(pair) == 15]
    assert {len({pair[at] for pair in fits}) for at in (0, 1)} == {16}


def test_two_small_ones_that_would_tell_of_each_other_take_a_third() -> None:
    """One and one: whoever knows that together they are two knows each, so 20 goes too."""
    assert kept_back([(1, 30, 29), (1, 30, 29), (20, 80, 60), (50, 200, 150)]) == {0, 1, 2}


def test_zero_hides_with_the_only_other_one() -> None:
    assert kept_back([(4, 90, 86), (0, 40, 40)]) == {0, 1}


def test_whoever_stays_away_can_be_few_too() -> None:
    """Of 100 patients 97 were told: the three who were not are few."""
    assert 0 in kept_back([(97, 100, 3), (50, 100, 50), (60, 100, 40)])


def figure(group: str, cases: int | None, people: float) -> Figure:
    return Figure("m", "language", group, "month", date(2026, 1, 1), float(cases or 0), people, 1.0, cases, True)


def test_figures_of_a_question_are_withheld_together() -> None:
    told = [figure("en", 80, 400.0), figure("es", 30, 90.0), figure("pt", 2, 15.0)]
    safe = withhold_groups(told, Audience.OTHERS)
    assert [one.place for one in safe if one.withheld] == ["es", "pt"]
    assert withhold_groups(told, Audience.OWN_MANAGERS) == tuple(told)
    money = [figure("en", None, 4.0)]
    assert withhold_groups(money, Audience.OTHERS) == tuple(money)
