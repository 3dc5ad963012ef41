"""Files into the warehouse: recognised, read, checked, merged, published. One arrival is one atomic write."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from wellrun.engines.fhir.shape import text
from wellrun.values.faults import Fault
from wellrun.warehouse.connection import Segment, Warehouse, Writing
from wellrun.warehouse.loading.arrivals import (
    Arrival,
    ArrivalReport,
    Ignored,
    Ledger,
    LoadReport,
    Origin,
    Tally,
    digest_of,
)
from wellrun.warehouse.loading.blocks import SoundBlocks
from wellrun.warehouse.loading.bundles import bundle_units
from wellrun.warehouse.loading.csvfeeds import CsvFeed
from wellrun.warehouse.loading.fast import fast_parts, first_type
from wellrun.warehouse.loading.formats import Reader, Recognised, recognise
from wellrun.warehouse.loading.landing import Landing, fetched
from wellrun.warehouse.loading.merge import Merge, Merger, copy_to_parquet, parquet
from wellrun.warehouse.loading.quarantine import Entry, Quarantine, located
from wellrun.warehouse.loading.rows import Rows
from wellrun.warehouse.loading.synthea_csv import SYNTHEA
from wellrun.warehouse.loading.targets import LINE, CsvTarget, Target, needs_line, rules_digest, targets_of
from wellrun.warehouse.loading.units import Lines, Unit, csv_units, ndjson_units
from wellrun.warehouse.memory import in_memory
from wellrun.warehouse.tables import TABLES

Progress = Callable[[str, int, int], None]
MEMORY = "2GB"


@dataclass(frozen=True, kw_only=True)
class Part:
    """Finished rows of one kind for one table."""

    kind: str
    target: Target
    file: Path
    rows: int
    numbered: bool


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An arrival read and checked, ready to merge: its parts, what was read and held back by kind, and the entries."""

    parts: tuple[Part, ...]
    read: dict[str, int]
    held: dict[str, int]
    entries: Callable[[], Iterator[Entry]]


def load(
    warehouse: Warehouse,
    paths: Sequence[Path],
    *,
    origin: Origin,
    feeds: Sequence[CsvFeed] = SYNTHEA,
    readers: Sequence[Reader] = (),
    progress: Progress | None = None,
) -> LoadReport:
    """Loads files, and every file in folders (not below), as one feed of one facility.

    `progress(name, done, all)` is called before each file. One load at a time writes; readers are never held up.
    Raises FileNotFoundError for a path that is not there, before anything is read. A faulty line or file never raises.
    """
    files = list(files_of(paths))
    with warehouse.writing():
        warehouse.sweep()
    reports: list[ArrivalReport] = []
    ignored: list[Ignored] = []
    with Loader(warehouse, feeds=feeds, readers=readers, origin=origin) as loader:
        for number, file in enumerate(files):
            if progress:
                progress(file.name, number, len(files))
            outcome = loader.take(file)
            if isinstance(outcome, Ignored):
                ignored.append(outcome)
            else:
                reports.append(outcome)
    return LoadReport(arrivals=tuple(reports), ignored=tuple(ignored))


def files_of(paths: Sequence[Path]) -> Iterator[Path]:
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise FileNotFoundError(f"Not there: {', '.join(missing)}. Nothing was loaded; correct the path.")
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
        else:
            yield path


