"""What appeals brought. Sources: Wilson 1927 (interval of a share); Laplace 1774 (the chance the queue ranks by)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wellrun.departments.revenue.rules.appeal_outcomes import Appealed, brought, whole, wilson
from wellrun.departments.revenue.rules.denial_work import State


def appeal(state: State, recovered: int = 0, left: int = 0, category: str = "coding", payer: str = "ALPHA") -> Appealed:
    return Appealed(category, payer, state, 1000, recovered, left)


@pytest.mark.parametrize(
    ("one", "column"),
    [
        (appeal(State.WON, 1000), "won"),
        # A contract allows less than was billed: paid by it is paid in full.
        (appeal(State.WON, 420), "won"),
        # The payer has said yes, and its money is waited for.
        (appeal(State.WON, 0, 1000), "won"),
        (appeal(State.WON, 300, 700), "part"),
        (appeal(State.GIVEN_UP, 300), "part"),
        (appeal(State.LOST, 300, 700), "part"),
        (appeal(State.LOST, 0, 1000), "lost"),
        (appeal(State.GIVEN_UP), "lost"),
        (appeal(State.APPEALED, 0, 1000), "waiting"),
    ],
)
def test_each_appeal_stands_in_one_column(one: Appealed, column: str) -> None:
    (found,) = brought([one])
    assert {name: getattr(found, name) for name in ("won", "part", "lost", "waiting")} == {
        name: int(name == column) for name in ("won", "part", "lost", "waiting")
    }


def test_what_brought_most_stands_first_and_all_of_it_adds_up() -> None:
    rows = [
        appeal(State.WON, 500),
        appeal(State.LOST),
        appeal(State.WON, 900, payer="BETA"),
        appeal(State.APPEALED, category="bundling"),
    ]
    found = brought(rows)
    assert [(one.category, one.payer, one.recovered_cents) for one in found] == [
        ("coding", "BETA", 900),
        ("coding", "ALPHA", 500),
        ("bundling", "ALPHA", 0),
    ]
    every = whole(rows)
    assert (every.won, every.lost, every.waiting, every.cents, every.recovered_cents) == (2, 1, 1, 4000, 1400)


def test_the_chance_is_the_one_of_the_ranking_and_the_share_what_happened() -> None:
    (found,) = brought([appeal(State.WON, 500)] * 3 + [appeal(State.LOST)])
    assert found.share == 0.75
    assert found.ended.chance == Decimal(4) / Decimal(6)


def test_without_an_end_there_is_neither_share_nor_interval() -> None:
    (found,) = brought([appeal(State.APPEALED)])
    assert (found.share, found.interval, found.ended.chance) == (None, None, Decimal("0.5"))


@pytest.mark.parametrize(
    ("won", "of", "low", "high"),
    # Newcombe 1998, Stat Med 17: table I, method 3 (Wilson): 81/263, 15/148, 0/20, 1/29.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(won: int, of: int, low: float, high: float) -> None:
    found = wilson(won, of)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_a_share_of_nothing_has_no_interval() -> None:
    with pytest.raises(ValueError, match="nothing"):
        wilson(0, 0)
