"""A rule of the scrubber as data: what is wrong, where and when it holds, what it does, and who says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from wellrun.departments.revenue.rules.scrubbing.conditions import Condition, Holds, compiled
from wellrun.departments.revenue.rules.scrubbing.facts import Each
from wellrun.departments.revenue.rules.scrubbing.findings import Action, ChangeKind


@dataclass(frozen=True)
class Source:
    """The document that says so: its name, where in it, its address, its day."""

    document: str
    page: str = ""
    url: str = ""
    on: dt.date | None = None


@dataclass(frozen=True)
class Scope:
    """Where a rule holds; empty: everywhere. ``payers`` are our codes, ``places`` of units, ``forms`` P and I."""

    payers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fix:
    """A change that a rule offers. ``value`` is empty where it is the diagnosis that was found."""

    kind: ChangeKind
    value: str = ""
    to: int = 0


@dataclass(frozen=True)
class Rule:
    """A rule. ``about`` is the fact that a finding names; ``since`` and ``until`` are days of service, that one out.

    ``version`` counts the wordings of a rule of the site, 0 is shipped.
    """

    id: str
    words: str
    action: Action
    when: Condition
    about: str
    remedy: str
    source: Source
    each: Each = Each.CLAIM
    scope: Scope = Scope()
    since: dt.date | None = None
    until: dt.date | None = None
    fix: tuple[Fix, ...] = ()
    expected: str = ""
    author: str = ""
    version: int = 0

    @cached_property
    def holds(self) -> Holds:
        """Its condition, ready to be asked: made once, since claims come by the thousand."""
        return compiled(self.when)
