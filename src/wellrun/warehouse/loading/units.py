"""A file as units (lines, bundle entries, rows), read in a stream: each either records to land, or a fault.

This is the careful way. A clean file never takes it: DuckDB reads that itself.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import orjson

from wellrun.engines.fhir import is_resource
from wellrun.values.faults import Fault
from wellrun.warehouse.loading.shapes import mismatches
from wellrun.warehouse.loading.targets import LARGEST_OBJECT, targets_of

LONGEST_LINE = LARGEST_OBJECT - 1024
LONGEST_ROW_LINES = 200
BROKEN_GZIP = (EOFError, gzip.BadGzipFile, zlib.error, OSError)
AGAIN = "Send the file again whole."


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One part of a file. `number` counts from 1; `kind` is what it is (a FHIR type, a CSV feed), if that is known.

    `record` is the JSON object to land, as bytes beginning with a brace, or empty where `faults` say why not.
    """

    number: int
    raw: bytes
    kind: str
    record: bytes = b""
    faults: tuple[Fault, ...] = ()


def opened(file: Path) -> IO[bytes]:
    """The bytes of a file, unpacked if its name ends in .gz."""
    stream: IO[bytes] = gzip.open(file, "rb") if file.name.endswith(".gz") else file.open("rb")  # type: ignore[assignment]  # noqa: SIM115
    return stream


@dataclass
class Lines:
    """The lines of a file. A file that breaks off leaves `broken`, which says how, after the last whole line."""

    file: Path
    broken: str = ""

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        number = 0
        with opened(self.file) as stream:
            while True:
                number += 1
                try:
                    line = stream.readline(LONGEST_LINE)
                except BROKEN_GZIP as error:
                    self.broken = f"the compressed file breaks off ({error})"
                    yield number, b""
                    return
                if not line:
                    return
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                yield number, line


def ndjson_units(file: Path) -> Iterator[Unit]:
    """One unit for each line that is not blank."""
    lines = Lines(file)
    for number, line in lines:
        yield from line_unit(number, line, lines.broken)


def line_unit(number: int, line: bytes, broken_off: str) -> Iterator[Unit]:
    """The unit of a line, if there is any: of the last one that is empty, how the file breaks off."""
    if line.strip():
        yield resource_unit(number, line.strip())
    elif broken_off and not line:
        yield Unit(number=number, raw=b"", kind="unknown", faults=(broken(broken_off),))


def resource_unit(number: int, raw: bytes) -> Unit:
    """A unit from the text of one resource."""
    if len(raw) >= LONGEST_LINE - 2:
        problem = f"it is longer than {LONGEST_LINE:,} bytes"
        return Unit(number=number, raw=raw, kind="unknown", faults=(unreadable(problem),))
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Unit(number=number, raw=raw, kind="unknown", faults=(unreadable(str(error)),))
    kind = resource_type(value)
    if kind is None:
        sent = value.get("resourceType") if isinstance(value, dict) else None
        return Unit(number=number, raw=raw, kind="unknown", faults=(no_type(str(sent or "")[:80]),))
    faults = tuple(fault for target in targets_of(kind) for fault in mismatches(value, target.structure))
    return Unit(number=number, raw=raw, kind=kind, record=raw, faults=tuple(dict.fromkeys(faults)))


def resource_type(value: object) -> str | None:
    """The FHIR R4 type that a JSON value says it is of, if it says one."""
    kind = value.get("resourceType") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) and is_resource(kind) else None


def no_type(sent: str) -> Fault:
    return Fault(
        code="feeds.resource.no_type",
        message=f"{sent} is not a FHIR R4 resource type." if sent else "There is no resourceType here.",
        place="$.resourceType",
        value=sent,
        expected="a FHIR R4 resource type, such as Encounter",
        remedy="Send FHIR R4 resources, one a line.",
    )


def unreadable(problem: str) -> Fault:
    return Fault(
        code="feeds.resource.not_json",
        message=f"This cannot be read as JSON: {problem}.",
        expected="one JSON object",
        remedy="Correct the text, or send the resource again.",
    )


def broken(problem: str) -> Fault:
    return Fault(
        code="feeds.file.broken",
        message=f"The rest of the file cannot be read: {problem}.",
        expected="a whole file",
        remedy=AGAIN,
    )