class Loader:
    """Loads one file at a time. Use it in a `with`: it keeps one database connection open."""

    def __init__(
        self, warehouse: Warehouse, *, feeds: Sequence[CsvFeed], readers: Sequence[Reader], origin: Origin
    ) -> None:
        self.warehouse = warehouse
        self.feeds = feeds
        self.readers = readers
        self.origin = origin
        self.ledger = Ledger(warehouse.home, rules=rules_digest())
        self.quarantine = Quarantine(warehouse.home)
        spill = str(warehouse.scratch / "spill")
        self.connection = in_memory(memory_limit=MEMORY, temp_directory=spill)
        self.connection.execute(f"SET TimeZone = {text(origin.zone)}")

    def __enter__(self) -> Loader:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def take(self, file: Path) -> ArrivalReport | Ignored:
        """Loads one file, or says why it is no feed."""
        recognised = recognise(file, feeds=self.feeds, readers=self.readers)
        if not recognised.format:
            return Ignored(name=file.name, reason=recognised.reason)
        size = file.stat().st_size
        arrival = Arrival(
            digest=digest_of(file), name=file.name, size=size, format=recognised.format, origin=self.origin
        )
        known = self.ledger.known(arrival)
        if known:
            return known
        with self.warehouse.writing() as writing, self.scratch() as scratch:
            prepared = self.prepare(file, recognised, arrival, scratch)
            return self.publish(prepared, arrival, writing, scratch)

    def scratch(self) -> tempfile.TemporaryDirectory[str]:
        """A folder for this arrival; what a killed load left behind goes first, as only one load runs at a time."""
        for left in self.warehouse.scratch.glob("load-*"):
            shutil.rmtree(left, ignore_errors=True)
        return tempfile.TemporaryDirectory(prefix="load-", dir=self.warehouse.scratch)

    def prepare(self, file: Path, recognised: Recognised, arrival: Arrival, scratch: str) -> Prepared:
        folder = Path(scratch)
        fast = fast_parts(self.connection, file, recognised, arrival, folder)
        if fast is not None:
            kind, found = fast
            parts = tuple(
                Part(kind=kind, target=target, file=part, rows=rows, numbered=needs_line(target, landed=False))
                for target, part, rows in found
            )
            return Prepared(parts=parts, read={kind: parts[0].rows}, held={}, entries=lambda: iter(()))
        return self.carefully(file, recognised, arrival, folder)

    def carefully(self, file: Path, recognised: Recognised, arrival: Arrival, folder: Path) -> Prepared:
        """Unit by unit: what is sound is landed and typed, what is not becomes quarantine entries."""
        landing = Landing(folder)
        parts: list[Part] = []
        kind = first_type(file) if recognised.format == "ndjson" else None
        if kind:
            sound = SoundBlocks(self.connection, arrival, folder, kind)
            landing.take(sound.others(file))
            landing.read[kind] += sound.read
            parts = [Part(kind=kind, target=t, file=p, rows=count, numbered=True) for t, p, count in sound.found]
        else:
            landing.take(units_of(file, recognised))
        parts += [part for kind in landing.files for part in self.typed(kind, recognised, arrival, landing)]
        held = f"SELECT kind, count(DISTINCT {LINE}) FROM {landing.noted()} GROUP BY kind"  # noqa: S608
        return Prepared(
            parts=self.joined(parts, folder),
            read=dict(+landing.read),
            held=dict(self.connection.execute(held).fetchall()) if landing.notes else {},
            entries=lambda: self.entries(raws_of(file, recognised), landing, arrival, recognised.headers),
        )

    def joined(self, parts: list[Part], folder: Path) -> tuple[Part, ...]:
        """One part for each kind and table, the table of the records themselves first."""
        groups: dict[tuple[str, str], list[Part]] = {}
        for part in parts:
            groups.setdefault((part.kind, part.target.table.name), []).append(part)
        return tuple(self.join(group, folder) for group in groups.values())

    def join(self, group: list[Part], folder: Path) -> Part:
        if len(group) == 1:
            return group[0]
        target = folder / f"joined-{group[0].kind}-{group[0].target.table.name}.parquet"
        rows = copy_to_parquet(self.connection, f"SELECT * FROM {parquet(*(part.file for part in group))}", target)  # noqa: S608
        return replace(group[0], file=target, rows=rows)

    def typed(self, kind: str, recognised: Recognised, arrival: Arrival, landing: Landing) -> list[Part]:
        """The parts of a landed kind: straight if all its rows are sound, else without those that are noted."""
        rows = self.rows_of(kind, recognised, arrival, landing)
        try:
            return [self.part(kind, one, one.strict(), landing) for one in rows]
        except duckdb.Error:
            landing.check(self.connection, kind, rows)
            bad = landing.noted(columns=LINE)
            return [self.part(kind, one, one.good(bad), landing) for one in rows]

    def part(self, kind: str, rows: Rows, select: str, landing: Landing) -> Part:
        target = landing.folder / f"part-{kind}-{rows.table.name}.parquet"
        count = copy_to_parquet(self.connection, select, target)
        return Part(kind=kind, target=rows.target, file=target, rows=count, numbered=True)

    def rows_of(self, kind: str, recognised: Recognised, arrival: Arrival, landing: Landing) -> list[Rows]:
        file = str(landing.path(kind))
        return [
            Rows(target=target, arrival=arrival, source=target.rows(file, landed=True), line=True)
            for target in targets_for(kind, recognised)
        ]

    def entries(
        self, raws: Iterator[tuple[int, bytes]], landing: Landing, arrival: Arrival, headers: tuple[str, ...]
    ) -> Iterator[Entry]:
        """The noted units with their raw text, by reading the file once more beside the notes."""
        if not landing.notes:
            return
        notes = fetched(
            self.connection,
            f"SELECT {LINE}, first(kind), flatten(list(faults)) FROM {landing.noted()} GROUP BY {LINE} ORDER BY {LINE}",  # noqa: S608
        )
        for number, kind, faults in notes:
            raw = next((raw for place, raw in raws if place == number), b"")
            entry = Entry(arrival=arrival, number=number, kind=kind, faults=(), raw=raw, headers=headers)
            found = tuple(located(entry.place, Fault(**fault)) for fault in faults)
            yield replace(entry, faults=tuple(dict.fromkeys(found)))

    def publish(self, prepared: Prepared, arrival: Arrival, writing: Writing, scratch: str) -> ArrivalReport:
        """Merges the parts, holds what is faulty, and makes the new state the truth in one step."""
        merger = Merger(self.connection, self.warehouse, writing, Path(scratch))
        segments: dict[str, tuple[Segment, ...]] = {}
        tallies: dict[str, Tally] = {}
        for part in prepared.parts:
            name, follows = part.target.table.name, part.kind in tallies
            merge = Merge(
                table=part.target.table,
                owner=part.target.owner,
                part=part.file,
                arrival=arrival.digest,
                rows=part.rows,
                numbered=part.numbered,
                follows=follows,
            )
            merged = merger.merged(merge, held=segments.get(name, writing.manifest.segments(name)))
            segments[name] = merged.segments
            if not follows:
                tallies[part.kind] = Tally(new=merged.new, changed=merged.changed, unchanged=merged.unchanged)
        self.quarantine.hold(arrival, prepared.entries())
        changes = {name: kept for name, kept in segments.items() if kept != writing.manifest.segments(name)}
        if changes:
            flush_folders(self.warehouse, changes)
            writing.publish(changes)
        report = ArrivalReport(arrival=arrival, kinds=counted(prepared, tallies))
        self.ledger.enter(report)
        return report


