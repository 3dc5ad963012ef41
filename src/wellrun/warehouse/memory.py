"""One way to open DuckDB in memory."""

from __future__ import annotations

import duckdb


def in_memory(**settings: str | bool | int | float | list[str]) -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own that prints nothing: under ``python -c`` it would draw its progress into what is printed."""
    connection = duckdb.connect(config=settings)
    connection.execute("SET enable_progress_bar = false")
    return connection
