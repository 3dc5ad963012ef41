"""docs/reference/security.md is complete and names only tests that are there (OWASP ASVS 5.0.0; 38 platform tests)."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "security.md").read_text()
ASVS = re.findall(r"^\| (V\d+\.\d+\.\d+) \| (.+?) \| (\d) \| (.+?) \| (.*) \|$", PAGE, re.MULTILINE)
PLATFORM = dict(re.findall(r"^\| (T\d\d) \| .+? \| (.*) \|$", PAGE, re.MULTILINE))
CHAPTERS = dict(enumerate((27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7), start=1))
"""Requirements of levels 1 and 2 in each chapter of the standard, counted in its own table (5.0.0, English)."""


@lru_cache
def functions_in(file: Path) -> frozenset[str]:
    if not file.is_file():
        return frozenset()
    return frozenset(node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef))


def named_in(words: str) -> list[tuple[str, str]]:
    return re.findall(r"`([\w/]+\.py)::(test_\w+)`", words)


def missing(words: str) -> list[str]:
    """Tests that are named but not there."""
    return [f"{file}::{name}" for file, name in named_in(words) if name not in functions_in(ROOT / "tests" / file)]


def test_the_table_has_every_requirement_of_levels_1_and_2_once() -> None:
    assert Counter(level for _id, _words, level, _stands, _by in ASVS) == {"1": 70, "2": 183}
    assert len({row[0] for row in ASVS}) == len(ASVS)
    assert Counter(int(row[0][1:].split(".")[0]) for row in ASVS) == CHAPTERS


@pytest.mark.parametrize("row", ASVS, ids=[row[0] for row in ASVS])
def test_a_row_that_is_met_names_its_test_and_any_other_its_reason(row: tuple[str, str, str, str, str]) -> None:
    _id, words, _level, stands, by = row
    assert stands in ("met", "not applicable", "open")
    assert len(words.split()) >= 2
    assert missing(by) == []
    assert named_in(by) if stands == "met" else len(by.split()) >= 2


@pytest.mark.parametrize("number", [f"T{number:02}" for number in range(1, 39)])
def test_each_platform_test_is_named_and_there(number: str) -> None:
    assert named_in(PLATFORM[number])
    assert missing(PLATFORM[number]) == []


def test_the_summary_counts_the_rows() -> None:
    for level in "12":
        counted = Counter(stands for _id, _words, found, stands, _by in ASVS if found == level)
        cells = " | ".join(str(counted[name]) for name in ("met", "not applicable", "open"))
        assert f"| {level} | {cells} | {sum(counted.values())} |" in PAGE
