"""A finished part against what the table holds: what is new, what replaces, what changes nothing.

Rows go in groups, one group for each record that its owner columns name. Of two versions of a record the one updated
later wins; where the sender does not say, or says the same, the one that arrived later.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from wellrun.engines.fhir.shape import quoted, text
from wellrun.warehouse.connection import Segment, Warehouse, Writing
from wellrun.warehouse.loading.targets import LINE
from wellrun.warehouse.schema import Table

ROW_GROUP = 40_960  # with larger groups a file of a few hundred thousand rows keeps one core waiting
SMALL_ROWS, MANY_SMALL = 50_000, 12
"""Small segments are gathered into one when a table has this many, so that readers open few files."""


@dataclass(frozen=True, kw_only=True)
class Merge:
    """One table's part of a write: the Parquet file of typed rows, and the columns that name the record of a row.

    `follows`: its records are those of the merge just before, so that a record changed there loses its rows here.
    """

    table: Table
    owner: tuple[str, ...]
    part: Path
    arrival: str
    rows: int
    numbered: bool
    follows: bool = False


@dataclass(frozen=True, kw_only=True)
class Merged:
    """The table's next segments, and how many records of the part were new, changed or unchanged."""

    segments: tuple[Segment, ...]
    new: int
    changed: int
    unchanged: int


