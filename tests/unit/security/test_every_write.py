"""T14: a write leaves an audit entry by whichever way it comes; what goes round the actions is named here."""

from __future__ import annotations

import ast
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.signing_in import signed_in

from wellrun.config.commands import offboard
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.feeds import actions
from wellrun.foundations.organisation.models import Facility

SOURCE = Path(__file__).parents[3] / "src" / "wellrun"
BULK = {"update", "bulk_create", "bulk_update", "raw", "execute", "executemany"}
OUTSIDE_ACTIONS = {
    "departments/compliance/releasing.py": "how far a release has come; asking for it is in the audit",
    "foundations/access/bearer.py": "the day on which a token was last used",
    "departments/operations/keeping/house.py": "events of the house, for the actions that tell them, which record it",
    "departments/operations/keeping/projecting.py": "what the events add up to, made of them and of nothing else",
    "departments/revenue/keeping/batches.py": "the next control number of a sender, for actions that send it",
    "departments/revenue/keeping/restating.py": "lines of a claim that is restated, for the action that corrects it",
    "departments/revenue/keeping/denials.py": "cases of denials, for the actions that post, which record it",
    "departments/revenue/keeping/deposits.py": "links of bank lines to money, for actions that match, which record it",
    "departments/revenue/keeping/ledger.py": "entries of the ledger, for the actions that post them, which record it",
    "departments/revenue/keeping/findings.py": "what was found in claims, for actions that judge them, which record it",
    "departments/workforce/proposing.py": "how far the solver has come; what it ends with is recorded",
    "foundations/audit/chain.py": "the audit itself, split from its actions",
    "foundations/identity/guesses.py": "what the library keeps of wrong guesses is emptied",
    "foundations/identity/scim_views.py": "when a directory's key was last used",
    "foundations/identity/sessions.py": "when a session was last used, and under which key",
    "foundations/keys/resealing.py": "the same value under another key; the rotation itself is in the audit",
    "foundations/safekeeping/databases.py": "the copy for a backup, and counting it",
}
"""Modules other than actions that change many rows at once or speak SQL, and what it is. It grows only by what
several actions share, each of which records what it does."""


@pytest.mark.django_db
def test_t14_a_form_a_program_an_import_and_a_command_each_leave_an_entry(clinic: Any, world: Any) -> None:
    """T14: write by form, API, import and command."""
    client = signed_in(clinic.holder(Role.ADMINISTRATOR, "NET"))
    promise = {"title": "Order mattresses", "owner": world.director.person.pk, "due_on": "2199-01-01"}
    feed = actions.open_feed(facility=Facility.objects.get(code="H1"), name="Laboratory", by=System("test"))
    file = SimpleUploadedFile("Encounter.ndjson", b"{}\n")
    ways = {
        "identity.language": lambda: client.post(reverse("identity:account"), {"language": "de"}),
        "followup.": lambda: client.post("/api/v1/actions?at=H1", promise, content_type="application/json"),
        "feeds.load.asked": lambda: actions.send_to(
            feed=feed, files=[file], by=world.integration_lead, tree=world.tree
        ),
        "identity.account.closed": lambda: offboard.run(Namespace(email=world.stranger.email, why="left")),
    }
    for action, write in ways.items():
        before = Entry.objects.filter(action__startswith=action).count()
        write()
        assert Entry.objects.filter(action__startswith=action).count() > before, action


def test_t14_there_is_no_admin_and_nothing_but_actions_changes_many_rows() -> None:
    """T14: admin and bulk update. There is no admin; a bulk write outside actions fails here."""
    assert not apps.is_installed("django.contrib.admin")
    found = {
        str(file.relative_to(SOURCE))
        for floor in ("foundations", "departments", "config")
        for file in (SOURCE / floor).rglob("*.py")
        if file.name != "actions.py" and not {"actions", "migrations"} & set(file.parts) and writes_in_bulk(file)
    }
    assert found == set(OUTSIDE_ACTIONS)


def writes_in_bulk(file: Path) -> bool:
    """Whether the module changes rows by a query set, in bulk, or speaks to the database itself."""
    calls = (node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    return any(
        isinstance(func, ast.Attribute)
        and func.attr in BULK
        and (func.attr != "update" or "objects" in ast.unparse(func.value))
        for func in calls
    )
