"""When a comment is asked for, and until when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from wellrun.departments.finance.rules.calendars import FiscalCalendar
from wellrun.departments.finance.rules.terms import Terms, faults_of_comment, faults_of_terms
from wellrun.departments.finance.rules.variance import Kind, Parts


def over(budget: int, actual: int) -> Parts:
    return Parts(budget=budget, spending=actual - budget, actual=actual)


@pytest.mark.parametrize(
    ("parts", "kind", "asked"),
    [
        (over(300_000_00, 310_000_00), Kind.EXPENSE, True),
        (over(300_000_00, 309_999_99), Kind.EXPENSE, False),
        (over(400_000_00, 411_999_99), Kind.EXPENSE, False),
        (over(400_000_00, 412_000_00), Kind.EXPENSE, True),
        (over(300_000_00, 250_000_00), Kind.EXPENSE, False),
        (over(300_000_00, 250_000_00), Kind.REVENUE, True),
        (over(300_000_00, 350_000_00), Kind.REVENUE, False),
        (over(0, 10_000_00), Kind.EXPENSE, True),
        (over(-100_000_00, -80_000_00), Kind.EXPENSE, True),
    ],
)
def test_a_word_is_asked_for_beyond_both_limits_and_only_where_it_is_unfavourable(
    parts: Parts, kind: Kind, asked: bool
) -> None:
    assert Terms().asks(parts, kind) is asked


def test_days_count_from_when_the_books_came() -> None:
    assert Terms(days=7).due(date(2026, 2, 27)) == date(2026, 3, 6)


def test_a_comment_is_a_sentence_and_terms_lie_in_range() -> None:
    assert [fault.place for fault in faults_of_comment("  too little  ")] == ["cause"]
    assert faults_of_comment("More patients than planned.") == ()
    assert faults_of_terms(Terms()) == ()
    wrong = Terms(FiscalCalendar(closing_month=13, weekday=7), -1, Decimal(101), 0)
    places = ["over_cents", "over_percent", "days", "closing_month", "weekday"]
    assert [fault.place for fault in faults_of_terms(wrong)] == places