def csv_units(file: Path, *, kind: str, headers: tuple[str, ...], wanted: tuple[str, ...]) -> Iterator[Unit]:
    """One unit for each row below the header; a row that does not fit costs only its own line.

    `headers` are the file's own; `wanted` those the feed needs.
    """
    missing = tuple(lacking(name) for name in wanted if name not in headers)
    for number, raw, cells, problem in Records(file, len(headers)):
        if problem:
            yield Unit(number=number, raw=raw, kind=kind, faults=(wrong_row(problem, len(headers)),))
        elif missing:
            yield Unit(number=number, raw=raw, kind=kind, faults=missing)
        else:
            record = orjson.dumps(dict(zip(headers, cells, strict=True)))
            yield Unit(number=number, raw=raw, kind=kind, record=record)


def lacking(name: str) -> Fault:
    return Fault(
        code="feeds.row.no_header",
        message=f"The file has no column {name}.",
        place=name,
        expected=f"a column headed {name}",
        remedy="Correct the header, or the feed's declaration.",
    )


def wrong_row(problem: str, fields: int) -> Fault:
    return Fault(
        code="feeds.row.fields",
        message=f"The row cannot be divided into its {fields} fields: {problem}.",
        value=problem,
        expected=f"{fields} fields",
        remedy="Correct commas and quotation marks in the row.",
    )


@dataclass
class Records:
    """CSV records with the number of their first line, their bytes, their cells and what is wrong with them."""

    file: Path
    fields: int

    def __iter__(self) -> Iterator[tuple[int, bytes, list[str], str]]:
        lines = Lines(self.file)
        source, given_back = iter(lines), deque[tuple[int, bytes]]()
        next(source, None)
        while taken := self.taken(source, given_back):
            if lines.broken and not taken[-1][1]:
                given_back.clear()
                yield taken[-1][0], b"".join(line for _, line in taken), [], lines.broken
                return
            raw = b"".join(line for _, line in taken)
            cells, problem = self.parsed(raw)
            if problem and len(taken) > 1:
                given_back.extendleft(reversed(taken[1:]))
                raw, problem = taken[0][1], "a quotation mark is not closed"
            if raw.strip():
                yield taken[0][0], raw, cells, problem

    def taken(
        self, source: Iterator[tuple[int, bytes]], given_back: deque[tuple[int, bytes]]
    ) -> list[tuple[int, bytes]]:
        """The next line, with those after it that an open quotation mark takes in."""
        taken: list[tuple[int, bytes]] = []
        marks = 0
        while len(taken) < LONGEST_ROW_LINES:
            line = given_back.popleft() if given_back else next(source, None)
            if line is None:
                break
            taken.append(line)
            marks += line[1].count(b'"')
            if marks % 2 == 0:
                break
        return taken

    def parsed(self, raw: bytes) -> tuple[list[str], str]:
        try:
            rows = list(csv.reader(io.StringIO(raw.decode(), newline=""), strict=True))
        except UnicodeDecodeError as error:
            return [], f"it is not UTF-8 at byte {error.start + 1}"
        except csv.Error as error:
            return [], str(error)
        if len(rows) != 1:
            return [], f"it makes {len(rows)} rows"
        if len(rows[0]) != self.fields:
            return [], f"it has {len(rows[0])}"
        return rows[0], ""


def header_of(file: Path) -> tuple[str, ...]:
    """The names in a CSV file's first line; empty where it cannot be read."""
    for _, line in Lines(file):
        try:
            return tuple(next(csv.reader([line.decode().strip()], strict=True), ()))
        except (UnicodeDecodeError, csv.Error):
            return ()
    return ()


def landed(unit: Unit, line: str) -> bytes:
    """A unit's record as a line of a landed file."""
    return numbered_object(unit.number, unit.record.strip(), line)


def numbered_object(number: int, record: bytes, line: str) -> bytes:
    """A JSON object on one line with its number as the first field; what is no object stays what it is."""
    if not record.startswith(b"{"):
        return record + b"\n"
    body = record[1:].lstrip()
    comma = b"" if body.startswith(b"}") else b","
    # A line break between the parts of an object is only space, and a landed file has one object a line.
    return b'{"%s":%d%s%s\n' % (line.encode(), number, comma, body.replace(b"\r", b" ").replace(b"\n", b" "))
