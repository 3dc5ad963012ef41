"""A rejected claim is mended as what it was and goes again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from tests.unit.departments.revenue.sent import NOW, Sending, content

from wellrun.demo.clearing_house import ClearingHouse
from wellrun.departments.revenue.models import Claim
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.queries.ready import ready_claims
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
