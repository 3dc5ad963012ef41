"""Breaking the glass: one patient, a reason, a limit, a notice, a review (45 CFR 164.312(a)(2)(ii))."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.patients import actions, queries
from wellrun.foundations.patients.models import Glass, UnusualReading
from wellrun.foundations.patients.queries import NotYours, Search
from wellrun.foundations.patients.rules import GLASS_OPEN
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused

WORDS = "Collapsed in the corridor, I was first there"


def broken(clinic: Any) -> Glass:
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    return actions.break_glass(patient=clinic.ben, reason="emergency", words=WORDS, by=clinician)


@pytest.mark.parametrize(
    ("reason", "words", "faults"), [("", WORDS, 1), ("emergency", "short", 1), ("", "", 2), ("made up", WORDS, 1)]
)
def test_t06_without_a_reason_it_stays_whole(clinic: Any, reason: str, words: str, faults: int) -> None:
    with pytest.raises(Refused) as refused:
        actions.break_glass(patient=clinic.ben, reason=reason, words=words, by=clinic.holder(Role.CLINICIAN, "H1/W1"))
    assert len(refused.value.faults) == faults
    assert not Glass.objects.exists()


def test_t07_it_opens_one_record_for_a_while_and_marks_each_reading(clinic: Any) -> None:
    glass = broken(clinic)
    clinician = clinic.holder(Role.CLINICIAN)
    opened = queries.open_record(clinician, clinic.ben.pk, tree=clinic.tree, now=timezone.now())
    assert opened.shown.name == "Ben Marsh"
    assert Entry.objects.get(action="patients.record.read").origin["under"] == f"glass {glass.pk}"
    with pytest.raises(NotYours):
        queries.open_record(clinician, clinic.cleo.pk, tree=clinic.tree, now=timezone.now())
    Glass.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(NotYours):
        queries.open_record(clinician, clinic.ben.pk, tree=clinic.tree, now=timezone.now())


def test_it_opens_for_half_a_shift(clinic: Any) -> None:
    glass = broken(clinic)
    assert glass.until - glass.broken_at == GLASS_OPEN == dt.timedelta(hours=4)


def test_only_roles_that_may_break_it_can(clinic: Any) -> None:
    for role in (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.FRONT_DESK, Role.QUALITY_LEAD):
        with pytest.raises(Refused, match="does not allow"):
            actions.break_glass(patient=clinic.ben, reason="emergency", words=WORDS, by=clinic.holder(role, "H1"))


def test_a_restricted_record_opens_only_through_the_glass(clinic: Any) -> None:
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    officer = clinic.holder(Role.PRIVACY_OFFICER, "NET")
    actions.restrict(patient=clinic.ada, restricted=True, by=officer, tree=clinic.tree, why="a colleague")
    assert queries.in_house(clinician, clinic.tree["H1/W1"], tree=clinic.tree) == ()
    assert queries.beyond_reach(clinician, Search(mrn="MRN-001"), tree=clinic.tree) == (clinic.ada.pk,)
    assert queries.beyond_reach(clinician, Search(family="Lovell"), tree=clinic.tree) == ()
    with pytest.raises(NotYours) as refused:
        queries.open_record(clinician, clinic.ada.pk, tree=clinic.tree, now=timezone.now())
    assert refused.value.may_break
    actions.break_glass(patient=clinic.ada, reason="care", words=WORDS, by=clinician)
    assert queries.open_record(clinician, clinic.ada.pk, tree=clinic.tree, now=timezone.now()).glass
    assert UnusualReading.objects.filter(kind="restricted", patient=clinic.ada).exists()


def test_only_whoever_can_name_the_patient_is_offered_the_glass(clinic: Any) -> None:
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    assert queries.beyond_reach(clinician, Search(mrn="MRN-002"), tree=clinic.tree) == (clinic.ben.pk,)
    assert queries.beyond_reach(clinician, Search(family="Marsh"), tree=clinic.tree) == ()
    assert queries.beyond_reach(clinic.holder(Role.REVENUE, "H2"), Search(mrn="MRN-002"), tree=clinic.tree) == ()


def test_the_review_is_kept_once_and_never_by_oneself(clinic: Any) -> None:
    glass = broken(clinic)
    officer = clinic.holder(Role.PRIVACY_OFFICER, "NET")
    with pytest.raises(Refused):
        actions.review_glass(
            glass=glass, outcome="justified", finding="", by=clinic.holder(Role.CLINICIAN), tree=clinic.tree
        )
    done = actions.review_glass(
        glass=glass, outcome="justified", finding="On the arrest team", by=officer, tree=clinic.tree
    )
    assert done.reviewed_by == officer
    with pytest.raises(Refused, match="reviewed already"):
        actions.review_glass(glass=glass, outcome="ask", finding="", by=officer, tree=clinic.tree)
    access.grant(account=officer, role=Role.CLINICIAN, place="H2", by=officer)
    both = Account.objects.get(pk=officer.pk)
    mine = actions.break_glass(patient=clinic.ben, reason="care", words=WORDS, by=both)
    with pytest.raises(Refused, match="did themselves"):
        actions.review_glass(glass=mine, outcome="justified", finding="", by=officer, tree=clinic.tree)


def test_t25_the_officer_is_told_without_a_word_about_the_patient(clinic: Any, signed_in: Any) -> None:
    clinic.holder(Role.PRIVACY_OFFICER, "NET")
    client: Client = signed_in(clinic.holder(Role.CLINICIAN, "H1/W1"))
    page = client.get(f"/patients/{clinic.ben.pk}/")
    assert page.status_code == 302
    shown = client.get(page["Location"]).content.decode()
    assert "Ben" not in shown
    assert "Marsh" not in shown
    answer = client.post(f"/patients/{clinic.ben.pk}/glass/", {"reason": "emergency", "words": WORDS})
    assert answer.status_code == 302
    record = client.get(answer["Location"])
    assert "Ben Marsh" in record.content.decode()
    assert len(mail.outbox) == 1
    told = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert not any(word in told for word in ("Ben", "Marsh", "MRN-002", "Collapsed", str(clinic.ben.pk)))
    banner = client.get("/patients/?at=H1/W1").content.decode()
    assert "You have broken the glass" in banner
    client.post(f"/patients/{clinic.ben.pk}/glass/close/")
    assert "You have broken the glass" not in client.get("/patients/?at=H1/W1").content.decode()


def test_several_broken_glasses_fold_into_one_banner(clinic: Any, signed_in: Any) -> None:
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    for patient in (clinic.ben, clinic.cleo):
        actions.break_glass(patient=patient, reason="emergency", words=WORDS, by=clinician)
    page = signed_in(clinician).get("/today/")
    assert page.content.count(b'class="banner"') == 1
    assert b"for 2 patients" in page.content
    assert page.content.count(b"Close it now") == 2
