"""Claims to the second and third payer (837: loops 2320, 2330, 2430; 005010X222A1, 1.4.1, coordination of benefits)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from tests.generative.test_charges_to_claims import bare
from tests.generative.test_x12_written import ADDRESS, NOW
from tests.spec.revenue.charging import INSURANCES, charge, content, insurance
from tests.spec.revenue.remitting import CLAIM, PAID, PAID_ON, P, S, claim, line, opened, posted, remittance, second

from wellrun.departments.revenue.rules.coordinating import Decision, coordination_faults, moved_to, next_claim
from wellrun.departments.revenue.rules.entries import Responsible
from wellrun.departments.revenue.rules.remitted import RemittedClaim
from wellrun.engines.x12 import BilledClaim, Billing, Controls, Party, billing_of, write_claims
from wellrun.values.faults import Refused

CONTENT = content(charge("1", "100", code="X1000", modifiers=("25",)), charge("2", "60", code="X2000"), number="C1")
TWO = (INSURANCES["ALPHA"], INSURANCES["BETA"])


def to_second(decided: RemittedClaim = PAID, owed: D = D(26)) -> BilledClaim:
    return next_claim(CONTENT, CLAIM, [Decision(P, PAID_ON, decided)], TWO, owed)


def test_the_second_payer_is_told_what_the_first_did_line_by_line() -> None:
    said = to_second()
    first, other = said.lines
    assert (first.adjudicated, first.decided) == ({"54321": D(64)}, {"54321": PAID_ON})
    assert [(one.group, one.reason, one.amount) for one in first.adjustments] == [
        ("CO", "45", D(20)),
        ("PR", "2", D(16)),
    ]
    assert other.adjudicated == {"54321": D(40)}
    assert all(
        line.charge == sum(line.adjudicated.values()) + sum(one.amount for one in line.adjustments)
        for line in said.lines
    )


def test_it_names_its_own_subscriber_and_the_first_payer_as_another() -> None:
    said = to_second()
    assert said.payer is not None and said.subscriber is not None and said.patient is not None
    assert (said.payer.number, said.insured.sequence, said.insured.relation) == ("98765", "S", "01")
    assert (said.subscriber.first, said.patient.first) == ("PAT", "JAN")
    (before,) = said.others
    assert (before.sequence, before.paid, before.parties["PR"].number, before.adjustments) == ("P", D(104), "54321", ())


def test_the_claim_stays_the_same_in_all_else() -> None:
    said = to_second()
    assert (said.number, said.charge, said.frequency, said.diagnoses) == (
        CONTENT.number,
        CONTENT.charge,
        "1",
        CONTENT.diagnoses,
    )


def test_what_was_adjusted_on_the_claim_as_a_whole_is_allotted_to_its_lines() -> None:
    decided = claim("C1", "1", line("100", "80"), line("60", "50"), adjustments=(PAID.lines[0].adjustments[0],))
    decided = decided._replace(adjustments=(decided.adjustments[0]._replace(amount=D(30)),))
    said = to_second(decided)
    assert [[one.amount for one in line.adjustments] for line in said.lines] == [[D(20)], [D(10)]]


def test_a_first_payer_that_paid_without_lines_is_told_as_a_whole() -> None:
    decided = PAID._replace(lines=(), paid=D(104), adjustments=(PAID.lines[0].adjustments[0]._replace(amount=D(56)),))
    said = to_second(decided)
    assert [(one.reason, one.amount) for one in said.others[0].adjustments] == [("45", D(56))]
    assert not any(line.adjudicated for line in said.lines)


def test_the_ledger_says_when_the_second_payer_is_to_be_billed() -> None:
    ledger = opened()
    assert moved_to(ledger, CLAIM, S) == 0
    posted(ledger, remittance(PAID))
    assert moved_to(ledger, CLAIM, S) == D(26)


def test_a_third_payer_is_told_of_both_as_a_whole() -> None:
    three = CLAIM._replace(payers=("ALPHA", "BETA", "GAMMA"))
    ledger = opened(three)
    posted(ledger, remittance(PAID), second(), claims=(three,))
    told = [Decision(P, PAID_ON, PAID), Decision(S, PAID_ON, second().claims[0])]
    owed = moved_to(ledger, three, Responsible.TERTIARY)
    said = next_claim(CONTENT, three, told, (*TWO, insurance("GAMMA", "11111")), owed)
    assert [(one.sequence, one.paid) for one in said.others] == [("P", D(104)), ("S", D(20))]
    assert said.insured.sequence == "T"
    assert coordination_faults(said) == ()


def test_it_is_written_and_read_back_the_same() -> None:
    said = to_second()
    sent = Billing(
        Party("41", "HOUSE", "", "46", "S1", "2"), Party("40", "BETA", "", "46", "R1", "2"), "1", "CH", (said,), (), ()
    )
    done = write_claims([sent], ADDRESS, Controls(1, 1), NOW)
    assert done.faults == ()
    (back,) = [billing_of(piece).claims for piece in done.pieces if piece.set_id == "837"]
    assert [bare(one) for one in back] == [said]


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "nothing is owed by the second": ({"owed": D(0)}, "revenue.coordination.not_moved"),
    "nobody has decided": ({"decisions": []}, "revenue.coordination.undecided"),
    "there is no second payer": ({"claim": CLAIM._replace(payers=("ALPHA",))}, "revenue.coordination.no_payer"),
    "the lines are not ours": (
        {"decisions": [Decision(P, PAID_ON, claim("C1", "1", line("160", "104", "CO-45 56")))]},
        "revenue.coordination.lines",
    ),
    "it does not add up": (
        {
            "decisions": [
                Decision(P, PAID_ON, PAID._replace(lines=(), paid=D(104), adjustments=PAID.lines[0].adjustments))
            ]
        },
        "revenue.coordination.unbalanced",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_claim_that_may_not_go_to_the_next_payer(case: str) -> None:
    given, code = REFUSED[case]
    parts = {"content": CONTENT, "claim": CLAIM, "decisions": [Decision(P, PAID_ON, PAID)], "insurances": TWO}
    with pytest.raises(Refused) as refused:
        next_claim(**{**parts, "owed": D(26), **given})  # type: ignore[arg-type]
    assert code in [one.code for one in refused.value.faults]
    assert all(one.remedy for one in refused.value.faults)
