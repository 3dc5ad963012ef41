"""The warehouse folder: immutable Parquet segments, and one manifest that says which of them are the truth.

A write adds new segment files first and then replaces the manifest in one atomic rename. Whatever moment a writer is
killed at, readers see either the whole of the old state or the whole of the new one. Segments that no manifest
names any more are swept by a later writer, after the grace that lets readers of an older manifest finish.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

import duckdb

from wellrun.warehouse.memory import in_memory
from wellrun.warehouse.schema import Table

PUBLISHED_MART = "mart_"
"""How the name of a table begins that holds a mart as it was worked out after the last load."""

GRACE_SECONDS = 600
"""How long a segment outlives the manifest that last named it."""


@dataclass(frozen=True)
class Segment:
    """One Parquet file of a table: its name inside the table's folder, its rows, and the arrival that wrote it."""

    file: str
    rows: int
    arrival: str = ""


@dataclass(frozen=True)
class Manifest:
    """The state of the warehouse: the segments of each table. ``version`` grows by one with each write."""

    version: int = 0
    tables: Mapping[str, tuple[Segment, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def segments(self, table: str) -> tuple[Segment, ...]:
        """The segments of a table, none if nothing has been written to it."""
        return self.tables.get(table, ())

    def rows(self, table: str) -> int:
        """How many rows the table holds."""
        return sum(segment.rows for segment in self.segments(table))

    def replaced(self, changes: Mapping[str, tuple[Segment, ...]]) -> Manifest:
        """The next manifest: the named tables have the given segments, the others keep theirs."""
        return Manifest(version=self.version + 1, tables=MappingProxyType({**self.tables, **changes}))


def parsed(text: str) -> Manifest:
    """A manifest from its file."""
    stored = json.loads(text)
    tables = {name: tuple(Segment(**segment) for segment in segments) for name, segments in stored["tables"].items()}
    return Manifest(version=stored["version"], tables=MappingProxyType(tables))


class Warehouse:
    """A warehouse in a folder. Opening one that does not exist makes an empty one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "tables").mkdir(parents=True, exist_ok=True)
        (home / "scratch").mkdir(exist_ok=True)
        self._seen: tuple[tuple[int, int, int], Manifest] | None = None

    @property
    def scratch(self) -> Path:
        """Where a writer may keep unfinished files; anything here may be deleted by the next writer."""
        return self.home / "scratch"

    def manifest(self) -> Manifest:
        """The state that readers should see now. Parsed anew only when the file has been replaced."""
        file = self.home / "manifest.json"
        try:
            stat = file.stat()
        except FileNotFoundError:
            return Manifest()
        # Each publication is a rename, so a new state always has another inode or time.
        mark = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        seen = self._seen
        if seen is None or seen[0] != mark:
            seen = self._seen = (mark, parsed(file.read_text()))
        return seen[1]

    def path(self, table: str, segment: Segment) -> Path:
        """Where a segment's file stands."""
        return self.home / "tables" / table / segment.file

    def connect(self, tables: Mapping[str, Table], *, manifest: Manifest | None = None) -> duckdb.DuckDBPyConnection:
        """An in-memory DuckDB with one view a table, over one manifest; a table never written is empty and typed."""
        connection = in_memory(memory_limit="3GB", temp_directory=str(self.scratch / "spill"))
        self.attach(connection, tables, manifest=manifest)
        return connection

    def attach(
        self, connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], *, manifest: Manifest | None = None
    ) -> None:
        """Makes or replaces one view for each table on an open connection."""
        state = manifest or self.manifest()
        for table in tables.values():
            connection.execute(f'CREATE OR REPLACE VIEW "{table.name}" AS {self._relation(table, state)}')

    def attach_published(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
        """Makes one view for each published mart on an open connection; a mart never published has none."""
        for name, segments in manifest.tables.items():
            if name.startswith(PUBLISHED_MART) and segments:
                files = ", ".join(f"'{str(self.path(name, one)).replace(chr(39), chr(39) * 2)}'" for one in segments)
                connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet([{files}])')  # noqa: S608

    def _relation(self, table: Table, manifest: Manifest) -> str:
        segments = manifest.segments(table.name)
        if not segments:
            columns = ", ".join(f'NULL::{column.kind} AS "{column.name}"' for column in table.all_columns)
            return f"SELECT {columns} WHERE false"
        files = ", ".join("'" + str(self.path(table.name, segment)).replace("'", "''") + "'" for segment in segments)
        columns = ", ".join(f'"{column.name}"' for column in table.all_columns)
        # A segment written before a column was declared lacks it: it is read as empty.
        return f"SELECT {columns} FROM read_parquet([{files}], union_by_name = true)"  # noqa: S608

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """The only way to write: holds the writers' lock, hands out the current manifest, publishes on ``publish``."""
        with (self.home / "writer.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield Writing(self, self.manifest())

    def _publish(self, manifest: Manifest) -> None:
        body: dict[str, Any] = {
            "version": manifest.version,
            "tables": {name: [vars(segment) for segment in segments] for name, segments in manifest.tables.items()},
        }
        pending = self.home / "manifest.json.pending"
        with pending.open("w") as file:
            json.dump(body, file)
            file.flush()
            os.fsync(file.fileno())
        pending.replace(self.home / "manifest.json")
        folder = os.open(self.home, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def sweep(self) -> int:
        """Deletes segments no manifest names and older than the grace; returns how many."""
        manifest = self.manifest()
        named = {self.path(name, segment) for name, segments in manifest.tables.items() for segment in segments}
        swept = 0
        for file in (self.home / "tables").glob("*/*.parquet"):
            if file not in named and time.time() - file.stat().st_mtime > GRACE_SECONDS:
                file.unlink()
                swept += 1
        return swept


class Writing:
    """An open write: segment files are put in place first, then ``publish`` makes them the truth at once."""

    def __init__(self, warehouse: Warehouse, manifest: Manifest) -> None:
        self.warehouse = warehouse
        self.manifest = manifest

    def place(self, table: str, finished: Path, *, rows: int, arrival: str = "") -> Segment:
        """Moves a finished Parquet file into the table's folder, flushed to disk; it is not yet visible."""
        with finished.open("rb") as file:
            os.fsync(file.fileno())
        segment = Segment(file=f"{time.time_ns():x}-{finished.stem}.parquet", rows=rows, arrival=arrival)
        target = self.warehouse.path(table, segment)
        target.parent.mkdir(exist_ok=True)
        finished.replace(target)
        return segment

    def publish(self, changes: Mapping[str, tuple[Segment, ...]]) -> Manifest:
        """Makes the given segment lists the truth, in one step; returns the new manifest."""
        before, self.manifest = self.manifest, self.manifest.replaced(changes)
        self.warehouse._publish(self.manifest)
        for name, kept in changes.items():
            for segment in set(before.segments(name)) - set(kept):
                # The grace of a dropped segment starts now: a reader may still hold the manifest that named it.
                self.warehouse.path(name, segment).touch()
        return self.manifest


ANSWERS_KEPT = 256
"""So many answers a reader keeps; each is a few rows of sums, never rows of patients."""


class FactReader:
    """Answers SQL over typed tables and published marts, from one whole state of the warehouse, for any thread.

    An answer is kept until the warehouse changes: the same question from the next reader costs nothing.
    """

    def __init__(self, warehouse: Warehouse, tables: Mapping[str, Table]) -> None:
        self.warehouse, self.tables = warehouse, tables
        self._opening = Lock()
        self._state: tuple[int, duckdb.DuckDBPyConnection] | None = None
        self._answers: dict[tuple[str, str], list[tuple[Any, ...]]] = {}

    def rows(self, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of a SELECT with named parameters."""
        asked = (sql, repr(sorted(values.items())))
        with self._opening:
            connection = self._opened()
            kept = self._answers.get(asked)
        if kept is not None:
            return kept
        found: list[tuple[Any, ...]] = connection.cursor().execute(sql, dict(values)).fetchall()
        with self._opening:
            if self._state is not None and self._state[1] is connection:
                if len(self._answers) >= ANSWERS_KEPT:
                    self._answers.clear()
                self._answers[asked] = found
        return found

    def rows_of_patients(self, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The same where a row is about one patient: it is read anew each time and never kept."""
        with self._opening:
            connection = self._opened()
        found: list[tuple[Any, ...]] = connection.cursor().execute(sql, dict(values)).fetchall()
        return found

    def arrays_of_patients(self, sql: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The same as an array a column, where there are too many rows for tuples; never kept either."""
        with self._opening:
            connection = self._opened()
        found: dict[str, Any] = connection.cursor().execute(sql, dict(values)).fetchnumpy()
        return found

    def _opened(self) -> duckdb.DuckDBPyConnection:
        manifest = self.warehouse.manifest()
        if self._state is None or self._state[0] != manifest.version:
            connection = self.warehouse.connect(self.tables, manifest=manifest)
            self.warehouse.attach_published(connection, manifest)
            self._state = manifest.version, connection
            self._answers.clear()
        return self._state[1]


ROWS_AT_ONCE = 50
"""Rows of one statement: a statement a row takes five times as long, and more at once gain nothing."""


def _batched(rows: Sequence[Mapping[str, Any]], size: int) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The rows in parts of so many."""
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


def replace_rows(warehouse: Warehouse, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Makes these rows the whole of a table, in one step. Columns a row does not name are empty.

    For tables that the product itself publishes (units, actions); facts from feeds come through ``loading``.
    """
    columns = ", ".join(f'"{column.name}" {column.kind}' for column in table.all_columns)
    names = [column.name for column in table.all_columns]
    finished = warehouse.scratch / f"{table.name}-{os.getpid()}.parquet"
    with warehouse.writing() as writing, in_memory() as connection:
        connection.execute(f"CREATE TABLE published ({columns})")
        row_marks = f"({', '.join('?' for _name in names)})"
        for several in _batched(rows, ROWS_AT_ONCE):
            connection.execute(
                f"INSERT INTO published VALUES {', '.join([row_marks] * len(several))}",  # noqa: S608
                [row.get(name) for row in several for name in names],
            )
        connection.execute(f"COPY published TO '{finished}' (FORMAT parquet, COMPRESSION zstd)")
        segments = (writing.place(table.name, finished, rows=len(rows), arrival=table.name),) if rows else ()
        writing.publish({table.name: segments})
