"""How a saving goes from an idea to the books, what the ledger shows of it, and what is the same money twice.

Sources: interrupted time series with work as exposure (Wagner and others 2002); savings are proved on the ledger and
not on the promise (HFMA, cost effectiveness of health, benefits realisation); Jaccard (1912) for titles.
"""

from __future__ import annotations

import datetime as dt
import math

import pytest

from wellrun.departments.finance.rules.savings import (
    MOVES,
    Move,
    Period,
    Promise,
    Proof,
    SavingState,
    Verdict,
    alike,
    counted,
    days_late,
    doubles,
    faults_of_move,
    moves_from,
    prove,
    verdict,
)

SHOWN = Proof(74_000_00, 50_000_00, 98_000_00, 500_000_00, 3, True)
LINE = ("HV", "W05", "6150")
JUNE, JULY, AUGUST = (dt.date(2026, month, 1) for month in (6, 7, 8))


def test_a_saving_goes_from_idea_to_validated_to_budget_to_the_books() -> None:
    state = SavingState.IDEA
    for move in (Move.VALIDATE, Move.BUDGET, Move.BOOK):
        assert faults_of_move(move, state, why="", proof=SHOWN) == ()
        state = MOVES[move][1]
    assert state is SavingState.BOOKED
    assert moves_from(state) == moves_from(SavingState.ABANDONED) == ()
    assert moves_from(SavingState.IDEA) == (Move.VALIDATE, Move.ABANDON)


@pytest.mark.parametrize("proof", [None, SHOWN._replace(lower=0), SHOWN._replace(lower=-1)])
def test_what_the_ledger_does_not_show_is_not_booked(proof: Proof | None) -> None:
    faults = faults_of_move(Move.BOOK, SavingState.BUDGETED, why="", proof=proof)
    assert [one.code for one in faults] == ["finance.saving.not_shown"]


def test_whoever_abandons_a_saving_says_why_and_every_fault_is_told() -> None:
    assert faults_of_move(Move.ABANDON, SavingState.IDEA, why="The supplier left.", proof=None) == ()
    faults = faults_of_move(Move.ABANDON, SavingState.BOOKED, why=" ", proof=None)
    assert [one.code for one in faults] == ["finance.saving.state", "finance.saving.why"]


def line(levels: list[float], *, units: list[float] | None = None, wobble: float = 0.01) -> list[Period]:
    return [
        Period(round(level * (1 + wobble * math.sin(13 * at)) * 100), 30, None if units is None else units[at])
        for at, level in enumerate(levels)
    ]


def test_what_is_saved_is_the_level_before_less_what_was_spent() -> None:
    every = line([1000.0] * 12 + [900.0] * 3)
    found = prove(every[:12], every[12:], 1.0)
    assert found is not None
    assert found.expected / 100 == pytest.approx(3000, rel=0.02)
    assert found.lower / 100 < 300 < found.upper / 100
    assert (found.periods, found.flexed) == (3, False)


def test_less_work_is_no_saving_and_more_work_hides_none() -> None:
    less = [100.0] * 12 + [80.0] * 4
    every = line([10 * one for one in less], units=less)
    found = prove(every[:12], every[12:], 0.0)
    assert found is not None and found.flexed and found.lower < 0 < found.upper
    assert abs(found.cents) < 0.02 * found.expected
    more = [100.0] * 12 + [120.0] * 4
    # Half of the line is fixed: 110 are expected of 100, and 99 were spent.
    every = line([1000.0] * 12 + [990.0] * 4, units=more)
    hidden = prove(every[:12], every[12:], 0.5)
    assert hidden is not None and hidden.cents / hidden.expected == pytest.approx(0.1, abs=0.01)


def test_a_line_that_cost_more_has_saved_less_than_nothing() -> None:
    found = prove(line([1000.0] * 12), line([1200.0] * 4), 1.0)
    assert found is not None and found.upper < 0


def test_too_few_periods_show_nothing() -> None:
    assert prove(line([1000.0] * 5), line([900.0] * 4), 1.0) is None
    assert prove(line([1000.0] * 6), line([900.0]), 1.0) is None
    assert prove(line([-1.0] * 12), line([900.0] * 4), 1.0) is None


def test_the_ledger_s_word_on_a_promise() -> None:
    assert verdict(SHOWN, 90_000_00) is Verdict.SHOWS
    assert verdict(SHOWN, 120_000_00) is Verdict.SHORT
    assert verdict(SHOWN._replace(lower=-1), 90_000_00) is Verdict.NOT_SHOWING
    assert verdict(SHOWN._replace(periods=2), 90_000_00) is Verdict.EARLY
    assert verdict(None, 90_000_00) is Verdict.EARLY


def test_a_saving_that_was_to_begin_and_is_in_no_budget_is_late() -> None:
    assert days_late(SavingState.VALIDATED, JUNE, dt.date(2026, 6, 11)) == 10
    assert days_late(SavingState.IDEA, JUNE, dt.date(2026, 5, 31)) == 0
    assert days_late(SavingState.BUDGETED, JUNE, dt.date(2027, 1, 1)) == 0


def test_two_on_the_same_line_in_the_same_period_are_double_and_count_once() -> None:
    one = Promise(1, LINE, {JUNE: 100, JULY: 100})
    two = Promise(2, LINE, {JULY: 150, AUGUST: 150})
    elsewhere = Promise(3, ("HV", "W04", "6150"), {JULY: 40})
    gone = Promise(4, LINE, {JULY: 900}, live=False)
    assert doubles([one, two, elsewhere, gone]) == {1: (2,), 2: (1,)}
    # In July the larger counts.
    assert counted([one, two, elsewhere, gone]) == {1: 100, 2: 300, 3: 40}
    later = Promise(5, LINE, {AUGUST: 1})
    assert doubles([one, later]) == {}
    assert counted([Promise(7, LINE, {JUNE: 5}), Promise(6, LINE, {JUNE: 5})]) == {6: 5, 7: 0}


def test_titles_that_share_most_of_their_words_are_alike() -> None:
    assert alike("Fewer agency nights on Ward 5", "Agency nights of Ward 5")
    assert not alike("Fewer agency nights on Ward 5", "New dressings on Ward 3")
    assert not alike("of the", "of the")
