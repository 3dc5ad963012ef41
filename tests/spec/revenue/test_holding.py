"""What does not add up or is not found is held; claims paid as a whole; what people do about both."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from tests.spec.revenue.remitting import (
    ALONE,
    BACK,
    CLAIM,
    DAY,
    LINES,
    PAID,
    PAID_ON,
    PATIENT,
    P,
    S,
    adjustments,
    book,
    claim,
    line,
    opened,
    owed,
    posted,
    remittance,
    second,
)

from wellrun.departments.revenue.rules.by_hand import Waiver, apply_cash, patient_payment, refund, write_off
from wellrun.departments.revenue.rules.entries import Approval, Book, Cause, Kind, Owed
from wellrun.departments.revenue.rules.ledger import (
    balance,
    explain,
    ledger_faults,
    legs_of,
    open_denials,
)
from wellrun.departments.revenue.rules.matching import OpenLine, Tier
from wellrun.departments.revenue.rules.posting import place_held
from wellrun.departments.revenue.rules.remitted import (
    RemittedClaim,
)


def test_a_payment_below_zero_is_not_posted() -> None:
    """What is owed is carried on as a forwarded balance; a payment itself is never below zero."""
    assert [one.code for one in posted(opened(), remittance(BACK)).faults] == ["revenue.remittance.negative"]


def test_a_file_that_is_not_its_deposit_is_not_posted() -> None:
    ledger = opened()
    before = len(ledger)
    proposal = posted(ledger, remittance(PAID, deposit=D(100)))
    assert [(one.value, one.expected) for one in proposal.faults] == [("100.00", "104.00")]
    assert len(ledger) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (PAID._replace(lines=(PAID.lines[0]._replace(adjustments=()), PAID.lines[1])), "The claim does not add up"),
        (PAID._replace(patient_share=D(25)), "The patient's share does not add up: 26.00 against 25.00"),
        (PAID._replace(charge=D(161), adjustments=adjustments("CO-45 1")), "charges of the lines does not add up"),
        (PAID._replace(number="C9"), "no claim of ours has number C9"),
        (PAID._replace(status="25"), "status 25 is no payment"),
        (PAID._replace(status="2"), "decided as secondary, where ALPHA is primary"),
        (PAID._replace(begins=dt.date(2026, 3, 3)), "service from 2026-03-03, ours from 2026-03-02"),
    ],
)
def test_what_is_not_sure_is_held_with_its_cash(wrong: RemittedClaim, said: str) -> None:
    ledger = opened()
    proposal = posted(ledger, remittance(wrong))
    assert any(said in one for one in proposal.held[0].reasons)
    assert (book(ledger, Book.CASH), book(ledger, Book.UNAPPLIED)) == (D(104), D(-104))
    assert owed(ledger) == {("1", P): D(100), ("2", P): D(60)}


@pytest.mark.parametrize(
    ("theirs", "tier"),
    [
        (PAID, Tier.EXACT),
        (PAID._replace(lines=PAID.lines[::-1]), Tier.REORDERED),
        (PAID._replace(lines=(PAID.lines[0]._replace(modifiers=()), PAID.lines[1])), Tier.MODIFIER_DROPPED),
        (PAID._replace(lines=(PAID.lines[0]._replace(procedure="Z", submitted="X1000"), PAID.lines[1])), Tier.EXACT),
        (PAID._replace(lines=(PAID.lines[1]._replace(procedure="", control="2"), PAID.lines[0])), Tier.REORDERED),
        (PAID._replace(number="unknown", payer_control="ICN7"), Tier.PAYER_CONTROL),
    ],
)
def test_a_claim_is_found_by_the_strictest_rule_that_holds(theirs: RemittedClaim, tier: Tier) -> None:
    """openemr 7293: the payer drops the modifier."""
    ledger = opened()
    known = CLAIM._replace(payer_controls=("ICN7",))
    assert [one.tier for one in posted(ledger, remittance(theirs), claims=(known,)).posted] == [tier]
    assert owed(ledger) == {("1", S): D(16), ("2", S): D(10)}


def test_lines_alike_but_for_their_day_are_told_by_it() -> None:
    next_day = DAY + dt.timedelta(1)
    twice = CLAIM._replace(
        charge=D(200), lines=(OpenLine("1", "X1000", D(100), (), DAY), OpenLine("2", "X1000", D(100), (), next_day))
    )
    visits = (
        line("100", "100", modifiers=(), begins=next_day),
        line("100", "60", "CO-45 40", modifiers=(), begins=DAY),
    )
    ledger = opened(twice)
    posted(ledger, remittance(claim("C1", "1", *visits)), claims=(twice,))
    assert [one.cause.line for one in ledger if one.kind is Kind.CONTRACTUAL] == ["1"]


def test_a_line_without_charge_may_be_missing_in_what_comes_back() -> None:
    free = CLAIM._replace(lines=(*LINES, OpenLine("3", "X0000", D(0))))
    assert posted(opened(free), remittance(PAID), claims=(free,)).held == ()


def test_another_modifier_is_another_line() -> None:
    other = PAID._replace(lines=(PAID.lines[0]._replace(modifiers=("59",)), PAID.lines[1]))
    assert "the lines are not ours" in posted(opened(), remittance(other)).held[0].reasons[0]


def test_a_payer_that_the_claim_does_not_know_is_held() -> None:
    assert posted(opened(), remittance(PAID, payer="GAMMA")).held[0].reasons == ("GAMMA is no payer of C1",)


def test_a_second_payers_denial_is_of_what_it_owes() -> None:
    ledger = opened()
    refused = claim("C1", "4", line("100", "0", "OA-23 84 CO-197 16"), line("60", "0", "OA-23 50 CO-197 10"))
    posted(ledger, remittance(PAID), remittance(refused, trace="T2", payer="BETA"))
    assert owed(ledger) == {("1", S): D(16), ("2", S): D(10)}
    assert {one.denied.of.by for one in open_denials(ledger, "C1") if one.denied} == {S}


def test_one_payer_does_not_take_back_what_another_paid() -> None:
    ledger = opened()
    proposal = posted(ledger, remittance(PAID), remittance(BACK, trace="T2", payer="BETA", plb="FB-x -104"))
    assert "104.00 is taken back, where nothing was posted" in proposal.held[0].reasons[0]


def test_lines_whose_errors_cancel_are_held() -> None:
    lines = line("100", "90", "CO-45 20"), line("60", "50", "")
    assert "What lines leave open" in posted(opened(), remittance(claim("C1", "1", *lines))).held[0].reasons[0]


def test_two_claims_that_fit_are_not_chosen_between() -> None:
    twin = CLAIM._replace(account="other")
    assert len(posted(opened(), remittance(PAID), claims=(CLAIM, twin)).held[0].reasons) == 2


def test_what_was_held_is_placed_by_a_person_once() -> None:
    ledger = opened()
    lost = remittance(PAID._replace(number="C9"))
    posted(ledger, lost)
    placed = place_held(lost, 0, CLAIM, ledger)
    ledger.post(placed.entries)
    assert [one.tier for one in placed.posted] == [Tier.PERSON]
    assert owed(ledger) == {("1", S): D(16), ("2", S): D(10)}
    assert (book(ledger, Book.CASH), book(ledger, Book.UNAPPLIED)) == (D(104), D(0))
    assert place_held(lost, 0, CLAIM, ledger).again
    assert ledger_faults(ledger) == ()


# Claims paid as a whole.


def test_a_claim_paid_without_lines_is_divided_by_charge() -> None:
    ledger = opened()
    whole = RemittedClaim("C1", "1", D(160), D(100), (), adjustments("CO-45 50 PR-1 10"), begins=DAY)
    posted(ledger, remittance(whole))
    assert owed(ledger) == {("1", S): D("6.25"), ("2", S): D("3.75")}
    assert balance(legs_of(ledger), line="1") == D("6.25")


@pytest.mark.parametrize("paid", ["100 60", "80 60"])
def test_an_adjustment_of_the_whole_claim_is_taken_off_its_lines(paid: str) -> None:
    """By the guide lines balance for themselves; some payers show the lines paid less, without a reason there."""
    ledger = opened()
    lines = tuple(line(charge, one) for charge, one in zip(("100", "60"), paid.split(), strict=True))
    posted(ledger, remittance(claim("C1", "1", *lines, paid=D(140), adjustments=adjustments("CO-45 5 PR-1 15"))))
    assert balance(legs_of(ledger), claim="C1") == D(15)
    assert (book(ledger, Book.CASH), book(ledger, Book.CONTRACTUAL)) == (D(140), D(5))


def test_a_stay_paid_above_its_charge_owes_nothing() -> None:
    """A DRG above charges: the contractual adjustment is below zero."""
    ledger = opened()
    posted(ledger, remittance(RemittedClaim("C1", "1", D(160), D(200), (), adjustments("CO-45 -40"), begins=DAY)))
    assert (owed(ledger), book(ledger, Book.CASH)) == ({}, D(200))


# What people do.


def test_every_balance_is_told_entry_by_entry() -> None:
    ledger = opened()
    posted(ledger, remittance(PAID), second())
    rows = explain(ledger, Owed("pat", "acc", "C1", "1", S))
    assert [(one.entry.kind, one.amount, one.reached) for one in rows] == [
        (Kind.TRANSFER, D(16), D(16)),
        (Kind.TRANSFER, D(-6), D(10)),
        (Kind.PAYER_PAYMENT, D(-10), D(0)),
    ]


def test_patients_pay_are_refunded_and_forgiven() -> None:
    ledger = opened(ALONE)
    posted(ledger, remittance(PAID._replace(number="C2")))
    one, two = (Owed("pat", "acc", "C2", number, PATIENT) for number in "12")
    approval = Approval("head of billing", "charity care, 100%")
    ledger.post([patient_payment(Cause("bank", "7"), one, D(20), D(16), PAID_ON)])
    ledger.post([apply_cash(Cause("person", "8"), one, two, D(3), PAID_ON)])
    ledger.post([refund(Cause("person", "9"), one, D(1), approval, PAID_ON)])
    ledger.post([write_off(Cause("person", "10"), two, D(7), Waiver.CHARITY, approval, PAID_ON)])
    assert owed(ledger, "C2") == {}
    assert (book(ledger, Book.UNAPPLIED), book(ledger, Book.WRITE_OFF), book(ledger, Book.CASH)) == (D(0), D(7), D(123))
    assert ledger_faults(ledger) == ()
