"""Clean claims, and claims that payers refuse to pay at first."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.departments.revenue.measures.keys import example, share
from wellrun.warehouse.measures.measure import Better

TASK_FORCE = "HFMA Claim Integrity Task Force, 2021"


def claim(name: str, billed: str, charge: int, **more: Any) -> dict[str, Any]:
    """A claim for an example."""
    return {"claim": name, "payer": "A", "ended_on": billed, "billed_on": billed, "charge": charge, **more}


SENT = tuple(claim(f"C{at}", f"2026-0{1 + at % 3}-10", 1000) for at in range(30))
DENIED = (*SENT, claim("D", "2026-03-20", 3000, denied_on="2026-04-12"))
APRIL: dict[str, Any] = {"start": date(2026, 4, 1), "today": date(2026, 5, 1)}

CLEAN = share(
    "clean_claim_rate",
    "Clean claims",
    "clean_claims",
    "clean",
    "checked",
    better=Better.HIGHER,
    plural=True,
    counts="Claims billed in the month that passed every check with nobody's help.",
    per="Claims billed in the month that were checked.",
    leaves_out="Claims that nobody checked here: without checks there is no figure.",
    source="HFMA MAP Keys, clean claim rate. Editions differ in the denominator; ours is claims accepted into the "
    "checks, not claims submitted",
    example=example(
        "claims",
        claim("A", "2026-01-05", 100, clean=True),
        claim("B", "2026-01-06", 100, clean=False),
        claim("C", "2026-01-07", 100, clean=True),
        claim("D", "2026-01-08", 100, clean=True),
        claim("E", "2026-01-08", 100),
        numerator=3,
        denominator=4,
        value=75,
        sentence="Three of four checked claims passed; a fifth was never checked.",
    ),
)
INITIAL = share(
    "initial_denial_rate",
    "Claims denied at first",
    "initial_denials",
    "denied",
    "sent",
    plural=True,
    counts="Claims with their first denial in the month, of the whole claim or of a line.",
    per="Claims sent in an average month of the three before; by the day of billing where that is all there is.",
    leaves_out="Months with fewer than three months of claims before them.",
    source=f"{TASK_FORCE}, initial denial rate by volume",
    example=example(
        "claims",
        *DENIED,
        **APRIL,
        numerator=1,
        denominator=31 / 3,
        value=100 / (31 / 3),
        sentence="One claim denied in April, beside 10.3 sent in an average month of January to March: 9.7 %.",
    ),
)
INITIAL_MONEY = share(
    "initial_denial_rate_money",
    "Charges denied at first",
    "initial_denials",
    "denied_charges",
    "sent_charges",
    plural=True,
    counts="Charges of claims with their first denial in the month, the whole claim's.",
    per="Charges of claims sent in an average month of the three before.",
    leaves_out="Months with fewer than three months of claims before them.",
    source=f"{TASK_FORCE}, initial denial rate by dollars: gross charges of claims denied",
    example=example(
        "claims",
        *DENIED,
        **APRIL,
        numerator=3000,
        denominator=11000,
        value=100 * 3000 / 11000,
        sentence="3,000 denied in April, beside 11,000 sent in an average month before: 27.3 %.",
    ),
)
PRIMARY = share(
    "primary_denial_rate",
    "Answers that pay nothing",
    "primary_remits",
    "zero_paid",
    "remits",
    plural=True,
    counts="Claims that their primary payer answered in the month with nothing paid.",
    per="Claims that their primary payer answered in the month.",
    leaves_out="Claims denied as billed twice, and answers that take an earlier one back.",
    source=f"{TASK_FORCE}, primary denial rate; ours counts calendar months, theirs four weeks",
    example=example(
        "remits",
        {"remit": "1-0", "paid_on": "2026-01-09", "zero_paid": False},
        {"remit": "1-1", "paid_on": "2026-01-09", "zero_paid": True},
        {"remit": "2-0", "paid_on": "2026-01-16", "zero_paid": False},
        {"remit": "2-1", "paid_on": "2026-01-16", "zero_paid": False},
        numerator=1,
        denominator=4,
        value=25,
        sentence="One of four answers paid nothing.",
    ),
)

MEASURES = (CLEAN, INITIAL, INITIAL_MONEY, PRIMARY)
