"""One way to open DuckDB in memory."""

from __future__ import annotations

import duckdb


def in_memory(**settings: str) -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own that prints nothing: under ``python -c`` it would draw its progress into what is printed."""
    return duckdb.connect(config={"enable_progress_bar": "false", **settings})
