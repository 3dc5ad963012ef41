"""Templates can be read, and what a form or script reads back is written as it is, never grouped for a reader's eye."""

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


LONGEST = 340
"""Of a line: some hold no blank where they may end."""
USUAL = 160
MOST_BEYOND = 0.01


def test_templates_are_laid_out() -> None:
    """A page is a tree: a line of a template holds one block element, and seldom more than a screen is wide."""
    lines = {
        f"{file.relative_to(SOURCE)}:{number}": len(line)
        for file in SOURCE.rglob("*.html")
        for number, line in enumerate(file.read_text().splitlines(), start=1)
    }
    assert [place for place, length in lines.items() if length > LONGEST] == []
    assert sum(length > USUAL for length in lines.values()) < MOST_BEYOND * len(lines)


INCLUDED = re.compile(r'\{% include "pages/_form.html"(?: with form=([\w.]+))?')


def test_what_is_wrong_with_a_form_is_said_once() -> None:
    """The template of forms says it; a page that includes it for a form says it no second time."""
    twice = [
        f"{file.relative_to(SOURCE)}: {form}"
        for file in SOURCE.rglob("*.html")
        for form in {found or "form" for found in INCLUDED.findall(file.read_text())}
        if re.search(rf"(?<![\w.]){re.escape(form)}\.non_field_errors", file.read_text())
    ]
    assert [place for place in twice if not place.startswith("foundations/pages/")] == []
