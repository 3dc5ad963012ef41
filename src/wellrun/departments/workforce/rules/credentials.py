"""Credentials: which days one that is needed does not cover, and when to warn. A renewal is a cycle of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wellrun.departments.workforce.rules.shifts import DAY
from wellrun.values.faults import Fault

STAGES = (30, 60, 90)
"""Days before the end at which a warning is given, the nearest first."""


@dataclass(frozen=True)
class Cycle:
    """One cycle of a credential; it counts on its first and its last day."""

    kind: str
    valid_from: dt.date
    valid_until: dt.date | None = None
    key: str = ""

    def covers(self, day: dt.date) -> bool:
        """Whether it is valid on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Ending:
    """A needed credential that ends soon or has ended with no later cycle. ``stage`` is 90, 60, 30, or 0 when over."""

    cycle: Cycle
    ends: dt.date
    left: int
    stage: int

    @property
    def lapsed(self) -> bool:
        return self.stage == 0


def missing_on(needed: Iterable[str], cycles: Iterable[Cycle], day: dt.date) -> list[str]:
    """The kinds that are needed and not valid on a day."""
    valid = {cycle.kind for cycle in cycles if cycle.covers(day)}
    return sorted(set(needed) - valid)


def closed_days(
    needs: Mapping[str, Iterable[str]], cycles: Iterable[Cycle], first: dt.date, last: dt.date
) -> dict[str, dict[dt.date, list[str]]]:
    """For each skill the days on which it may not be used, with the kinds missing; open skills are left out."""
    held = list(cycles)
    closed: dict[str, dict[dt.date, list[str]]] = {}
    for skill, needed in needs.items():
        kinds = tuple(needed)
        for number in range((last - first).days + 1):
            missing = missing_on(kinds, held, first + number * DAY)
            if missing:
                closed.setdefault(skill, {})[first + number * DAY] = missing
    return closed


def endings(needed: Iterable[str], cycles: Iterable[Cycle], today: dt.date) -> list[Ending]:
    """The needed credentials to warn of today, most pressing first. One renewed without a gap is none."""
    held, wanted = list(cycles), set(needed)
    found = []
    for kind in wanted:
        mine = [cycle for cycle in held if cycle.kind == kind]
        last = _end_of_cover(mine, today)
        if last is None or last.valid_until is None:
            continue
        left = (last.valid_until - today).days
        stage = 0 if left < 0 else next((stage for stage in STAGES if left <= stage), None)
        if stage is not None:
            found.append(Ending(last, last.valid_until, left, stage))
    return sorted(found, key=lambda one: (one.ends, one.cycle.kind))


def _end_of_cover(cycles: list[Cycle], today: dt.date) -> Cycle | None:
    """The cycle with which unbroken cover from today ends, or the last that has ended; none if there was none."""
    begun = [cycle for cycle in cycles if cycle.valid_from <= today]
    if not begun:
        return None
    last = max(begun, key=lambda cycle: cycle.valid_until or dt.date.max)
    for cycle in sorted(cycles, key=lambda cycle: cycle.valid_from):
        if last.valid_until is not None and cycle.valid_from <= last.valid_until + DAY:
            last = max(last, cycle, key=lambda one: one.valid_until or dt.date.max)
    return last


def faults_of_cycle(cycle: Cycle, known: Iterable[Cycle], *, kinds: Iterable[str]) -> list[Fault]:
    """What is wrong with a cycle to be entered beside those that are known."""
    faults = []
    if cycle.kind not in set(kinds):
        faults.append(
            Fault("workforce.credential_kind", "Choose what kind of credential it is.", place="kind", value=cycle.kind)
        )
    if cycle.valid_until is not None and cycle.valid_until < cycle.valid_from:
        faults.append(Fault("workforce.ends_before", "It ends before it begins.", place="valid_until"))
    if any(one.kind == cycle.kind and one.valid_from == cycle.valid_from for one in known):
        faults.append(
            Fault(
                "workforce.cycle_known",
                "This cycle is entered already.",
                place="valid_from",
                remedy="A renewal begins on a day of its own.",
            )
        )
    return faults
