"""Payment plans: equal instalments to the cent, without interest, and where a plan stands by what has been paid.

The rules are the house's. Interest or more than four instalments with a charge would make a plan credit under 12 CFR
1026.2(a)(17) (Regulation Z); this one charges nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import NamedTuple

from wellrun.departments.revenue.rules.entries import CENT
from wellrun.departments.revenue.rules.ledger import ZERO
from wellrun.values.faults import Fault

GRACE = dt.timedelta(days=10)
"""An instalment is missed when it is not paid in full so many days after it was due."""

MISSED = 2
"""A plan is broken when so many instalments in a row are missed and unpaid on one day."""

MOST, SMALLEST = 36, Decimal(25)
"""The most instalments, and the least that one may be, but for the last."""


class Instalment(NamedTuple):
    """One part: when it is due and how much."""

    number: int
    due_on: dt.date
    amount: Decimal


class Standing(StrEnum):
    """Where a plan stands."""

    KEPT = "kept"
    RUNNING = "running"
    BEHIND = "behind"
    BROKEN = "broken"


class Course(NamedTuple):
    """An instalment with when it was paid in full, when it counted as missed, and what of it is open."""

    instalment: Instalment
    paid_on: dt.date | None
    missed_on: dt.date | None
    left: Decimal

    @property
    def cured(self) -> bool:
        """Missed, and paid after all."""
        return self.missed_on is not None and self.paid_on is not None


class PlanStanding(NamedTuple):
    """A plan as of a day: each instalment's course, what is behind, and since when it is broken, if it is."""

    standing: Standing
    courses: tuple[Course, ...]
    paid: Decimal
    behind: Decimal
    broken_on: dt.date | None

    @property
    def next(self) -> Course | None:
        """The first instalment that is not paid."""
        return next((one for one in self.courses if one.left), None)


def plan_faults(total: Decimal, number: int, owed: Decimal) -> tuple[Fault, ...]:
    """Whatever is wrong with a plan that is asked for."""
    found = []
    if total <= 0 or total > owed:
        found.append(
            Fault(
                "revenue.plan.total",
                f"A plan is about what is owed, {owed:,.2f} at most.",
                "total",
                f"{total}",
                "no more than is owed",
                "Enter what is owed, or a part of it.",
            )
        )
    if not 2 <= number <= MOST:
        found.append(
            Fault(
                "revenue.plan.number",
                f"A plan has 2 to {MOST} instalments.",
                "number",
                str(number),
                f"2 to {MOST}",
                "Choose another number.",
            )
        )
    elif total > 0 and total / number < SMALLEST:
        found.append(
            Fault(
                "revenue.plan.small",
                f"An instalment would be less than {SMALLEST}.",
                "number",
                str(number),
                f"{SMALLEST} or more each",
                "Choose fewer instalments.",
            )
        )
    return tuple(found)


def instalments(total: Decimal, number: int, first: dt.date) -> tuple[Instalment, ...]:
    """Equal parts, one a month on the same day; the last takes the cents that do not divide."""
    part = (total / number).quantize(CENT, ROUND_DOWN)
    parts = [part] * (number - 1)
    parts.append(total - sum(parts, ZERO))
    return tuple(Instalment(at + 1, _months_after(first, at), amount) for at, amount in enumerate(parts))


def _months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def standing(plan: Sequence[Instalment], payments: Iterable[tuple[dt.date, Decimal]], today: dt.date) -> PlanStanding:
    """Where a plan stands on a day, by the payments since it was agreed, each put to the oldest open instalment."""
    came = sorted((day, amount) for day, amount in payments if day <= today)
    paid = sum((amount for _day, amount in came), ZERO)
    courses, until = [], ZERO
    for one in plan:
        until += one.amount
        paid_on = _reached(came, until)
        late = one.due_on + GRACE
        missed = late < today if paid_on is None else late < paid_on
        left = max(min(one.amount, until - paid), ZERO)
        courses.append(Course(one, paid_on, late + dt.timedelta(days=1) if missed else None, left))
    behind = sum((one.left for one in courses if one.instalment.due_on < today), ZERO)
    broken_on = _broken_on(courses)
    return PlanStanding(_word(courses, broken_on), tuple(courses), paid, behind, broken_on)


def _reached(came: Sequence[tuple[dt.date, Decimal]], amount: Decimal) -> dt.date | None:
    """The day on which payments had reached an amount."""
    sum_so_far = ZERO
    for day, part in came:
        sum_so_far += part
        if sum_so_far >= amount:
            return day
    return None


def _broken_on(courses: Sequence[Course]) -> dt.date | None:
    """The first day on which ``MISSED`` instalments in a row were missed and unpaid; it stays so, whatever comes."""
    for at in range(MISSED - 1, len(courses)):
        row = courses[at - MISSED + 1 : at + 1]
        last = row[-1].missed_on
        if last is not None and all(
            one.missed_on is not None and (one.paid_on is None or one.paid_on >= last) for one in row
        ):
            return last
    return None


def _word(courses: Sequence[Course], broken_on: dt.date | None) -> Standing:
    if not any(one.left for one in courses):
        return Standing.KEPT
    if broken_on is not None:
        return Standing.BROKEN
    return Standing.BEHIND if any(one.missed_on and one.left for one in courses) else Standing.RUNNING
