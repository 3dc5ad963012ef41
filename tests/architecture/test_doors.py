"""Every route says who may use it; every write is audited; foreign keys point down; nothing hides in signals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

SOURCE = Path(__file__).parents[2] / "src" / "wellrun"
FLOORS = [
    "pages",
    "documents",
    "audit",
    "keys",
    "organisation",
    "people",
    "access",
    "identity",
    "patients",
    "followup",
    "feeds",
    "safekeeping",
    "catalogue",
    "today",
]
ACTIONS = sorted([*SOURCE.rglob("actions.py"), *SOURCE.rglob("actions/*.py")])
RECORDS = {"record", "recorded"}

UNAUDITED: dict[str, str] = {
    "audit.record": "It is the audit.",
    "feeds.open_facility": "organisation.add_facility, which it calls, records.",
    "feeds.mend": "replay_row, which it calls, records.",
    "feeds.carry_out": "The steps it takes, taking in and finishing, record.",
}
"""Public functions in actions that leave no audit record of their own, with the reason. This list may only shrink."""


def routes(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


ROUTES = list(routes(get_resolver().url_patterns))


@pytest.mark.parametrize(("address", "view"), ROUTES, ids=[address or "home" for address, _view in ROUTES])
def test_every_route_declares_who_may_use_it(address: str, view: Any) -> None:
    declared = getattr(view, "declared_access", None)
    assert declared is not None, f"{address} does not declare who may use it"
    assert declared.permission is not None or declared.reason


def test_foreign_keys_point_down_never_sideways() -> None:
    wrong = []
    for model in apps.get_models():
        here = model._meta.app_config
        if here is None or not here.name.startswith("wellrun."):
            continue
        for field in model._meta.get_fields(include_parents=False):
            target = getattr(field, "related_model", None)
            if target is None or field.auto_created or not isinstance(target, type) or not issubclass(target, Model):
                continue
            if not allowed(here.name, target._meta.app_config.name if target._meta.app_config else ""):
                wrong.append(f"{model._meta.label}.{field.name} points at {target._meta.label}")
    assert wrong == []


def allowed(here: str, there: str) -> bool:
    if here == there or not there.startswith("wellrun."):
        return True
    if not there.startswith("wellrun.foundations."):
        return False
    if here.startswith("wellrun.departments."):
        return True
    return FLOORS.index(there.split(".")[-1]) < FLOORS.index(here.split(".")[-1])


def public_actions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for file in ACTIONS:
        app = file.parent.name if file.name == "actions.py" else file.parent.parent.name
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{app}.{node.name}", node


def calls(node: ast.AST) -> set[str]:
    return {
        call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute)
    }


WRITES = [(name, node) for name, node in public_actions() if any(a.arg == "by" for a in node.args.kwonlyargs)]


def test_some_actions_were_found() -> None:
    assert len(WRITES) > 15


@pytest.mark.parametrize(("name", "node"), WRITES, ids=[name for name, _node in WRITES])
def test_every_action_leaves_an_audit_record(name: str, node: ast.FunctionDef) -> None:
    assert name in UNAUDITED or calls(node) & RECORDS, f"{name} writes without a record"


def test_actions_are_keyword_only() -> None:
    loose = [name for name, node in WRITES if node.args.args and name not in UNAUDITED]
    assert loose == []


def test_no_signal_receivers_of_our_own() -> None:
    found = [
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        if any(word in file.read_text() for word in ("models.signals", "django.dispatch", "@receiver", "post_save"))
    ]
    assert found == []


def test_migrations_have_names() -> None:
    assert [file.name for file in SOURCE.rglob("migrations/*_auto_*.py")] == []


def test_no_switch_turns_a_check_off() -> None:
    """A parameter named so would sooner or later be used."""
    refused = {"skip", "force", "unsafe", "validate", "check", "audit", "log"}
    found = [
        f"{file.relative_to(SOURCE)}::{node.name}({argument.arg})"
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.arg in refused and argument.annotation and ast.unparse(argument.annotation) == "bool"
    ]
    assert found == []
