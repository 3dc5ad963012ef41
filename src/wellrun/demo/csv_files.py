"""CSV in the shape our feeds declare: the table's own column names, moments with a T and without an offset."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from wellrun.demo.emergency import Visit
from wellrun.warehouse.tables import TABLES

Row = tuple[object, ...]


def writing(folder: Path, table: str, rows: Iterable[Row], *, raw: Sequence[bytes] = ()) -> None:
    """Writes `<table>.csv` with its header; ``raw`` are lines added at the end as they are."""
    file = folder / f"{table}.csv"
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(column.name for column in TABLES[table].columns)
        writer.writerows([written(value) for value in row] for row in rows)
    if raw:
        with file.open("ab") as end:
            end.writelines(line + b"\n" for line in raw)


def written(value: object) -> str:
    """A value as a cell."""
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)


def emergency_visits(visits: Sequence[Visit]) -> Iterator[Row]:
    """Visits as the tracking system has them."""
    for one in visits:
        times = (one.arrived, one.triaged, one.seen, one.decided, one.left)
        yield one.visit, one.patient, one.encounter, "ED", one.acuity, *times, one.outcome
