"""Refunds: what stands as a credit, approved by somebody else; overpayments of Medicare and Medicaid within 60 days."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.rules.refunds import (
    NEXT,
    RefundMove,
    RefundState,
    approve_faults,
    ask_faults,
    return_by,
)

FOUND = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("amount", "credit", "waiting", "fine"),
    [
        ("10", "10", "0", True),
        ("10.01", "10", "0", False),
        ("0", "10", "0", False),
        ("-1", "10", "0", False),
        ("5", "10", "5", True),
        ("5.01", "10", "5", False),
        ("1", "0", "0", False),
    ],
)
def test_no_more_is_asked_for_than_stands_as_a_credit(amount: str, credit: str, waiting: str, fine: bool) -> None:
    assert (not ask_faults(D(amount), D(credit), D(waiting))) is fine


def test_whoever_asked_does_not_approve() -> None:
    (fault,) = approve_faults(asker="Leo", approver="Leo", amount=D(5), credit=D(5))
    assert fault.place == "by"
    assert approve_faults(asker="Leo", approver="Mia", amount=D(5), credit=D(5)) == ()


def test_a_credit_used_since_is_told_with_everything_else() -> None:
    faults = approve_faults(asker="Leo", approver="Leo", amount=D(5), credit=D("4.99"))
    assert [one.place for one in faults] == ["by", "amount"]


def test_a_refund_is_decided_once() -> None:
    assert {state for state, _move in NEXT} == {RefundState.ASKED}
    assert NEXT[RefundState.ASKED, RefundMove.APPROVE] is RefundState.PAID


@pytest.mark.parametrize(
    ("kind", "until", "day"),
    [
        ("medicare", None, dt.date(2026, 4, 30)),
        ("medicaid", None, dt.date(2026, 4, 30)),
        ("group-plan", None, None),
        ("medicare", dt.date(2026, 3, 31), dt.date(2026, 5, 30)),
        ("medicare", dt.date(2027, 3, 1), dt.date(2026, 10, 27)),
        ("medicare", dt.date(2026, 2, 1), dt.date(2026, 4, 30)),
    ],
)
def test_federal_overpayments_go_back_within_sixty_days(kind: str, until: dt.date | None, day: dt.date | None) -> None:
    """42 CFR 401.305(b): 60 days from identification; an investigation stops the clock for 180 days at most."""
    assert return_by(FOUND, kind, until) == day
