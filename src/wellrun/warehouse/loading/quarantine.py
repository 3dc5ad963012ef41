"""What could not be loaded, kept with its place, its faults and its raw text until someone mends it.

One file for each arrival, readable by its owner only: entries hold what was sent about patients, so none is logged.
"""

from __future__ import annotations

import base64
import fcntl
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wellrun.values.faults import Fault
from wellrun.warehouse.loading.arrivals import Arrival, Origin, write_safely

PLACES = {"ndjson": "line", "bundle": "entry", "csv": "row"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line, bundle entry or row that is held back.

    `number` is its place in the file, counted from 1; `raw` its bytes as they came; `headers` those of its CSV file.
    """

    arrival: Arrival
    number: int
    kind: str
    faults: tuple[Fault, ...]
    raw: bytes
    headers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What names the entry: the arrival's digest and the place in it."""
        return f"{self.arrival.digest}:{self.number}"

    @property
    def place(self) -> str:
        return f"{self.arrival.name}, {PLACES.get(self.arrival.format, 'unit')} {self.number}"

    def as_json(self) -> dict[str, Any]:
        arrival = {**vars(self.arrival), "origin": vars(self.arrival.origin)}
        faults = [vars(fault) for fault in self.faults]
        return {
            "arrival": arrival,
            "number": self.number,
            "kind": self.kind,
            "faults": faults,
            "headers": list(self.headers),
            **written(self.raw),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Entry:
        origin = Origin(**stored["arrival"]["origin"])
        raw = base64.b64decode(stored["raw_base64"]) if "raw_base64" in stored else stored["raw"].encode()
        return cls(
            arrival=Arrival(**{**stored["arrival"], "origin": origin}),
            number=stored["number"],
            kind=stored["kind"],
            faults=tuple(Fault(**fault) for fault in stored["faults"]),
            raw=raw,
            headers=tuple(stored["headers"]),
        )


def written(raw: bytes) -> dict[str, str]:
    """Raw bytes in JSON: as text where they are UTF-8, else in base 64."""
    try:
        return {"raw": raw.decode()}
    except UnicodeDecodeError:
        return {"raw_base64": base64.b64encode(raw).decode()}


class Quarantine:
    """The entries held back by a warehouse."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "quarantine"
        self.folder.mkdir(mode=0o700, exist_ok=True)

    def place(self, arrival: Arrival) -> Path:
        origin = arrival.origin
        feed = "".join(letter if letter.isalnum() else "-" for letter in f"{origin.facility}-{origin.source}")
        return self.folder / f"{feed}-{arrival.digest}.jsonl"

    def hold(self, arrival: Arrival, entries: Iterable[Entry]) -> None:
        """Replaces what is held of an arrival; with no entries nothing is held of it."""
        with self.alone():
            self._write(arrival, entries)

    def release(self, entry: Entry) -> None:
        """Lets go of a mended entry."""
        with self.alone():
            kept = [other for other in self.entries(entry.arrival) if other.number != entry.number]
            self._write(entry.arrival, kept)

    def _write(self, arrival: Arrival, entries: Iterable[Entry]) -> None:
        target = self.place(arrival)
        write_safely(target, (json.dumps(entry.as_json()).encode() for entry in entries))
        if not target.stat().st_size:
            target.unlink()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Two who mend entries of one file at once must not undo each other."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def entries(self, arrival: Arrival | None = None) -> Iterator[Entry]:
        """Everything held, or what is held of one arrival, oldest file name first."""
        files = [self.place(arrival)] if arrival else sorted(self.folder.glob("*.jsonl"))
        for file in files:
            if file.exists():
                with file.open("rb") as stream:
                    for line in stream:
                        yield Entry.from_json(json.loads(line))

    def find(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries() if entry.key == key), None)


def located(entry_place: str, fault: Fault) -> Fault:
    """The fault with the unit's place before the place within it."""
    return replace(fault, place=f"{entry_place}, {fault.place}" if fault.place else entry_place)
