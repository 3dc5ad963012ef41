"""Rules as the text that ``reading`` takes in: read, written and read again they are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import yaml

from wellrun.departments.revenue.rules.scrubbing.conditions import (
    All,
    Check,
    Condition,
    Count,
    Either,
    EveryLine,
    Not,
    Other,
    SomeLine,
    Value,
)
from wellrun.departments.revenue.rules.scrubbing.facts import Each
from wellrun.departments.revenue.rules.scrubbing.rule import Fix, Rule

WIDTH = 110


def write_rules(rules: Iterable[Rule]) -> str:
    """A text of these rules. The version is the site's count of wordings and is not written."""
    plain = [_rule(one) for one in rules]
    text: str = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text


def _rule(rule: Rule) -> dict[str, Any]:
    source = {"document": rule.source.document, "page": rule.source.page, "url": rule.source.url, "on": rule.source.on}
    scope = {name: list(codes) for name, codes in vars(rule.scope).items() if codes}
    parts: dict[str, Any] = {
        "id": rule.id,
        "words": rule.words,
        "action": rule.action.value,
        "each": rule.each.value if rule.each is not Each.CLAIM else None,
        "about": rule.about,
        "scope": scope,
        "since": rule.since,
        "until": rule.until,
        "when": _condition(rule.when),
        "fix": [_fix(one) for one in rule.fix],
        "expected": rule.expected,
        "remedy": rule.remedy,
        "source": {name: value for name, value in source.items() if value or name == "document"},
        "author": rule.author,
    }
    always = {"id", "words", "remedy"}
    return {name: value for name, value in parts.items() if value or name in always}


def _fix(fix: Fix) -> dict[str, Any]:
    return {fix.kind.value: fix.value} | ({"to": fix.to} if fix.to else {})


def _condition(condition: Condition) -> dict[str, Any]:
    return WRITERS[type(condition)](condition)


def _value(value: Value) -> Any:
    if isinstance(value, Other):
        return {"fact": value.fact} | ({"days": value.days} if value.days else {})
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


WRITERS: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    Check: lambda one: {one.fact: {one.op.value: _value(one.value)}},
    All: lambda one: {"all": [_condition(inner) for inner in one.of]},
    Either: lambda one: {"any": [_condition(inner) for inner in one.of]},
    Not: lambda one: {"not": _condition(one.of)},
    SomeLine: lambda one: {"some line": _condition(one.of)},
    EveryLine: lambda one: {"every line": _condition(one.of)},
    Count: lambda one: {"count": {"where": _condition(one.of), one.op.value: str(one.value)}},
}
