"""Whether the totals that hospitals publish are the sums of their published parts (CMS Form 2552-10, Worksheets G and
G-3, and C): reckoned again to the dollar, and every difference kept.

A part that is left empty counts as nothing, as on the form. A total that is left empty is not judged. Sums whose parts
the extract has only some of are not asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from wellrun.departments.finance.rules.cost_reports import Report

RATIO_PLACES = Decimal("0.000001")


class Sum(NamedTuple):
    """A total, the parts that are added and those that are taken off."""

    total: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


SUMS: Mapping[str, Sum] = {
    "charges": Sum("charges", ("inpatient_charges", "outpatient_charges")),
    "patient revenue": Sum("patient_revenue", ("inpatient_revenue", "outpatient_revenue")),
    "net patient revenue": Sum("net_patient_revenue", ("patient_revenue",), ("contractuals",)),
    "income from service": Sum("service_income", ("net_patient_revenue",), ("operating_expense",)),
    "total income": Sum("total_income", ("service_income", "other_income")),
    "net income": Sum("net_income", ("total_income",), ("other_expenses",)),
    "total assets": Sum("assets", ("current_assets", "fixed_assets", "other_assets")),
    "total liabilities": Sum("liabilities", ("current_liabilities", "long_term_liabilities")),
    "liabilities and funds": Sum("liabilities_and_funds", ("liabilities", "fund_balances")),
    "balance sheet": Sum("assets", ("liabilities_and_funds",)),
}
"""By the name they are told by. ``balance sheet``: assets are liabilities and fund balances."""


class Difference(NamedTuple):
    """A total that is not the sum of its parts: what was published, and what the parts come to."""

    line: int
    provider: str
    name: str
    sum: str
    published: Decimal
    reckoned: Decimal

    @property
    def off(self) -> Decimal:
        """Published less reckoned."""
        return self.published - self.reckoned


@dataclass
class Tally:
    """Of each sum: how many reports publish the total, how many of these the parts reproduce, and the others."""

    judged: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    same: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    differences: list[Difference] = field(default_factory=list)
    hospitals: int = 0
    whole: int = 0
    """Reports that publish any total, and those of which every total that is published is reproduced."""

    def add(self, report: Report) -> None:
        """Judges every total of one more report."""
        judged = {name: value for name, one in SUMS.items() if (value := reckoned(report, one)) is not None}
        published = {name: report.figures[SUMS[name].total] for name in judged}
        ratio = cost_to_charge(report)
        if ratio is not None and "cost_to_charge" in report.figures:
            judged["cost to charge"], published["cost to charge"] = ratio, report.figures["cost_to_charge"]
        off = [name for name, value in judged.items() if value != published[name]]
        for name in judged:
            self.judged[name] += 1
            self.same[name] += name not in off
        self.differences += [
            Difference(report.line, report.provider, report.name, name, published[name], judged[name]) for name in off
        ]
        self.hospitals += bool(judged)
        self.whole += bool(judged) and not off

    def share(self, name: str) -> float | None:
        """The share of published totals that the parts reproduce to the dollar."""
        return self.same[name] / self.judged[name] if self.judged[name] else None


def reckoned(report: Report, sum_of: Sum) -> Decimal | None:
    """What the parts come to; ``None`` where the total or every part is empty."""
    figures = report.figures
    if sum_of.total not in figures or not any(one in figures for one in sum_of.plus + sum_of.minus):
        return None
    nothing = Decimal(0)
    plus = sum((figures.get(one, nothing) for one in sum_of.plus), nothing)
    return plus - sum((figures.get(one, nothing) for one in sum_of.minus), nothing)


def cost_to_charge(report: Report) -> Decimal | None:
    """Total costs over combined charges, to the six places in which the ratio is published."""
    costs, charges = report.figures.get("costs"), report.figures.get("charges")
    return (costs / charges).quantize(RATIO_PLACES, ROUND_HALF_UP) if costs is not None and charges else None


def tally(found: Iterable[Report]) -> Tally:
    """All sums of all reports."""
    told = Tally()
    for report in found:
        told.add(report)
    return told
