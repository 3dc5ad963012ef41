"""A file is sent in on the page, seen to be posted, and what is left is done there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.unit.departments.revenue.conftest import PAID_ON, Office, paid, payment

from wellrun.demo.remittance_text import remittance_text
from wellrun.departments.revenue.actions import remittances
from wellrun.departments.revenue.models import Claim, RemittanceClaim, RemittanceFile, RemittancePayment
from wellrun.departments.revenue.signals.remittance import remittance_signals
from wellrun.departments.revenue.tasks import post_file
from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.audit.models import Entry as Audited


@pytest.fixture
def lead(office: Office, signed_in: Any) -> Client:
    return signed_in(office.lead)  # type: ignore[no-any-return]


def sent(lead: Client, office: Office, text: str) -> Any:
    file = SimpleUploadedFile("payer.835", text.encode())
    return lead.post("/revenue/send/?at=H1", {"sent": file, "facility": office.facility.pk})


def test_a_file_is_posted_in_the_background_and_its_page_says_so(office: Office, lead: Client) -> None:
    office.bill("C1")
    answer = sent(lead, office, remittance_text([payment(paid("C1"))], control=1))
    file = RemittanceFile.objects.get()
    assert answer.status_code == 302 and answer["Location"].startswith(f"/revenue/files/{file.pk}/")
    page = lead.get(answer["Location"]).content.decode()
    assert "hx-get" in page and "<progress" in page
    post_file.call(file.pk)
    part = lead.get(f"/revenue/files/{file.pk}/progress/?at=H1").content.decode()
    assert "1 claim is read and posted" in part and "hx-get" not in part
    listed = lead.get("/revenue/?at=H1").content.decode()
    assert "130.00" in listed and "T1" in listed


def test_without_a_file_the_form_says_what_is_missing(office: Office, lead: Client) -> None:
    answer = lead.post("/revenue/send/?at=H1", {"facility": office.facility.pk})
    assert answer.status_code == 422
    assert RemittanceFile.objects.count() == 0


def test_the_payment_says_how_it_was_matched_what_waits_and_that_it_balances(office: Office, lead: Client) -> None:
    office.bill("C1", "C2")
    denied = paid("C2", reasons=(("CO", "197", D(100)),))
    office.send(payment(paid("C1"), denied, paid("WRONG-1"), outside=(("WO", "OLD-1", D(50)),)))
    one = RemittancePayment.objects.get()
    page = lead.get(f"/revenue/payments/{one.pk}/?at=H1").content.decode()
    assert "2 of 3 claims are posted to the cent; 1 waits for a person" in page
    assert "Taken back by the payer" in page and "−50.00" in page
    assert "270.00" in page
    assert "1 claim was denied, $100.00" in page
    assert "no claim of ours has number WRONG-1" in page


def test_a_held_claim_is_matched_on_its_page(office: Office, lead: Client) -> None:
    (claim,) = office.bill("C1")
    office.send(payment(paid("WRONG-1")))
    held = RemittanceClaim.objects.get()
    address = f"/revenue/held/{held.pk}/?at=H1"
    page = lead.get(address).content.decode()
    assert "Match to C1" in page and "charge" in page
    wrong = lead.post(address, {"claim": "NOBODY", "why": ""})
    assert wrong.status_code == 422 and "There is no claim of ours with this number" in wrong.content.decode()
    assert lead.post(address, {"claim": "C1", "why": "telephone"}).status_code == 302
    held.refresh_from_db()
    assert held.claim == claim
    assert "is posted to claim C1" in lead.get(address).content.decode()


def test_a_payer_is_named_on_the_page_and_its_payment_posted(office: Office, lead: Client) -> None:
    office.bill("C1")
    office.send(replace(payment(paid("C1")), payer="ALPHA OF VA", payer_number="777"))
    one = RemittancePayment.objects.get()
    page = lead.get(f"/revenue/payments/{one.pk}/?at=H1").content.decode()
    assert "nothing of it is posted" in page and "ALPHA OF VA" in page
    alpha = office.facility.payers.get(code="ALPHA").pk
    assert lead.post(f"/revenue/payments/{one.pk}/payer/?at=H1", {"payer": alpha}).status_code == 302
    one.refresh_from_db()
    assert one.state == "posted"


def test_what_the_bank_received_is_entered_and_a_difference_shown(office: Office, lead: Client) -> None:
    office.bill("C1")
    office.send(payment(paid("C1")))
    one = RemittancePayment.objects.get()
    address = f"/revenue/payments/{one.pk}/bank/?at=H1"
    assert lead.post(address, {"amount": "x", "on": "2026-02-03", "version": 1}).status_code == 422
    assert lead.post(address, {"amount": "129.00", "on": "2026-02-03", "version": 1}).status_code == 302
    assert "−1.00" in lead.get(f"/revenue/payments/{one.pk}/?at=H1").content.decode()
    assert lead.post(address, {"amount": "130.00", "on": "2026-02-03", "version": 1}).status_code == 422


def test_a_claim_shows_every_entry_and_the_list_what_is_owed(office: Office, lead: Client) -> None:
    office.bill("C1", "C2")
    office.send(payment(paid("C1", reasons=(("PR", "1", D(30)),))))
    page = lead.get(f"/revenue/claims/{Claim.objects.get(number='C1').pk}/?at=H1").content.decode()
    assert "$30.00 of $160.00 is still owed" in page
    assert page.count("payment of the payer") == 2 and "passed on" in page
    assert Audited.objects.filter(action="revenue.claim.read", actor_id=office.lead.pk).count() == 1
    listed = lead.get("/revenue/claims/?at=H1").content.decode()
    assert "$190.00 still owed" in listed
    assert lead.get("/revenue/claims/?at=H1&export=csv").content.decode().count("C2") == 1


def test_another_hospitals_payments_are_not_there(office: Office, world: Any, signed_in: Any) -> None:
    from tests.conftest import account

    office.bill("C1", "C2")
    office.send(payment(paid("C1"), paid("WRONG")))
    other = signed_in(account("other.lead", Role.REVENUE, "H2"))
    one, held = RemittancePayment.objects.get(), RemittanceClaim.objects.get(state="held")
    for address in (
        f"/revenue/payments/{one.pk}/",
        f"/revenue/files/{one.file_id}/",
        f"/revenue/held/{held.pk}/",
        f"/revenue/claims/{Claim.objects.get(number='C1').pk}/",
    ):
        assert other.get(f"{address}?at=H2").status_code == 404
    assert other.post(f"/revenue/payments/{one.pk}/again/?at=H2").status_code == 404
    assert "T1" not in other.get("/revenue/?at=H2").content.decode()


def test_the_morning_tells_whoever_sees_claims_what_waits_and_nobody_else(office: Office, world: Any) -> None:
    office.bill("C1", "C2")
    office.send(payment(paid("C1"), paid("WRONG")))
    office.send(replace(payment(paid("C2"), trace="T2"), payer="NOBODY KNOWS", payer_number="1"), control=2)
    one = RemittancePayment.objects.get(trace="T1")
    said = {"payment": one, "on": PAID_ON, "version": 1, "by": office.lead, "tree": office.tree}
    remittances.confirm_deposit(amount=D("259.00"), **said)
    told = {draft.key: draft for draft in remittance_signals(dt.date(2026, 3, 2), world.tree)}
    assert {key: draft.figure for key, draft in told.items()} == {
        "remittances:stopped:H1": "$130.00",
        "remittances:held:H1": "$130.00",
        "remittances:bank:H1": "−$1.00",
    }
    assert {draft.audience for draft in told.values()} == {Permission.SEE_CLAIMS}
    assert not list(remittance_signals(dt.date(2026, 1, 1), world.tree))
