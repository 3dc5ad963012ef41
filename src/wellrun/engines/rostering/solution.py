"""A roster, and what the checker says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wellrun.engines.rostering.problem import Cover, Rule, Wish

Line = tuple[str | None, ...]
"""One person's duties, day by day; None is a day off."""


@dataclass(frozen=True)
class Roster:
    """Who does what: for each person a duty or None (off) for each day of the plan."""

    lines: Mapping[str, Line]


class Plain(StrEnum):
    """What a finding is about where no rule is: the line itself, or a plain field of the person."""

    LINE = "line"
    """No line for this person, one of another length, or a line of somebody unknown."""

    MAY = "may"
    """A duty the person cannot be given."""

    CLOSED = "closed"
    KEPT = "kept"
    COST = "cost"


@dataclass(frozen=True)
class Finding:
    """One place where a roster misses something: a rule or wish of a person, or a cover line.

    ``about`` is the rule, wish or cover line, or one of the words of ``Plain``. ``days`` are where it shows, ``figure``
    what was found and ``limit`` what was allowed, in the rule's own unit (days, duties, minutes, weekends, people).
    ``penalty`` None means that the roster is not legal. ``person`` is empty for cover.
    """

    about: Rule | Wish | Cover | str
    person: str
    days: tuple[int, ...]
    figure: int
    limit: int
    penalty: int | None


@dataclass(frozen=True)
class Verdict:
    """All findings of one roster. ``penalty`` sums what is soft; ``legal`` says that nothing hard is broken."""

    findings: tuple[Finding, ...]

    @property
    def legal(self) -> bool:
        return all(finding.penalty is not None for finding in self.findings)

    @property
    def penalty(self) -> int:
        return sum(finding.penalty or 0 for finding in self.findings)
