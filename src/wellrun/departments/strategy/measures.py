"""Measures of promises."""

from __future__ import annotations

from datetime import date

from wellrun.warehouse.measures.measure import About, Amount, Better, Days, Display, Example, Measure

OVERDUE = Measure(
    key="overdue_actions",
    title="Overdue actions",
    plural=True,
    department="strategy",
    version=1,
    since=date(2026, 1, 1),
    unit="actions overdue a day",
    better=Better.LOWER,
    display=Display.NUMBER,
    about=About.PROMISES,
    chart="i",
    target=0,
    owner="Administrator",
    source="House definition: an action is overdue from the day after its date until it is closed",
    counts="Actions open past their date at the end of each day.",
    per="Days on which any action was open; a week or month shows the mean of its days.",
    leaves_out="The day it is due; the day it is closed; days on which nothing is open.",
    numerator=Amount("waiting_actions", "overdue"),
    denominator=Days("waiting_actions"),
    example=Example(
        rows={
            "actions": (
                {
                    "action": "A",
                    "unit": "W5",
                    "opened_on": "2026-01-05",
                    "due_on": "2026-01-06",
                    "closed_on": "2026-01-09",
                },
                {
                    "action": "B",
                    "unit": "W5",
                    "opened_on": "2026-01-05",
                    "due_on": "2026-01-08",
                    "closed_on": "2026-01-07",
                },
            )
        },
        start=date(2026, 1, 1),
        numerator=2,
        denominator=4,
        value=0.5,
        sentence="A is open from the 5th to the 8th and overdue on the 7th and 8th: 2 overdue over 4 days. B was "
        "closed in time.",
    ),
)

MEASURES = (OVERDUE,)
