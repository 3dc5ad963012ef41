"""Measures of buying: what is bought under contract, how much matches at once, how long an order takes, and prices."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure, Statistic

SINCE, JANUARY = date(2026, 12, 1), date(2026, 1, 1)
OWNER = "Director of finance"
SOURCE = "The usual figure of accounts payable and purchasing; matched and priced by the house's own rules"


def fact(name: str, kind: str, **more: Any) -> dict[str, Any]:
    """A row for an example."""
    return {"fact": name, "kind": kind, "unit": "W5", "day": "2026-01-05", **more}


LINES = (
    fact("1", "line", amount=600, listed=580, agreed=True),
    fact("2", "line", amount=300, agreed=True),
    fact("3", "line", amount=100, listed=120, agreed=False),
    fact("4", "line", amount=200, agreed=False),
)
COMMON: dict[str, Any] = {
    "department": "finance",
    "version": 1,
    "since": SINCE,
    "about": About.MONEY,
    "owner": OWNER,
    "source": SOURCE,
    "judged_by": Grain.MONTH,
}

UNDER_CONTRACT = Measure(
    key="spend_under_contract",
    title="Spend under contract",
    unit="of what was bought",
    multiply=100,
    better=Better.HIGHER,
    display=Display.PERCENT,
    chart="i",
    counts="Lines of invoices cleared for payment that were ordered under a contract with their vendor, less credits.",
    per="All lines of invoices cleared for payment, before tax and freight, on the day they were cleared.",
    leaves_out="Tax, freight, and invoices that are held or refused.",
    numerator=Amount("purchases", "agreed"),
    denominator=Amount("purchases", "bought"),
    example=Example(
        rows={"purchase_facts": LINES},
        start=JANUARY,
        numerator=900,
        denominator=1200,
        value=75,
        sentence="600 and 300 of 1,200 were ordered under a contract: 75 %.",
    ),
    **COMMON,
)

FIRST_PASS = Measure(
    key="first_pass_match",
    title="Invoices matched at once",
    plural=True,
    unit="of invoices",
    multiply=100,
    better=Better.HIGHER,
    display=Display.PERCENT,
    chart="p",
    counts="Invoices that agreed with their order and with what had come on the day they were taken in.",
    per="Invoices taken in.",
    leaves_out="Nothing: an invoice that came before its goods was not matched at once.",
    numerator=Amount("purchases", "matched"),
    denominator=Amount("purchases", "invoices"),
    example=Example(
        rows={
            "purchase_facts": (
                fact("1", "invoice", passed=True),
                fact("2", "invoice", passed=True),
                fact("3", "invoice", passed=False),
                fact("4", "line", amount=10),
            )
        },
        start=JANUARY,
        numerator=2,
        denominator=3,
        value=200 / 3,
        sentence="Two of three invoices matched; the line is of one of them.",
    ),
    **COMMON,
)

DAYS_TO_ORDER = Measure(
    key="days_to_order",
    title="Days from request to order",
    plural=True,
    unit="days",
    statistic=Statistic.MEDIAN,
    better=Better.LOWER,
    display=Display.NUMBER,
    chart="i",
    counts="Days from the last time a request was submitted for approval until its order was made.",
    per="The order in the middle; of two in the middle, their mean. On the day the order was made.",
    leaves_out="Requests that are not orders yet, or were withdrawn.",
    numerator=Amount("purchases", "order_days"),
    denominator=Amount("purchases", "orders"),
    example=Example(
        rows={"purchase_facts": tuple(fact(str(n), "order", days=days) for n, days in enumerate((0.5, 2, 9)))},
        start=JANUARY,
        numerator=11.5,
        denominator=3,
        value=2,
        sentence="Of half a day, 2 and 9 days, 2 is in the middle.",
    ),
    **COMMON,
)

PRICE_VARIANCE = Measure(
    key="purchase_price_variance",
    title="Prices above the contract’s list",
    plural=True,
    unit="above the list",
    multiply=100,
    better=Better.LOWER,
    display=Display.PERCENT,
    chart="i",
    counts="What was invoiced of items that a contract prices, less what its list says; below nothing where less.",
    per="What the lists say of the same lines, on the day they were cleared.",
    leaves_out="Items that no contract prices.",
    numerator=Amount("purchases", "over_list"),
    denominator=Amount("purchases", "listed"),
    example=Example(
        rows={"purchase_facts": (*LINES, fact("5", "line", amount=320, listed=300, agreed=True))},
        start=JANUARY,
        numerator=20,
        denominator=1000,
        value=2,
        sentence="20 above 580, 20 below 120 and 20 above 300: 20 of 1,000, 2 %. Two lines have no list price.",
    ),
    **COMMON,
)

MEASURES = (UNDER_CONTRACT, FIRST_PASS, DAYS_TO_ORDER, PRICE_VARIANCE)
