"""What a patient is asked to pay: the ledger's share of the patient, once every payer has decided, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.accounts import Visit
from wellrun.departments.revenue.rules.ledger import ZERO

TO_PAY = dt.timedelta(days=30)
"""From the statement to the day it asks to be paid by (house)."""

EVERY = dt.timedelta(days=28)
"""A statement is not sent again before so many days have gone by (house): monthly, as patients expect."""

BUCKETS = (30, 60, 90)
"""Days since the patient first owed, where one column of ageing ends and the next begins."""


class Bill(NamedTuple):
    """What a statement says.

    ``visits`` are asked to be paid; ``waiting`` are shown as still with insurance and ask for nothing. ``credit`` is
    the patient's own money not used yet. ``ageing`` is what is owed by age: up to 30, 60, 90 days and more.
    """

    on: dt.date
    due_on: dt.date
    visits: tuple[Visit, ...]
    waiting: tuple[Visit, ...]
    credit: Decimal
    ageing: tuple[Decimal, ...]

    @property
    def owed(self) -> Decimal:
        """The patient's share of all decided visits."""
        return sum((one.owed for one in self.visits), ZERO)

    @property
    def to_pay(self) -> Decimal:
        """What is owed less the patient's credit, never below nothing."""
        return max(self.owed - self.credit, ZERO)

    @property
    def kept(self) -> Decimal:
        """What of the credit is left for the patient."""
        return max(self.credit - self.owed, ZERO)


def bill(visits: Iterable[Visit], credit: Decimal, on: dt.date) -> Bill:
    """The bill of an account on a day."""
    every = sorted(visits, key=lambda one: one.dates[1:])
    owing = tuple(one for one in every if one.decided and one.owed)
    waiting = tuple(one for one in every if not one.decided)
    ages = [ZERO] * (len(BUCKETS) + 1)
    for one in owing:
        ages[bucket(one.since or on, on)] += one.owed
    return Bill(on, on + TO_PAY, owing, waiting, credit, tuple(ages))


def bucket(since: dt.date, on: dt.date) -> int:
    """Which column of ageing a day falls into: 0 up to 30 days, then 1, 2, and 3 above 90."""
    age = (on - since).days
    return next((at for at, most in enumerate(BUCKETS) if age <= most), len(BUCKETS))


def why_not(
    found: Bill, *, last: dt.date | None = None, asking_for_help: bool = False, on_plan: bool = False
) -> tuple[str, ...]:
    """Why no statement should be sent now; empty where one is due.

    While a request for help is being decided no bill goes out: 26 CFR 1.501(r)-6(c)(8) suspends collection then. Nor
    does one while a payment plan is kept: it would ask for all at once what was agreed in parts.
    """
    reasons = []
    if not found.owed:
        reasons.append("insurance" if found.waiting else "nothing")
    elif not found.to_pay:
        reasons.append("credit")
    if last is not None and found.on < last + EVERY:
        reasons.append("lately")
    if asking_for_help:
        reasons.append("assistance")
    if on_plan:
        reasons.append("plan")
    return tuple(reasons)
