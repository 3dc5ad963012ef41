"""Tying a patient's or a proxy's account at the desk, and ending a tie."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.signing_in import signed_in

from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.patients.models import Tie

pytestmark = pytest.mark.django_db


def page(patient: Any) -> str:
    return reverse("patients:ties", args=[patient.pk])


def test_the_desk_ties_an_account_and_the_record_opens_to_it(clinic: Any) -> None:
    desk, own = signed_in(clinic.holder(Role.FRONT_DESK, "H1")), clinic.holder(Role.PATIENT, "H1")
    given = {"email": own.email.upper(), "kind": "self", "why": "passport"}
    assert desk.post(page(clinic.ada), given).status_code == 302
    assert Tie.objects.get().account == own
    assert b"Ada" in signed_in(own).get("/my-record/").content
    made = Entry.objects.get(action="patients.tie.made")
    assert (made.why, made.patients) == ("passport", [str(clinic.ada.pk)])


def test_a_tie_that_is_ended_shows_nothing_any_more(clinic: Any) -> None:
    desk, proxy = signed_in(clinic.holder(Role.FRONT_DESK, "H1")), clinic.holder(Role.PROXY, "H1")
    desk.post(page(clinic.ada), {"email": proxy.email, "kind": "proxy", "why": "power of attorney"})
    end = reverse("patients:end-tie", args=[clinic.ada.pk, Tie.objects.get().pk])
    assert desk.post(end, {"why": "revoked"}).status_code == 302
    assert b"Ada" not in signed_in(proxy).get("/my-record/").content
    assert b"No account is tied" not in desk.get(page(clinic.ada)).content


def test_only_an_account_of_a_patient_or_proxy_is_tied_and_the_fault_stands_beside_the_field(clinic: Any) -> None:
    desk = signed_in(clinic.holder(Role.FRONT_DESK, "H1"))
    for email in ("nobody@example.org", clinic.holder(Role.CLINICIAN, "H1").email):
        answer = desk.post(page(clinic.ada), {"email": email, "kind": "self", "why": "passport"})
        assert answer.status_code == 422
        assert b"No account with the role patient or proxy" in answer.content
    assert not Tie.objects.exists()


def test_a_patient_of_another_hospital_or_a_restricted_one_is_not_there(clinic: Any) -> None:
    desk = signed_in(clinic.holder(Role.FRONT_DESK, "H1"))
    assert desk.get(page(clinic.cleo)).status_code == 404
    clinic.ada.restricted = True
    clinic.ada.save()
    assert desk.get(page(clinic.ada)).status_code == 404


def test_an_ended_tie_of_another_patient_is_not_ended_through_this_one(clinic: Any) -> None:
    desk, own = signed_in(clinic.holder(Role.FRONT_DESK, "H1")), clinic.holder(Role.PATIENT, "H1")
    desk.post(page(clinic.ada), {"email": own.email, "kind": "self", "why": "passport"})
    wrong = reverse("patients:end-tie", args=[clinic.ben.pk, Tie.objects.get().pk])
    assert desk.post(wrong).status_code == 404
    assert Tie.objects.get().until is None
