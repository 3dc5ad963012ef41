"""A budget for 2027 of hospital H1, made from its books of early 2026, and who makes it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.conftest import World, account
from tests.integration.books import rows, work_out

DEADLINES = {
    "head": dt.date(2026, 9, 15),
    "department": dt.date(2026, 9, 30),
    "finance": dt.date(2026, 10, 31),
    "board": dt.date(2026, 11, 30),
}


def keep_books(warehouse: Any) -> None:
    """The books, worked out."""
    from wellrun.warehouse.connection import Warehouse, replace_rows
    from wellrun.warehouse.tables import TABLES

    for table, lines in rows().items():
        replace_rows(Warehouse(warehouse), TABLES[table], lines)
    work_out()


def opened(world: World, finance: Any, source: str = "actual", growth: str = "0", title: str = "Budget") -> Any:
    """The version, opened by finance."""
    from wellrun.departments.finance.actions.budgets import open_budget
    from wellrun.foundations.organisation.models import Facility

    return open_budget(
        facility=Facility.objects.get(code="H1"),
        year=2027,
        kind="original",
        title=title,
        source=source,
        growth=Decimal(growth),
        deadlines=DEADLINES,
        by=finance,
        tree=world.tree,
    )


def finance_of_h1() -> Any:
    from wellrun.foundations.access.rules import Role

    return account("finance", Role.FINANCE, "H1")
