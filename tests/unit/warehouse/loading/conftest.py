"""A warehouse in a temporary folder, small resources, and the facts a warehouse holds."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import LoadReport, Origin, load
from wellrun.warehouse.tables import TABLES

ORIGIN = Origin(facility="north", source="test", zone="America/New_York")


def patient(number: int, **other: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": f"p{number}", "gender": "female", "birthDate": "1980-05-01", **other}


def encounter(number: int, **other: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": f"e{number}",
        "status": "finished",
        "class": {"code": "IMP"},
        "subject": {"reference": f"Patient/p{number}"},
        "period": {"start": "2024-03-01T10:00:00-05:00", "end": "2024-03-03T09:00:00-05:00"},
        "location": [{"location": {"reference": "Location/w1"}}, {"location": {"reference": "Location/w2"}}],
        **other,
    }


def ndjson(file: Path, resources: Iterable[dict[str, Any] | str]) -> Path:
    lines = [line if isinstance(line, str) else json.dumps(line) for line in resources]
    file.write_text("".join(line + "\n" for line in lines))
    return file


def facts(warehouse: Warehouse, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table, sorted; all columns unless some are named."""
    chosen = ", ".join(columns) or "*"
    with warehouse.connect({table: TABLES[table]}) as connection:
        return sorted(connection.execute(f"SELECT {chosen} FROM {table}").fetchall(), key=str)


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "warehouse")


@pytest.fixture
def take(warehouse: Warehouse, tmp_path: Path) -> Callable[..., LoadReport]:
    """Loads resources (or lines of text) as an NDJSON file."""

    def run(*resources: dict[str, Any] | str, name: str = "feed.ndjson", origin: Origin = ORIGIN) -> LoadReport:
        return load(warehouse, [ndjson(tmp_path / name, resources)], origin=origin)

    return run
