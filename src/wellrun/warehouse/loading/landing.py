"""The careful way through a file: every unit is read, the sound ones are landed by kind, the others noted.

A landed file is NDJSON of one kind in which each object carries the number of its unit. DuckDB reads it as it reads a
clean file; a row it then finds faulty is noted by that number.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import duckdb

from wellrun.engines.fhir.shape import text
from wellrun.values.faults import Fault
from wellrun.warehouse.loading.rows import Rows, sentence
from wellrun.warehouse.loading.targets import LINE
from wellrun.warehouse.loading.units import Unit, landed
from wellrun.warehouse.schema import Table

ISOLATE = 2_000
REASON = re.compile(r"^.*in line \d+: ")  # what DuckDB says before the reason: its own file and line, not the sender's
FAULT_TYPE = "STRUCT(code VARCHAR, message VARCHAR, place VARCHAR, value VARCHAR, expected VARCHAR, remedy VARCHAR)[]"


@dataclass
class Landing:
    """The landed files and the notes of one arrival, in a scratch folder."""

    folder: Path
    read: Counter[str] = field(default_factory=Counter)
    files: dict[str, IO[bytes]] = field(default_factory=dict)
    notes: int = 0

    def take(self, units: Iterator[Unit]) -> None:
        """Lands or notes every unit."""
        with (self.folder / "notes.jsonl").open("wb") as notes:
            for unit in units:
                self.read[unit.kind] += 1
                if unit.faults or not unit.record:
                    self.note(notes, number=unit.number, kind=unit.kind, faults=unit.faults)
                else:
                    self.file(unit.kind).write(landed(unit, LINE))
        for file in self.files.values():
            file.close()

    def file(self, kind: str) -> IO[bytes]:
        if kind not in self.files:
            self.files[kind] = self.path(kind).open("wb")
        return self.files[kind]

    def path(self, kind: str) -> Path:
        return self.folder / f"landed-{kind}.ndjson"

    def note(self, notes: IO[bytes], *, number: int, kind: str, faults: Sequence[Fault]) -> None:
        self.notes += 1
        body = {LINE: number, "kind": kind, "faults": [vars(fault) for fault in faults]}
        notes.write(json.dumps(body).encode() + b"\n")

    def check(self, connection: duckdb.DuckDBPyConnection, kind: str, rows: Sequence[Rows]) -> None:
        """Notes the faulty rows of a kind. What DuckDB cannot read at all is found unit by unit and noted too."""
        try:
            self.note_rows(connection, kind, rows)
        except duckdb.Error:
            self.isolate(connection, kind, rows)
            self.note_rows(connection, kind, rows)

    def note_rows(self, connection: duckdb.DuckDBPyConnection, kind: str, rows: Sequence[Rows]) -> None:
        with (self.folder / "notes.jsonl").open("ab") as notes:
            for each in rows:
                for number, faults in fetched(connection, each.faulty()):
                    self.note(notes, number=number, kind=kind, faults=worded(each.table, faults))

    def isolate(self, connection: duckdb.DuckDBPyConnection, kind: str, rows: Sequence[Rows]) -> None:
        """Takes out of a landed file the units at which DuckDB stops, and notes them with what it said."""
        source, sound, trial = self.path(kind), self.folder / "sound.ndjson", self.folder / "trial.ndjson"
        selects = [each.faulty().replace(text(str(source)), text(str(trial))) for each in rows]
        with source.open("rb") as lines, sound.open("wb") as kept, (self.folder / "notes.jsonl").open("ab") as notes:
            while chunk := [line for _, line in zip(range(ISOLATE), lines, strict=False)]:
                for line, problem in tried(connection, selects, trial, chunk):
                    if problem:
                        number = json.loads(line)[LINE]
                        self.note(notes, number=number, kind=kind, faults=(refused(problem),))
                    else:
                        kept.write(line)
        sound.replace(source)

    def noted(self, *, columns: str = "*") -> str:
        """A relation over the notes; with `columns=LINE` just the numbers of the noted units."""
        declared = f"{{{text(LINE)}: 'BIGINT', 'kind': 'VARCHAR', 'faults': {text(FAULT_TYPE)}}}"
        file = text(str(self.folder / "notes.jsonl"))
        source = f"read_json({file}, format = 'newline_delimited', columns = {declared})"
        return f"(SELECT DISTINCT {columns} FROM {source})" if columns != "*" else source  # noqa: S608


def fetched(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a query, a thousand at a time. Not on a cursor: that would not have the connection's time zone."""
    result = connection.execute(sql)
    while block := result.fetchmany(1000):
        yield from block


def worded(table: Table, faults: Sequence[dict[str, Any]]) -> list[Fault]:
    return [sentence(table, fault["column"], fault["code"], fault["value"]) for fault in faults]


def refused(problem: str) -> Fault:
    return Fault(
        code="feeds.resource.refused",
        message=f"The database cannot read this record: {problem}.",
        value=problem[:200],
        expected="values of the types FHIR R4 gives these elements",
        remedy="Correct the record in the sending system and send again, or mend it here.",
    )


def tried(
    connection: duckdb.DuckDBPyConnection, selects: Sequence[str], trial: Path, lines: Sequence[bytes]
) -> Iterator[tuple[bytes, str]]:
    """Each line with why DuckDB cannot read it, or ''; halves what fails until single lines are left."""
    trial.write_bytes(b"".join(lines))
    try:
        for select in selects:
            connection.execute(select).fetchall()
    except duckdb.Error as error:
        if len(lines) == 1:
            yield lines[0], REASON.sub("", str(error).splitlines()[0])
            return
        middle = len(lines) // 2
        yield from tried(connection, selects, trial, lines[:middle])
        yield from tried(connection, selects, trial, lines[middle:])
        return
    for line in lines:
        yield line, ""
