"""Measures of money."""

from __future__ import annotations

from datetime import date

from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

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
    counts="Operating expense booked for the month, all accounts.",
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
                {"unit": "W5", "account": "6000", "month": "2026-01-01", "amount": 4000},
                {"unit": "LAUNDRY", "account": "6100", "month": "2026-01-01", "amount": 1000},
            ),
        },
        start=date(2026, 1, 1),
        numerator=5000,
        denominator=2.5,
        value=2000,
        sentence="5,000 over two midnights and half a day: 2,000 per patient day.",
    ),
)

MEASURES = (EXPENSE,)
