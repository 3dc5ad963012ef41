"""What is collected of what was earned, what is given up, and what collecting costs."""

from __future__ import annotations

from typing import Any

from wellrun.departments.revenue.measures.keys import MAP_KEYS, example, share
from wellrun.warehouse.measures.measure import Better

NET = "Net revenue of the month: charges less contractual adjustments and charity, as the ledger booked them."
ON_DAY = (
    "Contractual adjustments count on the day a remittance tells them, so a month has some of the charges before it."
)


def moved(day: str = "2026-01-15", **sums: float) -> dict[str, Any]:
    """A day of the ledger for an example."""
    names = ("charges", "contractual", "cash", "refunds", "denial_write_offs", "bad_debt", "charity")
    return {"day": day, **dict.fromkeys(names, 0), **sums}


MONTH = moved(charges=850000, contractual=350000, cash=460000, denial_write_offs=5000, bad_debt=17000, charity=20000)

CASH = share(
    "cash_collection_rate",
    "Cash collected of net revenue",
    "ledger_moves",
    "cash",
    "net_revenue",
    better=Better.HIGHER,
    counts="Cash of payers and patients in the month, less what payers took back.",
    per=NET,
    leaves_out=f"Interest and other money outside of claims. {ON_DAY}",
    source="HFMA MAP Keys, cash collection as a percentage of net patient service revenue",
    example=example(
        "ledger_moves",
        MONTH,
        numerator=460000,
        denominator=480000,
        value=100 * 46 / 48,
        sentence="460,000 came, of 850,000 less 350,000 less 20,000: 95.8 %.",
    ),
)
NET_COLLECTION = share(
    "net_collection_rate",
    "Net collection rate",
    "ledger_moves",
    "kept_cash",
    "collectible",
    better=Better.HIGHER,
    counts="Cash of the month, less what payers took back and what was refunded.",
    per="Charges of the month less contractual adjustments.",
    leaves_out=ON_DAY,
    source="American Academy of Family Physicians, adjusted collection rate: payments less credits, over charges less "
    "contractual adjustments",
    example=example(
        "ledger_moves",
        moved("2026-01-10", charges=850000, contractual=350000),
        moved("2026-01-20", cash=500000, refunds=14000),
        numerator=486000,
        denominator=500000,
        value=97.2,
        sentence="(500,000 − 14,000) / (850,000 − 350,000): 97.2 %, the Academy's own example.",
    ),
)
DENIAL_WRITE_OFFS = share(
    "denial_write_offs",
    "Written off after denials",
    "ledger_moves",
    "denial_write_offs",
    "net_revenue",
    counts="Amounts given up in the month because a payer denied them.",
    per=NET,
    leaves_out="Charity, bad debt and what is too small to ask for: each has a reason of its own in the ledger.",
    source=f"{MAP_KEYS}: denial write-offs of net patient service revenue",
    example=example(
        "ledger_moves",
        MONTH,
        numerator=5000,
        denominator=480000,
        value=500 / 480,
        sentence="5,000 of 480,000 net revenue: 1.0 %.",
    ),
)
BAD_DEBT = share(
    "bad_debt_share",
    "Bad debt",
    "ledger_moves",
    "bad_debt",
    "charges",
    counts="Amounts written off in the month as bad debt: from patients who could pay.",
    per="Charges of the month.",
    leaves_out="Charity, which is told apart when it is given.",
    source=f"{MAP_KEYS}: bad debt of gross patient service revenue",
    example=example(
        "ledger_moves", MONTH, numerator=17000, denominator=850000, value=2, sentence="17,000 of 850,000 charged: 2 %."
    ),
)
CHARITY = share(
    "charity_share",
    "Charity care",
    "ledger_moves",
    "charity",
    "charges",
    better=Better.NEITHER,
    counts="Amounts given up in the month as help with bills, by the facility's scale or a decision.",
    per="Charges of the month.",
    leaves_out="Bad debt.",
    source=f"{MAP_KEYS}: charity care of gross patient service revenue",
    example=example(
        "ledger_moves",
        MONTH,
        numerator=20000,
        denominator=850000,
        value=2000 / 850,
        sentence="20,000 of 850,000 charged: 2.4 %.",
    ),
)
COST = share(
    "cost_to_collect",
    "Cost to collect",
    "ledger_moves",
    "cost",
    "cash_with_cost",
    counts="The month's part of what the revenue cycle costs in a year, as it was entered on the page on ageing.",
    per="Cash of the same days.",
    leaves_out="Years for which nobody has entered a cost: for them there is no figure.",
    source=f"{MAP_KEYS}: total revenue cycle cost of total patient service cash collected",
    example=example(
        "ledger_moves",
        moved("2026-01-10", cash=90000, cost=1500),
        moved("2026-01-11", cash=10000, cost=1500),
        moved("2026-01-12", cash=99000),
        numerator=3000,
        denominator=100000,
        value=3,
        sentence="Two days cost 3,000 and brought 100,000: 3 %. Of the third nobody knows the cost.",
    ),
)

MEASURES = (CASH, NET_COLLECTION, DENIAL_WRITE_OFFS, BAD_DEBT, CHARITY, COST)
