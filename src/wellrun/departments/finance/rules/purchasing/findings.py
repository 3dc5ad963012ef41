"""What purchases show once they are paid: prices above the list, spend that goes round a contract, and minimum spend
that will not be reached. Money in whole cents."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.finance.rules.purchasing.committing import cents_of


class Paid(NamedTuple):
    """A line of an invoice that may be paid: what was paid for one, and what the contract's list says on that day."""

    item: str
    name: str
    day: dt.date
    quantity: Decimal
    price: Decimal
    listed: Decimal

    @property
    def over(self) -> int:
        """What was paid above the list; below nothing where less was paid."""
        return cents_of(self.quantity, self.price) - cents_of(self.quantity, self.listed)


@dataclass(frozen=True)
class Drift:
    """An item that was paid above its list. ``months``: of each month its first day and what was paid over the list, in
    per cent of the list; ``over`` in cents; ``listed`` and ``last``: list and price of the last line above it."""

    item: str
    name: str
    over: int
    lines: int
    since: dt.date
    listed: Decimal
    last: Decimal
    months: tuple[tuple[dt.date, Decimal], ...]

    @property
    def rising(self) -> bool:
        """Whether the last month was further above the list than the first."""
        return len(self.months) > 1 and self.months[-1][1] > self.months[0][1]


def drifts(lines: Iterable[Paid]) -> list[Drift]:
    """Items paid above their list in sum, the dearest first."""
    by_item: dict[str, list[Paid]] = defaultdict(list)
    for one in lines:
        by_item[one.item].append(one)
    found = [_drift(sorted(rows, key=lambda one: one.day)) for rows in by_item.values()]
    return sorted((one for one in found if one.over > 0), key=lambda one: (-one.over, one.item))


def _drift(rows: list[Paid]) -> Drift:
    above = [one for one in rows if one.over > 0]
    last = rows[-1]
    return Drift(
        last.item,
        last.name,
        sum(one.over for one in rows),
        len(above),
        above[0].day if above else last.day,
        (above or rows)[-1].listed,
        (above or rows)[-1].price,
        tuple(_months(rows)),
    )


def _months(rows: Iterable[Paid]) -> Iterable[tuple[dt.date, Decimal]]:
    sums: dict[dt.date, list[int]] = defaultdict(lambda: [0, 0])
    for one in rows:
        held = sums[one.day.replace(day=1)]
        held[0] += one.over
        held[1] += cents_of(one.quantity, one.listed)
    for month, (over, listed) in sorted(sums.items()):
        yield month, (Decimal(100 * over) / listed).quantize(Decimal("0.1")) if listed else Decimal(0)


@dataclass(frozen=True)
class Minimum:
    """What must be bought of a vendor in a term, and what it will come to if bought as so far: cents."""

    minimum: int
    spent: int
    expected: int

    @property
    def short(self) -> int:
        """By how much it will be missed."""
        return max(0, self.minimum - self.expected)


def minimum_on(day: dt.date, starts: dt.date, ends: dt.date, *, minimum: int, spent: int) -> Minimum:
    """Carried on by days: what was spent up to a day, over the whole term."""
    whole, gone = (ends - starts).days + 1, (min(day, ends) - starts).days + 1
    expected = spent * whole // gone if gone > 0 else 0
    return Minimum(minimum, spent, expected)


def rebate_of(spent: int, percent: Decimal, above: int) -> int:
    """What a vendor gives back of the spend of a term: per cent of what lies above a threshold."""
    return cents_of(Decimal(max(0, spent - above)) / 100, percent / 100)
