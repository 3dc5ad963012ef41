"""What came in and what became of it: one arrival for each file, one report for each arrival."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where files come from: the facility's code, the feed's name, and the facility's time zone (IANA name).

    Raises ValueError for a zone nobody knows.
    """

    facility: str
    source: str
    zone: str = "UTC"

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            message = f"{self.zone!r} is not a time zone. Give an IANA name, such as Europe/Berlin."
            raise ValueError(message) from error


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One file as it came. `digest` is the SHA-256 of its bytes; `format` is ndjson, bundle, csv or a reader's name."""

    digest: str
    name: str
    size: int
    format: str
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Of one kind in one arrival: `read` is always `accepted` + `quarantined`; the others divide `accepted`.

    `unchanged` are those the warehouse holds already, those overtaken by a newer version, and repeats in the file.
    """

    read: int = 0
    accepted: int = 0
    quarantined: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{name: value + vars(other)[name] for name, value in vars(self).items()})


def total(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


@dataclass(frozen=True, kw_only=True)
class ArrivalReport:
    """What became of an arrival, by kind (FHIR type or CSV feed). `seen`: its very bytes were loaded before."""

    arrival: Arrival
    kinds: Mapping[str, Tally] = field(default_factory=dict)
    seen: bool = False

    @property
    def total(self) -> Tally:
        return total(self.kinds.values())


@dataclass(frozen=True, kw_only=True)
class Ignored:
    """A file that is no feed, and why it was left alone."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """Everything that a load met; nothing is left out of `arrivals` and `ignored` together."""

    arrivals: tuple[ArrivalReport, ...]
    ignored: tuple[Ignored, ...] = ()

    @property
    def total(self) -> Tally:
        return total(report.total for report in self.arrivals)

    @property
    def kinds(self) -> dict[str, Tally]:
        """The tallies of all arrivals together, by kind."""
        names = sorted({name for report in self.arrivals for name in report.kinds})
        return {name: total(report.kinds.get(name, Tally()) for report in self.arrivals) for name in names}

    def as_json(self) -> dict[str, Any]:
        files = [
            {**described(report.arrival), "seen": report.seen, **vars(report.total), "kinds": tallies(report.kinds)}
            for report in self.arrivals
        ]
        ignored = [vars(item) for item in self.ignored]
        return {**vars(self.total), "kinds": tallies(self.kinds), "files": files, "ignored": ignored}


def described(arrival: Arrival) -> dict[str, Any]:
    return {"file": arrival.name, "digest": arrival.digest, "size": arrival.size, "format": arrival.format}


def tallies(kinds: Mapping[str, Tally]) -> dict[str, dict[str, int]]:
    return {name: dict(vars(tally)) for name, tally in kinds.items()}


def digest_of(file: Path) -> str:
    """SHA-256 of a file's bytes, read in blocks."""
    found, block = hashlib.sha256(), bytearray(BLOCK)
    view = memoryview(block)
    with file.open("rb", buffering=0) as stream:
        while count := stream.readinto(block):
            found.update(view[:count])
    return found.hexdigest()


class Ledger:
    """The arrivals a warehouse has taken in, one small file each, so that the same bytes are known again."""

    def __init__(self, home: Path, *, rules: str) -> None:
        self.folder = home / "arrivals"
        self.rules = rules
        self.folder.mkdir(exist_ok=True)

    def place(self, arrival: Arrival) -> Path:
        """The same file counts as new under another facility, feed or zone, and when the loading rules changed."""
        origin = arrival.origin
        parts = (arrival.digest, origin.facility, origin.source, origin.zone, arrival.format, self.rules)
        return self.folder / f"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}.json"

    def known(self, arrival: Arrival) -> ArrivalReport | None:
        """The report to give for bytes seen before: all of it unchanged."""
        try:
            stored = json.loads(self.place(arrival).read_text())
        except FileNotFoundError:
            return None
        kinds = {name: again(Tally(**tally)) for name, tally in stored["kinds"].items()}
        return ArrivalReport(arrival=arrival, kinds=kinds, seen=True)

    def enter(self, report: ArrivalReport) -> None:
        """Remembers an arrival; called after its facts are published, never before."""
        body = {**described(report.arrival), "origin": vars(report.arrival.origin), "kinds": tallies(report.kinds)}
        write_safely(self.place(report.arrival), [json.dumps(body).encode()])

    def forget(self, arrival: Arrival) -> None:
        """The same bytes will be read anew."""
        self.place(arrival).unlink(missing_ok=True)


def again(tally: Tally) -> Tally:
    return Tally(read=tally.read, accepted=tally.accepted, quarantined=tally.quarantined, unchanged=tally.accepted)


def write_safely(target: Path, lines: Iterable[bytes], *, mode: int = 0o600) -> None:
    """Replaces a file in one step, flushed to disk: a reader sees the old or the new one, never a part."""
    pending = target.with_name(target.name + ".pending")
    descriptor = os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.writelines(line + b"\n" for line in lines)
        stream.flush()
        os.fsync(stream.fileno())
    pending.replace(target)
