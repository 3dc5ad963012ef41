"""Books of hospital H1 for January and February 2026: one ward over budget, one on it, and what moved them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from wellrun.departments.finance.measures import MEASURES
from wellrun.departments.finance.queries.terms import period_rows
from wellrun.foundations.catalogue import charting
from wellrun.foundations.catalogue.publishing import unit_rows
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.measures.refresh import refresh
from wellrun.warehouse.tables import TABLES

JANUARY, FEBRUARY = dt.date(2026, 1, 1), dt.date(2026, 2, 1)
TODAY = dt.date(2026, 3, 2)
HEAD: dict[str, Any] = {"facility": "H1", "source": "test", "arrival": "test"}


@contextmanager
def loaded(tables: Mapping[str, list[dict[str, Any]]], kept: Path) -> Iterator[None]:
    """The warehouse of the settings with these tables and all that follows from them; worked out once, then copied."""
    if not kept.exists():
        for table, lines in tables.items():
            replace_rows(Warehouse(settings.WAREHOUSE), TABLES[table], lines)
        work_out()
        shutil.copytree(settings.WAREHOUSE, kept)
    else:
        shutil.copytree(kept, settings.WAREHOUSE)
    charting.facts.cache_clear()
    yield
    charting.facts.cache_clear()


def rows() -> dict[str, list[dict[str, Any]]]:
    """By table. Ward 1 had 120 patient days instead of 100 in February, 1,000 agency dollars more, dearer supplies."""
    return {
        "accounts": [
            account("6110", "Nurses, own", nature="labour", employment="own", staff_group="registered_nurse"),
            account("6150", "Agency staff", nature="labour", employment="agency"),
            account("6300", "Ward supplies", nature="supplies"),
            account("6800", "Licences", nature="other"),
            account("4000", "Room revenue", kind="revenue", nature="revenue"),
            account("2100", "Accrued expenses", kind="liability"),
        ],
        "cost_centres": [
            {**HEAD, "cost_centre": "C1", "name": "Ward 1 care", "unit": "W1"},
            {**HEAD, "cost_centre": "C2", "name": "Ward 2 care", "unit": "W2"},
            {**HEAD, "cost_centre": "C9", "name": "Balance sheet"},
        ],
        "ledger": [*ledger(JANUARY, 1, months_lines(JANUARY)), *ledger(FEBRUARY, 1, months_lines(FEBRUARY))],
        "budget_lines": [line for month in (JANUARY, FEBRUARY) for line in budget(month)],
        "statistics": [
            {**HEAD, "cost_centre": centre, "statistic": "patient_days", "month": month, "units": units}
            for month, by in ((JANUARY, {"C1": 100, "C2": 50}), (FEBRUARY, {"C1": 120, "C2": 50}))
            for centre, units in by.items()
        ],
        "worked_hours": [
            {**HEAD, "unit": "W1", "day": dt.date(2026, month, day), "staff_group": group, "employment": employment}
            | {"hours": hours, "cost": cost}
            for month, day, group, employment, hours, cost in (
                (1, 10, "registered_nurse", "own", 500.0, Decimal(20_000)),
                (1, 11, "registered_nurse", "agency", 50.0, Decimal(4_000)),
                (2, 10, "registered_nurse", "own", 600.0, Decimal(24_000)),
                (2, 11, "registered_nurse", "agency", 80.0, Decimal(7_200)),
                (2, 12, "nursing_assistant", "agency", 20.0, Decimal(1_800)),
            )
        ],
    }


def account(code: str, name: str, *, kind: str = "expense", **more: str) -> dict[str, Any]:
    return {**HEAD, "account": code, "name": name, "kind": kind, **more}


def months_lines(month: dt.date) -> list[tuple[str, str, str, int, float | None]]:
    """Cost centre, account, document, dollars, quantity."""
    if month == JANUARY:
        return [
            ("C1", "6110", "PAY-1", 20_000, None),
            ("C1", "6150", "AG-1", 4_000, None),
            ("C1", "6300", "SUP-1", 3_000, 600.0),
            ("C1", "6800", "LIC-1", 500, None),
            ("C2", "6110", "PAY-2", 10_000, None),
            ("C1", "4000", "REV-1", -60_000, 100.0),
        ]
    return [
        ("C1", "6110", "PAY-3", 24_000, None),
        ("C1", "6150", "AG-2", 9_000, None),
        ("C1", "6300", "SUP-2", 4_500, 750.0),
        ("C1", "6800", "LIC-2", 500, None),
        ("C2", "6110", "PAY-4", 10_000, None),
        ("C1", "4000", "REV-2", -70_000, 120.0),
    ]


def ledger(month: dt.date, version: int, lines: list[tuple[str, str, str, int, float | None]]) -> list[dict[str, Any]]:
    head = {**HEAD, "book": "GL", "month": month, "version": version, "told_on": dt.date(2026, month.month + 1, 1)}
    found = []
    for number, (centre, code, document, dollars, quantity) in enumerate(lines, start=1):
        sides = ({"debit": Decimal(dollars)}, {"credit": Decimal(dollars)})
        if dollars < 0:
            sides = ({"credit": Decimal(-dollars)}, {"debit": Decimal(-dollars)})
        same = {**head, "document": document, "posted_on": month, "words": f"Said of {document}"}
        found.append({**same, "line": 2 * number - 1, "cost_centre": centre, "account": code, "quantity": quantity})
        found[-1] |= sides[0]
        found.append({**same, "line": 2 * number, "cost_centre": "C9", "account": "2100"} | sides[1])
    return found


def budget(month: dt.date) -> list[dict[str, Any]]:
    """Ward 1: 500 own hours at $40 and 50 of the agency at $80 for 100 patient days, half of them a crew."""
    work = {"statistic": "patient_days", "units": 100.0}
    planned = (
        ("C1", "6110", 20_000, {"fixed_share": 0.5, "quantity": 500.0, **work}),
        ("C1", "6150", 4_000, {"fixed_share": 0.5, "quantity": 50.0, **work}),
        ("C1", "6300", 3_000, {"fixed_share": 0.0, "quantity": 600.0, **work}),
        ("C1", "6800", 500, {"fixed_share": 1.0}),
        ("C2", "6110", 10_000, {"fixed_share": 1.0}),
        ("C1", "4000", 60_000, {"fixed_share": 0.0, "quantity": 100.0, **work}),
    )
    return [
        {**HEAD, "version": 1, "cost_centre": centre, "account": code, "month": month, "amount": Decimal(amount)} | more
        for centre, code, amount, more in planned
    ]


def work_out() -> None:
    """What a load works out, without the measures of other departments."""
    warehouse = Warehouse(settings.WAREHOUSE)
    replace_rows(warehouse, TABLES["units"], unit_rows())
    replace_rows(warehouse, TABLES["fiscal_periods"], period_rows(TODAY))
    refresh(warehouse, MEASURES, today=TODAY)
