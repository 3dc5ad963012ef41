"""The quick way for a clean file: DuckDB reads, types and checks it in one pass, and stops at the first fault.

A file it stops at is taken by the careful way instead, from the beginning; nothing of the attempt is kept.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import orjson

from wellrun.engines.fhir.shape import text
from wellrun.warehouse.loading.arrivals import Arrival
from wellrun.warehouse.loading.formats import Recognised
from wellrun.warehouse.loading.merge import copy_to_parquet
from wellrun.warehouse.loading.rows import Rows
from wellrun.warehouse.loading.targets import CsvTarget, Target, needs_line, targets_of
from wellrun.warehouse.loading.units import Lines, resource_type

FIRST_LINES = 1_000
Parts = list[tuple[Target, Path, int]]


def fast_parts(
    connection: duckdb.DuckDBPyConnection, file: Path, recognised: Recognised, arrival: Arrival, folder: Path
) -> tuple[str, Parts] | None:
    """The kind of a clean file and a Parquet file with its rows for each target; None where it is not that clean."""
    try:
        if recognised.format == "ndjson":
            return ndjson_parts(connection, file, arrival, folder)
        if recognised.feed is not None:
            return csv_parts(connection, file, recognised, arrival, folder)
    except duckdb.Error:
        return None
    return None


def ndjson_parts(
    connection: duckdb.DuckDBPyConnection, file: Path, arrival: Arrival, folder: Path
) -> tuple[str, Parts] | None:
    kind = first_type(file)
    if kind is None:
        return None
    found: Parts = []
    for number, target in enumerate(targets_of(kind)):
        source = target.rows(str(file), landed=False)
        rows = Rows(target=target, arrival=arrival, source=source, line=needs_line(target, landed=False))
        part = folder / f"fast{number}.parquet"
        found.append((target, part, copy_to_parquet(connection, rows.strict(), part)))
    return kind, found


def first_type(file: Path) -> str | None:
    """The resource type of the first sound line among the first thousand; the query then holds every line to it."""
    for number, line in Lines(file):
        try:
            kind = resource_type(orjson.loads(line)) if line.strip() else None
        except orjson.JSONDecodeError:
            kind = None
        if kind or number > FIRST_LINES:
            return kind
    return None


def csv_parts(
    connection: duckdb.DuckDBPyConnection, file: Path, recognised: Recognised, arrival: Arrival, folder: Path
) -> tuple[str, Parts] | None:
    """Landed as text first and cast from there: a cast pushed into DuckDB's CSV scanner can raise (duckdb#23818)."""
    feed, headers = recognised.feed, recognised.headers
    if feed is None or not set(feed.headers) <= set(headers) or len(set(headers)) != len(headers):
        return None
    declared = ", ".join(f"{text(header)}: 'VARCHAR'" for header in headers)
    options = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', strict_mode = true"
    scan = f"read_csv({text(str(file))}, {options}, null_padding = false, nullstr = '', columns = {{{declared}}})"
    landed = folder / "text.parquet"
    copy_to_parquet(connection, f"SELECT * FROM {scan}", landed)  # noqa: S608
    target = CsvTarget(feed=feed, headers=headers, kind=feed.name)
    source = target.shaped(f"read_parquet({text(str(landed))})", line=False)
    rows = Rows(target=target, arrival=arrival, source=source, line=False)
    part = folder / "fast.parquet"
    return feed.name, [(target, part, copy_to_parquet(connection, rows.strict(), part))]
