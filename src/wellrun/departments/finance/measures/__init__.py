"""Measures of money."""

from __future__ import annotations

from datetime import date

from wellrun.departments.finance.measures import purchases
from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

BOOKED = {"book": "GL", "month": "2026-01-01", "told_on": "2026-02-03"}

EXPENSE = Measure(
    key="expense_per_patient_day",
    title="Expense per patient day",
    judged_by=Grain.MONTH,
    department="finance",
    version=1,
    since=date(2026, 1, 1),
    unit="per patient day",
    better=Better.LOWER,
    display=Display.MONEY,
    decimals=0,
    about=About.MONEY,
    chart="i",
    owner="Director of finance",
    source="HFMA operating expense per adjusted patient day; ours is not adjusted for outpatient revenue",
    counts="Operating expense booked for the month, debits less credits, of the latest version of each period. "
    "Accounts that the chart of accounts does not know count as expense.",
    per="Patient days of months for which the facility has booked expense: patients at midnight, plus hours of "
    "same-day stays divided by 24.",
    leaves_out="Months without bookings. A unit without patients has expense but no figure of its own; it counts in "
    "its department and facility.",
    numerator=Amount("expense_months", "expense"),
    denominator=Amount("expense_months", "patient_days"),
    grains=(Grain.MONTH,),
    example=Example(
        rows={
            "encounters": (
                {
                    "encounter": "A",
                    "patient": "p",
                    "class_code": "IMP",
                    "unit": "W5",
                    "started_at": "2026-01-05 10:00",
                    "ended_at": "2026-01-07 10:00",
                },
                {
                    "encounter": "B",
                    "patient": "q",
                    "class_code": "IMP",
                    "unit": "W5",
                    "started_at": "2026-01-05 06:00",
                    "ended_at": "2026-01-05 18:00",
                },
            ),
            "ledger": (
                {**BOOKED, "line": 1, "cost_centre": "W5", "account": "6000", "debit": 4500, "version": 1},
                {**BOOKED, "line": 1, "cost_centre": "W5", "account": "6000", "debit": 4000, "version": 2},
                {**BOOKED, "line": 2, "cost_centre": "LAUNDRY", "account": "6100", "debit": 1200, "version": 2},
                {**BOOKED, "line": 3, "cost_centre": "LAUNDRY", "account": "6100", "credit": 200, "version": 2},
                {**BOOKED, "line": 4, "cost_centre": "W5", "account": "2100", "credit": 5000, "version": 2},
            ),
            "accounts": ({"account": "2100", "name": "Owed", "kind": "liability"},),
            "cost_centres": ({"cost_centre": "W5", "name": "Ward 5", "unit": "W5"},),
        },
        start=date(2026, 1, 1),
        numerator=5000,
        denominator=2.5,
        value=2000,
        sentence="5,000, as restated, over two midnights and half a day: 2,000 per patient day.",
    ),
)

MEASURES = (EXPENSE, *purchases.MEASURES)
