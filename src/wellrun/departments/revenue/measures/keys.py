"""What all measures of the revenue cycle have in common."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

MAP_KEYS = "HFMA MAP Keys (hfma.org), in words of ours"
OWNER = "Billing lead"
JANUARY = date(2026, 1, 1)


def share(key: str, title: str, mart: str, numerator: str, denominator: str, **more: Any) -> Measure:
    """One amount of a mart in per cent of another."""
    given: dict[str, Any] = {
        "unit": "%",
        "multiply": 100,
        "better": Better.LOWER,
        "display": Display.PERCENT,
        "source": MAP_KEYS,
        **more,
    }
    return _measure(key, title, mart, numerator, denominator, **given)


def days(key: str, title: str, numerator: str, denominator: str, **more: Any) -> Measure:
    """What is outstanding in days of revenue."""
    given: dict[str, Any] = {
        "unit": "days",
        "better": Better.LOWER,
        "display": Display.NUMBER,
        "source": MAP_KEYS,
        "plural": True,
        **more,
    }
    return _measure(key, title, "receivables", numerator, denominator, **given)


def _measure(key: str, title: str, mart: str, numerator: str, denominator: str, **more: Any) -> Measure:
    return Measure(
        key=key,
        title=title,
        numerator=Amount(mart, numerator),
        denominator=Amount(mart, denominator),
        department="revenue",
        version=1,
        since=JANUARY,
        about=About.MONEY,
        chart="i",
        owner=OWNER,
        grains=(Grain.MONTH,),
        judged_by=Grain.MONTH,
        **more,
    )


def example(
    table: str, *rows: dict[str, Any], numerator: float, denominator: float, value: float, sentence: str, **more: Any
) -> Example:
    """Rows of one table, and of others by ``also``."""
    also: dict[str, Any] = more.pop("also", {})
    start = more.pop("start", JANUARY)
    return Example(
        rows={table: rows, **also},
        start=start,
        numerator=numerator,
        denominator=denominator,
        value=value,
        sentence=sentence,
        **more,
    )