def counted(prepared: Prepared, tallies: dict[str, Tally]) -> dict[str, Tally]:
    kinds = {}
    for kind, read in sorted(prepared.read.items()):
        held = prepared.held.get(kind, 0)
        kinds[kind] = replace(tallies.get(kind, Tally()), read=read, accepted=read - held, quarantined=held)
    return kinds


def flush_folders(warehouse: Warehouse, changes: dict[str, tuple[Segment, ...]]) -> None:
    """The names of new segments reach the disk before the manifest that counts on them."""
    for name in changes:
        descriptor = os.open(warehouse.home / "tables" / name, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def units_of(file: Path, recognised: Recognised) -> Iterator[Unit]:
    if recognised.reader:
        return recognised.reader.units(file)
    if recognised.feed:
        feed = recognised.feed
        return csv_units(file, kind=feed.name, headers=recognised.headers, wanted=feed.headers)
    return bundle_units(file) if recognised.format == "bundle" else ndjson_units(file)


def raws_of(file: Path, recognised: Recognised) -> Iterator[tuple[int, bytes]]:
    """The numbers and bytes of a file's units."""
    if recognised.format == "ndjson":
        return ((number, line.strip()) for number, line in Lines(file))
    return ((unit.number, unit.raw) for unit in units_of(file, recognised))


def targets_for(kind: str, recognised: Recognised) -> tuple[Target, ...]:
    if recognised.feed:
        return (CsvTarget(feed=recognised.feed, headers=recognised.headers, kind=kind),)
    if recognised.reader:
        feed = CsvFeed.of(TABLES[kind])
        return (CsvTarget(feed=feed, headers=feed.headers, kind=kind),)
    return targets_of(kind)
