"""What a remittance does to the books.

The 835's content: 005010X221A1 as the public record shows it; group codes CO, PR, OA, PI and reasons by number only.
What went wrong elsewhere: openemr issues 6268, 7186, 7293, 8324 and pulls 35, 3681.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest

from wellrun.departments.revenue.rules.by_hand import apply_cash, charge_entries, patient_payment, refund, write_off
from wellrun.departments.revenue.rules.entries import Approval, Book, Cause, Kind, Owed, Responsible
from wellrun.departments.revenue.rules.ledger import (
    Ledger,
    balance,
    explain,
    ledger_faults,
    legs_of,
    open_denials,
    receivable,
)
from wellrun.departments.revenue.rules.matching import OpenClaim, OpenClaims, OpenLine, Tier
from wellrun.departments.revenue.rules.posting import Proposal, place_held, propose
from wellrun.departments.revenue.rules.remitted import (
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittedClaim,
    RemittedLine,
)

DAY, PAID_ON = dt.date(2026, 3, 2), dt.date(2026, 4, 1)
P, S, PATIENT = Responsible.PRIMARY, Responsible.SECONDARY, Responsible.PATIENT
LINES = OpenLine("1", "X1000", D(100), ("25",), DAY), OpenLine("2", "X2000", D(60), (), DAY)
CLAIM = OpenClaim("pat", "acc", "C1", D(160), DAY, LINES, ("ALPHA", "BETA"))
ALONE = CLAIM._replace(number="C2", payers=("ALPHA",))


def adjustments(text: str) -> tuple[Adjustment, ...]:
    """``CO-45 40 PR-1 10``."""
    words = text.split()
    return tuple(
        Adjustment(*reason.split("-", 1), D(amount)) for reason, amount in zip(words[::2], words[1::2], strict=True)
    )


def line(charge: str, paid: str, reasons: str = "", **parts: Any) -> RemittedLine:
    given = {"procedure": {"100": "X1000", "60": "X2000"}.get(charge.lstrip("-"), ""), "begins": DAY}
    given["modifiers"] = ("25",) if given["procedure"] == "X1000" else ()
    return RemittedLine(D(charge), D(paid), adjustments(reasons), **{**given, **parts})


def claim(number: str, status: str, *lines: RemittedLine, **parts: Any) -> RemittedClaim:
    given = {
        "charge": sum((one.charge for one in lines), D(0)),
        "paid": sum((one.paid for one in lines), D(0)),
        **parts,
    }
    return RemittedClaim(number, status, lines=lines, begins=DAY, **given)


def remittance(
    *claims: RemittedClaim, trace: str = "T1", payer: str = "ALPHA", plb: str = "", **parts: Any
) -> Remittance:
    provider = tuple(ProviderAdjustment(one.group, one.reason, one.amount) for one in adjustments(plb))
    deposit = sum((one.paid for one in claims), D(0)) - sum((one.amount for one in provider), D(0))
    return Remittance(
        payer, trace, PAID_ON, **{"deposit": deposit, "claims": claims, "provider_adjustments": provider, **parts}
    )


def opened(*claims: OpenClaim) -> Ledger:
    ledger = Ledger()
    for one in claims or (CLAIM,):
        ledger.post(charge_entries(one, DAY))
    return ledger


def posted(ledger: Ledger, *remittances: Remittance, claims: tuple[OpenClaim, ...] = (CLAIM, ALONE)) -> Proposal:
    """Posts one after another; the last proposal."""
    for one in remittances:
        proposal = propose(one, OpenClaims(claims), ledger)
        ledger.post(proposal.entries)
        assert ledger_faults(ledger) == ()
    return proposal


def owed(ledger: Ledger, number: str = "C1") -> dict[tuple[str, Responsible], D]:
    return {key: amount for key, amount in receivable(ledger, number).items() if amount}


def book(ledger: Ledger, which: Book) -> D:
    return balance(legs_of(ledger), which)


PAID = claim("C1", "1", line("100", "64", "CO-45 20 PR-2 16"), line("60", "40", "CO-45 10 PR-1 10"))
BACK = claim("C1", "22", line("-100", "-64", "CO-45 -20 PR-2 -16"), line("-60", "-40", "CO-45 -10 PR-1 -10"))


def test_payment_contract_and_patient_share_each_go_where_they_belong() -> None:
    """The patient's share goes to the next payer where there is one."""
    ledger = opened()
    proposal = posted(ledger, remittance(PAID))
    assert owed(ledger) == {("1", S): D(16), ("2", S): D(10)}
    assert (book(ledger, Book.CASH), book(ledger, Book.CONTRACTUAL)) == (D(104), D(30))
    assert [(one.tier, one.level) for one in proposal.posted] == [(Tier.EXACT, P)]


