"""Payments are posted wholly or not at all, once, and every cent of them is somewhere."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from tests.conftest import account
from tests.unit.departments.revenue.conftest import DAY, PAID_ON, Office, paid, payment

from wellrun.demo.remittance_text import PaidClaim, PaidLine, remittance_text
from wellrun.departments.revenue.actions import claims, remittances
from wellrun.departments.revenue.models import (
    LedgerEntry,
    LedgerLeg,
    Payer,
    RemittanceClaim,
    RemittanceFile,
    RemittancePayment,
)
from wellrun.departments.revenue.queries.claims import claim_shown
from wellrun.departments.revenue.rules.entries import Book, Kind
from wellrun.departments.revenue.rules.ledger import balance, ledger_faults, legs_of
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry as Audited
from wellrun.values.faults import Refused

POSTED, STOPPED = RemittancePayment.State.POSTED, RemittancePayment.State.STOPPED
HELD = RemittanceClaim.State.HELD


def test_a_payment_is_posted_and_what_is_owed_comes_from_its_entries(office: Office) -> None:
    (claim, _other) = office.bill("C1", "C2")
    file = office.send(payment(paid("C1"), paid("C2", reasons=(("PR", "2", D(20)),))))
    assert (file.state, file.claims, file.done) == ("done", 2, 2)
    one = office.one()
    assert (one.state, one.payer, one.deposit) == (POSTED, Payer.objects.get(code="ALPHA"), D("270.00"))
    assert [row.state for row in one.claims.all()] == ["posted", "posted"]
    entries = office.entries()
    assert ledger_faults(entries) == ()
    assert balance(legs_of(entries), Book.CASH) == D("270.00")
    assert claim_shown(claim).balance == 0
    assert claim_shown(_other).owed == (("patient", D("20.00")),)


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    office.bill("C1")
    first = office.send(payment(paid("C1")))
    before = office.entries()
    assert office.send(payment(paid("C1"))) == first
    assert office.entries() == before
    assert RemittancePayment.objects.count() == 1


def test_the_same_payment_in_another_file_is_stopped(office: Office) -> None:
    office.bill("C1")
    office.send(payment(paid("C1")))
    before = office.entries()
    office.send(payment(paid("C1")), control=2)
    again = RemittancePayment.objects.get(state=STOPPED)
    assert "posted before" in again.reasons[0]
    assert office.entries() == before


def test_what_does_not_add_up_posts_nothing(office: Office) -> None:
    office.bill("C1")
    office.send_text(remittance_text([payment(paid("C1"))], control=1).replace("BPR*I*130.00", "BPR*I*131.00"))
    one = office.one()
    assert one.state == STOPPED
    assert "130.00 less provider adjustments of 0.00 are not the deposit" in one.reasons[0]
    assert {entry.kind for entry in office.entries()} == {Kind.CHARGE}


def test_a_payer_nobody_knows_is_asked_for_and_the_payment_posted_then(office: Office) -> None:
    office.bill("C1")
    office.send(replace(payment(paid("C1")), payer="ALPHA HLTH OF VA", payer_number="777"))
    stopped = office.one()
    assert (stopped.state, stopped.payer) == (STOPPED, None)
    assert "ALPHA HLTH OF VA, number 777" in stopped.reasons[0]
    alpha = Payer.objects.get(code="ALPHA")
    claims.know_payer(payer=alpha, number="777", by=office.lead, tree=office.tree)
    assert remittances.post_again(payment=stopped, by=office.lead, tree=office.tree).state == POSTED
    with pytest.raises(Refused, match="777 is Alpha Health"):
        claims.know_payer(payer=Payer.objects.get(code="BETA"), number="777", by=office.lead, tree=office.tree)


def test_a_denial_moves_no_money_and_is_owed_on(office: Office) -> None:
    (claim,) = office.bill("C1")
    office.send(payment(paid("C1", reasons=(("CO", "197", D(100)),))))
    shown = claim_shown(claim)
    assert shown.owed == (("first payer", D("100.00")),)
    assert shown.denied == D("100.00")
    assert office.one().claims.get().denied_cents == 100_00
    assert not [entry for entry in office.entries() if entry.kind is Kind.WRITE_OFF]


def test_a_claim_that_is_not_ours_is_held_with_its_cash_unapplied_and_placed_by_a_person(office: Office) -> None:
    (claim,) = office.bill("C1")
    office.send(payment(paid("WRONG-1")))
    held = office.one().claims.get()
    assert (held.state, held.claim) == (HELD, None)
    assert "no claim of ours has number WRONG-1" in held.reasons[0]
    assert balance(legs_of(office.entries()), Book.UNAPPLIED) == D("-130.00")
    remittances.place(held=held, claim=claim, why="Told on the telephone", by=office.lead, tree=office.tree)
    held.refresh_from_db()
    assert (held.state, held.claim, held.tier) == ("placed", claim, 5)
    entries = office.entries()
    assert ledger_faults(entries) == ()
    assert balance(legs_of(entries), Book.UNAPPLIED) == 0
    assert balance(legs_of(entries), Book.CASH) == D("130.00")
    assert claim_shown(claim).balance == 0
    with pytest.raises(Refused, match="has been placed"):
        remittances.place(held=held, claim=claim, why="", by=office.lead, tree=office.tree)


def test_a_held_claim_is_not_placed_where_it_does_not_fit(office: Office) -> None:
    (claim,) = office.bill("C1")
    office.send(payment(paid("C1"), paid("WRONG-1"), trace="T9"))
    held = office.one().claims.get(state=HELD)
    with pytest.raises(Refused, match="cannot be posted to claim C1"):
        remittances.place(held=held, claim=claim, why="", by=office.lead, tree=office.tree)
    held.refresh_from_db()
    assert held.state == HELD


def test_a_claim_is_found_by_the_payers_number_once_it_was_told(office: Office) -> None:
    (claim,) = office.bill("C1", payers=("ALPHA", "ALPHA"))
    office.send(payment(paid("C1", control="PAY-77", reasons=(("PR", "1", D(30)),))))
    office.send(payment(second("", control="PAY-77"), trace="T2"), control=2)
    found = RemittanceClaim.objects.get(payment__trace="T2")
    assert (found.claim, found.tier, found.reasons) == (claim, 4, [])
    assert claim_shown(claim).balance == 0


def second(number: str, *, control: str) -> PaidClaim:
    """The second payer pays the thirty dollars that the first has left."""
    lines = (
        PaidLine("99213", D(100), D(30), (("OA", "23", D(70)),), on=DAY),
        PaidLine("80053", D(60), D(0), (("OA", "23", D(60)),), on=DAY),
    )
    return PaidClaim(number, lines, status="2", control=control, begins=DAY)


def test_a_take_back_and_its_correction_undo_what_was_posted_and_post_what_is_right(office: Office) -> None:
    (claim,) = office.bill("C1")
    office.send(payment(paid("C1")))
    right = paid("C1", reasons=(("CO", "45", D(40)),))
    office.send(payment(turned(paid("C1")), right, trace="T2", outside=(("FB", "", D(-10)),)), control=2)
    entries = office.entries()
    assert ledger_faults(entries) == ()
    assert claim_shown(claim).balance == 0
    assert balance(legs_of(entries), Book.CONTRACTUAL) == D("40.00")
    assert [one.state for one in RemittancePayment.objects.order_by("pk")] == [POSTED, POSTED]


def turned(claim: PaidClaim) -> PaidClaim:
    """The same claim taken back: every amount below zero, status 22."""
    lines = tuple(
        replace(
            line,
            charge=-line.charge,
            paid=-line.paid,
            reasons=tuple((group, reason, -amount) for group, reason, amount in line.reasons),
        )
        for line in claim.lines
    )
    return replace(claim, lines=lines, status="22")


def test_who_may_not_post_is_refused(office: Office) -> None:
    other = account("ward.sister", Role.CLINICIAN, "H1")
    with pytest.raises(Refused):
        remittances.take_file(facility=office.facility, name="x", content=b"", by=other, tree=office.tree)


def test_a_file_without_a_remittance_says_so(office: Office) -> None:
    file = office.send_text("not X12 at all")
    assert (file.state, file.reasons) == ("failed", ["There is no remittance (835) in this file."])


def test_the_deposit_is_compared_with_the_bank(office: Office) -> None:
    office.bill("C1")
    office.send(payment(paid("C1")))
    one = office.one()
    said: dict[str, Any] = {"payment": one, "on": PAID_ON, "by": office.lead, "tree": office.tree}
    held = remittances.confirm_deposit(amount=D("129.99"), version=1, **said)
    assert (held.banked_cents, held.version) == (129_99, 2)
    with pytest.raises(Refused, match="quicker"):
        remittances.confirm_deposit(amount=D("130.00"), version=1, **said)


def test_entries_of_the_ledger_stay(office: Office) -> None:
    office.bill("C1")
    entry = LedgerEntry.objects.first()
    assert entry is not None
    for attempt in (entry.save, entry.delete, LedgerEntry.objects.all().delete, LedgerLeg.objects.all().delete):
        with pytest.raises(TypeError, match="stay"):
            attempt()
    with pytest.raises(TypeError, match="stay"):
        LedgerEntry.objects.all().update(note="other")


def test_a_claim_is_billed_once(office: Office) -> None:
    office.bill("C1")
    with pytest.raises(Refused, match="billed before"):
        office.bill("C1", "C2")
    assert LedgerEntry.objects.count() == 2


def test_what_was_done_is_in_the_audit(office: Office) -> None:
    office.bill("C1")
    office.send(payment(paid("C1")))
    actions = set(Audited.objects.filter(action__startswith="revenue.").values_list("action", flat=True))
    assert actions >= {"revenue.claims.billed", "revenue.remittance.sent", "revenue.remittance.posted"}


def test_a_posting_that_breaks_off_says_so_and_goes_on_when_the_file_is_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.bill("C1", "C2")
    two = payment(paid("C1")), payment(paid("C2"), trace="T2")
    post = remittances.post_payment

    def breaks(*, position: int, **more: Any) -> RemittancePayment:
        if position == 1:
            raise OSError("the disk is full")
        return post(position=position, **more)

    monkeypatch.setattr(remittances, "post_payment", breaks)
    with pytest.raises(OSError):
        office.send(*two)
    file = RemittanceFile.objects.get()
    assert file.state == "failed" and "send the file again" in file.reasons[0]
    assert RemittancePayment.objects.count() == 1
    monkeypatch.undo()
    assert office.send(*two).state == "done"
    assert RemittancePayment.objects.filter(state=POSTED).count() == 2
    assert balance(legs_of(office.entries()), Book.CASH) == D("260.00")
