"""Filing in time: until when, and what proves it. Source of each length: ``content/timely_filing.yaml``."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.revenue.rules.claim_states import Move
from wellrun.departments.revenue.rules.timely_filing import (
    Filing,
    Heard,
    file_until,
    filing_limits,
    filing_of,
    proof_of,
)

ENDS = dt.date(2026, 3, 10)


def heard(move: Move, day: int, month: int = 4) -> Heard:
    return Heard(move, dt.date(2026, month, day), "277CA", "000000007", "7", "0001")


def test_medicare_leaves_one_calendar_year_after_the_last_day_of_service() -> None:
    """42 CFR 424.44(a)(1)."""
    assert file_until(ENDS, kind="medicare") == dt.date(2027, 3, 10)
    assert file_until(dt.date(2024, 2, 29), kind="medicare") == dt.date(2025, 2, 28)


def test_medicaid_leaves_twelve_months() -> None:
    """42 CFR 447.45(d)(1)."""
    assert file_until(ENDS, kind="medicaid") == dt.date(2027, 3, 10)


def test_what_was_agreed_goes_before_kind_and_house() -> None:
    assert file_until(ENDS, kind="medicare", own=120) == ENDS + dt.timedelta(days=120)


def test_without_law_or_contract_the_house_errs_on_the_early_side() -> None:
    assert file_until(ENDS) == file_until(ENDS, kind="nobody knows") == ENDS + dt.timedelta(days=90)


def test_a_rule_does_not_bind_services_before_it_began() -> None:
    before = filing_limits()["medicare"].since - dt.timedelta(days=1)
    assert file_until(before, kind="medicare") == before + dt.timedelta(days=90)


def test_every_length_names_its_source_and_one_is_marked_as_the_houses() -> None:
    assert all(row.source for row in filing_limits().values())
    assert [row.key for row in filing_limits().values() if row.source.startswith("House rule")] == ["other"]


@pytest.mark.parametrize(
    ("today", "stands"),
    [
        (dt.date(2026, 5, 26), Filing.RUNNING),
        (dt.date(2026, 5, 27), Filing.SOON),
        (dt.date(2026, 6, 10), Filing.SOON),
        (dt.date(2026, 6, 11), Filing.RUN_OUT),
    ],
)
def test_the_clock_runs_until_something_is_proven(today: dt.date, stands: Filing) -> None:
    until = dt.date(2026, 6, 10)
    assert filing_of(until, [heard(Move.REJECTION, 2), heard(Move.RETURN, 3)], today) is stands


def test_a_receipt_stops_the_clock_and_a_rejection_does_not() -> None:
    until = dt.date(2026, 4, 20)
    today = dt.date(2026, 9, 1)
    assert filing_of(until, [heard(Move.RECEIPT, 20)], today) is Filing.PROVEN
    assert filing_of(until, [heard(Move.RECEIPT, 21)], today) is Filing.LATE
    assert filing_of(until, [heard(Move.REJECTION, 1)], today) is Filing.RUN_OUT


def test_the_payers_own_acceptance_is_the_better_proof_and_the_first_of_them_counts() -> None:
    said = [heard(Move.RECEIPT, 1), heard(Move.ACCEPTANCE, 4), heard(Move.ACCEPTANCE, 3), heard(Move.REJECTION, 2)]
    assert proof_of(said) == heard(Move.ACCEPTANCE, 3)
    assert proof_of(said[:1]) == said[0]
    assert proof_of([heard(Move.REJECTION, 2)]) is None
