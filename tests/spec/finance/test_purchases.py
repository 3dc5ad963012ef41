"""How purchases are approved, matched and committed.

Sources: three-way match of order, receipt and invoice as accounts payable does it; separation of duties (GAO-14-704G,
principle 10.12); commitments as encumbrances of a budget (GASB Codification 1700).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from wellrun.departments.finance.rules.purchasing.committing import Balance, Ordered, cents_of
from wellrun.departments.finance.rules.purchasing.duplicates import Seen, duplicate_of, plain_number
from wellrun.departments.finance.rules.purchasing.limits import (
    Approver,
    Asked,
    Delegation,
    Limit,
    eyes_needed,
    faults_of_approval,
    faults_of_delegation,
    limit_of,
    stands_for,
)
from wellrun.departments.finance.rules.purchasing.matching import (
    Difference,
    Invoiced,
    InvoicedLine,
    Kind,
    OrderTerms,
    Tolerances,
    holds,
    match,
    to_credit,
)
from wellrun.departments.finance.rules.purchasing.states import (
    INVOICE_MOVES,
    MOVES,
    InvoiceState,
    Judgement,
    State,
    Step,
    judged,
    moved,
    steps_from,
)

D = Decimal
TERMS = OrderTerms("USD", D("8.25"), 40_00)
STRICT = Tolerances(D(0), 0, D(0), 0, 0, 0)


def line(quantity: str, price: str, *, received: str = "0", invoiced: str = "0", closed: bool = False) -> Ordered:
    return Ordered(D(quantity), D(price), D(received), D(invoiced), closed)


def invoiced(*lines: tuple[int | None, str, str], tax: int = 0, freight: int = 0, total: int | None = None) -> Invoiced:
    told = tuple(InvoicedLine(key, D(n), D(price), cents_of(D(n), D(price))) for key, n, price in lines)
    net = sum(one.cents for one in told)
    return Invoiced(told, tax, freight, net + tax + freight if total is None else total, "USD")


def kinds(found: tuple[Difference, ...]) -> list[tuple[Kind, int, bool]]:
    return [(one.kind, one.cents, one.holds) for one in found]


# ---- the three-way match


def test_what_was_ordered_came_and_is_invoiced_matches() -> None:
    # 12 x 48.50 = 582.00; tax 8.25 % = 48.015, so 48.02; freight 40.00; together 670.02.
    order = {1: line("12", "48.50", received="12")}
    assert match(order, TERMS, invoiced((1, "12", "48.50"), tax=48_02, freight=40_00), STRICT) == ()


def test_a_price_above_the_order_is_told_to_the_cent() -> None:
    order = {1: line("12", "48.50", received="12")}
    found = match(order, OrderTerms("USD"), invoiced((1, "12", "49.75")), STRICT)
    assert kinds(found) == [(Kind.PRICE, 15_00, True)]
    assert (found[0].expected, found[0].found) == (D("48.50"), D("49.75"))


def test_a_price_must_be_within_both_its_limits() -> None:
    order = {1: line("100", "10", received="100")}
    by_percent = Tolerances(price_percent=D(2), price_cents=10_00)
    # 1 % dearer, and 10.00 on the line: both are met.
    assert not holds(match(order, OrderTerms("USD"), invoiced((1, "100", "10.10")), by_percent))
    # 1.5 % dearer, but 15.00 on the line; 3 % dearer, but 9.00 on the line.
    assert holds(match(order, OrderTerms("USD"), invoiced((1, "100", "10.15")), by_percent))
    assert holds(match(order, OrderTerms("USD"), invoiced((1, "30", "10.30")), by_percent))


def test_only_what_came_and_was_not_invoiced_before_is_owed() -> None:
    # 100 ordered, 80 came, 50 were invoiced: 30 are owed, 45 asked: 15 x 2.00 too much.
    order = {1: line("100", "2", received="80", invoiced="50")}
    found = match(order, OrderTerms("USD"), invoiced((1, "45", "2")), STRICT)
    assert kinds(found) == [(Kind.QUANTITY, 30_00, True)]
    assert (found[0].expected, found[0].found) == (D(30), D(45))
    assert match(order, OrderTerms("USD"), invoiced((1, "30", "2")), STRICT) == ()


def test_what_came_above_the_order_is_not_owed() -> None:
    order = {1: line("10", "5", received="12")}
    assert kinds(match(order, OrderTerms("USD"), invoiced((1, "12", "5")), STRICT)) == [(Kind.QUANTITY, 10_00, True)]
    # Unless the facility lets quantities be so much above.
    loose = Tolerances(quantity_percent=D(20))
    assert kinds(match(order, OrderTerms("USD"), invoiced((1, "12", "5")), loose)) == [(Kind.QUANTITY, 10_00, False)]


def test_two_lines_for_one_line_of_the_order_count_together() -> None:
    order = {1: line("10", "5", received="10")}
    found = match(order, OrderTerms("USD"), invoiced((1, "6", "5"), (1, "6", "5")), STRICT)
    assert kinds(found) == [(Kind.QUANTITY, 10_00, True)]


def test_what_was_not_ordered_holds_with_all_it_asks() -> None:
    order = {1: line("10", "5", received="10")}
    found = match(order, OrderTerms("USD"), invoiced((1, "10", "5"), (None, "1", "18")), STRICT)
    assert kinds(found) == [(Kind.LINE, 18_00, True)]


def test_tax_freight_and_total_are_compared_each() -> None:
    order = {1: line("10", "100", received="10")}
    terms = OrderTerms("USD", D(5), 20_00)
    # Tax 5 % of 1,000 = 50.00; freight 20.00; together 1,070.00.
    found = match(order, terms, invoiced((1, "10", "100"), tax=55_00, freight=35_00, total=1_100_00), STRICT)
    assert kinds(found) == [(Kind.TAX, 5_00, True), (Kind.FREIGHT, 15_00, True), (Kind.TOTAL, 10_00, True)]
    found = match(order, terms, invoiced((1, "10", "100"), tax=55_00, freight=35_00, total=1_100_00), Tolerances())
    assert [one.holds for one in found] == [True, True, True]
    loose = Tolerances(tax_cents=5_00, freight_cents=15_00, total_cents=10_00)
    found = match(order, terms, invoiced((1, "10", "100"), tax=55_00, freight=35_00, total=1_100_00), loose)
    assert [one.holds for one in found] == [False, False, False]


def test_freight_may_come_in_parts() -> None:
    order = {1: line("10", "100", received="10")}
    assert match(order, OrderTerms("USD", D(0), 20_00), invoiced((1, "10", "100"), freight=12_00), STRICT) == ()


def test_a_line_that_does_not_multiply_is_told() -> None:
    order = {1: line("10", "5", received="10")}
    told = Invoiced((InvoicedLine(1, D(10), D(5), 52_00),), total=52_00, currency="USD")
    assert kinds(match(order, OrderTerms("USD"), told, STRICT)) == [(Kind.EXTENSION, 2_00, True)]


def test_what_is_in_our_favour_is_told_and_holds_nothing() -> None:
    order = {1: line("10", "5", received="10")}
    found = match(order, OrderTerms("USD"), invoiced((1, "10", "4.50")), STRICT)
    assert kinds(found) == [(Kind.PRICE, -5_00, False)]


def test_another_currency_holds_whatever_the_figures() -> None:
    order = {1: line("10", "5", received="10")}
    assert kinds(match(order, OrderTerms("EUR"), invoiced((1, "10", "5")), STRICT)) == [(Kind.CURRENCY, 50_00, True)]


def test_a_credit_is_asked_for_what_holds() -> None:
    order = {1: line("10", "5", received="8"), 2: line("4", "25", received="4")}
    found = match(order, OrderTerms("USD"), invoiced((1, "10", "5"), (2, "4", "26.50")), STRICT)
    # Two that never came, 10.00, and 4 x 1.50 above the price.
    assert (kinds(found), to_credit(found)) == ([(Kind.PRICE, 6_00, True), (Kind.QUANTITY, 10_00, True)], 16_00)


@pytest.mark.parametrize(
    ("one", "other"),
    [("INV-0017", "inv 17"), ("0000451/26", "451-26"), ("A-10", "a10")],
)
def test_a_number_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert plain_number(one) == plain_number(other)


def test_a_duplicate_has_the_number_or_the_amount_of_nearly_the_day() -> None:
    known = [Seen(1, "A-17", date(2026, 3, 1), 100_00), Seen(2, "B-1", date(2026, 2, 1), 70_00)]
    assert duplicate_of(Seen(9, "a017", date(2026, 9, 1), 5_00), known, days=7) == known[0]
    assert duplicate_of(Seen(9, "C-4", date(2026, 2, 8), 70_00), known, days=7) == known[1]
    # A month's rent is not last month's.
    assert duplicate_of(Seen(9, "C-4", date(2026, 3, 1), 70_00), known, days=7) is None
    assert plain_number("A-100") != plain_number("A-1")


# ---- approval limits


LIMITS = (
    Limit(1_000_00, role="department manager"),
    Limit(20_000_00, role="facility manager"),
    Limit(5_000_00, role="department manager", cost_centre="LAB"),
    Limit(300_00, account=7),
)


@pytest.mark.parametrize(
    ("who", "centre", "limit"),
    [
        (Approver(1, frozenset({"department manager"})), "W5", 1_000_00),
        (Approver(1, frozenset({"department manager"})), "LAB", 5_000_00),
        (Approver(1, frozenset({"department manager", "facility manager"})), "W5", 20_000_00),
        # A person's own limit rules before that of the role, though it is lower.
        (Approver(7, frozenset({"facility manager"})), "W5", 300_00),
        (Approver(1, frozenset({"clinician"})), "W5", None),
    ],
)
def test_the_narrowest_limit_rules(who: Approver, centre: str, limit: int | None) -> None:
    assert limit_of(who, centre, LIMITS) == limit


def test_a_limit_holds_to_the_cent() -> None:
    manager = Approver(1, frozenset({"department manager"}))
    assert faults_of_approval(manager, Asked(2, 1_000_00, "W5"), LIMITS, []) == ()
    (fault,) = faults_of_approval(manager, Asked(2, 1_000_01, "W5"), LIMITS, [])
    assert (fault.code, fault.value, fault.expected) == ("finance.purchase.limit", "1000.01", "1000.00")
    (fault,) = faults_of_approval(Approver(3, frozenset()), Asked(2, 1, "W5"), LIMITS, [])
    assert fault.code == "finance.purchase.no_limit"


def test_nobody_approves_what_they_asked_for() -> None:
    boss, clerk = Approver(1, frozenset({"facility manager"})), Approver(2, frozenset())
    assert faults_of_approval(boss, Asked(1, 1_00, "W5"), LIMITS, [])[0].code == "finance.purchase.own"
    # Neither for another who may: the asker stands in for the boss, or the boss asked and the clerk stands in.
    assert faults_of_approval(clerk, Asked(2, 1_00, "W5"), LIMITS, [boss])[0].code == "finance.purchase.own"
    assert stands_for(clerk, Asked(1, 1_00, "W5"), LIMITS, [boss]) is None
    assert stands_for(clerk, Asked(5, 1_00, "W5"), LIMITS, [boss]) == boss


def test_a_second_person_is_another_person() -> None:
    assert (eyes_needed(10_000_00, 10_000_00), eyes_needed(10_000_01, 10_000_00), eyes_needed(1, None)) == (1, 2, 1)
    boss = Approver(1, frozenset({"facility manager"}))
    asked = Asked(5, 1_00, "W5", approved=(1,), eyes=2)
    assert faults_of_approval(boss, asked, LIMITS, [])[0].code == "finance.purchase.twice"
    # Nor does who stands in for the first one count as a second.
    assert stands_for(Approver(2, frozenset()), asked, LIMITS, [boss]) is None


def test_a_delegate_is_there_and_is_somebody_else() -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 14)
    one = Delegation(1, 2, first, last)
    assert (one.holds(first), one.holds(last), one.holds(date(2026, 3, 15))) == (True, True, False)
    assert faults_of_delegation(one, []) == ()
    assert [f.place for f in faults_of_delegation(Delegation(1, 1, last, first), [])] == ["to", "until"]
    assert [f.place for f in faults_of_delegation(one, [Delegation(2, 3, last, last)])] == ["to"]


# ---- states


def test_what_went_out_is_not_taken_back() -> None:
    for state in (State.SENT, State.CLOSED):
        assert not {Step.WITHDRAW, Step.UNDO_ORDER, Step.SEND_BACK, Step.TAKE_BACK} & set(steps_from(state))
    assert moved(State.ORDERED, Step.UNDO_ORDER) is State.APPROVED
    assert moved(State.SUBMITTED, Step.ORDER) is None
    assert judged(InvoiceState.PAID, Judgement.HOLD) is None
    assert not any(state is InvoiceState.PAID for state, _judgement in INVOICE_MOVES)


def test_nothing_is_ordered_without_approval_nor_paid_without_being_cleared() -> None:
    assert {state for state, step in MOVES if step is Step.ORDER} == {State.APPROVED}
    assert {state for (state, _step), after in MOVES.items() if after is State.APPROVED} == {
        State.SUBMITTED,
        State.ORDERED,
    }
    assert {state for state, step in INVOICE_MOVES if step is Judgement.PAY} == {InvoiceState.CLEARED}


# ---- commitments


def test_committed_invoiced_and_released_are_what_was_ordered() -> None:
    # 3 at 3.3333 come to 10.00; one invoiced takes 3.33, two take 6.67.
    one = line("3", "3.3333", invoiced="1")
    assert (one.cents, one.invoiced_cents, one.released, one.committed) == (10_00, 3_33, 0, 6_67)
    one = line("3", "3.3333", invoiced="2", closed=True)
    assert (one.cents, one.invoiced_cents, one.released, one.committed) == (10_00, 6_67, 3_33, 0)
    # More than was ordered takes no more than was ordered.
    assert line("3", "3.3333", invoiced="5").committed == 0


def test_a_balance_is_the_budget_less_all_that_is_spent_or_promised() -> None:
    one = Balance(budget=60_000_00, actual=41_000_00, waiting=2_880_00, committed=9_000_00)
    assert (one.left, one.after(3_000_00)) == (7_120_00, 4_120_00)
