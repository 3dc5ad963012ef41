"""Statements: a patient is asked for the ledger's share of the patient, once insurance has decided, and nothing else.

Fields of users elsewhere: ottehr#6536, #7376 and #6711 ask for what insurance paid, what is owed and why, by visit.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from tests.spec.revenue.accounts import DECIDED, Account

from wellrun.departments.revenue.rules.accounts import allotted, own_credit
from wellrun.departments.revenue.rules.by_hand import Waiver
from wellrun.departments.revenue.rules.entries import Cause, undoing
from wellrun.departments.revenue.rules.ledger import legs_of
from wellrun.departments.revenue.rules.statements import bill, bucket, why_not

TODAY = dt.date(2026, 3, 1)


def decided() -> Account:
    """300: 60 is given away, 200 paid, 30 deductible and 10 copayment left. 100: paid in full."""
    account = Account()
    account.insurer("C1", "1", "200", "60", deductible="30", copayment="10")
    account.insurer("C1", "2", "100")
    return account


def test_a_visit_goes_from_the_charge_to_what_is_owed() -> None:
    visit = decided().visit()
    assert (visit.charged, visit.insurance, visit.discounts) == (D(400), D(300), D(60))
    assert (visit.helped, visit.paid, visit.owed, visit.undecided) == (D(0), D(0), D(40), D(0))
    assert visit.why == (("deductible", D(30)), ("copayment", D(10)))
    assert visit.since == DECIDED


def test_what_was_paid_and_given_stands_on_lines_of_its_own() -> None:
    account = decided()
    account.pays("C1", "1", "15")
    account.waives("C1", "1", "5", Waiver.CHARITY)
    account.waives("C1", "1", "2", Waiver.SMALL_BALANCE)
    visit = account.visit()
    assert (visit.paid, visit.helped, visit.discounts, visit.owed) == (D(15), D(5), D(62), D(18))
    assert sum(amount for _word, amount in visit.why) == D(40), "why it was owed does not change by paying"


def test_nothing_is_asked_while_insurance_has_not_decided() -> None:
    account = Account()
    account.insurer("C1", "1", "200", "60", deductible="40")
    found = bill(account.visits, D(0), TODAY)
    assert account.visit().owed == D(40)
    assert (found.owed, found.visits) == (D(0), ())
    assert [one.dates.claim for one in found.waiting] == ["C1"]
    assert why_not(found) == ("insurance",)


def test_without_insurance_the_charge_itself_is_owed() -> None:
    found = bill(Account(insured=False).visits, D(0), TODAY)
    assert found.owed == D(400)
    assert found.visits[0].why == (("no insurance", D(400)),)


def test_a_credit_is_shown_and_lowers_what_is_to_pay() -> None:
    account = decided()
    found = bill(account.visits, D("12.50"), TODAY)
    assert (found.owed, found.credit, found.to_pay, found.kept) == (D(40), D("12.50"), D("27.50"), D(0))
    more = bill(account.visits, D(55), TODAY)
    assert (more.to_pay, more.kept) == (D(0), D(15))
    assert why_not(more) == ("credit",)


def test_more_than_is_owed_becomes_the_patients_credit() -> None:
    account = decided()
    account.pays("C1", "1", "50")
    assert account.visit().owed == 0
    assert own_credit(account.ledger, "pat", "acc") == D(10)
    assert own_credit(account.ledger, "other", "acc") == 0


def test_a_payment_that_is_taken_back_is_owed_again() -> None:
    account = decided()
    account.pays("C1", "1", "40")
    (paid,) = [one for one in account.ledger if one.cause.source == "receipt"]
    account.ledger.post([undoing(paid, Cause("receipt", "void"), TODAY)])
    assert (account.visit().paid, account.visit().owed) == (D(0), D(40))


@pytest.mark.parametrize(("age", "column"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3)])
def test_ageing_begins_on_the_day_the_patient_first_owed(age: int, column: int) -> None:
    assert bucket(TODAY - dt.timedelta(days=age), TODAY) == column


def test_ageing_adds_up_to_what_is_owed() -> None:
    found = bill(decided().visits, D(0), DECIDED + dt.timedelta(days=75))
    assert found.ageing == (0, 0, D(40), 0)
    assert sum(found.ageing) == found.owed


@pytest.mark.parametrize(
    ("last", "asking", "reasons"),
    [(None, False, ()), (27, False, ("lately",)), (28, False, ()), (None, True, ("assistance",))],
)
def test_a_statement_waits_for_four_weeks_and_for_help(last: int | None, asking: bool, reasons: tuple[str]) -> None:
    """26 CFR 1.501(r)-6(c)(8): collection stops while an application for help is decided."""
    sent = TODAY - dt.timedelta(days=last) if last else None
    assert why_not(bill(decided().visits, D(0), TODAY), last=sent, asking_for_help=asking) == reasons


def test_nothing_is_asked_for_at_once_while_a_plan_is_kept() -> None:
    assert why_not(bill(decided().visits, D(0), TODAY), on_plan=True) == ("plan",)


def test_a_payment_goes_to_the_oldest_decided_visit_first() -> None:
    account = Account("C1", "C2", "C3")
    account.insurer("C2", "1", "200", "60", deductible="40")
    account.insurer("C2", "2", "80", coinsurance="20")
    account.insurer("C3", "1", "250", coinsurance="50")
    account.insurer("C3", "2", "100")
    account.insurer("C1", "1", "200", deductible="100")
    rows = allotted(D(75), account.visits)
    assert rows == (("C2", "1", D(40), D(40)), ("C2", "2", D(20), D(20)), ("C3", "1", D(15), D(50)))
    assert sum(row[2] for row in allotted(D(500), account.visits)) == D(110), "the rest is in no row"


def test_every_dollar_of_the_charge_is_somewhere() -> None:
    account = decided()
    account.pays("C1", "1", "22.22")
    one = account.visit()
    assert one.charged == one.insurance + one.discounts + one.helped + one.paid + one.owed + one.undecided
    assert sum(leg.amount for leg in legs_of(account.ledger)) == 0
