"""When notice of a vendor's contract is due, what its price list says, and what is found of prices and minimum spend.

Sources: notice is counted back by calendar months or days, and given on a working day (house); price tiers, minimum
spend and rebates as vendors' contracts have them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from wellrun.departments.finance.rules.purchasing.findings import Paid, drifts, minimum_on, rebate_of
from wellrun.departments.finance.rules.purchasing.invoice_files import read_invoices
from wellrun.departments.finance.rules.purchasing.matching import (
    OrderTerms,
    Tolerances,
)
from wellrun.departments.finance.rules.purchasing.notices import (
    ContractTerms,
    Renewal,
    Term,
    faults_of_terms,
    in_force,
    later,
    term_on,
)
from wellrun.departments.finance.rules.purchasing.prices import PriceRow, price_for, read_prices

D = Decimal
TERMS = OrderTerms("USD", D("8.25"), 40_00)
STRICT = Tolerances(D(0), 0, D(0), 0, 0, 0)


# ---- contracts: notice


def terms(ends: date | None, renewal: Renewal = Renewal.AUTOMATIC, **more: object) -> ContractTerms:
    return ContractTerms(date(2024, 1, 1), ends, renewal, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ends", "notice", "by"),
    [
        # 90 days before 31 December 2026 is 2 October, a Friday.
        (date(2026, 12, 31), {"notice_days": 90}, date(2026, 10, 2)),
        # Three calendar months before the end of June is the end of March.
        (date(2026, 6, 30), {"notice_months": 3}, date(2026, 3, 31)),
        # 30 days before 30 June 2026 is 31 May, a Sunday: the Friday before counts.
        (date(2026, 6, 30), {"notice_days": 30}, date(2026, 5, 29)),
        # 60 days before 5 March 2027 is 4 January, a Monday; it is a holiday here, as is the Friday before.
        (date(2027, 3, 5), {"notice_days": 60}, date(2026, 12, 31)),
    ],
)
def test_notice_is_counted_back_and_moved_to_a_working_day(ends: date, notice: dict[str, int], by: date) -> None:
    holidays = {date(2027, 1, 4), date(2027, 1, 1)}
    assert term_on(terms(ends, **notice), date(2026, 2, 1), holidays) == Term(ends, by, False)


def test_without_notice_in_time_an_automatic_contract_goes_on() -> None:
    held = terms(date(2025, 12, 31), renewal_months=12, notice_days=90)
    assert term_on(held, date(2026, 1, 1)).ends == date(2026, 12, 31)
    late = terms(date(2025, 12, 31), renewal_months=12, notice_days=90, noticed=date(2025, 11, 1))
    assert term_on(late, date(2025, 12, 1)) == Term(date(2025, 12, 31), date(2025, 10, 2), False)
    assert term_on(late, date(2026, 1, 1)) == Term(date(2026, 12, 31), date(2026, 10, 2), True)
    assert in_force(late, date(2026, 12, 31)) and not in_force(late, date(2027, 1, 1))
    timely = terms(date(2025, 12, 31), renewal_months=12, notice_days=90, noticed=date(2025, 10, 2))
    assert not in_force(timely, date(2026, 1, 1))


def test_a_fixed_contract_ends_and_an_evergreen_one_ends_after_its_notice() -> None:
    assert term_on(terms(date(2026, 5, 31), Renewal.FIXED), date(2026, 1, 1)) == Term(date(2026, 5, 31), None, True)
    assert not in_force(terms(date(2026, 5, 31), Renewal.FIXED), date(2026, 6, 1))
    evergreen = terms(None, Renewal.EVERGREEN, notice_months=2)
    assert term_on(evergreen, date(2040, 1, 1)) == Term(None, None, False)
    given = terms(None, Renewal.EVERGREEN, notice_months=2, noticed=date(2026, 1, 15))
    assert term_on(given, date(2026, 2, 1)).ends == date(2026, 3, 15)


def test_a_term_that_ends_with_a_month_ends_with_a_month_again() -> None:
    assert later(date(2027, 2, 28), 12) == date(2028, 2, 29)
    assert later(date(2026, 8, 31), -6) == date(2026, 2, 28)
    held = terms(date(2026, 2, 28), renewal_months=1, notice_days=10)
    assert term_on(held, date(2026, 4, 15)).ends == date(2026, 4, 30)


def test_terms_that_nobody_could_keep_are_refused() -> None:
    wrong = ContractTerms(date(2026, 1, 1), date(2025, 1, 1), Renewal.AUTOMATIC, renewal_months=0)
    assert [f.place for f in faults_of_terms(wrong)] == ["ends", "renewal_months", "notice_days"]
    assert [f.place for f in faults_of_terms(terms(None, Renewal.FIXED))] == ["ends"]


# ---- price lists


def test_the_highest_tier_that_is_reached_counts_on_its_days() -> None:
    rows = [
        PriceRow("GLV", "Gloves", "box", D(10), ends=date(2026, 6, 30)),
        PriceRow("GLV", "Gloves", "box", D(9), from_quantity=D(50)),
        PriceRow("GLV", "Gloves", "box", D(11), starts=date(2026, 7, 1)),
    ]

    def price(quantity: int, day: date) -> Decimal | None:
        found = price_for(rows, "GLV", D(quantity), day)
        return found.price if found else None

    assert [price(n, date(2026, 6, 30)) for n in (1, 49, 50)] == [10, 10, 9]
    assert price(1, date(2026, 7, 1)) == 11
    assert price_for(rows, "SUT", D(1), date(2026, 7, 1)) is None


def test_every_wrong_row_of_a_list_is_named() -> None:
    rows = [
        ["item", "name", "unit", "price", "starts", "ends"],
        ["GLV", "Gloves", "box", "1,010.5", "", ""],
        ["GLV", "", "box", "-1", "", ""],
        ["SUT", "Sutures", "box", "1.00001", "2026-05-01", "2026-04-01"],
        ["GLV", "Gloves", "box", "12", "2027-01-01", ""],
    ]
    found, faults = read_prices(rows)
    assert [row.price for row in found] == [D("1010.5"), D(12)]
    assert [fault.place for fault in faults] == [
        *("row 3, name", "row 3, price", "row 4, price", "row 4, ends", "row 5, item"),
    ]
    assert read_prices([["item", "price"]])[1][0].place == "sent"


def test_invoices_of_a_file_are_told_apart_and_wrong_ones_left_out() -> None:
    head = ["vendor", "number", "dated", "quantity", "price", "amount", "total"]
    rows = [
        head,
        ["V1", "A", "2026-03-01", "2", "5", "10.00", "15.00"],
        ["V1", "A", "2026-03-01", "1", "5", "5.00", "15.00"],
        ["V1", "B", "2026-03-01", "1", "5", "5.00", "5.00"],
        ["V1", "B", "2026-03-02", "1", "5", "5.00", "5.00"],
        ["V2", "C", "soon", "1", "5", "5.001", "5.00"],
    ]
    read, faults = read_invoices(rows)
    assert [(one.number, one.total, len(one.lines)) for one in read] == [("A", 15_00, 2)]
    assert [fault.place for fault in faults] == ["row 5, dated", "row 6, dated", "row 6, amount"]


# ---- what is found


def test_a_drift_is_what_was_paid_above_the_list() -> None:
    rows = [
        Paid("GLV", "Gloves", date(2026, 1, 10), D(100), D("10.00"), D(10)),
        Paid("GLV", "Gloves", date(2026, 2, 10), D(100), D("10.40"), D(10)),
        Paid("GLV", "Gloves", date(2026, 3, 10), D(50), D("10.80"), D(10)),
        Paid("SUT", "Sutures", date(2026, 3, 10), D(5), D(118), D(120)),
    ]
    (one,) = drifts(rows)
    # 100 x 0.40 + 50 x 0.80.
    assert (one.over, one.lines, one.since, one.last, one.rising) == (80_00, 2, date(2026, 2, 10), D("10.80"), True)
    assert [share for _month, share in one.months] == [D("0.0"), D("4.0"), D("8.0")]


def test_minimum_spend_is_carried_on_by_days() -> None:
    year = (date(2026, 1, 1), date(2026, 12, 31))
    # 73 of 365 days are gone with 15,000: 75,000 in the year.
    one = minimum_on(date(2026, 3, 14), *year, minimum=100_000_00, spent=15_000_00)
    assert (one.expected, one.short) == (75_000_00, 25_000_00)
    assert minimum_on(date(2026, 3, 14), *year, minimum=70_000_00, spent=15_000_00).short == 0


def test_a_rebate_is_of_what_lies_above_its_threshold() -> None:
    assert rebate_of(180_000_00, D("1.5"), 100_000_00) == 1_200_00
    assert rebate_of(90_000_00, D("1.5"), 100_000_00) == 0
