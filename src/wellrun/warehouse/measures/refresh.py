"""Works out all figures and publishes them in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import ibis
import ibis.expr.types as ir

from wellrun.warehouse.connection import PUBLISHED_MART, Manifest, Segment, Warehouse
from wellrun.warehouse.marts.backends import NotRun, OnDuckDB
from wellrun.warehouse.marts.catalogue import MARTS
from wellrun.warehouse.marts.facts import Facts
from wellrun.warehouse.measures.evaluate import figures
from wellrun.warehouse.measures.measure import Measure
from wellrun.warehouse.tables import TABLES

FIGURES = "figures"
"""Warehouse table of all figures: one segment a measure, whose key stands where other tables keep the arrival."""

PUBLISHED = ("stays", "unit_days", "bed_times", "emergency_visits", "expected_outcomes", "variance_lines")
"""Marts published beside the figures, as tables ``mart_…``, for splits and for whoever reads the warehouse with SQL."""


@dataclass(frozen=True)
class Written:
    """A Parquet file not yet placed; ``rows`` once it is finished."""

    table: str
    file: Path
    arrival: str = ""
    rows: int = 0


def mart_table(mart: str) -> str:
    """Name of the warehouse table that holds a published mart."""
    return f"{PUBLISHED_MART}{mart}"


def refresh(warehouse: Warehouse, measures: Sequence[Measure], *, today: date) -> Manifest:
    """Rebuilds every figure and published mart from the facts as they stand now, and publishes them at once.

    The facts are read from one manifest; only the last step holds the writers' lock, so that loads can go on. Answers
    the new manifest. Raises what DuckDB raises when facts cannot be read; nothing is published then.
    """
    with TemporaryDirectory(dir=warehouse.scratch, prefix="figures-") as folder:
        connection = warehouse.connect(TABLES)
        try:
            written = work_out(connection, measures, today=today, folder=Path(folder))
        finally:
            connection.close()
        with warehouse.writing() as writing:
            changes: dict[str, tuple[Segment, ...]] = {FIGURES: (), **{mart_table(name): () for name in PUBLISHED}}
            for one in written:
                segment = writing.place(one.table, one.file, rows=one.rows, arrival=one.arrival)
                changes[one.table] = (*changes[one.table], segment)
            return writing.publish(changes)


def work_out(
    connection: duckdb.DuckDBPyConnection,
    measures: Sequence[Measure],
    *,
    today: date,
    folder: Path,
    published: Sequence[str] = PUBLISHED,
) -> tuple[Written, ...]:
    """Writes one Parquet file a measure and published mart into the folder.

    While one file is being written, the SQL of the next is made.
    """
    facts = Facts(OnDuckDB(connection), MARTS, today=today)
    wanted = [(FIGURES, key, expression) for key, expression in figures(facts, measures).items()]
    wanted += [(mart_table(name), "", facts.mart(name)) for name in published]
    with ThreadPoolExecutor(max_workers=1) as writer:
        pending = [
            writer.submit(
                write,
                connection,
                facts.backend.sql(rows),
                Written(table, folder / f"{arrival or table}.parquet", arrival=arrival),
            )
            for table, arrival, rows in wanted
        ]
        return tuple(one.result() for one in pending)


def write(connection: duckdb.DuckDBPyConnection, sql: str, planned: Written) -> Written:
    """The rows of a query as one Parquet file, in their order."""
    target = str(planned.file).replace("'", "''")
    answer = connection.execute(f"COPY ({sql}) TO '{target}' (FORMAT parquet)").fetchone()
    return replace(planned, rows=answer[0] if answer else 0)


def published_marts(manifest: Manifest, *, today: date) -> dict[str, ir.Table]:
    """The published marts of a manifest as expressions over views of their own names."""
    planned = Facts(NotRun(), MARTS, today=today)
    return {
        name: ibis.table(planned.mart(name).schema(), name=mart_table(name))
        for name in PUBLISHED
        if manifest.segments(mart_table(name))
    }


def view_of(warehouse: Warehouse, manifest: Manifest, table: str) -> Mapping[str, str]:
    """The view that reads a published table's files, as name to SQL; empty if it was never published."""
    files = [str(warehouse.path(table, segment)).replace("'", "''") for segment in manifest.segments(table)]
    listed = ", ".join(f"'{file}'" for file in files)
    return {table: f"SELECT * FROM read_parquet([{listed}])"} if files else {}  # noqa: S608
