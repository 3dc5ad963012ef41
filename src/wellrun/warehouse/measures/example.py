"""Works a measure's example: its rows into tables in memory, and the figure that comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

from wellrun.warehouse.marts.backends import OnDuckDB
from wellrun.warehouse.marts.catalogue import MARTS
from wellrun.warehouse.marts.facts import Facts
from wellrun.warehouse.measures.evaluate import figures
from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.measure import Measure
from wellrun.warehouse.measures.places import Level
from wellrun.warehouse.memory import in_memory
from wellrun.warehouse.schema import Table
from wellrun.warehouse.tables import TABLES

FACILITY = "H"
"""Facility of example rows that name none."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def tables_in_memory(rows: Rows) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory with every table of the warehouse, holding the rows given.

    Raises ``KeyError`` where a table or column does not exist.
    """
    connection = in_memory()
    unknown = sorted(set(rows) - set(TABLES))
    if unknown:
        raise KeyError(f"The example names tables that do not exist: {unknown}.")
    for table in TABLES.values():
        columns = ", ".join(f'"{column.name}" {column.kind}' for column in table.all_columns)
        connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
        fill(connection, table, rows.get(table.name, ()))
    return connection


def fill(connection: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows; what a row leaves out is empty."""
    for row in rows:
        complete = {"facility": FACILITY, **row}
        for name in complete:
            table.column(name)
        names = ", ".join(f'"{name}"' for name in complete)
        marks = ", ".join("?" for _ in complete)
        connection.execute(
            f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608
            list(complete.values()),
        )


def facts_of(rows: Rows, *, today: date) -> Facts:
    """Facts over rows in memory."""
    return Facts(OnDuckDB(tables_in_memory(rows)), MARTS, today=today)


def worked(measure: Measure) -> Figure | None:
    """The figure of the measure's own example for the facility; ``None`` if the period has no exposure."""
    example = measure.example
    facts = facts_of(example.rows, today=example.today)
    expression = figures(facts, [measure])[measure.key]
    rows = [Figure(**row) for row in facts.backend.rows(expression)]
    wanted = (Level.FACILITY, example.grain, example.start)
    return next((row for row in rows if (row.level, row.grain, row.start) == wanted), None)
