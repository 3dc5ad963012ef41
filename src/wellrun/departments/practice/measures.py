"""Measures of booked visits."""

from __future__ import annotations

from datetime import date

from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

NO_SHOW = Measure(
    key="no_show_rate",
    title="No-shows",
    plural=True,
    department="practice",
    version=1,
    since=date(2026, 1, 1),
    unit="of appointments",
    multiply=100,
    better=Better.LOWER,
    display=Display.PERCENT,
    about=About.PATIENTS,
    chart="p",
    owner="Practice manager",
    source="House definition after NHS England, did not attend: missed over (kept and missed)",
    counts="Appointments the patient missed without giving them back.",
    per="Appointments kept or missed, on the day they were to take place.",
    leaves_out="Appointments cancelled or moved by either side, and those still to come.",
    numerator=Amount("appointments", "missed"),
    denominator=Amount("appointments", "due"),
    example=Example(
        rows={
            "appointments": tuple(
                {"appointment": str(number), "unit": "C1", "starts_at": "2026-01-05 09:00", "status": status}
                for number, status in enumerate(("fulfilled", "arrived", "fulfilled", "noshow", "cancelled", "booked"))
            )
        },
        start=date(2026, 1, 1),
        numerator=1,
        denominator=4,
        value=25,
        sentence="Three came and one did not: 1 of 4. The cancelled and the booked one do not count.",
    ),
)

MEASURES = (NO_SHOW,)
