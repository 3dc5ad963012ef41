"""A rejected claim is mended as what it was and goes again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from tests.unit.departments.revenue.sent import NOW, Sending, content

from wellrun.demo.clearing_house import ClearingHouse
from wellrun.departments.revenue.models import Claim
from wellrun.departments.revenue.queries.claims import owed_on
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.queries.ready import came_back, ready_claims
from wellrun.departments.revenue.rules.entries import Kind
from wellrun.departments.revenue.rules.mending import as_said, mended
from wellrun.foundations.audit.models import Entry as Audited

pytestmark = pytest.mark.django_db


@dataclass
class Form:
    """The page of one claim."""

    client: Client
    claim: Claim

    @property
    def address(self) -> str:
        return f"/revenue/billing/send/{self.claim.pk}/mend/?at=H1"

    def shown(self) -> str:
        return str(self.client.get(self.address).content.decode())

    def version(self) -> str:
        return self.shown().split('name="version" value="')[1].split('"')[0]

    def keep(self, **changed: str) -> Any:
        said = {"member": "M2002", "family": "STONE", "given": "ADA", "birth": "1980-02-03", "sex": "F"}
        said |= {"payer_number": "54321", "diagnoses": "J06.9", "version": self.version()}
        return self.client.post(self.address, said | changed)


def test_what_came_back_is_mended_and_goes_with_what_was_corrected(sending: Sending, signed_in: Any) -> None:
    (claim,) = sending.bill("C1")
    sending.batch(claim)
    sending.answered(ClearingHouse(NOW, verdict=lambda _claim: ("A7", "164", "IL")))
    form = Form(signed_in(sending.sender), claim)
    assert "rejected: something is not valid" in form.shown().lower()
    assert form.keep().status_code == 302
    said = content_of(claim)
    assert said is not None and said.subscriber is not None and said.subscriber.number == "M2002"
    assert said.patient == said.subscriber and said.lines == content("C1").lines
    sending.batch(claim)
    sending.exchange()
    (file,) = (sending.folder / "out").iterdir()
    assert "M2002" in file.read_text() and "CLM*C1*160***11:B:1" in file.read_text()


def test_what_is_held_becomes_ready(sending: Sending, signed_in: Any) -> None:
    (claim,) = sending.bill("C1", diagnoses=())
    form = Form(signed_in(sending.sender), claim)
    assert "There is no diagnosis." in form.shown()
    form.keep(member="M1001", diagnoses="j06.9, R05")
    said = content_of(claim)
    assert said is not None and said.diagnoses == (("ABK", "J069"), ("ABF", "R05"))
    assert [one.held for one in ready_claims(sending.office.facility)] == [()]


def test_it_is_refused_unchanged_twice_and_under_way(sending: Sending, signed_in: Any) -> None:
    (claim,) = sending.bill("C1")
    form = Form(signed_in(sending.sender), claim)
    assert "Nothing was changed." in form.keep(member="M1001").content.decode()
    old = form.version()
    form.keep()
    assert "Somebody was quicker" in form.keep(member="M3", version=old).content.decode()
    sending.batch(claim)
    assert form.client.get(form.address).status_code == 302


def test_the_audit_names_the_parts_and_nobody(sending: Sending, signed_in: Any) -> None:
    (claim,) = sending.bill("C1")
    Form(signed_in(sending.sender), claim).keep()
    entry = Audited.objects.get(action="revenue.claim.mended")
    assert entry.after == {"parts": ["subscriber", "patient"]}


def test_a_patient_who_is_not_the_member_stays_who_they_are() -> None:
    child = content("C1").patient
    assert child is not None
    said = content("C1", patient=child._replace(first="BO", birth=dt.date(2010, 1, 1)))
    changed = as_said(said)
    assert changed is not None
    after = mended(said, changed._replace(member="M9"))
    assert after.subscriber is not None and after.subscriber.number == "M9" and after.patient == said.patient


def corrected(sending: Sending, claim: Claim, lead: Client, **first: str) -> Any:
    """The first line as it should have been, the second as it was, by the page."""
    form = {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "2", "why": "the fee was wrong"}
    form |= {"lines-0-number": "1", "lines-0-kept": "on", "lines-0-procedure": "99213", "lines-0-units": "1"}
    form |= {"lines-1-number": "2", "lines-1-kept": "on", "lines-1-procedure": "80053", "lines-1-units": "1"}
    form |= {"lines-0-charge": "110", "lines-1-charge": "60"}
    form |= {"read": claim.content.read_as} | {f"lines-0-{name}": value for name, value in first.items()}
    return lead.post(f"/revenue/claims/{claim.pk}/correct/?at=H1", form)


def test_a_rejected_claim_with_wrong_lines_goes_again_as_what_it_was(sending: Sending, signed_in: Any) -> None:
    (claim,) = sending.bill("C1")
    first = sending.batch(claim)
    sending.answered(ClearingHouse(NOW, verdict=lambda _claim: ("A7", "164", "IL")))
    client = signed_in(sending.office.lead)
    before = sending.office.entries()
    assert corrected(sending, claim, client).status_code == 302
    claim.refresh_from_db()
    assert (Claim.objects.count(), claim.charge, owed_on([claim])) == (1, D(170), {claim.pk: D(170)})
    more = sending.office.entries()[len(before) :]
    assert sending.office.entries()[: len(before)] == before
    assert [(one.kind, one.legs[0].amount) for one in more] == [(Kind.CHARGE, D(10))]
    said = content_of(claim)
    assert said is not None and (said.frequency, said.charge, said.references) == ("1", D(170), {})
    listed = client.get("/revenue/billing/send/?at=H1").content.decode()
    assert "rejected by the payer, mended since" in listed and "1 came back" not in listed
    assert "Mended on" in client.get(f"/revenue/claims/{claim.pk}/?at=H1").content.decode()
    assert came_back(claim.facility) == []
    again = sending.batch(claim)
    assert again.control > first.control and "CLM*C1*170***11:B:1" in again.content


def test_a_claim_under_way_is_neither_restated_nor_replaced_before_its_answer(sending: Sending, signed_in: Any) -> None:
    (claim,) = sending.bill("C1")
    sending.batch(claim)
    answer = corrected(sending, claim, signed_in(sending.office.lead))
    assert answer.status_code == 422 and "told no number" in answer.content.decode()
    assert owed_on([claim]) == {claim.pk: D(160)}


def test_nobody_restates_what_somebody_else_has_mended_meanwhile(sending: Sending, signed_in: Any) -> None:
    (claim,) = sending.bill("C1")
    client, read = signed_in(sending.office.lead), claim.content.read_as
    assert corrected(sending, claim, client).status_code == 302
    claim = Claim.objects.get()
    late = client.post(
        f"/revenue/claims/{claim.pk}/correct/?at=H1",
        {
            "lines-TOTAL_FORMS": "1",
            "lines-INITIAL_FORMS": "1",
            "lines-0-number": "1",
            "lines-0-kept": "on",
            "lines-0-procedure": "99213",
            "lines-0-units": "1",
            "lines-0-charge": "5",
            "why": "x",
            "read": read,
        },
    )
    assert late.status_code == 422 and "Somebody was quicker" in late.content.decode()
    assert owed_on([claim]) == {claim.pk: D(170)}
