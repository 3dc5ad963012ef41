"""Statements of a bank as they are read. Sources: RFC 4180 (CSV); Bank Administration Institute, Cash Management
Balance Reporting Specifications, version 2 (BAI2)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.rules.bank_bai2 import is_bai2, read_bai2
from wellrun.departments.revenue.rules.bank_csv import Columns, day_in, faults_of, read_csv
from wellrun.departments.revenue.rules.bank_entries import BankEntry, amount_in, unseen

DAY = dt.date(2026, 11, 3)
SIGNED = Columns("Date", amount="Amount", words=("Description",))
TWO = Columns(
    "Buchung",
    money_in="Haben",
    money_out="Soll",
    words=("Text", "Zeichen"),
    delimiter="semicolon",
    decimal=",",
    days="day-month-year",
)


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("1,234.50", ".", D("1234.50")),
        ("$1,234.5", ".", D("1234.50")),
        ("-12", ".", D(-12)),
        ("12.00-", ".", D(-12)),
        ("(12.00)", ".", D(-12)),
        ("($12.00)", ".", D(-12)),
        ("12.00 DR", ".", D(-12)),
        ("12.00 CR", ".", D(12)),
        ("1.234,50", ",", D("1234.50")),
        ("1 234,50", ",", D("1234.50")),
        ("\u22121'234,50", ",", D("-1234.50")),
        ("+7", ",", D(7)),
        ("1.005", ".", None),
        ("", ".", None),
        ("twelve", ".", None),
        ("NaN", ".", None),
        ("1e30", ".", None),
        ("1,2,3.4.5", ".", None),
    ],
)
def test_an_amount_is_read_as_banks_write_it(text: str, decimal: str, amount: D | None) -> None:
    assert amount_in(text, decimal=decimal) == amount


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("11/03/2026", "month-day-year", DAY),
        ("03.11.2026", "day-month-year", DAY),
        ("2026-11-03T08:00:00", "year-month-day", DAY),
        ("2026-11-03 08:00", "year-month-day", DAY),
        ("20261103", "year-month-day", DAY),
        ("13/03/2026", "month-day-year", None),
        ("", "year-month-day", None),
    ],
)
def test_a_day_is_read_in_one_order_only(text: str, order: str, day: dt.date | None) -> None:
    assert day_in(text, order) == day


def test_one_column_has_a_sign() -> None:
    text = 'Date,Amount,Description\n11/03/2026,"1,200.00","ALPHA, INC  PAY"\n11/03/2026,-18.50,FEE\n\n'
    read = read_csv(text, SIGNED)
    assert read.entries == (BankEntry(2, DAY, D(1200), "ALPHA, INC PAY"), BankEntry(3, DAY, D("-18.50"), "FEE"))
    assert (read.held, read.faults) == ((), ())


def test_two_columns_say_which_way_and_rows_above_the_heads_are_skipped() -> None:
    text = "Konto 123\n\nBuchung;Text;Zeichen;Soll;Haben\n03.11.2026;ALPHA;T1;;1.200,00\n03.11.2026;FEE;;18,50;\n"
    read = read_csv(text, TWO._replace(skip=2))
    assert read.entries == (BankEntry(4, DAY, D(1200), "ALPHA T1"), BankEntry(5, DAY, D("-18.50"), "FEE"))


def test_what_went_out_may_have_a_minus_already() -> None:
    (entry,) = read_csv("Buchung;Text;Zeichen;Soll;Haben\n03.11.2026;FEE;;-18,50;0,00\n", TWO).entries
    assert entry.amount == D("-18.50")


def test_bad_rows_are_held_with_everything_that_is_wrong_and_the_others_are_read() -> None:
    text = "Date,Amount,Description\n31/11/2026,x,A\n11/03/2026,5.00,B\n11/03/2026,,C\n"
    read = read_csv(text, SIGNED)
    assert [one.words for one in read.entries] == ["B"]
    first, last = read.held
    assert (first.position, first.text) == (2, "31/11/2026,x,A")
    assert [(one.place, one.value) for one in first.faults] == [("row 2, Date", "31/11/2026"), ("row 2, Amount", "x")]
    assert [one.code for one in last.faults] == ["revenue.bank.amount"]
    assert all(one.expected and one.remedy for one in (*first.faults, *last.faults))


def test_both_columns_filled_is_no_movement() -> None:
    read = read_csv("Buchung;Text;Zeichen;Soll;Haben\n03.11.2026;A;;5,00;5,00\n03.11.2026;B;;;\n", TWO)
    assert read.entries == ()
    assert [one.position for one in read.held] == [2, 3]


def test_columns_that_are_not_there_are_all_named_and_nothing_is_read() -> None:
    read = read_csv("Day,Sum\n11/03/2026,5.00\n", SIGNED)
    assert [one.value for one in read.faults] == ["Date", "Amount", "Description"]
    assert (read.entries, read.held) == ((), ())


@pytest.mark.parametrize(
    ("columns", "places"),
    [
        (SIGNED, []),
        (TWO, []),
        (SIGNED._replace(money_in="In"), ["amount", "money_out"]),
        (Columns(""), ["day", "amount", "words"]),
        (TWO._replace(money_out=""), ["money_out"]),
    ],
)
def test_columns_are_said_in_one_way(columns: Columns, places: list[str]) -> None:
    assert [one.place for one in faults_of(columns)] == places


def test_what_is_known_is_not_told_again_but_two_alike_are_two() -> None:
    one = BankEntry(2, DAY, D(5), "A")
    known = (DAY, D(5), "A")
    assert unseen([one, one._replace(position=3)], []) == [one, one._replace(position=3)]
    assert unseen([one, one._replace(position=3)], [known]) == [one._replace(position=3)]
    assert unseen([one, one._replace(position=3)], [known, known]) == []


BAI2 = """01,122099999,123456789,261103,0200,1,65,,2/
02,031001234,122099999,1,261103,2359,,2/
03,0123456789,,010,+4350000,,,040,2830000,,/
88,072,1020000,,,074,500000,,/
16,165,450000,S,100000,200000,150000,REF1,,TRN*1*T0001*54321, ALPHA
88,HEALTH PLAN/
16,409,10000,Z,BR1,CR1,RETURNED CHEQUE
16,195,90000,D,2,0,45000,1,45000,WIRE1,/
49,9250000,7/
98,9250000,1,9/
99,9250000,1,11/
"""


def test_bai2_tells_movements_by_type_with_amounts_in_cents() -> None:
    (account,) = read_bai2(BAI2)
    assert (account.number, account.currency, account.read.faults) == ("0123456789", "USD", ())
    assert account.read.entries == (
        BankEntry(5, DAY, D("4500.00"), "REF1 TRN*1*T0001*54321, ALPHA,HEALTH PLAN"),
        BankEntry(7, DAY, D("-100.00"), "BR1 CR1 RETURNED CHEQUE"),
        BankEntry(8, DAY, D("900.00"), "WIRE1"),
    )


@pytest.mark.parametrize(
    ("was", "now", "place", "code"),
    [
        ("49,9250000,7", "49,9250001,7", "row 9", "total"),
        ("49,9250000,7", "49,9250000,8", "row 9", "rows"),
        ("49,9250000,7/\n", "", "row 3", "end"),
        (",1,261103,2359,,2", ",1,,2359,,2", "row 3", "day"),
    ],
)
def test_a_file_that_lost_something_says_so(was: str, now: str, place: str, code: str) -> None:
    (account,) = read_bai2(BAI2.replace(was, now))
    assert [(one.place, one.code) for one in account.read.faults] == [(place, f"revenue.bank.{code}")]


def test_a_movement_that_cannot_be_read_is_held() -> None:
    (account,) = read_bai2(BAI2.replace("16,409,10000", "16,4x9,1O000"))
    (held,) = account.read.held
    assert held.position == 7
    assert [one.code for one in held.faults] == ["revenue.bank.type", "revenue.bank.amount"]


def test_yen_has_no_cents_and_loans_are_no_movements() -> None:
    (account,) = read_bai2(BAI2.replace("03,0123456789,,", "03,0123456789,JPY,").replace("16,409", "16,721"))
    assert [one.amount for one in account.read.entries] == [D(450000), D(90000)]


@pytest.mark.parametrize(("text", "is_one"), [(BAI2, True), ("\ufeff\n01,1,2/\n", True), ("Date,Amount\n", False)])
def test_bai2_is_known_by_its_first_record(text: str, is_one: bool) -> None:
    assert is_bai2(text) is is_one
