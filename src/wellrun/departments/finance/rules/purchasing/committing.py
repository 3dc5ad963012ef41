"""What a line of an order comes to, and how that is divided: invoiced, released, and what is still committed.

The identity: committed + invoiced + released = ordered, in whole cents, after every step. Invoiced is counted at the
order's price; what an invoice asks above it is a price variance, told apart. Balance = budget - actual - committed, as
accounting for encumbrances has it (GASB Codification 1700, encumbrance accounting).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

NOTHING = Decimal(0)


def cents_of(quantity: Decimal, price: Decimal) -> int:
    """An amount in whole cents, half away from nothing, of a quantity at a price in the currency."""
    return int((quantity * price * 100).to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True)
class Ordered:
    """A line as it was ordered, with what has become of it. ``closed``: no more of it is expected."""

    quantity: Decimal
    price: Decimal
    received: Decimal = NOTHING
    invoiced: Decimal = NOTHING
    closed: bool = False

    @property
    def cents(self) -> int:
        """What was ordered."""
        return cents_of(self.quantity, self.price)

    @property
    def invoiced_cents(self) -> int:
        """What invoices have taken, at the order's price: never more than was ordered, nor less than nothing."""
        return cents_of(max(NOTHING, min(self.invoiced, self.quantity)), self.price)

    @property
    def released(self) -> int:
        """What is given back to the budget, as no more is expected."""
        return self.cents - self.invoiced_cents if self.closed else 0

    @property
    def committed(self) -> int:
        """What still counts against the budget."""
        return 0 if self.closed else self.cents - self.invoiced_cents

    @property
    def open_quantity(self) -> Decimal:
        """How much is still to come."""
        return NOTHING if self.closed else max(NOTHING, self.quantity - self.received)


def complete(lines: Iterable[Ordered]) -> bool:
    """Whether all of an order came and was invoiced: nothing more is expected of it."""
    rows = list(lines)
    return bool(rows) and all(min(one.received, one.invoiced) >= one.quantity for one in rows)


@dataclass(frozen=True)
class Balance:
    """A budget line to the end of a fiscal year, in cents.

    ``waiting``: invoices that may be paid, of periods whose books have not come yet; once they come they are actual.
    """

    budget: int
    actual: int
    waiting: int
    committed: int

    @property
    def left(self) -> int:
        """What may still be spent: below nothing, it is spent already."""
        return self.budget - self.actual - self.waiting - self.committed

    def after(self, cents: int) -> int:
        """What is left once so much more is committed."""
        return self.left - cents
