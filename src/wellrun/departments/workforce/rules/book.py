"""The rules of work as they are shipped: dated data with words, source and figures, from ``content/*.yaml``.

What a place, a contract or a person changes about them stands in the database; ``precedence`` puts the two together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

CONTENT = Path(__file__).parents[1] / "content"
CREDENTIALS = "credentials.yaml"


class Kind(StrEnum):
    """What a rule is about. The first group becomes rules of the rostering engine, the second judges other things."""

    REST = "rest between shifts"
    WEEKLY_REST = "weekly rest"
    AVERAGE_WEEK = "average week"
    AVERAGE_NIGHTS = "average night work"
    HOURS_IN_DAYS = "hours in days"
    RUN = "days in a row"
    NIGHT_RUN = "nights in a row"
    AFTER_NIGHTS = "rest after nights"
    WEEKENDS = "weekends"
    WHOLE_WEEKENDS = "whole weekends"
    CONTRACT_HOURS = "contracted hours"
    SHIFT_LENGTH = "shift length"
    NIGHT_LENGTH = "night shift length"
    OVERTIME_WEEK = "overtime week"
    OVERTIME_8_80 = "overtime 8 and 80"

    BREAK = "break"
    RATIO = "ratio"
    RED_FLAG_RATIO = "red flag ratio"
    RED_FLAG_SHORTFALL = "red flag shortfall"
    MINIMUM_PEOPLE = "minimum people"
    DAILY_HOURS = "daily hours"
    RESIDENT_HOURS = "hours per resident day"
    ANNUAL_LEAVE = "annual leave"
    NON_PRODUCTIVE = "non-productive share"
    ON_CALL = "on call"
    RETURN = "return"
    NOTE = "note"


FIGURES: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        Kind.REST: frozenset({"hours"}),
        Kind.WEEKLY_REST: frozenset({"hours", "days"}),
        Kind.AVERAGE_WEEK: frozenset({"hours", "weeks"}),
        Kind.AVERAGE_NIGHTS: frozenset({"hours", "weeks"}),
        Kind.HOURS_IN_DAYS: frozenset({"hours", "days"}),
        Kind.RUN: frozenset({"at_most"}),
        Kind.NIGHT_RUN: frozenset({"at_most"}),
        Kind.AFTER_NIGHTS: frozenset({"hours"}),
        Kind.WEEKENDS: frozenset({"at_most", "weeks"}),
        Kind.CONTRACT_HOURS: frozenset({"under", "over"}),
        Kind.SHIFT_LENGTH: frozenset({"hours"}),
        Kind.NIGHT_LENGTH: frozenset({"hours"}),
        Kind.OVERTIME_WEEK: frozenset({"hours", "rate"}),
        Kind.OVERTIME_8_80: frozenset({"day_hours", "hours", "days", "rate"}),
        Kind.BREAK: frozenset({"after_hours", "minutes"}),
        Kind.RATIO: frozenset({"patients"}),
        Kind.RED_FLAG_RATIO: frozenset({"patients"}),
        Kind.RED_FLAG_SHORTFALL: frozenset({"hours", "share"}),
        Kind.MINIMUM_PEOPLE: frozenset({"people"}),
        Kind.NON_PRODUCTIVE: frozenset({"share"}),
    }
)
"""The figures a rule of a kind cannot do without."""


@dataclass(frozen=True)
class LabourRule:
    """One rule as it is shipped, or with the figures that hold for somebody.

    ``elected`` rules hold only for contracts that name them; ``unless`` are rules whose naming ends this one.
    ``penalty`` None is hard. ``jurisdiction`` is empty for house rules, which hold everywhere.
    """

    key: str
    words: str
    kind: Kind
    source: str
    since: dt.date
    figures: Mapping[str, Any]
    advice: str = ""
    jurisdiction: str = ""
    until: dt.date | None = None
    elected: bool = False
    unless: frozenset[str] = frozenset()
    employment: frozenset[str] = frozenset()
    applies_to: str = ""
    penalty: int | None = None

    def holds_in(self, first: dt.date, last: dt.date) -> bool:
        """Whether it holds on any of these days."""
        return self.since <= last and (self.until is None or first <= self.until)

    def figure(self, name: str, otherwise: float = 0.0) -> float:
        """One of its figures as a number."""
        return float(self.figures.get(name, otherwise))


@dataclass(frozen=True)
class CredentialKind:
    """A kind of credential: its usual cycle in months, and who issues it."""

    key: str
    name: str
    issuer: str
    source: str
    months: int | None = None


@dataclass(frozen=True)
class Book:
    """All rules by key, in the order of their files."""

    rules: Mapping[str, LabourRule] = field(default_factory=dict)

    def __iter__(self) -> Iterator[LabourRule]:
        return iter(self.rules.values())

    def get(self, key: str) -> LabourRule | None:
        """The rule of that key, or none."""
        return self.rules.get(key)


@lru_cache(maxsize=1)
def shipped() -> Book:
    """The rules that come with the product."""
    files = sorted(file for file in CONTENT.glob("*.yaml") if file.name != CREDENTIALS)
    return book_of(row for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8")))


def book_of(rows: Iterable[Mapping[str, Any]]) -> Book:
    """A book from rows as the files hold them. Raises ``ValueError`` with every row that lacks something."""
    rules: dict[str, LabourRule] = {}
    wrong = []
    for row in rows:
        rule = _rule(row)
        missing = FIGURES.get(rule.kind, frozenset()) - rule.figures.keys()
        if missing:
            wrong.append(f"{rule.key} lacks {', '.join(sorted(missing))}")
        if rule.key in rules:
            wrong.append(f"{rule.key} stands twice")
        rules[rule.key] = rule
    wrong += [
        f"{rule.key} names {other}, which is none" for rule in rules.values() for other in rule.unless - rules.keys()
    ]
    if wrong:
        raise ValueError("; ".join(wrong))
    return Book(MappingProxyType(rules))


def _rule(row: Mapping[str, Any]) -> LabourRule:
    sets = {name: frozenset(row.get(name, ())) for name in ("unless", "employment")}
    return LabourRule(
        **{
            **row,
            **sets,
            "kind": Kind(row["kind"]),
            "figures": MappingProxyType(dict(row["figures"])),
        }
    )


@lru_cache(maxsize=1)
def credential_kinds() -> Mapping[str, CredentialKind]:
    """The kinds of credential by key."""
    rows = yaml.safe_load((CONTENT / CREDENTIALS).read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            row["key"]: CredentialKind(row["key"], row["name"], row["issuer"], row["source"], row["months"])
            for row in rows
        }
    )
