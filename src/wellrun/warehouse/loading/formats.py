"""What a file is: FHIR NDJSON, a Bundle, a declared CSV, something a reader was given for, or no feed at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from wellrun.warehouse.loading.csvfeeds import CsvFeed
from wellrun.warehouse.loading.units import BROKEN_GZIP, Unit, header_of, opened

NDJSON, JSON, CSV = (".ndjson", ".jsonl"), (".json",), (".csv",)
HEAD = 1 << 16
BUNDLE = re.compile(rb'"resourceType"\s*:\s*"Bundle"')


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A reader for another format, such as HL7 v2: the file endings it takes, and the units in a file.

    A unit's `kind` names a table; its `record` is a JSON object whose fields are columns of that table.
    """

    name: str
    endings: tuple[str, ...]
    units: Callable[[Path], Iterator[Unit]]


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """`format` is ndjson, bundle, csv, a reader's name, or '' for a file that is no feed, with the `reason`."""

    format: str
    reason: str = ""
    feed: CsvFeed | None = None
    headers: tuple[str, ...] = ()
    reader: Reader | None = None


def recognise(file: Path, *, feeds: Sequence[CsvFeed], readers: Sequence[Reader]) -> Recognised:
    """What to do with a file, judged by its ending, then by what it begins with."""
    name = file.name.lower().removesuffix(".gz")
    for reader in readers:
        if name.endswith(reader.endings):
            return Recognised(format=reader.name, reader=reader)
    if name.endswith(NDJSON):
        return (
            Recognised(format="", reason="a log of a bulk export")
            if is_export_log(file)
            else Recognised(format="ndjson")
        )
    if name.endswith(JSON):
        return Recognised(format="ndjson" if holds_lines(file) else "bundle")
    if name.endswith(CSV):
        return recognised_csv(file, name.removesuffix(".csv"), feeds)
    return Recognised(format="", reason="not a FHIR, CSV or message file")


def recognised_csv(file: Path, stem: str, feeds: Sequence[CsvFeed]) -> Recognised:
    headers = header_of(file)
    feed = next((feed for feed in feeds if feed.name == stem), None)
    feed = feed or next((feed for feed in feeds if feed.headers and set(feed.headers) <= set(headers)), None)
    if feed is None:
        known = ", ".join(feed.name for feed in feeds) or "none"
        return Recognised(format="", reason=f"no CSV feed is declared for it (declared: {known})")
    return Recognised(format="csv", feed=feed, headers=headers)


def head_of(file: Path) -> bytes:
    with opened(file) as stream:
        try:
            return stream.read(HEAD)
        except BROKEN_GZIP:
            return b""


def is_export_log(file: Path) -> bool:
    """A Bulk Data export may come with a log of itself, one event a line."""
    first = head_of(file).split(b"\n", 1)[0]
    return b'"exportId"' in first and b'"eventId"' in first and b'"resourceType"' not in first


def holds_lines(file: Path) -> bool:
    """Whether a .json file is one resource a line, rather than one document."""
    head = head_of(file)
    first = head.split(b"\n", 1)[0]
    if BUNDLE.search(first) or first == head:
        return False
    try:
        return isinstance(orjson.loads(first), dict)
    except orjson.JSONDecodeError:
        return False
