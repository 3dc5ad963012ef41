"""The receivable by payer and age, and what of it is expected to come.

Age is counted from the last day of service. The research reads HFMA's AR-1 ("billed A/R over 90 days") in excerpts that
do not say from which day; ours errs on the older side, as counting from the bill would make late bills look young.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.ledger import ZERO
from wellrun.engines.reimbursement.money import cents

EDGES = (30, 60, 90, 120)
"""Days after which the next column of ageing begins."""

OLD = 90
PATIENT = "patient"
NET_SPAN, GROSS_SPAN = 90, 365
"""Days of an average day: of net revenue (our choice: the definition names none) and of charges (12 months)."""


class Balance(NamedTuple):
    """What one payer, or the patient, owes on one claim. ``undecided``: the primary payer has not answered."""

    claim: str
    payer: str
    ended_on: dt.date
    amount: Decimal
    undecided: bool = False

    def age(self, day: dt.date) -> int:
        return (day - self.ended_on).days


class Aged(NamedTuple):
    """What is owed by age: up to 30, 60, 90, 120 days and more."""

    columns: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.columns, ZERO)

    @property
    def old(self) -> Decimal:
        """More than 90 days."""
        return sum(self.columns[EDGES.index(OLD) + 1 :], ZERO)

    @property
    def share_old(self) -> float | None:
        """Of all that is owed; none where nothing is."""
        return float(self.old / self.total) if self.total else None


def column_of(age: int) -> int:
    """Which column an age in days falls into."""
    return next((at for at, most in enumerate(EDGES) if age <= most), len(EDGES))


def aged(balances: Iterable[Balance], day: dt.date) -> dict[str, Aged]:
    """What is owed by payer and age, in the order of payers' codes."""
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * (len(EDGES) + 1))
    for one in balances:
        sums[one.payer][column_of(one.age(day))] += one.amount
    return {payer: Aged(tuple(columns)) for payer, columns in sorted(sums.items())}


def together(parts: Iterable[Aged]) -> Aged:
    """All payers."""
    held = [one.columns for one in parts] or [(ZERO,) * (len(EDGES) + 1)]
    return Aged(tuple(sum(column, ZERO) for column in zip(*held, strict=True)))


def allowance(balances: Iterable[Balance], rates: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What of the receivable is not expected to come, by payer.

    Of charges a payer has not decided: the share that it took off of those it has decided in a year. Of patients'
    shares: the part of a year's that became charity or bad debt. Our choice; a balance sheet's reserves may differ.
    """
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for one in balances:
        if one.undecided or one.payer == PATIENT:
            found[one.payer] += one.amount * rates.get(one.payer, ZERO)
    return {payer: cents(amount) for payer, amount in found.items()}


def per_day(amounts: Mapping[dt.date, Decimal], day: dt.date, span: int) -> Decimal | None:
    """What comes on an average day of the ``span`` days up to one; of a younger ledger, of the days it has."""
    first = min(amounts, default=None)
    if first is None or first > day:
        return None
    days = min(span, (day - first).days + 1)
    since = day - dt.timedelta(days=days)
    return sum((amount for at, amount in amounts.items() if since < at <= day), ZERO) / days


def closing_days(first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """The last day of every month from the first one on, and the last day itself."""
    found = []
    day = first
    while True:
        after = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        end = after - dt.timedelta(days=1)
        if end >= last:
            break
        found.append(end)
        day = after
    return (*found, last)
