"""What a rule finds in a claim, and what could be changed about it: the one shape for every edit of a claim."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Action(StrEnum):
    """What a rule does: keeps the claim from being sent, asks for a reason, or offers a change."""

    STOP = "stop"
    WARN = "warn"
    FIX = "fix"


class ChangeKind(StrEnum):
    """What a change does to a claim. Each done twice comes to the same as done once."""

    SET_PLACE = "set place"
    ADD_MODIFIER = "add modifier"
    REMOVE_MODIFIER = "remove modifier"
    MOVE_DIAGNOSIS = "move diagnosis"
    SET_FREQUENCY = "set frequency"


class Change(NamedTuple):
    """One change. ``line`` counts from 1, 0 the claim; ``value`` the place, modifier, diagnosis or frequency.

    ``to``: which place a diagnosis moves to, from 1.
    """

    kind: ChangeKind
    value: str
    line: int = 0
    to: int = 0


class Finding(NamedTuple):
    """One thing that a rule found.

    ``rule`` is the id and ``version`` that of a rule of the site (0: shipped, or of an imported table of edits).
    ``place`` as loop/line/field (``2400/3/SV101-3``; the claim itself ``2300//CLM05-3``), ``line`` from 1 (0: the
    claim as a whole), ``value`` what stands there. ``words`` say what is wrong, ``expected`` what should stand there,
    ``remedy`` what to do. ``fix`` are the changes that would set it right, none where a person has to.
    """

    rule: str
    place: str
    value: str
    words: str
    action: Action
    expected: str = ""
    remedy: str = ""
    line: int = 0
    fix: tuple[Change, ...] = ()
    version: int = 0

    @property
    def order(self) -> tuple[int, str, str, str, int]:
        """By which findings are told: the claim before its lines, then place, rule and value."""
        return self.line, self.place, self.rule, self.value, self.version
