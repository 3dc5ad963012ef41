"""Payments that are taken back or corrected, and money outside of any claim (835: status 22, PLB)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from tests.spec.revenue.remitting import (
    ALONE,
    BACK,
    CLAIM,
    PAID,
    PAID_ON,
    PATIENT,
    P,
    S,
    book,
    claim,
    line,
    opened,
    owed,
    posted,
    remittance,
    second,
)

from wellrun.departments.revenue.rules.by_hand import refund
from wellrun.departments.revenue.rules.entries import Approval, Book, Cause, Kind
from wellrun.departments.revenue.rules.ledger import (
    open_denials,
)
from wellrun.departments.revenue.rules.remitted import (
    ProviderAdjustment,
    RemittedClaim,
)


def test_a_reversal_undoes_every_entry_by_name() -> None:
    ledger = opened()
    posted(
        ledger,
        remittance(PAID),
        remittance(BACK, trace="T2", deposit=D(0), provider_adjustments=(ProviderAdjustment("FB", "", D(-104)),)),
    )
    assert owed(ledger) == {("1", P): D(100), ("2", P): D(60)}
    undone = [one.reverses for one in ledger if one.kind is Kind.REVERSAL]
    assert len(undone) == 6
    assert (book(ledger, Book.CASH), book(ledger, Book.FORWARD)) == (D(104), D(-104))


def test_a_correction_in_the_same_file_is_booked_after_its_reversal_wherever_it_stands() -> None:
    better = claim("C1", "1", line("100", "70", "CO-45 20 PR-2 10"), line("60", "40", "CO-45 10 PR-1 10"))
    ledger = opened()
    proposal = posted(ledger, remittance(PAID), remittance(better, BACK, trace="T2"))
    assert proposal.held == ()
    assert owed(ledger) == {("1", S): D(10), ("2", S): D(10)}
    assert book(ledger, Book.CASH) == D(110)


def test_what_the_next_payer_has_paid_and_is_owed_no_more_becomes_a_credit_and_is_told() -> None:
    """The second paid 10 and the patient 6 of a share of 16 that the first now says was 10."""
    better = claim("C1", "1", line("100", "70", "CO-45 20 PR-2 10"), line("60", "40", "CO-45 10 PR-1 10"))
    ledger = opened()
    proposal = posted(ledger, remittance(PAID), second(), remittance(BACK, better, trace="T3"))
    assert owed(ledger) == {("1", PATIENT): D(6)}
    assert [(one.word, one.line, one.amount) for one in proposal.notices] == [("credit", "1", D(6))]
    assert book(ledger, Book.UNAPPLIED) == D(-6)


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (BACK, "104.00 is taken back, where nothing was posted"),
        (claim("C1", "22", line("-100", "-60", "CO-45 -40"), line("-60", "-60")), "120.00 is taken back"),
    ],
)
def test_a_reversal_of_nothing_that_was_posted_is_held(back: RemittedClaim, said: str) -> None:
    ledger = opened()
    proposal = posted(ledger, remittance(back, plb="FB-x -200"))
    assert said in proposal.held[0].reasons[0]


def test_a_reversal_of_a_denial_takes_the_denial_back() -> None:
    ledger = opened()
    refused = claim("C1", "4", line("100", "0", "CO-197 100"), line("60", "0", "CO-29 60"))
    back = claim("C1", "22", line("-100", "0", "CO-197 -100"), line("-60", "0", "CO-29 -60"))
    posted(ledger, remittance(refused), remittance(back, trace="T2"))
    assert open_denials(ledger, "C1") == ()
    assert owed(ledger) == {("1", P): D(100), ("2", P): D(60)}


def test_what_was_taken_back_is_not_taken_back_again() -> None:
    ledger = opened(CLAIM, ALONE)
    again = remittance(BACK, PAID._replace(number="C2"), trace="T3")
    proposal = posted(ledger, remittance(PAID), remittance(BACK, trace="T2", plb="FB-x -104"), again)
    assert "104.00 is taken back, where nothing was posted" in proposal.held[0].reasons[0]


@pytest.mark.parametrize(("control", "left"), [("", "T1"), ("N1", "T2"), ("N2", "T1")])
def test_of_two_decisions_alike_the_one_with_the_payers_number_is_taken_back_else_the_latest(
    control: str, left: str
) -> None:
    refused = claim("C1", "4", line("100", "0", "CO-197 100"), line("60", "0", "CO-29 60"))
    back = claim("C1", "22", line("-100", "0", "CO-197 -100"), line("-60", "0", "CO-29 -60"), payer_control=control)
    ledger = opened()
    sent = [remittance(refused._replace(payer_control=f"N{at}"), trace=f"T{at}") for at in (1, 2)]
    posted(ledger, *sent, remittance(back, trace="T3"))
    assert {one.cause.transaction for one in open_denials(ledger, "C1")} == {f"ALPHA/{left}"}


def test_a_payment_of_which_a_part_was_refunded_is_not_taken_back_by_itself() -> None:
    ledger = opened(CLAIM, ALONE)
    more = claim("C1", "1", line("100", "110", "CO-45 -10"), line("60", "60"))
    over = claim("C1", "1", line("100", "100"), line("60", "60"))
    over_back = claim("C1", "22", line("-100", "-100"), line("-60", "-60"))
    posted(ledger, remittance(more), remittance(over, trace="T2"))
    of = next(leg.of for one in ledger for leg in one.legs if leg.book is Book.UNAPPLIED)
    ledger.post([refund(Cause("person", "1"), of, D(100), Approval("head of billing", "paid twice"), PAID_ON)])
    back = remittance(over_back, PAID._replace(number="C2"), trace="T3", plb="FB-x -56")
    assert "160.00 of it stood as unapplied cash, of which 60.00 is left" in posted(ledger, back).held[0].reasons[0]


def test_a_recovery_told_and_then_taken_comes_to_nothing() -> None:
    """A reversal offset by WO below zero in one payment, WO above zero in the next: the cash goes with the second."""
    ledger = opened(CLAIM, ALONE)
    posted(ledger, remittance(PAID), remittance(BACK, trace="T2", plb="WO-C1 -104"))
    assert (book(ledger, Book.CASH), book(ledger, Book.RECOVERY)) == (D(104), D(-104))
    posted(ledger, remittance(PAID._replace(number="C2"), trace="T3", plb="WO-C1 104"))
    assert (book(ledger, Book.CASH), book(ledger, Book.RECOVERY)) == (D(104), D(0))


@pytest.mark.parametrize(
    ("plb", "which", "amount"),
    [
        ("L6-x -3", Book.INTEREST, -3),
        ("LE-x 7", Book.LEVY, 7),
        ("FB-x 9", Book.FORWARD, 9),
        ("CS-x 4", Book.PROVIDER, 4),
        ("CS-x 0", Book.PROVIDER, 0),
    ],
)
def test_money_outside_of_claims_stands_in_a_book_of_its_sort(plb: str, which: Book, amount: int) -> None:
    ledger = opened()
    posted(ledger, remittance(PAID, plb=plb))
    assert (book(ledger, which), book(ledger, Book.CASH)) == (D(amount), D(104 - amount))
