"""When an action may change, and how it stands on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from wellrun.values.faults import Fault

TRANSITIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"open": frozenset({"done", "stopped"}), "done": frozenset({"open"}), "stopped": frozenset({"open"})}
)
"""From each status to the ones that may follow it; closing can be undone."""


def faults_of_promise(*, title: str, due_on: dt.date, today: dt.date) -> tuple[Fault, ...]:
    """What is wrong with a promise someone is about to make."""
    faults = []
    if not title.strip():
        faults.append(
            Fault("followup.no_title", "An action needs words.", place="title", remedy="Say what will be done.")
        )
    if due_on < today:
        faults.append(
            Fault(
                "followup.due_in_past",
                f"{due_on:%d %B %Y} has passed.",
                place="due_on",
                value=due_on.isoformat(),
                remedy="Choose today or a later day.",
            )
        )
    return tuple(faults)


def faults_of_change(*, status: str, wanted: str, evidence: str) -> tuple[Fault, ...]:
    """What is wrong with moving an action to another status."""
    if wanted not in TRANSITIONS[status]:
        return (Fault("followup.no_such_change", f"An action that is {status} cannot become {wanted}.", value=wanted),)
    if wanted != "open" and not evidence.strip():
        words = "what was done, or where it can be seen" if wanted == "done" else "why it was given up"
        return (
            Fault(
                "followup.no_evidence", "Closing needs a word of evidence.", place="evidence", remedy=f"Say {words}."
            ),
        )
    return ()


def standing(*, status: str, due_on: dt.date, today: dt.date) -> str:
    """``done``, ``stopped``, ``overdue``, ``today`` or ``open``."""
    if status != "open":
        return status
    if due_on < today:
        return "overdue"
    return "today" if due_on == today else "open"
