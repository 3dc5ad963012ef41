"""A warehouse of a few rows, and releases of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wellrun.engines.deidentification import ReleaseKey
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.release import Asked, Released, release
from wellrun.warehouse.schema import Table
from wellrun.warehouse.tables import TABLES

KEY = ReleaseKey(bytes(range(32)))
ON = dt.date(2026, 3, 2)


class Office:
    """Fills a warehouse and makes releases of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.warehouse, self.made = folder, Warehouse(folder / "warehouse"), 0

    def fill(self, table: str | Table, rows: Sequence[Mapping[str, Any]]) -> None:
        declared = TABLES[table] if isinstance(table, str) else table
        full = [{"facility": "H1", "source": "feed of H1", "arrival": "digest", **row} for row in rows]
        replace_rows(self.warehouse, declared, full)

    def release(self, *tables: str, declared: Mapping[str, Any] | None = None, **asked: Any) -> tuple[Released, Path]:
        self.made += 1
        into = self.folder / f"release-{self.made}"
        given = {"facilities": None, "on": ON, "key": KEY, "k": 2, **asked}
        return release(self.warehouse, Asked(tables=tables, **given), into=into, **(declared or {})), into

    def rows(self, table: str, **asked: Any) -> list[dict[str, Any]]:
        """The rows of one released table."""
        _made, into = self.release(table, **asked)
        return read(next(into.glob(f"{table}.*")))

    def manifest(self, into: Path) -> dict[str, Any]:
        return dict(json.loads((into / "manifest.json").read_text()))


def read(file: Path) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM '{file}'")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


Filler = Callable[..., None]
