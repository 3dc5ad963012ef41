"""The pages of sending: claims go from the list, come back with words, and the clock is proven on paper."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import pytest
from django.test import Client
from tests.conftest import account
from tests.unit.departments.revenue.sent import NOW, PARTNER, Sending

from wellrun.demo.clearing_house import ClearingHouse
from wellrun.departments.revenue.models import Answer, Batch, FilingTerms, StatusInquiry, TradingPartner
from wellrun.departments.revenue.tasks import exchange_files
from wellrun.foundations.access.rules import Role

pytestmark = pytest.mark.django_db
HERE = "/revenue/billing"


@pytest.fixture
def lead(sending: Sending, signed_in: Any) -> Client:
    return signed_in(sending.sender)  # type: ignore[no-any-return]


def page(client: Client, address: str, **given: Any) -> str:
    answer = client.get(f"{HERE}/{address}", {"at": "H1", **given})
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def test_claims_are_sent_by_payer_and_the_batch_says_what_came_back(sending: Sending, lead: Client) -> None:
    claims = sending.bill("C1", "C2")
    shown = page(lead, "send/")
    assert "2 claims are ready to be sent." in shown
    keys = ",".join(str(one.pk) for one in claims)
    answer = lead.post(f"{HERE}/send/together/?at=H1", {"claims": keys})
    batch = Batch.objects.get()
    assert answer.status_code == 302 and str(batch.pk) in answer["Location"]
    exchange_files.call(sending.office.facility.pk)
    assert "The batch was sent; nobody has acknowledged it yet." in page(lead, f"batches/{batch.pk}/")
    verdict = lambda claim: ("A7", "562", "85") if claim.number == "C2" else ("A2", "20", "")  # noqa: E731
    sending.answered(ClearingHouse(NOW, verdict=verdict))
    shown = page(lead, f"batches/{batch.pk}/")
    assert "1 of 2 claims came back." in shown
    assert "Rejected: something is not valid (A7 562 85)." in shown
    assert "1 claim came back" in page(lead, "batches/")
    shown = page(lead, "send/")
    assert "1 claim is ready" in shown and "rejected by the payer" in shown


def test_single_claims_are_chosen_and_what_is_held_is_told_beside(sending: Sending, lead: Client) -> None:
    first, _second = sending.bill("C1", "C2")
    sending.bill("C3", diagnoses=())
    assert "There is no diagnosis" in page(lead, "send/")
    lead.post(f"{HERE}/send/single/?at=H1", {"claims": [first.pk]})
    assert [one.claim.number for one in Batch.objects.get().submissions.all()] == ["C1"]
    answer = lead.post(f"{HERE}/send/together/?at=H1", {"claims": str(first.pk)})
    assert answer.status_code == 422 and "in a batch by now" in answer.content.decode()
    assert lead.post(f"{HERE}/send/together/?at=H1", {"claims": "1,x"}).status_code == 422


def test_a_claim_shows_sending_answer_and_money_each_on_its_own(sending: Sending, lead: Client) -> None:
    (claim,) = sending.bill("C1")
    sending.batch(claim)
    sending.answered()
    shown = lead.get(f"/revenue/claims/{claim.pk}/?at=H1").content.decode()
    assert "Its way to the payer" in shown and "accepted by the payer" in shown and "$160.00 owed" in shown
    assert "Proof (PDF)" in shown
    paper = lead.get(f"{HERE}/filing/{claim.pk}/proof/?at=H1")
    assert paper.content.startswith(b"%PDF")
    lead.post(f"{HERE}/status/?at=H1", {"claims": str(claim.pk)})
    assert StatusInquiry.objects.get().claim == claim


def test_a_claim_without_a_sign_that_it_came_has_no_paper(sending: Sending, lead: Client) -> None:
    (claim,) = sending.bill("C1")
    assert lead.get(f"{HERE}/filing/{claim.pk}/proof/?at=H1").status_code == 404
    assert "run out" in page(lead, "filing/")


def test_what_was_received_and_then_rejected_proves_nothing(sending: Sending, lead: Client) -> None:
    (claim,) = sending.bill("C1")
    sending.batch(claim)
    sending.answered(ClearingHouse(NOW, verdict=lambda _claim: ("A3", "21", "")))
    assert lead.get(f"{HERE}/filing/{claim.pk}/proof/?at=H1").status_code == 404
    assert "run out" in page(lead, "filing/") and "0 proven" in page(lead, "filing/")
    assert "Mend it and send it again" in lead.get(f"/revenue/claims/{claim.pk}/?at=H1").content.decode()


def test_days_of_a_payer_move_its_clocks_and_need_a_reason(sending: Sending, lead: Client) -> None:
    (claim,) = sending.bill("C1")
    payer = sending.office.facility.payers.get(code="ALPHA")
    sent = {"kind": "other", "days": "600", "why": "", "version": "0"}
    answer = lead.post(f"{HERE}/filing/payers/{payer.pk}/?at=H1", sent)
    assert answer.status_code == 422 and "need what they rest on" in answer.content.decode()
    lead.post(f"{HERE}/filing/payers/{payer.pk}/?at=H1", sent | {"why": "contract, 4.2"})
    assert FilingTerms.objects.get().days == 600
    until = claim.ends + dt.timedelta(days=600)
    assert f"{until:%b} {until.day}" in page(lead, "filing/") or f"{until.day} {until:%b}" in page(lead, "filing/")
    answer = lead.post(f"{HERE}/filing/payers/{payer.pk}/?at=H1", sent | {"why": "late"})
    assert answer.status_code == 422 and "Somebody was quicker" in answer.content.decode()


def test_an_answer_that_fits_nothing_waits_and_is_settled(sending: Sending, lead: Client) -> None:
    sending.comes("odd", "this is no answer")
    os.utime(sending.folder / "in" / "odd", (0, 0))
    sending.exchange()
    assert "Nothing in it is known" in page(lead, "answers/")
    answer = Answer.objects.get()
    assert lead.post(f"{HERE}/answers/{answer.pk}/?at=H1", {"why": ""}).status_code == 422
    lead.post(f"{HERE}/answers/{answer.pk}/?at=H1", {"why": "a test of theirs"})
    assert "Every answer has found" in page(lead, "answers/")


def test_where_batches_go_is_entered_with_its_version(sending: Sending, lead: Client) -> None:
    assert "BAYCLEAR" in page(lead, "partner/")
    answer = lead.post(f"{HERE}/partner/?at=H1", PARTNER | {"npi": "12", "version": 1})
    assert answer.status_code == 422
    lead.post(f"{HERE}/partner/?at=H1", PARTNER | {"name": "Other House", "version": 1})
    assert TradingPartner.objects.get().name == "Other House"
    answer = lead.post(f"{HERE}/partner/?at=H1", PARTNER | {"version": 1})
    assert "Somebody was quicker" in answer.content.decode()


def test_a_batch_is_taken_back_on_its_page(sending: Sending, lead: Client) -> None:
    batch = sending.batch(*sending.bill("C1"))
    assert "Take it back" in page(lead, f"batches/{batch.pk}/")
    lead.post(f"{HERE}/batches/{batch.pk}/withdraw/?at=H1")
    assert "nothing was sent" in page(lead, f"batches/{batch.pk}/")


def test_empty_pages_say_what_will_stand_there(sending: Sending, lead: Client) -> None:
    assert "Nothing has been sent." in page(lead, "batches/")
    assert "Every claim is on its way." in page(lead, "send/")
    assert "Every answer has found" in page(lead, "answers/")
    assert "No claim has been billed" in page(lead, "filing/")


def test_of_another_facility_nothing_is_there(sending: Sending, signed_in: Any) -> None:
    batch = sending.batch(*sending.bill("C1"))
    (submission,) = batch.submissions.all()
    other = signed_in(account("elsewhere", Role.REVENUE, "H2"))
    for address in (f"batches/{batch.pk}/", f"filing/{submission.claim_id}/proof/"):
        assert other.get(f"{HERE}/{address}?at=H2").status_code == 404
    assert other.post(f"{HERE}/status/?at=H2", {"claims": str(submission.claim_id)}).status_code == 404
    assert other.post(f"{HERE}/batches/{batch.pk}/withdraw/?at=H2").status_code == 404


def test_lists_are_exported_as_shown(sending: Sending, lead: Client) -> None:
    sending.batch(*sending.bill("C1"))
    sending.bill("C2")
    for address, word in (("send/", "C2"), ("batches/", "000000001"), ("filing/", "C1")):
        answer = lead.get(f"{HERE}/{address}", {"at": "H1", "export": "csv"})
        assert answer["Content-Type"].startswith("text/csv")
        assert word in answer.content.decode()
