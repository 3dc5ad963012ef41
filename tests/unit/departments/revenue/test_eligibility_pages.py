"""Eligibility is asked singly and for a day's appointments; the answer says what a front desk needs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.conftest import account
from tests.unit.departments.revenue.sent import NOW, Sending

from wellrun.demo.clearing_house import ClearingHouse, Member
from wellrun.departments.revenue.models import Answer, Batch, EligibilityCheck
from wellrun.departments.revenue.rules.asking import appointments_in
from wellrun.engines.x12 import Party, eligibility_of, judged, read
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry as Audited

pytestmark = pytest.mark.django_db
HERE = "/revenue/billing/eligibility/"
ON = "2026-01-20"
ADA = Member(
    "GOLD 123",
    dt.date(2026, 1, 1),
    None,
    (
        ("B", "IND", ("98",), "", "", "27", D(25), None, "", None, "", "Y"),
        ("C", "IND", "30", "", "", "23", D(1500), None, "", None, "", "Y"),
        ("C", "IND", "30", "", "", "29", D(400), None, "", None, "", "Y"),
        ("A", "IND", "30", "", "", "", None, D("0.2"), "", None, "", "Y"),
    ),
)
GONE = Member(
    "SILVER", dt.date(2025, 1, 1), dt.date(2025, 12, 31), (), Party("PR", "BAY PLAN", "", "PI", "77", kind="2")
)


@pytest.fixture
def desk(sending: Sending, signed_in: Any) -> Client:
    return signed_in(account("desk", Role.FRONT_DESK, "H1"))  # type: ignore[no-any-return]


def asked(sending: Sending, **changed: str) -> dict[str, Any]:
    payer = sending.office.facility.payers.get(code="ALPHA")
    given = {"member": "M1", "family": "Stone", "given": "Ada", "birth": "1980-02-03", "sex": "F"}
    return {"payer": payer.pk, **given, "service_on": ON, "service": "98"} | changed


def house() -> ClearingHouse:
    return ClearingHouse(NOW, members={"M1": ADA, "M2": GONE})


def test_one_is_asked_for_the_day_of_the_service_and_the_answer_says_what_to_collect(
    sending: Sending, desk: Client
) -> None:
    answer = desk.post(f"{HERE}ask/one/?at=H1", asked(sending))
    check = EligibilityCheck.objects.get()
    assert answer.status_code == 302 and str(check.pk) in answer["Location"]
    sending.exchange()
    (file,) = (sending.folder / "out").iterdir()
    with file.open("rb") as stream:
        pieces = list(read(stream))
    assert [fault for _piece, faults in judged(pieces) for fault in faults] == []
    (question,) = [eligibility_of(one) for one in pieces if one.set_id == "270"]
    assert question.members[0].dates == {"291": (dt.date(2026, 1, 20), dt.date(2026, 1, 20))}
    assert "The answer is waited for." in desk.get(f"{HERE}{check.pk}/?at=H1").content.decode()
    sending.answered(house())
    shown = desk.get(f"{HERE}{check.pk}/?at=H1").content.decode()
    assert "Ada Stone is covered on" in shown and "GOLD 123" in shown
    assert "$25.00 each visit" in shown and "$400.00 remains" in shown and "20 %" in shown
    assert "covered" in desk.get(f"{HERE}?at=H1").content.decode()


def test_a_dependent_is_asked_for_behind_their_subscriber(sending: Sending, desk: Client) -> None:
    """Loops 2000C and 2000D of a 270 (005010X279A1)."""
    holder = {"subscriber_family": "Stone", "subscriber_given": "Pat"}
    assert desk.post(f"{HERE}ask/one/?at=H1", asked(sending, **holder)).status_code == 302
    sending.exchange()
    (file,) = (sending.folder / "out").iterdir()
    with file.open("rb") as stream:
        pieces = list(read(stream))
    assert [fault for _piece, faults in judged(pieces) for fault in faults] == []
    (question,) = [eligibility_of(one) for one in pieces if one.set_id == "270"]
    above, child = question.members
    assert above.person is not None and (above.person.first, above.person.number, above.queries) == ("Pat", "M1", ())
    assert child.person is not None and (child.level, child.person.first, child.person.number) == ("23", "Ada", "")
    assert (child.subscriber, child.person.birth) == (above.person, dt.date(1980, 2, 3))
    sending.answered(house())
    check = EligibilityCheck.objects.get()
    assert "Ada Stone is covered on" in desk.get(f"{HERE}{check.pk}/?at=H1").content.decode()
    assert not Answer.objects.filter(state=Answer.State.HELD).exists()


def test_with_what_is_allowed_deductible_and_coinsurance_are_reckoned(sending: Sending, desk: Client) -> None:
    desk.post(f"{HERE}ask/one/?at=H1", asked(sending, service="48"))
    sending.answered(house())
    check = EligibilityCheck.objects.get()
    shown = desk.get(f"{HERE}{check.pk}/", {"at": "H1", "allowed": "900"}).content.decode()
    assert "$500.00" in shown and "Deductible that is still open: $400.00" in shown


def test_who_was_covered_once_is_not_on_the_day_and_the_payer_that_pays_is_named(
    sending: Sending, desk: Client
) -> None:
    desk.post(f"{HERE}ask/one/?at=H1", asked(sending, member="M2"))
    sending.answered(house())
    check = EligibilityCheck.objects.get()
    shown = desk.get(f"{HERE}{check.pk}/?at=H1").content.decode()
    assert check.coverage == "not that day"
    assert "is not covered on" in shown and "BAY PLAN" in shown and "Another payer is named" in shown


def test_a_refusal_is_told_in_words_with_what_to_do(sending: Sending, desk: Client) -> None:
    desk.post(f"{HERE}ask/one/?at=H1", asked(sending, member="NOBODY"))
    sending.answered(house())
    shown = desk.get(f"{HERE}{EligibilityCheck.objects.get().pk}/?at=H1").content.decode()
    assert "The payer does not find the member." in shown and "Compare the member number with the card" in shown


CSV = "payer,member,family,given,birth,sex,service_on,service\n"


def test_a_days_appointments_go_in_one_file_and_each_gets_its_answer(sending: Sending, desk: Client) -> None:
    rows = [f"Alpha Health,M1,Stone,Ada,1980-02-03,F,{ON},98", f"ALPHA,M2,Reed,Bo,1970-01-01,,{ON},"]
    sent = SimpleUploadedFile("day.csv", (CSV + "\n".join(rows)).encode())
    assert desk.post(f"{HERE}ask/many/?at=H1", {"sent": sent}).status_code == 302
    assert Batch.objects.get().number == 2
    sending.answered(house())
    assert sorted(EligibilityCheck.objects.values_list("coverage", flat=True)) == ["covered", "not that day"]
    assert not Answer.objects.filter(state=Answer.State.HELD).exists()


def test_every_wrong_row_is_told_and_then_nothing_is_asked(sending: Sending, desk: Client) -> None:
    rows = [f"Alpha Health,M1,Stone,Ada,1980-02-03,F,{ON},98", "GAMMA,,Reed,Bo,1.1.70,X,,"]
    sent = SimpleUploadedFile("day.csv", (CSV + "\n".join(rows)).encode())
    answer = desk.post(f"{HERE}ask/many/?at=H1", {"sent": sent})
    told = answer.content.decode()
    assert answer.status_code == 422 and EligibilityCheck.objects.count() == 0
    for words in (
        "Row 3: member is empty",
        "Row 3: service_on is empty",
        "Row 3: birth is no day",
        "GAMMA is not known as payer",
        "X is not known as sex",
    ):
        assert words in told


def test_a_missing_column_is_told() -> None:
    found, faults = appointments_in("payer,member\n", payers={})
    assert found == []
    assert [one.value for one in faults] == ["family", "given", "birth", "service_on"]


def test_an_answer_to_a_question_of_nobody_is_held(sending: Sending, desk: Client) -> None:
    desk.post(f"{HERE}ask/one/?at=H1", asked(sending))
    sending.exchange()
    (file,) = (sending.folder / "out").iterdir()
    answers = dict(house().answers(file.read_bytes().replace(b"Q00000000100001", b"Q00000000900001")))
    sending.comes("x", answers["700000002.271"])
    assert Answer.objects.get().unmatched == [["question", "Q00000000900001"]]
    assert EligibilityCheck.objects.get().coverage == ""


def test_a_question_that_was_rejected_on_the_way_says_so(sending: Sending, desk: Client) -> None:
    from tests.unit.departments.revenue.test_sending import envelope

    desk.post(f"{HERE}ask/one/?at=H1", asked(sending))
    sending.comes("x", envelope("FA", "999", "AK1*HS*1*X~AK2*270*0001~IK5*R*5~AK9*R*1*1*0~"))
    shown = desk.get(f"{HERE}{EligibilityCheck.objects.get().pk}/?at=H1").content.decode()
    assert "rejected before it reached the payer" in shown


def test_whom_it_is_about_lies_sealed_and_is_in_no_audit(sending: Sending, desk: Client) -> None:
    desk.post(f"{HERE}ask/one/?at=H1", asked(sending))
    held = EligibilityCheck.objects.values_list("question", flat=True)[0]
    assert b"Stone" not in bytes(held)
    assert "Stone" not in str(list(Audited.objects.values_list("before", "after", "why")))
    desk.get(f"{HERE}{EligibilityCheck.objects.get().pk}/?at=H1")
    assert Audited.objects.filter(action="revenue.eligibility.read").exists()


def test_the_front_desk_sees_no_claims_and_no_other_facility(sending: Sending, desk: Client, signed_in: Any) -> None:
    desk.post(f"{HERE}ask/one/?at=H1", asked(sending))
    assert desk.get("/revenue/billing/batches/?at=H1").status_code == 403
    other = signed_in(account("elsewhere", Role.FRONT_DESK, "H2"))
    assert other.get(f"{HERE}{EligibilityCheck.objects.get().pk}/?at=H2").status_code == 404
