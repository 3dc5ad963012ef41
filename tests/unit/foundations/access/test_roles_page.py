"""Giving and taking roles, the quarterly review, seeing as another, and the page of the policy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.reading import read

from wellrun.foundations.access import actions
from wellrun.foundations.access.models import Grant, RoleReview
from wellrun.foundations.access.rules import POLICY, Permission, Role, quarter_of
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.places import Tree
from wellrun.values.faults import Refused


@pytest.fixture
def administrator(clinic: Any) -> Any:
    return clinic.holder(Role.ADMINISTRATOR, "NET")


def test_every_role_and_permission_stands_on_the_page_as_the_policy_has_it(clinic: Any, signed_in: Any) -> None:
    page = read(signed_in(clinic.holder(Role.SCHEDULER)).get("/who-can/"))
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = re.findall(r'<tr data-row><th scope="row">(.*?)</th>(.*?)</tr>', body, re.DOTALL)
    assert len(rows) == len(Permission)
    for permission, (title, cells) in zip(Permission, rows, strict=True):
        assert title.startswith(permission.value)
        marks = re.findall(r"<td>(.*?)</td>", cells)
        assert [mark == "✓" for mark in marks] == [permission in POLICY[role] for role in Role]


def test_every_role_has_a_policy_and_none_may_everything() -> None:
    assert set(POLICY) == set(Role)
    assert all(allowed < frozenset(Permission) for allowed in POLICY.values())


def test_an_administrator_gives_and_takes_roles_of_others_only(administrator: Any, clinic: Any, signed_in: Any) -> None:
    nurse = clinic.holder(Role.CLINICIAN, "H1/W1")
    client = signed_in(administrator)
    given = {"email": nurse.email, "role": "scheduler", "why": "covers the desk"}
    assert client.post("/roles/?at=H1", given).status_code == 302
    grant = Grant.objects.get(account=nurse, role="scheduler")
    assert grant.place == "H1"
    own = {**given, "email": administrator.email}
    assert client.post("/roles/?at=H1", own).status_code == 403
    assert client.post(f"/roles/{grant.pk}/take/?at=NET", {"why": "done"}).status_code == 302
    assert not Grant.objects.filter(pk=grant.pk).exists()
    assert [e.action for e in Entry.objects.filter(action__startswith="access.role").order_by("-pk")[:2]] == [
        "access.role.withdrawn",
        "access.role.granted",
    ]


def test_an_administrator_of_one_hospital_gives_nothing_in_another(clinic: Any, signed_in: Any) -> None:
    client = signed_in(clinic.holder(Role.ADMINISTRATOR, "H2"))
    held = Grant.objects.get(account=clinic.holder(Role.CLINICIAN, "H1/W1"))
    assert client.post("/roles/?at=H1", {"email": "x@example.org", "role": "auditor", "why": "x"}).status_code == 403
    assert client.post(f"/roles/{held.pk}/take/", {}).status_code == 404


def test_a_review_keeps_its_evidence_after_the_role_is_gone(clinic: Any, signed_in: Any) -> None:
    clinic.holder(Role.CLINICIAN, "H1/W1")
    manager = clinic.holder(Role.FACILITY_MANAGER, "H1")
    client = signed_in(manager)
    page = client.get("/roles/review/").content.decode()
    assert "Holder Clinician" in page
    assert f"<b>{manager.person.name}</b>" not in page
    grant = Grant.objects.get(role="clinician")
    assert client.post(f"/roles/review/{grant.pk}/", {"decision": "remove", "why": ""}).status_code == 409
    assert client.post(f"/roles/review/{grant.pk}/", {"decision": "remove", "why": "left the ward"}).status_code == 302
    assert not Grant.objects.filter(pk=grant.pk).exists()
    kept = RoleReview.objects.get()
    assert (kept.role, kept.place, kept.decision, kept.by) == ("clinician", "H1/W1", "remove", manager)
    assert "left the ward" in client.get("/roles/review/").content.decode()


def test_a_role_is_reviewed_once_a_quarter_and_never_by_its_holder(clinic: Any) -> None:
    manager = clinic.holder(Role.FACILITY_MANAGER, "H1")
    held = Grant.objects.get(account=clinic.holder(Role.CLINICIAN, "H1/W1"))
    tree: Tree = clinic.tree
    actions.review_role(grant=held, decision="keep", why="", quarter="2026-Q1", by=manager, tree=tree)
    with pytest.raises(Refused, match="already this quarter"):
        actions.review_role(grant=held, decision="keep", why="", quarter="2026-Q1", by=manager, tree=tree)
    actions.review_role(grant=held, decision="keep", why="", quarter="2026-Q2", by=manager, tree=tree)
    with pytest.raises(Refused, match="their own"):
        actions.review_role(
            grant=Grant.objects.get(account=manager), decision="keep", why="", quarter="2026-Q1", by=manager, tree=tree
        )


@pytest.mark.parametrize(
    ("day", "quarter"), [("2026-01-01", "2026-Q1"), ("2026-03-31", "2026-Q1"), ("2026-12-31", "2026-Q4")]
)
def test_quarters(day: str, quarter: str) -> None:
    import datetime as dt

    assert quarter_of(dt.date.fromisoformat(day)) == quarter


def test_see_as_is_read_only_shows_no_patient_and_ends(administrator: Any, clinic: Any, signed_in: Any) -> None:
    nurse = clinic.holder(Role.CLINICIAN, "H1/W1")
    client = signed_in(administrator)
    assert client.post(f"/see-as/{nurse.pk}/").status_code == 302
    today = client.get("/today/").content.decode()
    assert "You see Wellrun as Holder Clinician does" in today
    assert "/set-up/" not in today
    for address in ("/patients/", f"/patients/{clinic.ada.pk}/", "/roles/", "/tokens/", "/who-can/", "/audit/"):
        assert client.get(address).status_code == 403, address
    assert client.post("/actions/new/", {"title": "x"}).status_code == 403
    assert client.get("/api/v1/me").status_code == 403
    assert client.post("/see-as/end/").status_code == 302
    assert client.get("/roles/").status_code == 200
    said = Entry.objects.filter(action__startswith="access.see_as").order_by("pk")
    assert [(e.action, e.actor_id, e.subject_id) for e in said] == [
        ("access.see_as.began", administrator.pk, str(nurse.pk)),
        ("access.see_as.ended", administrator.pk, str(nurse.pk)),
    ]


def test_nobody_sees_as_somebody_beyond_their_places(clinic: Any, signed_in: Any) -> None:
    director = clinic.holder(Role.EXECUTIVE, "NET")
    assert signed_in(clinic.holder(Role.ADMINISTRATOR, "H1")).post(f"/see-as/{director.pk}/").status_code == 404
    assert signed_in(director).post(f"/see-as/{director.pk}/").status_code == 403


def test_the_preview_ends_with_the_right_to_it(administrator: Any, clinic: Any, signed_in: Any) -> None:
    nurse = clinic.holder(Role.CLINICIAN, "H1/W1")
    client = signed_in(administrator)
    client.post(f"/see-as/{nurse.pk}/")
    actions.withdraw(grant=Grant.objects.get(account=administrator), by=System("test"), why="left")
    assert client.get("/today/").status_code == 403


def test_t15_a_file_that_leaves_is_recorded(clinic: Any, signed_in: Any) -> None:
    client = signed_in(clinic.holder(Role.EXECUTIVE, "H1"))
    assert client.get("/actions/?export=csv").status_code == 200
    entry = Entry.objects.get(action="export.made")
    assert (entry.origin["route"], entry.after["place"]) == ("followup:list", "H1")
