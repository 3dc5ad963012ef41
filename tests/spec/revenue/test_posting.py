"""What a remittance does to the books.

The 835's content: 005010X221A1 as the public record shows it; group codes CO, PR, OA, PI and reasons by number only.
What went wrong elsewhere: openemr issues 6268, 7186, 7293, 8324 and pulls 35, 3681.
"""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from tests.spec.revenue.remitting import (
    ALONE,
    CLAIM,
    PAID,
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

from wellrun.departments.revenue.rules.entries import Book, Kind, Responsible
from wellrun.departments.revenue.rules.ledger import (
    open_denials,
)
from wellrun.departments.revenue.rules.matching import Tier
from wellrun.departments.revenue.rules.posting import Proposal
from wellrun.departments.revenue.rules.remitted import (
    RemittedLine,
)


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
