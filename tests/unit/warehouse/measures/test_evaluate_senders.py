"""A facility that never reported something has no figure for it; one that did has true zeros."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from wellrun.departments.quality.measures import MEASURES
from wellrun.values.periods import Grain
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.measures.places import Level
from wellrun.warehouse.measures.refresh import refresh
from wellrun.warehouse.measures.store import FigureStore
from wellrun.warehouse.measures.suppression import Audience
from wellrun.warehouse.tables import TABLES

FIRST, LAST = dt.date(2026, 1, 5), dt.date(2026, 2, 2)


def stay(facility: str, number: int) -> dict[str, Any]:
    start = dt.datetime.combine(FIRST, dt.time(9)) + dt.timedelta(days=number)
    return {
        "facility": facility,
        "encounter": f"{facility}{number}",
        "patient": f"p{number}",
        "status": "finished",
        "class_code": "IMP",
        "started_at": start,
        "ended_at": start + dt.timedelta(days=3),
        "unit": "W1",
        "source": "t",
        "arrival": "t",
    }


def falls(home: Path, place: str) -> list[float | None]:
    found = FigureStore(Warehouse(home)).series(
        "falls", Level.FACILITY, place, Grain.WEEK, FIRST, LAST, audience=Audience.OWN_MANAGERS
    )
    return [figure.numerator for figure in found]


def test_silence_is_not_zero(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    replace_rows(warehouse, TABLES["encounters"], [stay(f, n) for f in ("TELLS", "SILENT") for n in range(20)])
    fall = {"facility": "TELLS", "incident": "1", "unit": "W1", "kind": "fall", "source": "t", "arrival": "t"}
    replace_rows(
        warehouse,
        TABLES["incidents"],
        [{**fall, "occurred_at": dt.datetime.combine(dt.date(2026, 1, 14), dt.time(12))}],
    )
    refresh(warehouse, MEASURES, today=LAST)
    assert falls(tmp_path, "TELLS") == [0, 1, 0, 0]
    assert falls(tmp_path, "SILENT") == []
