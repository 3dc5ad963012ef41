"""Files and functions stay short, and no module has a name that attracts anything."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "wellrun"
FILES = sorted(file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts)
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
REFUSED = {"utils", "helpers", "common", "misc", "core", "managers", "manager", "services"}

EXEMPT_FUNCTIONS: dict[str, str] = {}
"""Path::function to the reason it may be longer. This list may only shrink."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_a_file_is_short(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= LONGEST_FILE


def test_functions_are_short() -> None:
    long = [
        f"{file.relative_to(SOURCE)}::{node.name}"
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert sorted(long) == sorted(EXEMPT_FUNCTIONS)


def test_no_module_has_a_name_that_attracts_anything() -> None:
    found = [
        str(file.relative_to(SOURCE)) for file in FILES if REFUSED & {part.removesuffix(".py") for part in file.parts}
    ]
    assert found == []


def test_the_values_floor_stays_small() -> None:
    lines = sum(len(file.read_text().splitlines()) for file in (SOURCE / "values").glob("*.py"))
    assert lines < 400
