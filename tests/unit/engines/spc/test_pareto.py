"""Pareto bars."""

import pytest

from wellrun.engines.spc import SeriesError, pareto


def test_bars_fall_and_their_shares_add_to_the_whole() -> None:
    bars = pareto({"bed": 5, "stairs": 1, "toilet": 10, "chair": 5})
    assert [bar.name for bar in bars] == ["toilet", "bed", "chair", "stairs"]
    assert [bar.cumulative for bar in bars] == pytest.approx([10 / 21, 15 / 21, 20 / 21, 1])


def test_names_are_counted() -> None:
    assert [(bar.name, bar.count) for bar in pareto(["b", "a", "b"])] == [("b", 2), ("a", 1)]


def test_nothing_counted_has_no_shares() -> None:
    assert pareto({}) == () and pareto({"bed": 0})[0].cumulative == 0


def test_counts_below_zero_are_all_named() -> None:
    with pytest.raises(SeriesError, match=r"bed has count -1.*chair has count -2"):
        pareto({"bed": -1, "chair": -2})