def test_without_another_payer_the_share_is_the_patients_and_says_what_it_is() -> None:
    ledger = opened(ALONE)
    posted(ledger, remittance(PAID._replace(number="C2")))
    assert owed(ledger, "C2") == {("1", PATIENT): D(16), ("2", PATIENT): D(10)}
    assert [one.note for one in ledger if one.kind is Kind.TRANSFER] == ["coinsurance", "deductible"]


def test_the_same_remittance_twice_changes_nothing() -> None:
    ledger = opened()
    first = posted(ledger, remittance(PAID))
    before = len(ledger)
    assert posted(ledger, remittance(PAID)) == Proposal(again=True)
    assert ledger.post(first.entries) == ()
    assert len(ledger) == before


def test_another_payment_under_the_same_number_is_stopped_and_not_passed_over() -> None:
    ledger = opened()
    other = claim("C1", "1", line("100", "70", "CO-45 20 PR-2 10"), line("60", "40", "CO-45 10 PR-1 10"))
    proposal = posted(ledger, remittance(PAID), remittance(other))
    assert [(one.code, one.value, one.expected) for one in proposal.faults] == [
        ("revenue.remittance.number", "110.00", "104.00")
    ]


def test_of_three_payers_each_leaves_its_share_to_the_next() -> None:
    ledger = opened()
    three = CLAIM._replace(payers=("ALPHA", "BETA", "GAMMA"))
    rest = claim("C1", "3", line("100", "4", "OA-23 94 PR-2 2"), line("60", "0", "OA-23 60"))
    last = remittance(rest, trace="T3", payer="GAMMA")
    posted(ledger, remittance(PAID), second(), last, claims=(three,))
    assert owed(ledger) == {("1", PATIENT): D(2)}


def test_a_first_payer_that_brings_nothing_and_calls_it_contractual_has_refused() -> None:
    ledger = opened()
    posted(ledger, remittance(claim("C1", "1", line("100", "0", "CO-45 100"), line("60", "0", "CO-45 60"))))
    assert owed(ledger) == {("1", P): D(100), ("2", P): D(60)}


@pytest.mark.parametrize("status", ["1", "4"])
def test_a_denial_moves_no_money_and_is_no_write_off(status: str) -> None:
    """openemr 7186. What the payer calls contractual on a claim that it refuses is owed until it has decided."""
    ledger = opened()
    posted(ledger, remittance(claim("C1", status, line("100", "0", "CO-45 40 CO-197 60"), line("60", "0", "CO-45 60"))))
    assert owed(ledger) == {("1", P): D(100), ("2", P): D(60)}
    denied = [(one.denied.category, one.denied.amount) for one in open_denials(ledger, "C1") if one.denied]
    assert denied == [("unknown", D(40)), ("authorisation", D(60)), ("unknown", D(60))]


def test_a_denial_ends_when_the_line_is_paid() -> None:
    ledger = opened()
    refused = claim("C1", "4", line("100", "0", "CO-197 100"), line("60", "0", "CO-29 60"))
    posted(ledger, remittance(refused), remittance(PAID, trace="T2"))
    assert open_denials(ledger, "C1") == ()
    assert owed(ledger) == {("1", S): D(16), ("2", S): D(10)}


