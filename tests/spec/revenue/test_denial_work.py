"""What becomes of a denial: how long there is to appeal, who does what next, and what the ledger makes of it.

Days: 42 CFR 405.942(a) for Medicare, 29 CFR 2560.503-1(h)(3)(i) for group health plans, else the house's. What people
do and what the ledger says are the house's rules; the chance is Laplace's rule of succession.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.rules.appeal_days import Agreed, Origin, appeal_days, appeal_of
from wellrun.departments.revenue.rules.denial_work import NEXT, Ended, Move, Standing, State, learned, settled
from wellrun.departments.revenue.rules.denials import Overturned
from wellrun.departments.revenue.rules.root_causes import Fell, RootCause, root_causes, spans

DAY = dt.date(2026, 3, 1)
NOTHING = D(0)


@pytest.mark.parametrize(
    ("kind", "own", "until"),
    [
        ("medicare", None, dt.date(2026, 6, 29)),  # 120 days
        ("group-plan", None, dt.date(2026, 8, 28)),  # 180 days
        ("other", None, dt.date(2026, 5, 30)),  # the house's 90
        ("never heard of", None, dt.date(2026, 5, 30)),
        ("medicare", 30, dt.date(2026, 3, 31)),  # what was agreed with the payer comes first
    ],
)
def test_there_are_so_many_days_to_appeal(kind: str, own: int | None, until: dt.date) -> None:
    assert appeal_of(DAY, kind=kind, own=own).until == until


def test_a_law_does_not_bind_what_was_denied_before_it() -> None:
    assert appeal_of(dt.date(2005, 4, 30), kind="medicare").until == dt.date(2005, 7, 29)
    assert appeal_of(dt.date(2005, 5, 1), kind="medicare").until == dt.date(2005, 8, 29)


NOW = Agreed("alpha-2026", 45, dt.date(2026, 1, 1), dt.date(2027, 1, 1))
FIRST: dict[str, tuple[dict[str, object], tuple[int, Origin, str]]] = {
    "the contract in force": ({"own": 60, "kind": "medicare", "agreed": [NOW]}, (45, Origin.CONTRACT, "alpha-2026")),
    "of two contracts the shorter": (
        {"agreed": [NOW, NOW._replace(contract="ppo", days=30)]},
        (30, Origin.CONTRACT, "ppo"),
    ),
    "a contract that says nothing": ({"own": 60, "agreed": [NOW._replace(days=0)]}, (60, Origin.PAYER, "section 9")),
    "a contract that has ended": ({"own": 60, "agreed": [NOW._replace(until=DAY)]}, (60, Origin.PAYER, "section 9")),
    "a contract to come": (
        {"own": 60, "agreed": [NOW._replace(since=DAY + dt.timedelta(1))]},
        (60, Origin.PAYER, "section 9"),
    ),
    "the law of its kind": ({"kind": "medicare"}, (120, Origin.LAW, "42 CFR 405.942(a)")),
    "the house": ({}, (90, Origin.HOUSE, "House rule")),
}


@pytest.mark.parametrize("case", FIRST)
def test_the_contract_comes_before_the_payer_before_the_law_before_the_house(case: str) -> None:
    given, (days, origin, source) = FIRST[case]
    found = appeal_of(DAY, why="section 9", **given)  # type: ignore[arg-type]
    assert (found.days, found.origin, found.until) == (days, origin, DAY + dt.timedelta(days))
    assert found.source.startswith(source)


def test_every_length_names_its_source() -> None:
    assert all(row.source for row in appeal_days().values())
    assert [row.key for row in appeal_days().values() if row.source.startswith("House rule")] == ["other"]


def test_the_moves_of_people() -> None:
    assert {state.value: sorted(move.value for at, move in NEXT if at is state) for state in State} == {
        "open": ["appealed", "gave up"],
        "appealed": ["gave up", "lost", "took back", "won"],
        "won": ["took back"],
        "lost": ["gave up", "took back"],
        "given up": ["took back"],
        "corrected": [],
    }
    assert NEXT[State.LOST, Move.TOOK_BACK] is State.APPEALED


OWED = Standing(open=True, left=D(10), recovered=NOTHING)
PAID = Standing(open=False, left=NOTHING, recovered=D(10))
TAKEN_BACK = Standing(open=False, left=NOTHING, recovered=NOTHING)
WRITTEN_OFF = Standing(open=False, left=NOTHING, recovered=NOTHING, given_up=True)


@pytest.mark.parametrize(
    ("state", "found", "appealed", "was_settled", "then"),
    [
        (State.OPEN, OWED, False, False, State.OPEN),
        (State.OPEN, PAID, False, False, State.CORRECTED),
        (State.OPEN, TAKEN_BACK, False, False, State.CORRECTED),
        (State.APPEALED, PAID, True, False, State.WON),
        (State.APPEALED, TAKEN_BACK, True, False, State.CORRECTED),
        (State.LOST, OWED, True, False, State.LOST),
        (State.LOST, PAID, True, False, State.WON),
        (State.WON, OWED, True, False, State.WON),  # the payment is waited for
        (State.WON, OWED, True, True, State.APPEALED),  # it came, and was taken back
        (State.CORRECTED, OWED, False, True, State.OPEN),
        (State.OPEN, WRITTEN_OFF, False, False, State.GIVEN_UP),
        (State.GIVEN_UP, WRITTEN_OFF, True, True, State.GIVEN_UP),
        (State.GIVEN_UP, OWED, False, True, State.OPEN),
    ],
)
def test_the_ledger_has_the_last_word(
    state: State, found: Standing, appealed: bool, was_settled: bool, then: State
) -> None:
    assert settled(state, found, appealed=appealed, was_settled=was_settled) is then


def test_only_appeals_that_ended_teach_the_next_chance() -> None:
    ended = [
        Ended("coding", "P1", State.WON, True),
        Ended("coding", "P1", State.LOST, True),
        Ended("coding", "P1", State.GIVEN_UP, True),
        Ended("coding", "P1", State.GIVEN_UP, False),
        Ended("coding", "P1", State.APPEALED, True),
        Ended("coding", "P1", State.CORRECTED, True),
        Ended("coding", "P2", State.WON, True),
    ]
    assert learned(ended) == {("coding", "P1"): Overturned(3, 1), ("coding", "P2"): Overturned(1, 1)}
    assert learned(ended)["coding", "P1"].chance == D(2) / 5


def test_causes_are_the_last_three_months_against_the_three_before() -> None:
    assert spans(dt.date(2026, 3, 15)) == (dt.date(2025, 12, 16), dt.date(2025, 9, 16))
    assert spans(dt.date(2026, 5, 31)) == (dt.date(2026, 3, 1), dt.date(2025, 12, 1))
    days = ["2025-09-15", "2025-09-16", "2025-12-15", "2025-12-16", "2026-03-15", "2026-03-16"]
    found = root_causes([Fell(dt.date.fromisoformat(day), "P1", 100) for day in days], today=dt.date(2026, 3, 15))
    assert found == (RootCause("P1", 2, 200, 2, 200),)


def test_the_dearest_cause_stands_first() -> None:
    fell = [Fell(DAY, "a", 5), Fell(DAY, "b", 9), Fell(DAY, "a", 3)]
    assert [row.under for row in root_causes(fell, today=DAY)] == ["b", "a"]


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [
        (3, 0, "new"),
        (2, 0, "as before"),
        (6, 3, "more"),
        (5, 3, "as before"),
        (14, 10, "as before"),
        (15, 10, "more"),
        (0, 3, "fewer"),
        (5, 10, "fewer"),
        (6, 10, "as before"),
    ],
)
def test_a_change_is_said_when_it_is_a_half_and_three(now: int, before: int, trend: str) -> None:
    assert RootCause("x", now, 0, before, 0).trend == trend
