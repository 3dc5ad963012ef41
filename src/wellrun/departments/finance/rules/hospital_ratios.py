"""Ratios of hospitals from their cost reports, each by its definition; what is missing or impossible is no ratio.

Definitions: HFMA; Flex Monitoring Team, CAH Financial Indicators Report. The extract does not tell restricted cash, nor
which other income is operating: the ratios say so where it matters. Every ratio is of the days of the report's period.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from wellrun.departments.finance.rules.cost_reports import Report

Figures = Mapping[str, float]


class Ratio(NamedTuple):
    """A ratio: its unit, which way is better (1 more, -1 less, 0 neither), decimals, and how it is made.

    ``of`` gets the figures and the days of the period; a missing figure is a ``KeyError`` and then no ratio.
    """

    unit: str
    better: int
    places: int
    of: Callable[[Figures, int], float]


def _over(part: float, whole: float) -> float:
    """A share of something above zero; of nothing there is none."""
    if whole <= 0:
        raise ZeroDivisionError
    return part / whole


def _cash_expense(f: Figures, days: int) -> float:
    """Operating expense of a day without depreciation, which pays nobody."""
    return _over(f["operating_expense"] - f.get("depreciation", 0.0), days)


def _liquid(f: Figures) -> float:
    if "cash" not in f and "temporary_investments" not in f and "investments" not in f:
        raise KeyError("cash")
    return f.get("cash", 0.0) + f.get("temporary_investments", 0.0) + f.get("investments", 0.0)


def _adjusted(f: Figures) -> float:
    """By how much inpatient work is raised for outpatient work: all patient revenue over that of inpatients."""
    return _over(f["inpatient_revenue"] + f.get("outpatient_revenue", 0.0), f["inpatient_revenue"])


RATIOS: Mapping[str, Ratio] = {
    "operating_margin": Ratio("%", 1, 1, lambda f, _d: 100 * _over(_service(f), f["net_patient_revenue"])),
    "total_margin": Ratio(
        "%", 1, 1, lambda f, _d: 100 * _over(f["net_income"], f["net_patient_revenue"] + f.get("other_income", 0.0))
    ),
    "days_cash": Ratio("days", 1, 0, lambda f, d: _liquid(f) / _positive(_cash_expense(f, d))),
    "days_receivable": Ratio(
        "days",
        -1,
        0,
        # Allowances are written with either sign.
        lambda f, d: (f["receivable"] - abs(f.get("allowances", 0.0))) / _over(f["net_patient_revenue"], d),
    ),
    "payment_period": Ratio("days", -1, 0, lambda f, d: f["current_liabilities"] / _positive(_cash_expense(f, d))),
    "current_ratio": Ratio("", 1, 2, lambda f, _d: _over(f["current_assets"], f["current_liabilities"])),
    "equity_share": Ratio("%", 1, 1, lambda f, _d: 100 * _over(f["fund_balances"], f["assets"])),
    "occupancy": Ratio("%", 0, 1, lambda f, _d: 100 * _over(f["days"], f["bed_days"])),
    "stay": Ratio("days", 0, 2, lambda f, _d: _over(f["days"], f["discharges"])),
    "cost_to_charge": Ratio("", 0, 3, lambda f, _d: _over(f["costs"], f["charges"])),
    "cost_per_discharge": Ratio(
        "money", -1, 0, lambda f, _d: _over(f["operating_expense"], f["discharges"] * _adjusted(f))
    ),
    "employees_per_bed": Ratio(
        "FTE", -1, 2, lambda f, d: _over(f["employees"], f["days"] / _over(d, 1) * _adjusted(f))
    ),
    "uncompensated": Ratio("%", 0, 1, lambda f, _d: 100 * _over(f["uncompensated_cost"], f["operating_expense"])),
}
"""By key. ``operating_margin`` is of service to patients: other income is left out, as the extract does not tell which
of it is operating."""


def _service(f: Figures) -> float:
    return f["net_patient_revenue"] - f["operating_expense"]


def _positive(value: float) -> float:
    if value <= 0:
        raise ZeroDivisionError
    return value


def ratios_of(figures: Mapping[str, Decimal], days: int) -> dict[str, float]:
    """Every ratio that can be made of a report's figures."""
    plain = {name: float(value) for name, value in figures.items()}
    found = {}
    for key, ratio in RATIOS.items():
        try:
            found[key] = ratio.of(plain, days)
        except (KeyError, ZeroDivisionError):
            continue
    return found


def ratios_of_report(report: Report) -> dict[str, float]:
    """The same of a report; none where its period is not known."""
    return ratios_of(report.figures, report.period_days) if report.period_days else {}


FAR = 5.0
CONSISTENT = 1.4826
"""Makes the median of absolute deviations a standard deviation, where values are normal."""
FEWEST = 20


def outliers(values: Sequence[float]) -> list[bool]:
    """Which values lie more than ``FAR`` robust deviations from the median (Iglewicz and Hoaglin 1993).

    Told and never left out: ranks bear them. Of fewer than ``FEWEST``, or where half are alike, none is.
    """
    if len(values) < FEWEST:
        return [False] * len(values)
    middle = median(values)
    spread = CONSISTENT * median(abs(value - middle) for value in values)
    return [spread > 0 and abs(value - middle) > FAR * spread for value in values]