def test_of_one_line_a_part_is_paid_and_a_part_denied() -> None:
    ledger = opened()
    posted(ledger, remittance(claim("C1", "1", line("100", "50", "CO-45 20 CO-50 30"), line("60", "60"))))
    assert owed(ledger) == {("1", P): D(30)}
    assert [one.denied.category for one in open_denials(ledger, "C1") if one.denied] == ["medical necessity"]


def test_a_payer_does_not_pass_on_what_it_has_not_decided() -> None:
    """openemr, pull 3681: the next payer owes the patient's share and nothing else."""
    ledger = opened()
    posted(ledger, remittance(claim("C1", "1", line("100", "64", "CO-45 20 PR-2 16"), line("60", "0", "CO-16 60"))))
    assert owed(ledger) == {("1", S): D(16), ("2", P): D(60)}


def test_a_reason_of_the_patients_group_that_is_a_denial_is_not_billed_to_the_patient() -> None:
    """PR-27: the payer says that cover had ended. Somebody looks before the patient hears of it."""
    ledger = opened(ALONE)
    posted(ledger, remittance(claim("C2", "1", line("100", "0", "PR-27 100"), line("60", "57", "PR-3 3"))))
    assert owed(ledger, "C2") == {("1", P): D(100), ("2", PATIENT): D(3)}


def test_a_reason_that_is_not_known_stays_open_for_a_person() -> None:
    ledger = opened()
    posted(ledger, remittance(claim("C1", "1", line("100", "60", "PI-45 20 OA-23 20"), line("60", "60"))))
    assert owed(ledger) == {("1", P): D(40)}
    assert [one.denied.category for one in open_denials(ledger, "C1") if one.denied] == ["unknown", "unknown"]


def second(trace: str = "T2", reasons: str = "OA-23 84 PR-3 6", paid: str = "10") -> Remittance:
    lines = line("100", paid, reasons), line("60", "10", "OA-23 50")
    return remittance(claim("C1", "2", *lines), trace=trace, payer="BETA")


def test_the_second_payer_decides_what_the_first_left() -> None:
    ledger = opened()
    posted(ledger, remittance(PAID), second())
    assert owed(ledger) == {("1", PATIENT): D(6)}


def test_of_several_reasons_in_a_group_the_second_payer_gives_away_no_more_than_is_owed() -> None:
    """openemr 6268: it states contractual amounts of the whole charge, which the first has given away already."""
    ledger = opened()
    proposal = posted(ledger, remittance(PAID), second(reasons="OA-23 64 CO-45 15 CO-253 5 PR-3 6"))
    assert owed(ledger) == {("1", PATIENT): D(6)}
    assert [(one.word, one.amount) for one in proposal.notices] == [
        ("given away before", D(15)),
        ("given away before", D(5)),
    ]


@pytest.mark.parametrize(
    ("status", "reasons", "left"),
    [
        # It allows no more than the first has paid: decided, and nothing is owed.
        ("2", ("OA-23 84 CO-45 16", "OA-23 50 CO-45 10"), {}),
        ("2", ("OA-23 60 CO-45 40", "OA-23 50 CO-45 10"), {}),
        # It calls the claim denied, or names a reason that is one.
        ("4", ("OA-23 84 CO-45 16", "OA-23 50 CO-45 10"), {("1", S): D(16), ("2", S): D(10)}),
        ("2", ("OA-23 84 CO-45 16", "OA-23 50 CO-22 10"), {("1", S): D(16), ("2", S): D(10)}),
    ],
)
def test_a_second_payer_that_pays_nothing_has_decided_or_refused(
    status: str, reasons: tuple[str, str], left: dict[tuple[str, Responsible], D]
) -> None:
    ledger = opened()
    none = claim("C1", status, line("100", "0", reasons[0]), line("60", "0", reasons[1]))
    posted(ledger, remittance(PAID), remittance(none, trace="T2", payer="BETA"))
    assert owed(ledger) == left


def test_reasons_share_what_is_left_in_their_order() -> None:
    """16 are owed, 5 paid, 1 is the patient's: of 8 and 8 that are given away, 8 and 2 are left to give."""
    ledger = opened()
    proposal = posted(ledger, remittance(PAID), second(reasons="OA-23 78 CO-45 8 CO-253 8 PR-3 1", paid="5"))
    assert owed(ledger) == {("1", PATIENT): D(1)}
    assert [one.amount for one in proposal.notices] == [D(6)]


