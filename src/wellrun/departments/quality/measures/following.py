"""Measures of the follow-up after discharge: how many are called within two days and seen within seven."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

SINCE = date(2026, 11, 1)
JANUARY = date(2026, 1, 1)
OWNER = "Director of quality"
SOURCE = (
    "House definition after the transitional care rules of Medicare (CMS MLN908628: contact within two business days, "
    "visit within 7 or 14 days); ours counts hours of the clock, so a weekend is no excuse"
)


def followed(name: str, left: str, **more: Any) -> dict[str, Any]:
    """A patient of Ward 5 who is followed, for an example."""
    return {"encounter": name, "unit": "W5", "left_at": f"{left} 12:00", "excused": False, **more}


def in_time(key: str, title: str, *, what: str, within: str, part: str, example: Example) -> Measure:
    """The share for whom a step was done in its time."""
    return Measure(
        key=key,
        title=title,
        plural=True,
        judged_by=Grain.MONTH,
        department="quality",
        version=1,
        since=SINCE,
        unit="of patients followed up",
        multiply=100,
        better=Better.HIGHER,
        display=Display.PERCENT,
        about=About.PATIENTS,
        chart="p",
        owner=OWNER,
        source=SOURCE,
        counts=f"Patients followed up who were {what} within {within} of leaving, by day and unit of leaving.",
        per=f"Patients followed up whose {within} are over, or who were {what} before.",
        leaves_out="Who declined the call, or died, moved or came back before it was due; whoever was not on the list.",
        numerator=Amount("follow_ups", f"{part}_in_time"),
        denominator=Amount("follow_ups", f"{part}_due"),
        example=example,
    )


ROWS = (
    followed("A", "2026-01-05", called_at="2026-01-06 09:00", seen_at="2026-01-11 10:00"),
    followed("B", "2026-01-05", called_at="2026-01-08 09:00"),
    followed("C", "2026-01-05", excused=True),
)
CALLED = in_time(
    "called_in_time",
    "Called within two days",
    what="reached by telephone",
    within="48 hours",
    part="call",
    example=Example(
        rows={"follow_ups": ROWS},
        start=JANUARY,
        numerator=1,
        denominator=2,
        value=50,
        sentence="A was called after 21 hours, B after 69; C declined: 1 of 2.",
    ),
)
SEEN = in_time(
    "seen_in_time",
    "Seen within seven days",
    what="seen by a clinician",
    within="seven days",
    part="visit",
    example=Example(
        rows={"follow_ups": ROWS},
        start=JANUARY,
        numerator=1,
        denominator=2,
        value=50,
        sentence="A was seen on the sixth day, B not at all; C declined: 1 of 2.",
    ),
)

MEASURES = (CALLED, SEEN)
