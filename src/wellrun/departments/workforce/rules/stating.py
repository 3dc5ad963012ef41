"""How a rule of the engine says which rule of the book it comes from: its key and figures, written as a query."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

from wellrun.departments.workforce.rules.book import FIGURES, Book, LabourRule


def stated(rule: LabourRule) -> str:
    """The source that an engine rule carries: ``eu-daily-rest?hours=11``."""
    needed = sorted(FIGURES.get(rule.kind, frozenset()))
    figures = urlencode([(name, f"{rule.figure(name):g}") for name in needed])
    return f"{rule.key}?{figures}" if figures else rule.key


def rule_stated(source: str, book: Book) -> LabourRule | None:
    """The rule of the book, with the figures that were stated; none for a source that names no rule."""
    key, _mark, figures = source.partition("?")
    rule = book.get(key)
    if rule is None or not figures:
        return rule
    given = {name: float(value) for name, value in parse_qsl(figures)}
    return replace(rule, figures=MappingProxyType({**rule.figures, **given}))
