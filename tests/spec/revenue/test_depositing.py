"""Which line of the bank brought which money. Source: CAQH CORE 370, reassociation of transfer (EFT) and remittance."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.rules.depositing import (
    Arrived,
    Covered,
    Expected,
    Kind,
    Matched,
    Tier,
    is_missing,
    is_named,
    match,
    shares,
    waits_long,
)

DAY = dt.date(2026, 11, 2)
ONE = dt.timedelta(days=1)
ALPHA = ("Alpha Health of the Bay", "54321")


def line(key: str, amount: str, words: str = "", on: dt.date = DAY) -> Arrived:
    return Arrived(key, on, D(amount), words)


def money(number: int, amount: str, trace: str = "", names: tuple[str, ...] = ALPHA, on: dt.date = DAY) -> Expected:
    return Expected((Kind.REMITTANCE, number), on, D(amount), trace, names)


def notes(number: int, amount: str) -> Expected:
    return Expected((Kind.DRAWER, number), DAY, D(amount))


def keys(found: Matched) -> tuple[list[str], list[int], Tier | None]:
    return [one.key for one in found.arrived], [one.key[1] for one in found.expected], found.tier


def test_the_trace_is_the_surest_even_where_the_amount_differs() -> None:
    found = match([line("a", "99.00", "ACH TRN*1*T0001*54321\\")], [money(1, "100", "T0001"), money(2, "99")])
    assert [keys(one) for one in found.sure] == [(["a"], [1], Tier.TRACE)]
    assert found.sure[0].difference == D("-1.00")


@pytest.mark.parametrize("words", ["T00011", "XT0001", "T 0001", ""])
def test_a_trace_is_a_word_of_its_own(words: str) -> None:
    assert match([line("a", "50", words)], [money(1, "100", "T0001")]).sure == ()


def test_a_short_trace_says_nothing() -> None:
    assert match([line("a", "50", "CHECK 12")], [money(1, "100", "12")]).sure == ()


def test_one_transfer_of_two_payments_has_both_traces_and_their_sum() -> None:
    lines, expected = [line("a", "150", "T0001 T0002")], [money(1, "100", "T0001"), money(2, "50", "T0002")]
    assert [keys(one) for one in match(lines, expected).sure] == [(["a"], [1, 2], Tier.TRACE)]
    assert match([line("a", "149", "T0001 T0002")], expected).sure == ()


def test_one_payment_in_two_transfers_adds_up() -> None:
    lines = [line("a", "60", "T0001"), line("b", "40", "T0001")]
    assert [keys(one) for one in match(lines, [money(1, "100", "T0001")]).sure] == [(["a", "b"], [1], Tier.TRACE)]
    assert match([lines[0], line("b", "41", "T0001")], [money(1, "100", "T0001")]).sure == ()


def test_without_a_trace_amount_name_and_day_do_for_one_and_one() -> None:
    found = match([line("a", "100", "ALPHA HEALTH OF T HCCLAIM")], [money(1, "100", "T0001"), money(2, "70")])
    assert [keys(one) for one in found.sure] == [(["a"], [1], Tier.AMOUNT)]


def test_two_payments_alike_are_proposed_and_not_guessed() -> None:
    found = match([line("a", "100", "ALPHA HEALTH OF T")], [money(1, "100"), money(2, "100")])
    assert found.sure == ()
    assert [keys(one) for one in found.proposed] == [(["a"], [1], None), (["a"], [2], None)]


def test_an_amount_alone_is_proposed() -> None:
    found = match([line("a", "100", "UNKNOWN SENDER")], [money(1, "100", "T0001")])
    assert (found.sure, [keys(one) for one in found.proposed]) == ((), [(["a"], [1], None)])


def test_several_payments_of_one_payer_add_up_in_one_way() -> None:
    lines = [line("a", "150", "ALPHA HEALTH OF T")]
    found = match(lines, [money(1, "100"), money(2, "50"), money(3, "77")])
    assert [keys(one) for one in found.sure] == [(["a"], [1, 2], Tier.SUM)]
    both = match(lines, [money(1, "100"), money(2, "50"), money(3, "90"), money(4, "60")])
    assert both.sure == ()
    assert [keys(one)[1] for one in both.proposed] == [[1, 2], [3, 4]]


def test_drawers_that_add_up_are_proposed_since_they_name_nobody() -> None:
    found = match([line("a", "150", "COUNTER DEPOSIT")], [notes(1, "100"), notes(2, "50")])
    assert (found.sure, [keys(one) for one in found.proposed]) == ((), [(["a"], [1, 2], None)])


@pytest.mark.parametrize(
    ("days", "fits"), [(-6, False), (-5, True), (0, True), (14, True), (15, False)], ids=lambda value: str(value)
)
def test_money_stands_at_the_bank_within_days_of_its_own(days: int, fits: bool) -> None:
    found = match([line("a", "100", "T0001", DAY + days * ONE)], [money(1, "100", "T0001")])
    assert bool(found.sure) is fits
    assert found.proposed == ()


def test_a_payment_is_given_to_the_surest_line_only() -> None:
    lines = [line("a", "100", "ALPHA HEALTH OF T"), line("b", "100", "T0001")]
    found = match(lines, [money(1, "100", "T0001")])
    assert [keys(one) for one in found.sure] == [(["b"], [1], Tier.TRACE)]
    assert found.proposed == ()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("ALPHA HEALTH OF T", True),
        ("alpha-health 77", False),
        ("ALPHAHEALTHOF", True),
        ("ORIG 54321 PAY", True),
        ("BETA PLAN", False),
    ],
)
def test_banks_cut_names_off(words: str, named: bool) -> None:
    assert is_named(line("a", "1", words), ALPHA) is named


def test_a_line_is_shared_so_that_nothing_is_lost() -> None:
    two = [money(1, "100"), money(2, "50")]
    first, second = (one.key for one in two)
    assert shares(D(150), two, {}) == {first: D(100), second: D(50)}
    assert shares(D(149), two, {}) == {first: D(100), second: D(49)}
    assert shares(D(100), two, {first: D(60)}) == {first: D(40), second: D(60)}
    assert shares(D(30), two, {}) == {first: D(30), second: D(0)}


FRIDAY, HOLIDAY = dt.date(2026, 11, 6), dt.date(2026, 11, 11)
COVERED = Covered(dt.date(2026, 11, 1), dt.date(2026, 11, 30))


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        # Friday the 6th; banking days are the 9th, the 10th and, the 11th being a holiday, the 12th.
        (dt.date(2026, 11, 12), False),
        (dt.date(2026, 11, 13), True),
    ],
)
def test_money_is_missing_after_three_banking_days(today: dt.date, missing: bool) -> None:
    assert is_missing(FRIDAY, today=today, covered=COVERED, holidays={HOLIDAY}) is missing
    assert waits_long(FRIDAY, today=today, holidays={HOLIDAY}) is missing


@pytest.mark.parametrize(
    "covered",
    [None, Covered(FRIDAY + ONE, COVERED.until), Covered(COVERED.since, dt.date(2026, 11, 11))],
    ids=["no statement", "begins later", "ends earlier"],
)
def test_what_no_statement_speaks_of_is_not_known_to_be_missing(covered: Covered | None) -> None:
    assert not is_missing(FRIDAY, today=COVERED.until, covered=covered, holidays={HOLIDAY})
