"""Journals as ledgers write them: amounts, days, sides, and what stays as it was written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from wellrun.departments.finance.rules.journals import (
    Columns,
    as_feed,
    by_document,
    faults_of,
    journal,
    rows_in,
    trial_balance,
    unread,
)

SIGNED = Columns("Acct", "Dept", amount="Net")
SIDES = Columns("Acct", "Dept", debit="Dr", credit="Cr", posted_on="Day", document="Doc", days="month-day-year")


@pytest.mark.parametrize(
    ("written", "decimal", "debit", "credit"),
    [
        ("1,234.50", ".", "1234.50", ""),
        ("1.234,50", ",", "1234.50", ""),
        ("1 234,50", ",", "1234.50", ""),
        ("-12.5", ".", "", "12.5"),
        ("12.50-", ".", "", "12.50"),
        ("(12.50)", ".", "", "12.50"),
        ("−12.50", ".", "", "12.50"),
        ("$12.50", ".", "12.50", ""),
        ("0", ".", "0", ""),
        ("twelve", ".", "twelve", ""),
        ("NaN", ".", "NaN", ""),
        ("", ".", "none", ""),
    ],
)
def test_an_amount_with_a_sign_is_a_debit_or_a_credit(written: str, decimal: str, debit: str, credit: str) -> None:
    rows = [["Acct", "Dept", "Net"], ["6110", "C1", written]]
    ((line,), faults) = journal(rows, SIGNED._replace(decimal=decimal))
    assert faults == ()
    assert (line.debit, line.credit) == (debit, credit)


def test_sides_days_and_documents_are_read_and_blank_rows_passed_over() -> None:
    text = "Acct,Dept,Dr,Cr,Day,Doc\n6110,C1,10.00,,2/28/2026,A\n\n2100,C9,,10.00,whenever,A\n ,,,,,\n6300,C1\n"
    lines, faults = journal(rows_in(text, SIDES), SIDES)
    assert faults == ()
    assert [line.number for line in lines] == [2, 4, 6]
    assert [line.posted_on for line in lines] == ["2026-02-28", "whenever", ""]
    assert by_document(lines) == {"A": Decimal(0), "": Decimal(0)}


def test_it_becomes_our_feed_with_period_version_and_day() -> None:
    ((line,), _faults) = journal([["Acct", "Dept", "Net"], ["6110", "C1", "5"]], SIGNED)
    written = as_feed([line], book="GL, old", month=date(2026, 2, 1), version=3, told_on=date(2026, 3, 2))
    head, row = written.splitlines()
    assert head == "book,month,version,told_on,line,cost_centre,account,posted_on,document,words,debit,credit,quantity"
    assert row == '"GL, old",2026-02-01,3,2026-03-02,2,C1,6110,,,,5,,'


def test_debits_less_credits_are_told_by_document_the_worst_first() -> None:
    sums = {"A": Decimal("1.50"), "B": Decimal(0), "C": Decimal(-20), "D": Decimal("1.50")}
    found = trial_balance(sums)
    assert found is not None
    assert found.difference == Decimal(-17)
    assert found.documents == (("C", Decimal(-20)), ("A", Decimal("1.50")), ("D", Decimal("1.50")))
    assert trial_balance({"A": Decimal(5), "B": Decimal(-5)}) is None
    assert trial_balance({}) is None


def test_lines_without_a_figure_are_known_before_a_balance_is_struck() -> None:
    rows = [["Acct", "Dept", "Net"], ["6110", "C1", "5"], ["6110", "C1", "five"]]
    lines, _faults = journal(rows, SIGNED)
    assert list(unread(lines)) == [3]


@pytest.mark.parametrize(
    ("columns", "places"),
    [
        (SIGNED, []),
        (SIDES, []),
        (Columns("", ""), ["account", "cost_centre", "amount", "credit"]),
        (SIGNED._replace(debit="Dr"), ["amount"]),
        (Columns("A", "D", debit="Dr"), ["credit"]),
        (SIGNED._replace(skip=-1), ["skip"]),
    ],
)
def test_columns_name_an_account_a_cost_centre_and_one_way_of_telling_amounts(
    columns: Columns, places: list[str]
) -> None:
    assert [fault.place for fault in faults_of(columns)] == places
    assert all(fault.remedy for fault in faults_of(columns))


def test_a_file_without_its_columns_names_every_one_it_lacks() -> None:
    lines, faults = journal([["Konto", "Dept"]], SIGNED)
    assert lines == []
    assert [fault.value for fault in faults] == ["Acct", "Net"]
    assert "konto, dept" in faults[0].message
    assert journal([], SIGNED)[1][0].message.endswith("nothing.")
