"""A posting is taken back from its page, whole or for one claim, and what hangs on it is told instead."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import account
from tests.unit.departments.revenue.conftest import BY, CUT, PAID_ON, Office, paid, payment

from wellrun.departments.revenue.actions import remittances, unposting
from wellrun.departments.revenue.keeping.ledger import write_entries
from wellrun.departments.revenue.models import (
    Claim,
    DenialCase,
    PayerControl,
    RemittanceClaim,
    RemittancePayment,
)
from wellrun.departments.revenue.queries.claims import claim_shown, owed_on
from wellrun.departments.revenue.rules.by_hand import patient_payment
from wellrun.departments.revenue.rules.entries import Book, Cause, Owed, Responsible
from wellrun.departments.revenue.rules.ledger import balance, ledger_faults, legs_of
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry as Audited
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db
SHARE = (("PR", "2", D(20)),)


def back(office: Office, one: RemittancePayment, **more: Any) -> RemittancePayment:
    given = {"version": one.version, "by": office.lead, "tree": office.tree, "why": "wrong bank"} | more
    return unposting.take_back(payment=one, **given)


def test_a_payment_is_taken_back_and_its_claims_and_denials_are_as_before(office: Office) -> None:
    claims = office.bill("C1", "C2")
    before = office.entries()
    office.send(payment(paid("C1", control="P1"), paid("C2", reasons=(("CO", "197", D(100)),)), paid("X9")))
    assert DenialCase.objects.get().state != "lost" and PayerControl.objects.exists()
    one = back(office, office.one())
    entries = office.entries()
    assert entries[: len(before)] == before and ledger_faults(entries) == ()
    assert owed_on(claims) == dict.fromkeys([claim.pk for claim in claims], D(160))
    assert {balance(legs_of(entries), book) for book in (Book.CASH, Book.UNAPPLIED, Book.CONTRACTUAL)} == {D(0)}
    assert (one.state, {row.state for row in one.claims.all()}) == ("undone", {"undone"})
    assert DenialCase.objects.get().settled_on is not None and not PayerControl.objects.exists()
    assert Audited.objects.filter(action="revenue.remittance.taken_back", why="wrong bank").exists()


def test_it_can_be_posted_again_and_be_taken_back_once_more(office: Office) -> None:
    (claim,) = office.bill("C1")
    office.send(payment(paid("C1")))
    for _round in range(2):
        assert back(office, office.one()).state == "undone"
        assert owed_on([claim]) == {claim.pk: D(160)}
        again = remittances.post_again(payment=office.one(), by=office.lead, tree=office.tree)
        assert again.state == "posted" and owed_on([claim]) == {claim.pk: D(0)}
    assert office.one().round == 3
    assert [one.payment for one in claim_shown(claim).entries if one.payment] == [office.one().pk] * 15


def test_the_right_file_is_posted_after_the_wrong_one_was_taken_back(office: Office) -> None:
    (claim,) = office.bill("C1")
    office.send(payment(paid("C1", reasons=())))
    back(office, office.one())
    office.send(payment(paid("C1", reasons=SHARE)), control=2)
    assert sorted(RemittancePayment.objects.values_list("state", flat=True)) == ["posted", "undone"]
    assert claim_shown(claim).owed == (("patient", D("20.00")),)
    office.send(payment(paid("C1", reasons=SHARE)), control=3)
    assert RemittancePayment.objects.filter(state="stopped").count() == 1


def pay(office: Office, claim: Claim) -> None:
    of = Owed(claim.patient, claim.account, claim.number, "1", Responsible.PATIENT)
    entry = patient_payment(Cause("person", "R1"), of, D(20), D(20), PAID_ON)
    write_entries([entry], facility=office.facility, by=BY)


def test_what_hangs_on_it_is_told_and_nothing_is_undone(office: Office) -> None:
    (claim,) = office.bill("C1")
    office.send(payment(paid("C1", reasons=SHARE)))
    pay(office, claim)
    before = office.entries()
    with pytest.raises(Refused, match="C1: payment of the patient of 2 Feb 2026"):
        back(office, office.one())
    with pytest.raises(Refused, match="payment of the patient"):
        unposting.unlink(linked=RemittanceClaim.objects.get(), why="x", by=office.lead, tree=office.tree)
    assert office.entries() == before


def test_somebody_was_quicker_and_nobody_takes_back_who_may_not(office: Office) -> None:
    office.bill("C1")
    office.send(payment(paid("C1")))
    one = office.one()
    with pytest.raises(Refused, match="Somebody was quicker"):
        back(office, one, version=one.version - 1)
    with pytest.raises(Refused, match="may not"):
        back(office, one, by=account("elsewhere", Role.REVENUE, "H2"))
    back(office, one)
    with pytest.raises(Refused, match="Nothing of this payment is posted"):
        back(office, office.one())


def test_a_claim_of_a_payment_is_moved_to_another_claim(office: Office) -> None:
    wrong, right = office.bill("C1", "C2")
    office.send(payment(paid("C1", control="P7")))
    linked = RemittanceClaim.objects.get()
    unposting.unlink(linked=linked, why="number mixed up", by=office.lead, tree=office.tree)
    linked.refresh_from_db()
    assert (linked.state, linked.claim, owed_on([wrong])) == ("held", None, {wrong.pk: D(160)})
    assert balance(legs_of(office.entries()), Book.UNAPPLIED) == D(-130)
    assert not PayerControl.objects.filter(claim=wrong).exists()
    remittances.place(held=linked, claim=right, why="told by the payer", by=office.lead, tree=office.tree)
    assert owed_on([wrong, right]) == {wrong.pk: D(160), right.pk: D(0)}
    entries = office.entries()
    assert ledger_faults(entries) == () and balance(legs_of(entries), Book.CASH) == D(130)


def test_of_a_claim_posted_twice_in_one_payment_the_whole_is_taken_back(office: Office) -> None:
    office.bill("C1")
    part = paid("C1")
    office.send(payment(part, trace="T1"))
    office.send(payment(part, trace="T2"))
    row = RemittanceClaim.objects.filter(payment__trace="T1").get()
    RemittanceClaim.objects.filter(payment__trace="T2").update(payment=row.payment, place=1, claim=row.claim)
    with pytest.raises(Refused, match="Other parts of this payment"):
        unposting.unlink(linked=row, why="x", by=office.lead, tree=office.tree)


def test_both_are_done_on_their_pages(office: Office, signed_in: Any) -> None:
    office.bill("C1", "C2")
    office.send(payment(paid("C1"), paid("C2", reasons=CUT)))
    one, client = office.one(), signed_in(office.lead)
    page = reverse("revenue:payment", args=[one.pk])
    shown = client.get(f"{page}?at=H1").content.decode()
    assert "Claims that are posted" in shown and "Take the posting back" in shown
    linked = one.claims.get(number="C1")
    claim_page = reverse("revenue:held", args=[linked.pk])
    assert "$130.00 is posted to claim C1" in client.get(f"{claim_page}?at=H1").content.decode()
    assert client.post(f"{reverse('revenue:unlink', args=[linked.pk])}?at=H1", {"why": ""}).status_code == 422
    assert client.post(f"{reverse('revenue:unlink', args=[linked.pk])}?at=H1", {"why": "mixed up"}).status_code == 302
    assert "it is not sure for which claim" in client.get(f"{claim_page}?at=H1").content.decode()
    address = f"{reverse('revenue:take-back', args=[one.pk])}?at=H1"
    assert client.post(address, {"version": one.version, "why": ""}).status_code == 422
    assert client.post(address, {"version": one.version, "why": "wrong file"}).status_code == 302
    after = client.get(f"{page}?at=H1").content.decode()
    assert "was taken back" in after and "wrong file" in after and "Post it again" in after
    assert client.post(f"{reverse('revenue:again', args=[one.pk])}?at=H1", {"at": "H1"}).status_code == 302
    assert RemittancePayment.objects.get().state == "posted"
