"""What a form or a script reads back from a page is written as it is, never grouped for a reader's eye."""

from __future__ import annotations

import re
from pathlib import Path

import wellrun

SOURCE = Path(wellrun.__file__).parent
ATTRIBUTE = re.compile(r"""\b(?:value|id|for|name|href|data-[\w-]+|hx-[\w-]+)=(?:"[^"]*"|'[^']*')""")
NUMBERS = ("pk", "id", "person", "back", "version", "day", "number", "assignment")
GROUPED = re.compile(r"\{\{ [\w.]*\b(?:" + "|".join(NUMBERS) + r") ?\}\}")


def test_numbers_that_name_something_are_not_grouped() -> None:
    """1136 in a hidden field becomes 1,136 on the page of a reader whose language groups thousands, and is refused."""
    found = [
        f"{file.relative_to(SOURCE)}: {attribute.group()}"
        for file in SOURCE.rglob("*.html")
        for attribute in ATTRIBUTE.finditer(file.read_text())
        if GROUPED.search(attribute.group())
    ]
    assert found == []
