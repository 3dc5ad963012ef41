"""Books of hospital H1 for February 2026 with overhead, cases on two wards, a laboratory, and what they brought."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from tests.integration.books import FEBRUARY, HEAD, TODAY, account, ledger, work_out

from wellrun.departments.finance.models import CostCentreRule
from wellrun.foundations.organisation.models import Facility
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

CENTRES = (
    ("C1", "Ward 1 care", "W1", None),
    ("C2", "Ward 2 care", "W2", None),
    ("LAB", "Laboratory", None, None),
    ("ADM", "Administration", None, None),
    ("HSK", "Housekeeping", None, None),
    ("C9", "Balance sheet", None, None),
)
EXPENSE = {"C1": 20_000, "C2": 10_000, "LAB": 6_000, "ADM": 8_000, "HSK": 4_000}
RULES = (("ADM", 1, "heads", ""), ("HSK", 2, "square_feet", ""), ("LAB", None, "tests", "capacity_tests"))
STATISTICS = {
    "heads": {"HSK": 2, "C1": 10, "C2": 6, "LAB": 2},
    "square_feet": {"ADM": 100, "C1": 500, "C2": 300, "LAB": 100},
    "capacity_tests": {"LAB": 100},
}
CASES = (
    # encounter, unit, first and last day (of February; the second came on 29 January), tests, payer, revenue
    ("E1", "W1", 2, 7, 20, "Plan A", 12_000),
    ("E2", "W1", -2, 6, 10, "Plan A", 9_000),
    ("E3", "W1", 4, 14, 30, "Plan B", None),
    ("E4", "W2", 2, 12, 10, "Plan B", 20_000),
    ("E5", "W2", 5, 5, 0, "", 500),
)


def lay() -> None:
    """Everything into the warehouse, and worked out."""
    warehouse = Warehouse(settings.WAREHOUSE)
    for table, lines in rows().items():
        replace_rows(warehouse, TABLES[table], lines)
    work_out()


def set_rules() -> None:
    facility = Facility.objects.get(code="H1")
    for code, place, basis, capacity in RULES:
        CostCentreRule.objects.create(
            facility=facility, cost_centre=code, place=place, basis=basis, capacity=capacity, version=1
        )


def rows() -> dict[str, list[dict[str, Any]]]:
    """By table."""
    return {
        "accounts": [account("6110", "Nurses, own"), account("2100", "Accrued expenses", kind="liability")],
        "cost_centres": [
            {**HEAD, "cost_centre": code, "name": name, "unit": unit, "department": department}
            for code, name, unit, department in CENTRES
        ],
        "ledger": ledger(
            FEBRUARY, 1, [(code, "6110", f"D-{code}", dollars, None) for code, dollars in EXPENSE.items()]
        ),
        "statistics": [
            {**HEAD, "cost_centre": code, "statistic": name, "month": FEBRUARY, "units": units}
            for name, of in STATISTICS.items()
            for code, units in of.items()
        ],
        "encounters": [_encounter(*case) for case in CASES],
        "coverages": [
            {**HEAD, "coverage": f"V{name}", "patient": f"P{name}", "status": "active", "payer": payer, "rank": 1}
            for name, _unit, _first, _last, _tests, payer, _revenue in CASES
            if payer
        ],
        "case_activities": [use for case in CASES for use in _uses(*case)],
        "case_revenues": [
            {**HEAD, "encounter": name, "net_revenue": Decimal(revenue)}
            for name, _unit, _first, _last, _tests, _payer, revenue in CASES
            if revenue is not None
        ],
    }


def _encounter(name: str, unit: str, first: int, last: int, *_rest: Any) -> dict[str, Any]:
    midnight = dt.time()
    moments = {
        name: dt.datetime.combine(FEBRUARY, midnight) + dt.timedelta(days=day - 1, hours=hour)
        for name, day, hour in (("started_at", first, 6), ("ended_at", last, 18))
    }
    return {**HEAD, "encounter": name, "patient": f"P{name}", "class_code": "IMP", "unit": unit, **moments}


def _uses(name: str, unit: str, first: int, last: int, tests: int, *_rest: Any) -> list[dict[str, Any]]:
    day = {**HEAD, "encounter": name, "day": dt.date(2026, 2, max(first, 1))}
    ward = "C1" if unit == "W1" else "C2"
    room = {**day, "cost_centre": ward, "activity": "room", "units": float(last - first)}
    found = [{**room, "charge": Decimal(2_000 * max(1, last - first))}]
    if tests:
        found.append(
            {**day, "cost_centre": "LAB", "activity": "tests", "units": float(tests), "charge": Decimal(50 * tests)}
        )
    return found


__all__ = ["CASES", "EXPENSE", "FEBRUARY", "TODAY", "lay", "set_rules"]
