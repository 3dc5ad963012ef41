"""When a variance asks for a comment, and until when: by amount and by per cent, as a facility has it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from wellrun.departments.finance.rules.calendars import FiscalCalendar
from wellrun.departments.finance.rules.variance import Kind, Parts, Way, way_of
from wellrun.values.faults import Fault

FEWEST_LETTERS = 15
"""So short a comment explains nothing."""


@dataclass(frozen=True)
class Terms:
    """Terms of a facility. A cost centre is asked where it is over its budget by the amount and by the share, both:
    a large one is not asked for a rounding, nor a small one for a chair. ``days`` after the books of a period come."""

    calendar: FiscalCalendar = field(default_factory=FiscalCalendar)
    over_cents: int = 10_000_00
    over_percent: Decimal = Decimal(3)
    days: int = 7

    def asks(self, parts: Parts, kind: Kind = Kind.EXPENSE) -> bool:
        """Whether a comment is owed: the difference is unfavourable, and beyond both limits."""
        if way_of(parts.over, kind) is not Way.UNFAVOURABLE:
            return False
        over = abs(parts.over)
        return over >= self.over_cents and 100 * over >= self.over_percent * abs(parts.budget)

    def due(self, told_on: dt.date) -> dt.date:
        """The last day for a comment."""
        return told_on + dt.timedelta(days=self.days)


def faults_of_comment(cause: str) -> tuple[Fault, ...]:
    """What keeps a comment from being one."""
    if len(cause.strip()) >= FEWEST_LETTERS:
        return ()
    return (
        Fault(
            "finance.comment.short",
            "This says too little.",
            "cause",
            cause,
            "what caused it, and whether it will last",
            "Write a sentence of what caused it and whether it will last.",
        ),
    )


def faults_of_terms(terms: Terms) -> tuple[Fault, ...]:
    """What terms may not be."""
    checks = (
        (terms.over_cents >= 0, "over_cents", str(terms.over_cents), "no less than nothing"),
        (0 <= terms.over_percent <= 100, "over_percent", str(terms.over_percent), "0 to 100"),
        (1 <= terms.days <= 60, "days", str(terms.days), "1 to 60"),
        (1 <= terms.calendar.closing_month <= 12, "closing_month", str(terms.calendar.closing_month), "1 to 12"),
        (0 <= terms.calendar.weekday <= 6, "weekday", str(terms.calendar.weekday), "0 to 6"),
    )
    return tuple(
        Fault("finance.terms", "This is out of range.", place, value, expected, f"Give {expected}.")
        for sound, place, value, expected in checks
        if not sound
    )
