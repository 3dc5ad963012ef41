"""What revenue publishes of claims, remittances, the receivable and its ledger, so that measures can read it."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

CLAIMS = Table(
    name="claims",
    description="Claims billed, with when they were first denied; nothing of what they are for",
    key=("facility", "claim"),
    columns=(
        Column("claim", Kind.TEXT, "Number of the claim", required=True),
        Column("unit", Kind.TEXT, "Unit code the service was given in; empty where the claim names none"),
        Column("payer", Kind.TEXT, "Our code of the primary payer; patient where there is none", required=True),
        Column("ended_on", Kind.DATE, "Last day of service", required=True),
        Column("billed_on", Kind.DATE, "Day it was billed", required=True),
        Column("submitted_on", Kind.DATE, "Day it went to the payer; empty where that is not known"),
        Column("clean", Kind.FLAG, "Passed every check without a person; empty where nothing was checked"),
        Column("charge", Kind.MONEY, "Charge, in the facility's currency", unit="currency", required=True),
        Column("denied_on", Kind.DATE, "Day of its first denial; empty where it was not denied"),
    ),
    rules=(InOrder("ended_on", "billed_on"),),
)

REMITS = Table(
    name="remits",
    description="Claims as primary payers answered them, without those denied as billed twice",
    key=("facility", "remit"),
    columns=(
        Column("remit", Kind.TEXT, "Payment and place in it", required=True),
        Column("paid_on", Kind.DATE, "Day of the payment", required=True),
        Column("zero_paid", Kind.FLAG, "Nothing was paid", required=True),
    ),
)

RECEIVABLE_DAYS = Table(
    name="receivable_days",
    description="What is owed at the end of months, and at the end of the last day, by payer",
    key=("facility", "day", "payer"),
    columns=(
        Column("day", Kind.DATE, "Day at whose end it stood so", required=True),
        Column("payer", Kind.TEXT, "Our code of whoever owes; patient for patients", required=True),
        Column("owed", Kind.MONEY, "Owed on billed claims", unit="currency", required=True),
        Column("over_90", Kind.MONEY, "Of these, more than 90 days after the last day of service", unit="currency"),
        Column("credits", Kind.MONEY, "Cash that stands to no claim yet", unit="currency", required=True),
        Column("allowance", Kind.MONEY, "Of what is owed, not expected to come", unit="currency", required=True),
    ),
)

REVENUE_DAYS = Table(
    name="revenue_days",
    description="Revenue of an average day before the same days, and what is not with the payers yet",
    key=("facility", "day"),
    columns=(
        Column("day", Kind.DATE, "Day the average ends with", required=True),
        Column("gross_per_day", Kind.NUMBER, "Charges of a day, over twelve months", unit="currency"),
        Column("net_per_day", Kind.NUMBER, "Net revenue of a day, over 90 days", unit="currency"),
        Column("unbilled", Kind.MONEY, "Discharged and not final billed; empty where not known", unit="currency"),
        Column("unsent", Kind.MONEY, "Final billed and not submitted; empty where not known", unit="currency"),
    ),
)

LEDGER_MOVES = Table(
    name="ledger_moves",
    description="What the receivable's ledger was moved by, by day, all claims together",
    key=("facility", "day"),
    columns=(
        Column("day", Kind.DATE, "Day of the entries", required=True),
        Column("charges", Kind.MONEY, "Charges", unit="currency", required=True),
        Column("contractual", Kind.MONEY, "Contractual adjustments", unit="currency", required=True),
        Column("cash", Kind.MONEY, "Cash of payers and patients, less what payers took back", unit="currency"),
        Column("refunds", Kind.MONEY, "Refunds", unit="currency", required=True),
        Column("denial_write_offs", Kind.MONEY, "Written off after a denial", unit="currency", required=True),
        Column("bad_debt", Kind.MONEY, "Written off as bad debt", unit="currency", required=True),
        Column("charity", Kind.MONEY, "Given as charity", unit="currency", required=True),
        Column("cost", Kind.NUMBER, "The day's part of a year's cost; empty where nobody entered it", unit="currency"),
    ),
)