class Merger:
    """Merges parts into tables within one open write. Files it makes stand in `scratch` until they are placed."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, writing: Writing, scratch: Path
    ) -> None:
        self.connection = connection
        self.warehouse = warehouse
        self.writing = writing
        self.scratch = scratch
        self.files = 0

    def merged(self, merge: Merge, *, held: tuple[Segment, ...]) -> Merged:
        part, rows = merge.part, merge.rows
        records, distinct, repeats = self.counts(merge)
        if repeats:
            part, rows = self.without_repeats(merge)
        known = self.known(merge, part, held) if held and rows else 0
        if known or (merge.follows and held):
            return self.replaced(merge, part, held, records)
        self.connection.execute("CREATE OR REPLACE TEMP TABLE verdicts (verdict VARCHAR)")
        segments = (*held, self.place(merge, part, rows)) if rows else held
        gathered = self.gathered(merge, segments)
        return Merged(segments=gathered, new=distinct, changed=0, unchanged=records - distinct)

    def one(self, sql: str) -> int:
        row = self.connection.execute(sql).fetchone()
        return int(row[0] or 0) if row else 0

    def counts(self, merge: Merge) -> tuple[int, int, bool]:
        """How many records the part came from, how many are distinct, and whether any comes twice.

        Records are told apart by hashes: two that clash are taken for a repeat, which the exact query then settles.
        """
        if not merge.rows:
            return 0, 0, False
        owner = hashed(merge)
        each, pairs = (f"count(DISTINCT {LINE})", f"hash({owner}, {LINE})") if grouped(merge) else ("count(*)", "")
        pairs = f"count(DISTINCT {pairs})" if pairs else "count(*)"
        row = self.connection.execute(
            f"SELECT {each}, count(DISTINCT {owner}), {pairs} FROM {parquet(merge.part)}"  # noqa: S608
        ).fetchone()
        records, distinct, occurrences = row or (0, 0, 0)
        return records, distinct, occurrences > distinct

    def without_repeats(self, merge: Merge) -> tuple[Path, int]:
        order = LINE if merge.numbered else "file_row_number"
        rank = f"rank() OVER (PARTITION BY {owners(merge)} ORDER BY updated_at DESC NULLS LAST, {order} DESC)"
        source = parquet(merge.part, numbered=not merge.numbered)
        return self.copy(f"SELECT {columns(merge)} FROM {source} QUALIFY {rank} = 1")  # noqa: S608

    def copy(self, select: str) -> tuple[Path, int]:
        self.files += 1
        target = self.scratch / f"merge{self.files}.parquet"
        return target, copy_to_parquet(self.connection, select, target)

    def place(self, merge: Merge, part: Path, rows: int) -> Segment:
        return self.writing.place(merge.table.name, part, rows=rows, arrival=merge.arrival)

    def paths(self, merge: Merge, held: tuple[Segment, ...]) -> list[Path]:
        return [self.warehouse.path(merge.table.name, segment) for segment in held]

    def known(self, merge: Merge, part: Path, held: tuple[Segment, ...]) -> int:
        existing = f"SELECT {hashed(merge)} AS owner FROM {parquet(*self.paths(merge, held))}"  # noqa: S608
        fresh = f"SELECT {hashed(merge)} AS owner FROM {parquet(part)}"  # noqa: S608
        return self.one(f"SELECT count(*) FROM ({existing}) SEMI JOIN ({fresh}) USING (owner)")  # noqa: S608

    def replaced(self, merge: Merge, part: Path, held: tuple[Segment, ...], records: int) -> Merged:
        """Judges each record against the one held, and rewrites only the segments that lose rows."""
        self.judge(merge, part, held)
        emptied = self.empty(merge) if merge.follows else 0
        verdict = "SELECT count(*) FROM verdicts WHERE verdict = "
        new, changed = self.one(f"{verdict}'new'"), self.one(f"{verdict}'changed'")
        segments = self.without_changed(merge, held) if changed or emptied else held
        if new + changed:
            wanted = f"SELECT {owners(merge)} FROM verdicts WHERE verdict IN ('new', 'changed')"  # noqa: S608
            select = f"SELECT {columns(merge)} FROM {parquet(part)} SEMI JOIN ({wanted}) USING ({owners(merge)})"  # noqa: S608
            segments = (*segments, self.place(merge, *self.copy(select)))
        return Merged(
            segments=self.gathered(merge, segments), new=new, changed=changed, unchanged=records - new - changed
        )

    def empty(self, merge: Merge) -> int:
        """Records that changed in the merge before and have no rows here any more."""
        if not self.one("SELECT count(*) FROM changed_before"):
            return 0
        self.connection.execute(
            f"INSERT INTO verdicts SELECT {owners(merge)}, 'emptied' FROM changed_before "  # noqa: S608
            f"ANTI JOIN verdicts USING ({owners(merge)})"
        )
        return self.one("SELECT count(*) FROM verdicts WHERE verdict = 'emptied'")

    def judge(self, merge: Merge, part: Path, held: tuple[Segment, ...]) -> None:
        if merge.follows:
            before = "SELECT * FROM verdicts WHERE verdict = 'changed'"
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE changed_before AS {before}")
        content = ", ".join(quoted(column.name) for column in merge.table.columns)
        summary = f"{owners(merge)}, list_sort(list(hash({content}))) AS content, max(updated_at) AS updated"
        fresh = f"SELECT {summary} FROM {parquet(part)} GROUP BY {owners(merge)}"  # noqa: S608
        sought = f"SEMI JOIN (SELECT {owners(merge)} FROM {parquet(part)}) USING ({owners(merge)})"  # noqa: S608
        held_rows = parquet(*self.paths(merge, held))
        existing = f"SELECT {summary} FROM (SELECT * FROM {held_rows} {sought}) GROUP BY {owners(merge)}"  # noqa: S608
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE verdicts AS SELECT {owners(merge)}, CASE WHEN e.content IS NULL THEN 'new' "  # noqa: S608
            "WHEN e.content = p.content OR coalesce(e.updated > p.updated, FALSE) THEN 'unchanged' ELSE 'changed' END "
            f"AS verdict FROM ({fresh}) p LEFT JOIN ({existing}) e USING ({owners(merge)})"
        )

    def without_changed(self, merge: Merge, held: tuple[Segment, ...]) -> tuple[Segment, ...]:
        gone = f"(SELECT {owners(merge)} FROM verdicts WHERE verdict IN ('changed', 'emptied')) USING ({owners(merge)})"  # noqa: S608
        kept = []
        for segment in held:
            source = parquet(self.warehouse.path(merge.table.name, segment))
            if not self.one(f"SELECT count(*) FROM {source} SEMI JOIN {gone}"):  # noqa: S608
                kept.append(segment)
                continue
            part, rows = self.copy(f"SELECT {columns(merge)} FROM {source} ANTI JOIN {gone}")  # noqa: S608
            if rows:
                kept.append(self.writing.place(merge.table.name, part, rows=rows, arrival=segment.arrival))
        return tuple(kept)

    def gathered(self, merge: Merge, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        small = [segment for segment in segments if segment.rows < SMALL_ROWS]
        if len(small) < MANY_SMALL:
            return segments
        part, rows = self.copy(f"SELECT {columns(merge)} FROM {parquet(*self.paths(merge, tuple(small)))}")  # noqa: S608
        kept = [segment for segment in segments if segment not in small]
        return (*kept, self.writing.place(merge.table.name, part, rows=rows))


def grouped(merge: Merge) -> bool:
    return {"facility", *merge.owner} != set(merge.table.key)


def owners(merge: Merge) -> str:
    return ", ".join(quoted(name) for name in ("facility", *merge.owner))


def hashed(merge: Merge) -> str:
    return f"hash({', '.join(quoted(name) for name in merge.owner)}, facility)"


def columns(merge: Merge) -> str:
    return ", ".join(quoted(column.name) for column in merge.table.all_columns)


def parquet(*files: Path, numbered: bool = False) -> str:
    named = ", ".join(text(str(file)) for file in files)
    return f"read_parquet([{named}], union_by_name = true{', file_row_number = true' if numbered else ''})"


def copy_to_parquet(connection: duckdb.DuckDBPyConnection, select: str, target: Path) -> int:
    """Writes the rows of a SELECT to a Parquet file; returns how many."""
    options = f"FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {ROW_GROUP}"
    row = connection.execute(f"COPY ({select}) TO {text(str(target))} ({options})").fetchone()
    return int(row[0]) if row else 0
