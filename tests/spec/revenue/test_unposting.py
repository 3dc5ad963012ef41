"""A posting is taken back whole or for one claim: entries stay, and the ledger of a claim is what it was before."""

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

from wellrun.departments.revenue.rules.by_hand import patient_payment
from wellrun.departments.revenue.rules.entries import Book, Cause, Kind, Owed, undoing
from wellrun.departments.revenue.rules.ledger import Ledger, ledger_faults, open_denials
from wellrun.departments.revenue.rules.matching import OpenClaims
from wellrun.departments.revenue.rules.posting import place_held, propose
from wellrun.departments.revenue.rules.unposting import hanging, held_again, single, taking_back, undone, whole

FIRST = remittance(PAID)
T = "ALPHA/T1"
DENIED = claim("C1", "4", line("100", "0", "CO-197 100"), line("60", "0", "CO-197 60"))


def take_back(ledger: Ledger, transaction: str = T) -> None:
    ledger.post(undone(whole(ledger, transaction), transaction, "", PAID_ON, "wrong file"))
    assert ledger_faults(ledger) == ()


def unlink(ledger: Ledger, place: int = 0, number: str = "C1") -> None:
    ledger.post(held_again(ledger, FIRST, place, single(ledger, T, place, number), PAID_ON, "another patient's"))
    assert ledger_faults(ledger) == ()


@pytest.mark.parametrize(
    "paid", [PAID, DENIED, claim("C9", "1", line("100", "64", "CO-36 36"))], ids=["paid", "denied", "held"]
)
def test_after_it_is_taken_back_every_claim_is_what_it_was_and_the_entries_stay(paid: object) -> None:
    ledger = opened()
    before = list(ledger), owed(ledger)
    posted(ledger, remittance(paid, plb="L6-7 -5"))
    after = list(ledger)
    take_back(ledger)
    assert list(ledger)[: len(after)] == after and after[: len(before[0])] == before[0]
    assert owed(ledger) == before[1]
    assert {which: book(ledger, which) for which in (Book.CASH, Book.UNAPPLIED, Book.INTEREST)} == {
        Book.CASH: 0,
        Book.UNAPPLIED: 0,
        Book.INTEREST: 0,
    }
    assert open_denials(ledger, "C1") == ()
    assert whole(ledger, T) == ()


def test_it_can_be_posted_once_more_under_a_name_of_its_own() -> None:
    ledger = opened()
    posted(ledger, FIRST)
    once = owed(ledger)
    take_back(ledger)
    again = posted(ledger, FIRST._replace(round=2))
    assert [one.claim for one in again.posted] == ["C1"] and owed(ledger) == once
    assert {one.cause.transaction for one in again.entries} == {"ALPHA/T1#2"}
    assert propose(FIRST._replace(round=2), OpenClaims([CLAIM]), ledger).again


def test_what_was_posted_later_on_its_claims_hangs_on_it() -> None:
    ledger = opened()
    posted(ledger, FIRST)
    assert hanging(ledger, whole(ledger, T)) == ()
    of = Owed("pat", "acc", "C1", "1", S)
    payment = patient_payment(Cause("person", "1"), of, D(5), D(16), PAID_ON)
    ledger.post([payment])
    assert hanging(ledger, whole(ledger, T)) == (payment,)
    ledger.post([undoing(payment, Cause("person", "1", part="undone"), PAID_ON)])
    assert hanging(ledger, whole(ledger, T)) == ()


def test_what_a_second_payer_decided_hangs_on_the_first_decision() -> None:
    ledger = opened()
    posted(ledger, FIRST, second())
    assert {one.cause.transaction for one in hanging(ledger, whole(ledger, T))} == {"BETA/T2"}


def test_what_takes_back_an_earlier_payment_is_told_apart() -> None:
    ledger = opened()
    again = claim("C1", "1", line("100", "70", "CO-45 20 PR-2 10"), line("60", "40", "CO-45 10 PR-1 10"))
    posted(ledger, FIRST, remittance(BACK, again, trace="T2"))
    assert taking_back(ledger, T) == ()
    found = taking_back(ledger, "ALPHA/T2")
    assert {one.reverses.transaction for one in found if one.reverses} == {T}
    assert (taking_back(ledger, "ALPHA/T2", 0), taking_back(ledger, "ALPHA/T2", 1)) == (found, ())
    assert {one.cause.transaction for one in hanging(ledger, whole(ledger, T))} == {"ALPHA/T2"}


def test_a_claim_is_unlinked_its_money_is_held_and_linked_to_another() -> None:
    ledger = opened(CLAIM, ALONE)
    before = owed(ledger)
    posted(ledger, FIRST)
    unlink(ledger)
    assert (owed(ledger), book(ledger, Book.UNAPPLIED), book(ledger, Book.CASH)) == (before, -D(104), D(104))
    proposal = place_held(FIRST, 0, ALONE, ledger)
    ledger.post(proposal.entries)
    assert ledger_faults(ledger) == ()
    assert owed(ledger) == before
    assert owed(ledger, "C2") == {("1", PATIENT): D(16), ("2", PATIENT): D(10)}
    assert (book(ledger, Book.UNAPPLIED), book(ledger, Book.CASH)) == (D(0), D(104))
    assert place_held(FIRST, 0, CLAIM, ledger).again


def test_it_can_be_unlinked_and_linked_as_often_as_somebody_errs() -> None:
    ledger = opened(CLAIM, ALONE)
    posted(ledger, FIRST)
    for number, other in (("C1", ALONE), ("C2", CLAIM), ("C1", ALONE)):
        unlink(ledger, number=number)
        ledger.post(place_held(FIRST, 0, other, ledger).entries)
        assert ledger_faults(ledger) == ()
    assert owed(ledger) == {("1", P): D(100), ("2", P): D(60)}
    assert owed(ledger, "C2") == {("1", PATIENT): D(16), ("2", PATIENT): D(10)}


def test_a_denied_claim_that_is_unlinked_holds_no_money() -> None:
    ledger = opened()
    denied = remittance(DENIED)
    posted(ledger, denied)
    ledger.post(held_again(ledger, denied, 0, single(ledger, T, 0, "C1"), PAID_ON, "another's"))
    assert open_denials(ledger, "C1") == ()
    assert [one for one in ledger if one.kind is Kind.UNAPPLIED] == []
    assert not place_held(denied, 0, CLAIM, ledger).again


def test_of_several_claims_only_one_is_unlinked() -> None:
    ledger = opened(CLAIM, ALONE)
    other = claim("C2", "1", *PAID.lines)
    both = remittance(PAID, other)
    posted(ledger, both)
    kept = owed(ledger, "C2")
    ledger.post(held_again(ledger, both, 0, single(ledger, T, 0, "C1"), PAID_ON, ""))
    assert owed(ledger) == {("1", P): D(100), ("2", P): D(60)}
    assert owed(ledger, "C2") == kept
