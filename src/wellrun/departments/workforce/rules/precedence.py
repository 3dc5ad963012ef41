"""Which rules hold for somebody, and with which figures: the narrowest word wins, then the latest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from types import MappingProxyType
from typing import Any

from wellrun.departments.workforce.rules.book import Book, LabourRule

UNION = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905
)
"""Members of the European Union by ISO 3166-1; Norway, Iceland and Liechtenstein have the directive by the EEA."""
EEA = UNION | {"NO", "IS", "LI"}


class Scope(IntEnum):
    """How narrow an entry is; a larger one wins."""

    NETWORK = 1
    FACILITY = 2
    DEPARTMENT = 3
    UNIT = 4
    CONTRACT = 5
    PERSON = 6


@dataclass(frozen=True)
class InForce:
    """One entry: from a day on a rule holds here with these figures, or does not hold. ``order`` settles ties."""

    rule: str
    scope: Scope
    since: dt.date
    holds: bool = True
    figures: Mapping[str, Any] = field(default_factory=dict)
    until: dt.date | None = None
    why: str = ""
    order: int = 0


@dataclass(frozen=True)
class Circumstances:
    """What decides whether a rule concerns somebody: the region of the facility and what the contract says."""

    region: str = ""
    rule_sets: frozenset[str] = frozenset()
    employment: str = "own"
    night_worker: bool = False


@dataclass(frozen=True)
class Held:
    """A rule with the figures that hold, and the entry that said so, if any did."""

    rule: LabourRule
    entry: InForce | None = None


def rules_held(
    book: Book, who: Circumstances, entries: Sequence[InForce], *, first: dt.date, last: dt.date
) -> tuple[Held, ...]:
    """The rules that hold on any of these days, in the order of the book. An entry must hold on the first day."""
    held = []
    for rule in book:
        entry = _winning(rule.key, entries, first)
        if entry is not None and not entry.holds:
            continue
        if not rule.holds_in(first, last) or (entry is None and not _concerns(rule, who)):
            continue
        held.append(Held(_with_figures(rule, entry), entry))
    return tuple(held)


def _winning(key: str, entries: Iterable[InForce], day: dt.date) -> InForce | None:
    standing = [
        one for one in entries if one.rule == key and one.since <= day and (one.until is None or day <= one.until)
    ]
    return max(standing, key=lambda one: (one.scope, one.since, one.order), default=None)


def _concerns(rule: LabourRule, who: Circumstances) -> bool:
    if rule.elected and rule.key not in who.rule_sets:
        return False
    if rule.unless & who.rule_sets:
        return False
    if rule.employment and who.employment not in rule.employment:
        return False
    if rule.applies_to == "night workers" and not who.night_worker:
        return False
    return within(who.region, rule.jurisdiction) or rule.key in who.rule_sets


def within(region: str, jurisdiction: str) -> bool:
    """Whether a region (US-NY) lies in a jurisdiction (US, EU, US-NY). House rules have none and hold everywhere."""
    if not jurisdiction:
        return True
    country = region.partition("-")[0]
    if jurisdiction == "EU":
        return country in EEA
    return region == jurisdiction or (jurisdiction == country)


def _with_figures(rule: LabourRule, entry: InForce | None) -> LabourRule:
    if entry is None or not entry.figures:
        return rule
    figures = dict(rule.figures) | {name: value for name, value in entry.figures.items() if name != "penalty"}
    penalty = entry.figures.get("penalty", rule.penalty)
    return replace(rule, figures=MappingProxyType(figures), penalty=penalty)
