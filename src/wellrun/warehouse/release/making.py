"""Makes a release: reads typed tables, writes de-identified files and one manifest, all of them or none.

Everything is one streamed statement a table and spills to disk, so that memory does not grow with rows.
"""

# ruff: noqa: S608 - names in statements come from declared tables, values go as variables
from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from wellrun.engines.deidentification import Anonymity, Scrubber, anonymity
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.memory import in_memory
from wellrun.warehouse.release import expressions as sql
from wellrun.warehouse.release.asking import Asked, FileFormat, Released, ReleasedColumn, ReleasedTable, SmallClasses
from wellrun.warehouse.release.expressions import Made
from wellrun.warehouse.release.planning import Plan, faults_of, plan_of
from wellrun.warehouse.release.treatments import TREATMENTS, Treated
from wellrun.warehouse.schema import Table
from wellrun.warehouse.tables import TABLES

MEMORY = "512MB"
TEXTS_REMEMBERED = 50_000
"""Texts that are scrubbed once however often they come: codes in words repeat, notes do not."""

MANIFEST = "manifest.json"


def release(
    warehouse: Warehouse,
    asked: Asked,
    *,
    into: Path,
    tables: Mapping[str, Table] = TABLES,
    treatments: Mapping[str, Mapping[str, Treated]] = TREATMENTS,
    tell: Callable[[str], None] = lambda _table: None,
) -> Released:
    """Writes one file a table and ``manifest.json`` into a folder that must be new or empty.

    ``Refused`` names every table or column that cannot be released. A release that fails leaves nothing behind.
    """
    faults = faults_of(asked, tables, treatments)
    if into.exists() and any(into.iterdir()):
        faults.append(Fault("release.not_empty", f"The folder {into} is not empty.", remedy="Name a new one."))
    if faults:
        raise Refused(faults)
    into.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{into.name}-", dir=into.parent))
    try:
        (scratch / "finished").mkdir()
        made = tuple(
            _one(warehouse, asked, plan_of(tables[table], asked, treatments), scratch, tell) for table in asked.tables
        )
        released = Released(asked, made)
        (scratch / "finished" / MANIFEST).write_text(json.dumps(released.as_json(), indent=1, ensure_ascii=False))
        if into.exists():
            into.rmdir()
        (scratch / "finished").replace(into)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return released


def _one(warehouse: Warehouse, asked: Asked, plan: Plan, scratch: Path, tell: Callable[[str], None]) -> ReleasedTable:
    tell(plan.table.name)
    texts = _Texts(Scrubber.knowing(asked.names, year=asked.on.year))
    spill = str(scratch / "spill")
    with in_memory(memory_limit=MEMORY, temp_directory=spill, preserve_insertion_order="false") as connection:
        warehouse.attach(connection, TABLES | {plan.table.name: plan.table})
        _set_variables(connection, asked)
        connection.create_function(
            sql.SCRUB, texts.scrubbed, ["VARCHAR"], "VARCHAR", type="arrow", null_handling="special"
        )
        try:
            return _written(connection, asked, plan, scratch, texts)
        finally:
            connection.remove_function(sql.SCRUB)


def _written(
    connection: duckdb.DuckDBPyConnection, asked: Asked, plan: Plan, scratch: Path, texts: _Texts
) -> ReleasedTable:
    for statement in plan.preparing:
        connection.execute(statement)
    staged = scratch / f"{plan.table.name}.staged.parquet"
    connection.execute(f"COPY ({plan.selecting}) TO {sql.literal(str(staged))} (FORMAT parquet, COMPRESSION zstd)")
    connection.execute(f"CREATE VIEW staged AS SELECT * FROM read_parquet({sql.literal(str(staged))})")
    withheld = _withheld(connection, plan)
    file = f"{plan.table.name}.{asked.file_format.value}"
    all_rows = _number(connection, "SELECT count(*) FROM staged")
    small = _mark_small(connection, asked, plan)
    _copy(connection, asked, plan, scratch / "finished" / file)
    left_out = small if asked.small_classes is SmallClasses.LEAVE_OUT else 0
    return ReleasedTable(
        table=plan.table.name,
        file=file,
        rows=all_rows - left_out,
        left_out=left_out,
        blanked=small if asked.small_classes is SmallClasses.BLANK else 0,
        scrubbed_texts=texts.changed,
        columns=tuple(
            ReleasedColumn(column, made.name if made else "", rule, withheld.get(column, 0))
            for column, rule, made in plan.columns
        ),
        quasi=plan.quasi,
        counted="patients" if plan.has_person else "rows",
        anonymity=_report(connection, asked, plan),
    )


