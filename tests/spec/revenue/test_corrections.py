"""Corrected and void claims (CLM05-3: 7 and 8, REF F8; NUBC frequency codes), and what becomes of the books."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from tests.spec.revenue.charging import charge, content
from tests.spec.revenue.remitting import (
    BACK,
    CLAIM,
    PAID,
    PAID_ON,
    PATIENT,
    P,
    book,
    claim,
    line,
    opened,
    owed,
    posted,
    remittance,
)

from wellrun.departments.revenue.rules.by_hand import charge_entries, patient_payment
from wellrun.departments.revenue.rules.claim_states import State
from wellrun.departments.revenue.rules.correcting import (
    LineChange,
    corrected,
    difference,
    restated,
    taken_up,
    voided,
    withdrawal,
)
from wellrun.departments.revenue.rules.entries import Book, Cause, Kind, Owed
from wellrun.departments.revenue.rules.ledger import Ledger, ledger_faults, open_denials, receivable
from wellrun.departments.revenue.rules.matching import OpenClaim
from wellrun.values.faults import Refused

CONTENT = content(charge("1", "100", code="X1000", modifiers=("25",)), charge("2", "60", code="X2000"), number="C1")
SAME = tuple(LineChange(one.number, one.procedure, one.modifiers, D(1), one.charge) for one in CONTENT.lines)
AGAIN = CLAIM._replace(number="C1-2", charge=D(170), lines=(CLAIM.lines[0]._replace(charge=D(110)), CLAIM.lines[1]))


def withdrawn(ledger: Ledger, again: OpenClaim | None = AGAIN) -> None:
    ledger.post(withdrawal(ledger, CLAIM, "C1-2", PAID_ON))
    if again is not None:
        ledger.post(charge_entries(again, PAID_ON))
    assert ledger_faults(ledger) == ()


def receivables(ledger: Ledger) -> D:
    return book(ledger, Book.RECEIVABLE)


def test_a_corrected_claim_replaces_by_the_payers_own_number() -> None:
    changed = (SAME[0]._replace(charge=D(110)), SAME[1])
    said = corrected(CONTENT, changed, number="C1-2", control="A1")
    assert (said.number, said.frequency, said.references, said.charge) == ("C1-2", "7", {"F8": "A1"}, D(170))
    assert (CONTENT.number, CONTENT.frequency, CONTENT.charge) == ("C1", "1", D(160))
    assert [one.pointers for one in said.lines] == [one.pointers for one in CONTENT.lines]


def test_a_line_that_is_left_out_is_no_longer_billed() -> None:
    said = corrected(CONTENT, SAME[1:], number="C1-2", control="A1")
    assert ([one.number for one in said.lines], said.charge) == (["2"], D(60))


def test_a_correction_of_a_correction_names_the_latest_number() -> None:
    once = corrected(CONTENT, SAME[:1], number="C1-2", control="A1")
    assert voided(once, number="C1-3", control="A2").references == {"F8": "A2"}


def test_a_void_claim_says_the_same_under_frequency_8() -> None:
    said = voided(CONTENT, number="C1-2", control="A1")
    assert (said.frequency, said.references, said.lines, said.charge) == ("8", {"F8": "A1"}, CONTENT.lines, D(160))


REFUSED: dict[str, tuple[tuple[LineChange, ...], str, set[str]]] = {
    "the payer has told no number": (SAME[:1], "", {"control"}),
    "no line is left": ((), "A1", {"empty"}),
    "nothing was changed": (SAME, "A1", {"same"}),
    "a line of another claim": ((SAME[0]._replace(number="9"),), "A1", {"line"}),
    "both are told": ((), "", {"control", "empty"}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_correction(case: str) -> None:
    changes, control, codes = REFUSED[case]
    with pytest.raises(Refused) as refused:
        corrected(CONTENT, changes, number="C1-2", control=control)
    assert {one.code.rpartition(".")[2] for one in refused.value.faults} == codes


def test_of_a_claim_that_nobody_has_paid_only_the_difference_changes_what_is_owed() -> None:
    ledger = opened()
    withdrawn(ledger)
    assert receivables(ledger) == D(170)
    assert owed(ledger) == {}
    assert owed(ledger, "C1-2") == {("1", P): D(110), ("2", P): D(60)}


def test_a_void_claim_leaves_nothing_owed_and_no_revenue() -> None:
    ledger = opened()
    withdrawn(ledger, again=None)
    assert (receivables(ledger), book(ledger, Book.REVENUE)) == (D(0), D(0))
    assert [one.kind for one in ledger] == [Kind.CHARGE] * 2 + [Kind.REVERSAL] * 2


def test_what_was_denied_falls_with_the_claim() -> None:
    ledger = opened()
    refusal = claim("C1", "4", line("100", "0", "CO-197 100"), line("60", "0", "CO-197 60"))
    posted(ledger, remittance(refusal))
    assert len(open_denials(ledger, "C1")) == 2
    withdrawn(ledger)
    assert open_denials(ledger, "C1") == ()
    assert receivables(ledger) == D(170)


def test_what_was_paid_is_unapplied_cash_until_the_payer_takes_it_back() -> None:
    ledger = opened()
    posted(ledger, remittance(PAID))
    withdrawn(ledger)
    assert (owed(ledger), book(ledger, Book.UNAPPLIED), book(ledger, Book.CONTRACTUAL)) == ({}, -D(104), D(0))
    new = claim(
        "C1-2", "1", line("110", "70", "CO-45 40", procedure="X1000", modifiers=("25",)), line("60", "50", "CO-45 10")
    )
    posted(ledger, remittance(BACK, new, trace="T2"), claims=(CLAIM, AGAIN))
    assert (owed(ledger), owed(ledger, "C1-2"), book(ledger, Book.UNAPPLIED)) == ({}, {}, D(0))
    assert book(ledger, Book.CASH) == D(120)
    assert book(ledger, Book.REVENUE) == -D(170)


def test_the_patient_owes_no_share_of_a_withdrawn_claim_and_keeps_what_they_paid() -> None:
    alone = CLAIM._replace(payers=("ALPHA",))
    ledger = opened(alone)
    posted(ledger, remittance(PAID), claims=(alone,))
    of = Owed("pat", "acc", "C1", "1", PATIENT)
    ledger.post([patient_payment(Cause("person", "1"), of, D(16), D(16), PAID_ON)])
    ledger.post(withdrawal(ledger, alone, "C1-2", PAID_ON))
    assert ledger_faults(ledger) == ()
    assert set(receivable(ledger, "C1").values()) == {D(0)}
    assert book(ledger, Book.UNAPPLIED) == -D(120)


def test_a_claim_is_withdrawn_once() -> None:
    ledger = opened()
    withdrawn(ledger)
    before = len(ledger)
    assert ledger.post(withdrawal(ledger, CLAIM, "C1-3", PAID_ON)) == ()
    assert len(ledger) == before


TAKEN_UP: dict[str, tuple[tuple[State, ...], bool, bool, bool]] = {
    # states of its sendings, decided, told its number: taken up
    "in no batch yet": ((), False, False, False),
    "sent from elsewhere, its number told": ((), False, True, True),
    "on its way": ((State.SENT,), False, False, True),
    "rejected on receipt": ((State.RETURNED,), False, False, False),
    "rejected by the payer under a number of its own": ((State.REJECTED,), False, True, False),
    "rejected, sent again and accepted": ((State.RETURNED, State.ACCEPTED), False, False, True),
    "taken back before it went": ((State.WITHDRAWN,), False, False, False),
    "rejected as a duplicate of what was paid": ((State.REJECTED,), True, False, True),
}


@pytest.mark.parametrize("case", TAKEN_UP)
def test_what_no_payer_has_taken_up_is_not_replaced(case: str) -> None:
    states, decided, control, expected = TAKEN_UP[case]
    assert taken_up(states, decided=decided, control=control) is expected


def test_a_claim_that_nobody_took_up_goes_again_as_what_it_was() -> None:
    said = restated(CONTENT, (SAME[0]._replace(charge=D(110), procedure="X1001"), SAME[1]))
    assert (said.number, said.frequency, said.references, said.charge) == ("C1", "1", {}, D(170))
    assert [(one.procedure, one.charge) for one in said.lines] == [("X1001", D(110)), ("X2000", D(60))]


@pytest.mark.parametrize(
    ("changes", "code"), [((), "empty"), (SAME, "same"), ((SAME[0]._replace(number="9"),), "line")]
)
def test_what_is_no_restatement(changes: tuple[LineChange, ...], code: str) -> None:
    with pytest.raises(Refused) as refused:
        restated(CONTENT, changes)
    assert [one.code.rpartition(".")[2] for one in refused.value.faults] == [code]


def test_a_restated_claim_moves_the_ledger_by_the_difference_only() -> None:
    ledger = opened()
    dearer = CLAIM._replace(charge=D(170), lines=AGAIN.lines)
    ledger.post(difference(ledger, CLAIM, dearer, PAID_ON))
    assert [(one.kind, one.legs[0].amount) for one in ledger][2:] == [(Kind.CHARGE, D(10))]
    assert owed(ledger) == {("1", P): D(110), ("2", P): D(60)}
    left = dearer._replace(charge=D(110), lines=dearer.lines[:1])
    ledger.post(difference(ledger, dearer, left, PAID_ON))
    assert (owed(ledger), book(ledger, Book.REVENUE)) == ({("1", P): D(110)}, -D(110))
    assert ledger_faults(ledger) == ()


def test_what_a_patient_paid_on_a_line_that_is_restated_stays_theirs() -> None:
    own = CLAIM._replace(payers=())
    ledger = opened(own)
    of = Owed("pat", "acc", "C1", "1", PATIENT)
    ledger.post([patient_payment(Cause("person", "1"), of, D(100), D(100), PAID_ON)])
    ledger.post(
        difference(ledger, own, own._replace(lines=(own.lines[0]._replace(charge=D(70)), own.lines[1])), PAID_ON)
    )
    assert (owed(ledger), book(ledger, Book.UNAPPLIED)) == ({("2", PATIENT): D(60)}, -D(30))
    assert ledger_faults(ledger) == ()
