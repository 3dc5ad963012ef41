"""The day of a drawer: what was taken, by which method and whom, and whether what is counted agrees with it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from wellrun.departments.revenue.rules.ledger import ZERO
from wellrun.values.faults import Fault


class Method(StrEnum):
    """How somebody pays."""

    CASH = "cash"
    CHEQUE = "cheque"
    CARD = "card"
    TRANSFER = "transfer"


COUNTED = (Method.CASH, Method.CHEQUE, Method.CARD)
"""What lies in a drawer, slips of the card reader included; a transfer goes to the bank by itself."""


class Taken(NamedTuple):
    """A receipt: its number, how it was paid, who took it, how much, and whether it was taken back."""

    number: int
    method: Method
    by: str
    amount: Decimal
    void: bool = False


class DaySheet(NamedTuple):
    """The receipts of a drawer on a day, added up. ``counted`` is empty until the drawer is closed."""

    day: dt.date
    receipts: tuple[Taken, ...]
    by_method: Mapping[Method, Decimal]
    by_person: Mapping[str, Decimal]
    counted: Mapping[Method, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.by_method.values(), ZERO)

    @property
    def expected(self) -> dict[Method, Decimal]:
        """What should lie in the drawer."""
        return {method: self.by_method.get(method, ZERO) for method in COUNTED}

    @property
    def differences(self) -> dict[Method, Decimal]:
        """Counted less expected, where they differ: above zero is over, below is short."""
        found = {method: self.counted.get(method, ZERO) - amount for method, amount in self.expected.items()}
        return {method: amount for method, amount in found.items() if amount}

    @property
    def over(self) -> Decimal:
        """All differences added up."""
        return sum(self.differences.values(), ZERO)


def day_sheet(receipts: Iterable[Taken], day: dt.date, counted: Mapping[Method, Decimal] | None = None) -> DaySheet:
    """The sheet of a drawer's day. A receipt that was taken back stands on it and counts for nothing."""
    held = tuple(sorted(receipts, key=lambda one: one.number))
    methods: dict[Method, Decimal] = defaultdict(lambda: ZERO)
    people: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for one in held:
        if not one.void:
            methods[one.method] += one.amount
            people[one.by] += one.amount
    return DaySheet(day, held, dict(methods), dict(people), dict(counted or {}))


def close_faults(sheet: DaySheet, *, closed: bool, why: str) -> tuple[Fault, ...]:
    """What keeps a drawer from being closed: it is closed, or a difference has no reason."""
    found = []
    if closed:
        found.append(
            Fault(
                "revenue.drawer.closed",
                "The drawer is closed for this day.",
                "drawer",
                sheet.day.isoformat(),
                "an open drawer",
                "Have somebody else open it again, with a reason.",
            )
        )
    below = [method for method, amount in sheet.counted.items() if amount < 0]
    if below:
        found.append(
            Fault(
                "revenue.drawer.below",
                "What is counted is nothing or more.",
                below[0].value,
                str(sheet.counted[below[0]]),
                "0.00 or more",
                "Enter what lies in the drawer.",
            )
        )
    if sheet.differences and not why.strip():
        found.append(
            Fault(
                "revenue.drawer.difference",
                f"What is counted differs from the receipts by {sheet.over:,.2f}.",
                "why",
                str(sheet.over),
                "a reason",
                "Count again, or say why it differs.",
            )
        )
    return tuple(found)


def reopen_faults(*, closed_by: str | None, by: str, why: str) -> tuple[Fault, ...]:
    """What keeps a drawer from being opened again: it is open, the same person closed it, or there is no reason."""
    found = []
    if closed_by is None:
        found.append(
            Fault("revenue.drawer.open", "The drawer is open.", "drawer", "open", "a closed drawer", "Take payments.")
        )
    elif closed_by == by:
        found.append(
            Fault(
                "revenue.drawer.same_person",
                "Whoever closed a drawer does not open it again.",
                "by",
                by,
                "another person",
                "Ask a colleague who takes payments.",
            )
        )
    if not why.strip():
        found.append(
            Fault("revenue.drawer.why", "Opening again needs a reason.", "why", "", "a reason", "Say what is wrong.")
        )
    return tuple(found)