def test_the_second_payer_before_the_first_is_held_and_its_cash_is_not_lost() -> None:
    ledger = opened()
    proposal = posted(ledger, second())
    assert [one.paid for one in proposal.held] == [D(20)]
    assert "adjustments of 6.00, where the secondary payer owes 0.00" in proposal.held[0].reasons[0]
    assert (book(ledger, Book.CASH), book(ledger, Book.UNAPPLIED)) == (D(20), D(-20))


def test_an_incentive_below_zero_raises_the_payment_and_no_balance_goes_below_zero() -> None:
    """openemr, pull 35: reason 144."""
    ledger = opened()
    posted(ledger, remittance(claim("C1", "1", line("100", "85", "CO-45 20 CO-144 -5"), line("60", "60"))))
    assert owed(ledger) == {}
    assert book(ledger, Book.CONTRACTUAL) == D(15)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((line("100", "110", "CO-129 -10"), line("60", "60")), "CO-129 of -10.00, below zero"),
        ((line("100", "-10", "CO-45 110"), line("60", "60")), "a payment of -10.00 that is no reversal"),
        ((line("100", "110", "PR-2 -10"), line("60", "60")), "PR-2 of -10.00, below zero"),
    ],
)
def test_what_is_odd_is_held(lines: tuple[RemittedLine, ...], said: str) -> None:
    ledger = opened()
    proposal = posted(ledger, remittance(claim("C1", "1", *lines)))
    assert said in proposal.held[0].reasons[0]
    assert owed(ledger) == {("1", P): D(100), ("2", P): D(60)}


def test_a_claim_paid_again_is_held() -> None:
    ledger = opened()
    proposal = posted(ledger, remittance(PAID), remittance(PAID, trace="T2"))
    assert "adjustments of 36.00, where the primary payer owes 0.00" in proposal.held[0].reasons[0]
    assert book(ledger, Book.UNAPPLIED) == D(-104)


@pytest.mark.parametrize(
    ("first", "later", "held"),
    [
        # 30 of the line were denied; now they are paid. The whole decision is stated again, or the payment alone.
        ("CO-45 20 CO-50 30", line("100", "80", "CO-45 20"), True),
        ("CO-45 20 CO-50 30", line("100", "30", "OA-B13 70"), False),
        ("PR-2 20 CO-50 30", line("100", "80", "PR-2 20"), True),
    ],
)
def test_a_decision_stated_again_without_a_reversal_is_not_booked_twice(
    first: str, later: RemittedLine, held: bool
) -> None:
    ledger = opened()
    posted(ledger, remittance(claim("C1", "1", line("100", "50", first), line("60", "60"))))
    proposal = posted(ledger, remittance(claim("C1", "1", later, line("60", "0", "OA-B13 60")), trace="T2"))
    assert bool(proposal.held) is held
    assert not held or "decided by this payer before" in proposal.held[0].reasons[0]
    assert held or owed(ledger) == {}


def test_more_than_is_owed_is_unapplied_cash_and_told() -> None:
    ledger = opened()
    twice = claim("C1", "1", line("100", "100"), line("60", "60"))
    proposal = posted(ledger, remittance(PAID), remittance(twice, trace="T2"))
    assert [(one.word, one.amount) for one in proposal.notices] == [
        ("paid more than is owed", D(100)),
        ("paid more than is owed", D(60)),
    ]
    assert book(ledger, Book.UNAPPLIED) == D(-160)


# Reversals and corrections.


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


# What does not add up, and what is not found.


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
    ledger.post([write_off(Cause("person", "10"), two, D(7), approval, PAID_ON)])
    assert owed(ledger, "C2") == {}
    assert (book(ledger, Book.UNAPPLIED), book(ledger, Book.WRITE_OFF), book(ledger, Book.CASH)) == (D(0), D(7), D(123))
    assert ledger_faults(ledger) == ()
