"""Lines of a budget and what drives them, the way a sheet goes until it is approved, and who is late.

Money is whole cents. A line is driven by volume x hours x rate, by price x quantity, or typed (fixed); driven amounts
are rounded once, for the year, half away from nothing, and then spread (``rules.spreading``).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from wellrun.departments.finance.rules.spreading import spread
from wellrun.values.faults import Fault

COUNTED = 10_000
"""Work and quantities are spread in ten-thousandths, as the variance counts them."""
LARGEST = 10**14
"""Cents that a period may have: more is a slip of the keys."""


class Driver(StrEnum):
    """What a line's amount comes from."""

    FIXED = "fixed"
    PRICE = "price"
    LABOUR = "labour"


FACTORS: Mapping[Driver, tuple[str, ...]] = {
    Driver.FIXED: (),
    Driver.PRICE: ("volume", "price"),
    Driver.LABOUR: ("volume", "per_unit", "price"),
}
"""Which factors a driver multiplies: work or pieces of the year, hours for one, price of one hour or piece."""


@dataclass(frozen=True)
class LineState:
    """What a line says: its factors, and its amounts by period in cents. ``weights`` are its seasonal shares."""

    driver: Driver
    amounts: tuple[int, ...]
    volume: Decimal | None = None
    per_unit: Decimal | None = None
    price: Decimal | None = None
    weights: tuple[int, ...] = ()

    @property
    def year(self) -> int:
        """The year in cents."""
        return sum(self.amounts)

    @property
    def factors(self) -> tuple[Decimal, ...]:
        """The factors that its driver multiplies; those that are not told are nothing."""
        return tuple(getattr(self, name) or Decimal(0) for name in FACTORS[self.driver])

    @property
    def units(self) -> tuple[Decimal, ...]:
        """Work or pieces by period."""
        parts = spread(int((self.volume or Decimal(0)) * COUNTED), self.weights)
        return tuple(Decimal(part) / COUNTED for part in parts)


@dataclass(frozen=True)
class Typed:
    """What a person typed over a line; ``None`` where a cell was left as it was."""

    amounts: tuple[int | None, ...] = ()
    year: int | None = None
    factors: Mapping[str, Decimal] | None = None


def whole_cents(amount: Decimal) -> int:
    """An amount of money in cents, half away from nothing."""
    return int((amount * 100).to_integral_value(ROUND_HALF_UP))


def driven(line: LineState) -> LineState:
    """The line with its amounts worked out from its factors anew; a fixed line as it is."""
    if line.driver is Driver.FIXED:
        return line
    product = Decimal(1)
    for factor in line.factors:
        product *= factor
    return replace(line, amounts=spread(whole_cents(product), line.weights))


def _with_factors(line: LineState, factors: Mapping[str, Decimal]) -> LineState:
    told = {name: getattr(line, name) for name in FACTORS[line.driver]} | dict(factors)
    return replace(line, volume=told.get("volume"), per_unit=told.get("per_unit"), price=told.get("price"))


def typed_over(line: LineState, typed: Typed) -> LineState | Fault:
    """The line as it was typed over.

    A year that is typed is spread. Where periods are typed too, both must agree. Periods of a driven line are not
    typed: its factors are.
    """
    if line.driver is not Driver.FIXED:
        if typed.year is not None or any(one is not None for one in typed.amounts):
            return Fault(
                "finance.budget.driven",
                "The amounts of this line come from its factors.",
                remedy="Change its work, hours or price.",
            )
        return driven(_with_factors(line, typed.factors or {}))
    told = any(one is not None for one in typed.amounts)
    new = line.amounts
    if told:
        new = tuple(old if one is None else one for old, one in zip(line.amounts, typed.amounts, strict=True))
        if typed.year is not None and typed.year != sum(new):
            return Fault(
                "finance.budget.year",
                "The year and its periods do not agree.",
                "year",
                f"{typed.year / 100:.2f}",
                f"{sum(new) / 100:.2f}",
                "Type the year, or its periods.",
            )
    elif typed.year is not None:
        new = spread(typed.year, line.weights or [1] * len(line.amounts))
    return replace(line, amounts=new)


class Stage(StrEnum):
    """Whose turn it is with a sheet."""

    HEAD = "head"
    DEPARTMENT = "department"
    FINANCE = "finance"
    BOARD = "board"


STAGES = tuple(Stage)


class SheetState(StrEnum):
    """Where a sheet is on its way."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class BudgetState(StrEnum):
    """Where a whole version is: as far as the sheet that is furthest behind."""

    DRAFTING = "drafting"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    LOCKED = "locked"


OPEN = frozenset((SheetState.DRAFTING, SheetState.RETURNED))
"""States in which a sheet is typed into."""


@dataclass(frozen=True)
class Standing:
    """A sheet's state, and the stage whose turn it is."""

    state: SheetState
    stage: Stage

    @property
    def open(self) -> bool:
        """Whether it may be typed into."""
        return self.state in OPEN


def passed_on(standing: Standing) -> Standing | None:
    """To the next stage; after the last it is approved. ``None`` where it is approved already."""
    if standing.state is SheetState.APPROVED:
        return None
    after = STAGES.index(standing.stage) + 1
    if after == len(STAGES):
        return Standing(SheetState.APPROVED, standing.stage)
    return Standing(SheetState.SUBMITTED, STAGES[after])


def sent_back(standing: Standing) -> Standing | None:
    """Back to its head, from whatever stage; ``None`` where it lies with the head."""
    return None if standing.open else Standing(SheetState.RETURNED, Stage.HEAD)


def state_of(sheets: Iterable[SheetState], *, locked: bool) -> BudgetState:
    """The state of a version from its sheets'."""
    if locked:
        return BudgetState.LOCKED
    found = set(sheets)
    for state in (SheetState.DRAFTING, SheetState.RETURNED, SheetState.SUBMITTED, SheetState.APPROVED):
        if state in found:
            return BudgetState(state.value)
    return BudgetState.DRAFTING


def days_late(standing: Standing, deadlines: Mapping[str, dt.date], today: dt.date) -> int:
    """Days since the stage whose turn it is should have passed the sheet on; 0 while it is in time."""
    due = deadlines.get(standing.stage.value)
    if due is None or standing.state is SheetState.APPROVED:
        return 0
    return max(0, (today - due).days)


def faults_of_deadlines(deadlines: Mapping[str, dt.date]) -> tuple[Fault, ...]:
    """Every stage has a day, and no stage ends before the one it waits for."""
    faults = [
        Fault("finance.budget.deadline", "This stage has no day.", stage.value, remedy="Give it one.")
        for stage in STAGES
        if stage.value not in deadlines
    ]
    told = [stage for stage in STAGES if stage.value in deadlines]
    faults += [
        Fault(
            "finance.budget.deadlines",
            "This stage ends before the one it waits for.",
            after.value,
            str(deadlines[after.value]),
            str(deadlines[before.value]),
            "Give it a later day.",
        )
        for before, after in itertools.pairwise(told)
        if deadlines[after.value] < deadlines[before.value]
    ]
    return tuple(faults)


def yearly_cost(cents: int, years: int, months: int = 12) -> int:
    """What a purchase costs in its first year, straight over its useful life, with ``months`` in service (of 12)."""
    if years < 1 or not 0 <= months <= 12:
        raise ValueError("A useful life has at least one year, a year at most twelve months.")
    return whole_cents(Decimal(cents) * months / (years * 12) / 100)


def gap(target: int | None, lines: Sequence[int]) -> int | None:
    """By how much the sum of lines is over its target, in cents; ``None`` without a target."""
    return None if target is None else sum(lines) - target