def _set_variables(connection: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    for variable, kind, value in (
        (sql.INNER, "BLOB", asked.key.inner),
        (sql.OUTER, "BLOB", asked.key.outer),
        (sql.ZIPS, "VARCHAR[]", sorted(asked.zips.shown)),
        (sql.WHERE, "VARCHAR[]", sorted(asked.facilities or ())),
    ):
        connection.execute(f"SET VARIABLE {variable} = ?::{kind}", [value])


def _withheld(connection: duckdb.DuckDBPyConnection, plan: Plan) -> dict[str, int]:
    """For each column that can withhold, how many values the source has and the release has not."""
    kept = {column: made for column, _rule, made in plan.columns if made is not None}
    before = ", ".join(f"count({sql.name(column)})" for column in kept)
    after = ", ".join(f"count({sql.name(made.name)})" for made in kept.values())
    had = connection.execute(f"SELECT {before} FROM {plan.source}").fetchall()[0]
    has = connection.execute(f"SELECT {after} FROM staged").fetchall()[0]
    return {column: old - new for column, old, new in zip(kept, had, has, strict=True)}


def _mark_small(connection: duckdb.DuckDBPyConnection, asked: Asked, plan: Plan) -> int:
    """Makes ``small``: the combinations that fewer than k share; returns how many rows lie in them."""
    if not plan.quasi or asked.small_classes is SmallClasses.REPORT:
        return 0
    connection.execute(f"CREATE TEMP TABLE small AS SELECT * FROM ({plan.classes('staged')}) WHERE people < {asked.k}")
    return _number(connection, "SELECT coalesce(sum(found), 0)::BIGINT FROM small")


def _copy(connection: duckdb.DuckDBPyConnection, asked: Asked, plan: Plan, to: Path) -> None:
    """Writes the file in the order of its pseudonyms, since the order of rows tells of the order of events."""
    cells = ", ".join(_cell(made, plan, asked) for made in plan.released)
    if plan.quasi and asked.small_classes is not SmallClasses.REPORT:
        same = " AND ".join(
            f"staged.{sql.name(column)} IS NOT DISTINCT FROM small.{sql.name(column)}" for column in plan.quasi
        )
        source = f"staged LEFT JOIN small ON {same}"
        source += " WHERE small.people IS NULL" if asked.small_classes is SmallClasses.LEAVE_OUT else ""
    else:
        source = "(SELECT *, NULL::BIGINT AS people FROM staged) AS staged"
    connection.execute(f"CREATE TEMP VIEW released AS SELECT {cells}, staged.{sql.PERSON} FROM {source}")
    how = "FORMAT parquet, COMPRESSION zstd" if asked.file_format is FileFormat.PARQUET else "FORMAT csv, HEADER"
    connection.execute(
        f"COPY (SELECT * EXCLUDE ({sql.PERSON}) FROM released ORDER BY 1, 2) TO {sql.literal(str(to))} ({how})"
    )


def _cell(made: Made, plan: Plan, asked: Asked) -> str:
    value = f"staged.{sql.name(made.name)}"
    if made.name in plan.quasi and asked.small_classes is SmallClasses.BLANK:
        value = f"CASE WHEN people IS NULL THEN {value} END"
    if asked.file_format is FileFormat.CSV and made.name in plan.textual:
        # A spreadsheet takes a cell that begins so for a formula (CWE-1236).
        value = f"CASE WHEN regexp_matches({value}, '^[=+@\\t\\r-]') THEN chr(39) || {value} ELSE {value} END"
    return f"{value} AS {sql.name(made.name)}"


def _report(connection: duckdb.DuckDBPyConnection, asked: Asked, plan: Plan) -> Anonymity:
    """The classes of what was written."""
    rows = connection.execute(
        f"SELECT people, count(*), sum(found)::BIGINT FROM ({plan.classes('released')}) GROUP BY people"
    ).fetchall()
    return anonymity({people: (classes, found) for people, classes, found in rows}, k=asked.k)


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


class _Texts:
    """Scrubs the texts of one table, a batch at a time, and counts those that lost something."""

    def __init__(self, scrubber: Scrubber) -> None:
        self.changed = 0
        self._scrub = lru_cache(TEXTS_REMEMBERED)(scrubber.scrub)

    def scrubbed(self, batch: Any) -> Any:
        """The batch with each text scrubbed; an empty one stays empty."""
        texts = batch.to_pylist()
        clean = [None if text is None else self._scrub(text) for text in texts]
        self.changed += sum(old != new for old, new in zip(texts, clean, strict=True))
        return pa.array(clean, pa.string())
