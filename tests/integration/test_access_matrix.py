"""T01, T02: every route, read and written, by every role and by nobody, against one file that says who may.

``access_matrix.csv`` is written by hand and read by people: a route without a row fails, a cell that is wrong fails.
Words in it: ``anyone``, ``signed in`` (every account), or the roles that may. A row marked ``patient`` belongs to a
route that decides by the patient: to everybody else the patient is not there. A row marked ``session`` decides by what
is sent, a secret or how the session was opened; identity's own tests say how.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from tests.architecture.test_doors import routes

from wellrun.config.command import COMMANDS
from wellrun.foundations.access import context, middleware
from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.rules import POLICY, TIED_TO_PATIENTS, Permission, Role
from wellrun.foundations.patients import actions
from wellrun.foundations.patients.models import Tie

FILE = Path(__file__).with_name("access_matrix.csv")
NOBODY, NO_ROLE = "nobody", "no role"
ROUTES = {address or "/": view for address, view in routes(get_resolver().url_patterns)}


@dataclass(frozen=True)
class Row:
    """Who may read and who may write at a route."""

    route: str
    kind: str
    reading: str
    writing: str

    def allows(self, who: str, method: str) -> bool:
        words = self.reading if method == "GET" else self.writing
        if words == "anyone":
            return True
        if words == "signed in":
            return who != NOBODY
        return who in words.split(" + ")


def rows() -> Mapping[str, Row]:
    with FILE.open(encoding="utf-8") as file:
        return {line["route"]: Row(**line) for line in csv.DictReader(file)}


MATRIX = rows()


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(ROUTES) == set(MATRIX)


def test_the_matrix_names_only_roles_there_are() -> None:
    named = {
        word
        for row in MATRIX.values()
        for words in (row.reading, row.writing)
        for word in words.split(" + ")
        if words not in ("anyone", "signed in", "")
    }
    assert named <= {role.value for role in Role}


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_the_policy_says_what_the_matrix_says(route: str) -> None:
    """The file and the policy are two statements of one thing, so that neither is changed alone."""
    declared, row = ROUTES[route].declared_access, MATRIX[route]
    if declared.permission is None:
        said = row.kind == "patient" or (row.reading, row.writing) == (
            ("signed in",) * 2 if declared.signed_in else ("anyone",) * 2
        )
        assert said
        return
    for words, permission in (
        (row.reading, declared.permission),
        (row.writing, declared.writing or declared.permission),
    ):
        assert set(words.split(" + ")) == {role.value for role in Role if permission in POLICY[role]}


def address_of(route: str, *, ada: str, stay: str, grant: int) -> str:
    """An address of the route, with things that are there where that matters."""
    plain = re.sub(r"<uuid:\w+>", ada, route.replace("^[\\s\\S]*$", "nothing"))
    plain = plain.replace("<str:pk>", stay if route.startswith("fhir/Encounter/") else ada)
    plain = plain.replace("<int:grant>", str(grant)).replace("<str:form>", "txt")
    return "/" + re.sub(r"<\w+:\w+>", "1", plain).lstrip("/")


def outcome(answer: Any) -> str:
    """let in, refused or not there, as the reader would say."""
    if answer.status_code >= 500:
        return f"broke with {answer.status_code}"
    if answer.status_code in (401, 403):
        return "refused"
    if answer.status_code == 302 and answer["Location"].startswith("/sign-in/"):
        return "refused"
    return "not there" if answer.status_code in (404, 405) else "let in"


@pytest.fixture
def people(clinic: Any, looked_at: None, world: Any, signed_in: Any) -> dict[str, Client]:
    """One client for each role, at the first hospital; ada's own account and her proxy are tied to her."""
    clients = {NOBODY: Client(), NO_ROLE: signed_in(world.stranger)}
    desk = clinic.holder(Role.FRONT_DESK, "H1")
    for role in Role:
        account = clinic.holder(
            role, "NET" if role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER) else "H1"
        )
        if role in TIED_TO_PATIENTS:
            kind = Tie.Kind.SELF if role is Role.PATIENT else Tie.Kind.PROXY
            actions.tie(account=account, patient=clinic.ada, kind=kind, by=desk, tree=clinic.tree, why="passport")
        clients[role.value] = signed_in(account)
    return clients


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without the ways onward, and refusals without their page: what counts here is who gets in."""
    monkeypatch.setattr(middleware, "render", lambda _request, _page, _told, status: HttpResponse(status=status))
    monkeypatch.setattr(context, "open_tabs", lambda _request: [])
    monkeypatch.setattr(context, "open_sections", lambda _request, _where: [])


def called(client: Client, method: str, address: str) -> str:
    """Calls, and takes back whatever the call has written."""
    client.raise_request_exception = False
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = client.get(address) if method == "GET" else client.post(address, {})
        transaction.set_rollback(True)
    client.cookies = cookies
    return outcome(answer)


FIRST_WORDS = sorted({route.split("/")[0] for route in ROUTES})
GROUPS = {"-".join(words): set(words) for words in (FIRST_WORDS[:9], FIRST_WORDS[9:18], FIRST_WORDS[18:])}
"""Routes are tried many at a time, by their first words: making seventeen people takes longer than asking."""


@pytest.mark.parametrize("group", sorted(GROUPS))
@pytest.mark.django_db
def test_t02_each_role_gets_what_the_matrix_says(
    group: str, people: dict[str, Client], clinic: Any, bare: None
) -> None:
    grant = Grant.objects.get(account=clinic.holder(Role.CLINICIAN))
    stay, wrong = str(clinic.ada.stays.get().pk), []
    for route in sorted(route for route in ROUTES if route.split("/")[0] in GROUPS[group]):
        address, row = address_of(route, ada=str(clinic.ada.pk), stay=stay, grant=grant.pk), MATRIX[route]
        for who, client in people.items():
            for method in ("GET", "POST"):
                found, good = called(client, method, address), expected(row, who, method)
                if found not in good:
                    wrong.append(f"{method} {route} by {who}: {found}, should be {' or '.join(sorted(good))}")
    assert wrong == []


def expected(row: Row, who: str, method: str) -> set[str]:
    """The outcomes the matrix allows. Where a patient decides, a reader who may must really get in."""
    if row.kind == "session" and row.allows(who, method):
        return {"let in", "not there", "refused"}
    if row.allows(who, method):
        return {"let in"} if row.kind == "patient" else {"let in", "not there"}
    return {"refused", "not there"} if row.kind == "patient" and who != NOBODY else {"refused"}


def test_every_command_is_the_consoles(tmp_path: Path) -> None:
    """Commands have no account: whoever may type there owns the folder, which nobody else may even list."""
    import os
    import subprocess
    import sys

    home = tmp_path / "home"
    asked = [sys.executable, "-c", "import wellrun.config.settings"]
    subprocess.run(asked, env={**os.environ, "WELLRUN_HOME": str(home)}, check=True)
    assert oct(home.stat().st_mode)[-3:] == "700"
    assert set(COMMANDS) == {
        path.stem for path in (Path(__file__).parents[2] / "src/wellrun/config/commands").glob("[a-z]*.py")
    }


def test_a_permission_that_no_route_asks_for_is_none() -> None:
    """Each is asked for by a route or, like breaking the glass, inside an action."""
    declared = [view.declared_access for view in ROUTES.values()]
    asked = {one.permission for one in declared} | {one.writing for one in declared}
    assert set(Permission) - asked <= {Permission.BREAK_GLASS, Permission.READ_RECORDS, Permission.SIGN_SAVINGS}
