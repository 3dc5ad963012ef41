"""Three-way match, as accounts payable does it: what was ordered, what came, and what is invoiced. Quantity, price,
tax, freight and total are compared within tolerances that the facility sets; every difference is told.

Money in the order's currency; differences in whole cents above (+) or below (-) what was expected. One in the vendor's
favour that is beyond its tolerance holds the invoice until a person decides; one in ours is told and holds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from wellrun.departments.finance.rules.purchasing.committing import NOTHING, Ordered, cents_of


class Kind(StrEnum):
    """In what an invoice differs."""

    NO_ORDER = "no order"
    CURRENCY = "currency"
    DUPLICATE = "duplicate"
    LINE = "line"
    QUANTITY = "quantity"
    PRICE = "price"
    EXTENSION = "extension"
    TAX = "tax"
    FREIGHT = "freight"
    TOTAL = "total"


class InvoicedLine(NamedTuple):
    """A line of an invoice: the order's line it is for (``None`` where it is for none), and what it asks in cents."""

    line: int | None
    quantity: Decimal
    price: Decimal
    cents: int


@dataclass(frozen=True)
class Invoiced:
    """An invoice. ``tax``, ``freight`` and ``total`` in cents."""

    lines: tuple[InvoicedLine, ...]
    tax: int = 0
    freight: int = 0
    total: int = 0
    currency: str = ""

    @property
    def net(self) -> int:
        """What its lines come to."""
        return sum(one.cents for one in self.lines)


@dataclass(frozen=True)
class OrderTerms:
    """What was agreed besides the lines. ``freight``: cents that no invoice has asked for yet."""

    currency: str = ""
    tax_percent: Decimal = NOTHING
    freight: int = 0


@dataclass(frozen=True)
class Tolerances:
    """How far an invoice may be from what was expected. A price must be within both its limits."""

    price_percent: Decimal = Decimal(2)
    price_cents: int = 25_00
    quantity_percent: Decimal = NOTHING
    tax_cents: int = 1_00
    freight_cents: int = 10_00
    total_cents: int = 1_00


class Difference(NamedTuple):
    """A difference: what was expected and found (pieces, a price, or cents by ``kind``), what it comes to in cents,
    and whether it holds the invoice."""

    kind: Kind
    line: int | None
    expected: Decimal
    found: Decimal
    cents: int
    holds: bool


def match(
    ordered: Mapping[int, Ordered], terms: OrderTerms, invoiced: Invoiced, tolerances: Tolerances
) -> tuple[Difference, ...]:
    """Every difference between an invoice and its order. ``ordered`` tells of each line what came, and what earlier
    invoices have taken of it; lines of an invoice that are for one line of the order count together."""
    return (
        *_currency(terms, invoiced),
        *_lines(ordered, invoiced.lines, tolerances),
        *_extras(terms, invoiced, tolerances),
    )


def _currency(terms: OrderTerms, invoiced: Invoiced) -> Iterator[Difference]:
    if invoiced.currency != terms.currency:
        yield Difference(Kind.CURRENCY, None, NOTHING, NOTHING, invoiced.total, True)


def _lines(
    ordered: Mapping[int, Ordered], lines: Sequence[InvoicedLine], tolerances: Tolerances
) -> Iterator[Difference]:
    asked: dict[int, Decimal] = {}
    for one in lines:
        reckoned = cents_of(one.quantity, one.price)
        if one.cents != reckoned:
            over = one.cents - reckoned
            yield Difference(Kind.EXTENSION, one.line, Decimal(reckoned), Decimal(one.cents), over, over > 0)
        if one.line is None or one.line not in ordered:
            yield Difference(Kind.LINE, None, NOTHING, one.quantity, one.cents, True)
            continue
        asked[one.line] = asked.get(one.line, NOTHING) + one.quantity
        yield from _price(one.line, ordered[one.line], one, tolerances)
    for key, quantity in asked.items():
        yield from _quantity(key, ordered[key], quantity, tolerances)


def _price(key: int, line: Ordered, one: InvoicedLine, tolerances: Tolerances) -> Iterator[Difference]:
    if one.price != line.price:
        over = cents_of(one.quantity, one.price) - cents_of(one.quantity, line.price)
        most = line.price * (1 + tolerances.price_percent / 100)
        beyond = one.price > most or over > tolerances.price_cents
        yield Difference(Kind.PRICE, key, line.price, one.price, over, over > 0 and beyond)


def _quantity(key: int, line: Ordered, asked: Decimal, tolerances: Tolerances) -> Iterator[Difference]:
    """What is invoiced is what came and was not invoiced before; what came above the order is not owed either."""
    owed = max(NOTHING, min(line.received, line.quantity) - line.invoiced)
    if asked > owed:
        slack = line.quantity * tolerances.quantity_percent / 100
        over = cents_of(asked, line.price) - cents_of(owed, line.price)
        yield Difference(Kind.QUANTITY, key, owed, asked, over, asked > owed + slack)


def _extras(terms: OrderTerms, invoiced: Invoiced, tolerances: Tolerances) -> Iterator[Difference]:
    tax = cents_of(Decimal(invoiced.net) / 100, terms.tax_percent / 100)
    reckoned = invoiced.net + invoiced.tax + invoiced.freight
    # A carrier's bill may come in parts: less than agreed is no difference, as the rest may follow.
    freight = min(terms.freight, max(invoiced.freight, 0))
    rows = (
        (Kind.TAX, tax, invoiced.tax, tolerances.tax_cents),
        (Kind.FREIGHT, freight, invoiced.freight, tolerances.freight_cents),
        (Kind.TOTAL, reckoned, invoiced.total, tolerances.total_cents),
    )
    for kind, expected, found, slack in rows:
        if found != expected:
            over = found - expected
            yield Difference(kind, None, Decimal(expected), Decimal(found), over, over > slack)


def holds(differences: Sequence[Difference]) -> bool:
    """Whether a person must decide."""
    return any(one.holds for one in differences)


def to_credit(differences: Sequence[Difference]) -> int:
    """What a vendor is asked to credit, in cents: the differences that hold, and no invoice twice.

    A total that does not add up, or another currency, concerns the whole: it goes back to the vendor.
    """
    partly = (Kind.LINE, Kind.QUANTITY, Kind.PRICE, Kind.EXTENSION, Kind.TAX, Kind.FREIGHT, Kind.TOTAL)
    return sum(one.cents for one in differences if one.holds and one.kind in partly)
