"""Days in receivables, what is not billed or sent yet, and how old the receivable is."""

from __future__ import annotations

from wellrun.departments.revenue.measures.keys import days, example, share

END = "2026-01-31"
OWED = (
    {"day": END, "payer": "A", "owed": 90000, "over_90": 12000, "credits": 0, "allowance": 30000},
    {"day": END, "payer": "patient", "owed": 10000, "over_90": 8000, "credits": 0, "allowance": 2000},
    {"day": END, "payer": "none", "owed": 0, "over_90": 0, "credits": 4000, "allowance": 0},
)
REVENUE = {"day": END, "gross_per_day": 2400, "net_per_day": 1600}
LEFT_OUT = "Facilities without a ledger here. A month that runs stands at its last day."

NET_DAYS = days(
    "net_days_in_receivable",
    "Net days in receivables",
    "net",
    "net_per_day",
    counts="At the end of the month: what is owed, less credits, and less what is not expected to come: of charges "
    "not decided the share that the payer takes off by contract, of patients' shares what becomes charity or bad debt.",
    per="Net revenue of an average day of the 90 days before: charges less contractual adjustments and charity.",
    leaves_out=f"{LEFT_OUT} Care not billed yet is no part of it until charges are kept here.",
    source="HFMA MAP Keys, net days in accounts receivable (balance sheet). Allowances are reckoned from the ledger, "
    "and the average is of 90 days: our choices where the definition leaves it open",
    example=example(
        "receivable_days",
        *OWED,
        also={"revenue_days": (REVENUE,)},
        numerator=64000,
        denominator=1600,
        value=40,
        sentence="100,000 owed, less 4,000 credits and 32,000 not expected, over 1,600 a day: 40 days.",
    ),
)
GROSS_DAYS = days(
    "gross_days_in_receivable",
    "Days in receivables",
    "less_credits",
    "gross_per_day",
    counts="At the end of the month: what is owed, less credits.",
    per="Charges of an average day of the twelve months before; of a younger ledger, of the days it has.",
    leaves_out=LEFT_OUT,
    source="Days in accounts receivable as practices reckon them (AAFP): receivables less credits, over charges of "
    "twelve months by 365",
    example=example(
        "receivable_days",
        *OWED,
        also={"revenue_days": (REVENUE,)},
        numerator=96000,
        denominator=2400,
        value=40,
        sentence="100,000 owed less 4,000 credits, over 2,400 a day: 40 days.",
    ),
)
UNBILLED = days(
    "unbilled_days",
    "Discharged, not final billed",
    "unbilled",
    "unbilled_per_day",
    counts="At the end of the month: charges of patients who have left and whose claim is not final.",
    per="Charges of an average day of the twelve months before, where what is unbilled is known.",
    leaves_out="Facilities whose charges are not kept here: for them there is no figure.",
    source="HFMA MAP Keys, days in discharged not final billed (DNFB), in days of gross revenue",
    example=example(
        "revenue_days",
        REVENUE | {"unbilled": 12000},
        {"day": END, "gross_per_day": 900, "facility": "K"},
        numerator=12000,
        denominator=2400,
        value=5,
        sentence="12,000 not billed, over 2,400 a day: 5 days. A facility that does not know has no figure.",
    ),
)
UNSENT = days(
    "unsent_days",
    "Final billed, not sent",
    "unsent",
    "unsent_per_day",
    counts="At the end of the month: charges of claims that are final and not with their payer.",
    per="Charges of an average day of the twelve months before, where what is unsent is known.",
    leaves_out="Facilities that do not send claims from here: for them there is no figure.",
    source="HFMA MAP Keys, days in final billed not submitted to payer (FBNS), in days of gross revenue",
    example=example(
        "revenue_days",
        REVENUE | {"unsent": 6000},
        numerator=6000,
        denominator=2400,
        value=2.5,
        sentence="6,000 not sent, over 2,400 a day: 2.5 days.",
    ),
)
OVER_90 = share(
    "receivable_over_90",
    "Receivables over 90 days",
    "receivables",
    "over_90",
    "owed",
    plural=True,
    counts="At the end of the month: what is owed more than 90 days after the last day of service.",
    per="All that is owed on billed claims. The page on ageing has it by payer.",
    leaves_out=LEFT_OUT,
    source="HFMA MAP Keys, aged accounts receivable over 90 days. Age is from the last day of service: our choice",
    example=example(
        "receivable_days",
        *OWED,
        numerator=20000,
        denominator=100000,
        value=20,
        sentence="20,000 of 100,000 owed are older than 90 days: 20 %.",
    ),
)

MEASURES = (NET_DAYS, GROSS_DAYS, UNBILLED, UNSENT, OVER_90)
