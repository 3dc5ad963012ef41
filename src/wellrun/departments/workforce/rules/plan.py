"""A plan as people work on it: duties by person and day, which cells must stay, and what changing cells does."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from wellrun.values.faults import Fault

Line = tuple[str | None, ...]
"""One person's duties, day by day; None is a day off."""


@dataclass(frozen=True)
class Cell:
    """One person on one day, and the duty the cell is to hold; None is off."""

    person: int
    day: int
    duty: str | None


@dataclass(frozen=True)
class Plan:
    """Duties by person (its key) and day, counted from ``first``; ``locked`` are cells that a proposal leaves alone."""

    first: dt.date
    lines: Mapping[int, Line]
    locked: frozenset[tuple[int, int]] = field(default=frozenset())

    @property
    def days(self) -> int:
        return max((len(line) for line in self.lines.values()), default=0)

    def date(self, day: int) -> dt.date:
        return self.first + dt.timedelta(days=day)

    def duty(self, person: int, day: int) -> str | None:
        return self.lines[person][day]

    def count(self, day: int) -> Counter[str]:
        """How many people hold each duty on a day."""
        return Counter(duty for line in self.lines.values() if (duty := line[day]) is not None)


def faults_of_change(plan: Plan, cells: Iterable[Cell], *, may: Mapping[int, frozenset[str]]) -> list[Fault]:
    """What is wrong with a change before any contract is asked: a cell that is not there, a duty nobody could give."""
    faults = []
    for cell in cells:
        where = f"{cell.person}:{cell.day}"
        if cell.person not in plan.lines or not 0 <= cell.day < plan.days:
            faults.append(
                Fault(
                    "workforce.no_such_cell",
                    "The roster has no such cell.",
                    place=where,
                    remedy="Open the roster again; somebody may have changed who is on it.",
                )
            )
        elif cell.duty is not None and cell.duty not in may.get(cell.person, frozenset()):
            faults.append(
                Fault(
                    "workforce.duty_not_held",
                    "This person cannot be given this shift: the skill it needs is not held.",
                    place=where,
                    value=cell.duty,
                    expected=", ".join(sorted(may.get(cell.person, frozenset()))),
                )
            )
        elif (cell.person, cell.day) in plan.locked and plan.duty(cell.person, cell.day) != cell.duty:
            faults.append(
                Fault("workforce.cell_locked", "This cell is locked.", place=where, remedy="Unlock it first (L).")
            )
    return faults


def changed(plan: Plan, cells: Iterable[Cell]) -> Plan:
    """The plan with these cells as given; the last word on a cell counts."""
    lines = {person: list(line) for person, line in plan.lines.items()}
    for cell in cells:
        lines[cell.person][cell.day] = cell.duty
    return replace(plan, lines={person: tuple(line) for person, line in lines.items()})


def undoing(plan: Plan, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """The cells that would bring the plan back from such a change."""
    touched = dict.fromkeys((cell.person, cell.day) for cell in cells)
    return tuple(Cell(person, day, plan.duty(person, day)) for person, day in touched)


def difference(before: Plan, after: Plan) -> tuple[Cell, ...]:
    """The cells that are otherwise in ``after``, by person and day; people who are on one of them only are left out."""
    both = [person for person in before.lines if person in after.lines]
    return tuple(
        Cell(person, day, after.duty(person, day))
        for person in both
        for day in range(min(before.days, after.days))
        if before.duty(person, day) != after.duty(person, day)
    )


def answers(duty: str | None, *, asks: str, shift: str) -> bool:
    """Whether a cell gives what a request asks: ``off``, ``wanted`` or ``not wanted``; an empty shift means any."""
    held = duty is not None and shift in ("", duty.partition(".")[0])
    return held if asks == "wanted" else duty is None if asks == "off" else not held


def locked(plan: Plan, cells: Iterable[tuple[int, int]], *, lock: bool) -> Plan:
    """The plan with these cells locked, or open again."""
    given = frozenset(cells)
    return replace(plan, locked=plan.locked | given if lock else plan.locked - given)
