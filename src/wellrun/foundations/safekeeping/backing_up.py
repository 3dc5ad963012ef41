"""Making a backup: every file cut into blocks, what is there already left alone, the manifest written last."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wellrun.foundations.keys.keyring import Purpose, ring
from wellrun.foundations.safekeeping import databases
from wellrun.foundations.safekeeping.contents import Picture, Source, picture
from wellrun.foundations.safekeeping.store import STAMP, Block, Store
from wellrun.values.faults import Refused

FORM = 1
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Kept:
    """One file of a backup."""

    name: str
    size: int
    time: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Manifest:
    """What a backup consists of, and what must be found in it when it is restored."""

    name: str
    made_at: dt.datetime
    database: str
    files: tuple[Kept, ...]
    rows: Mapping[str, int]
    head: str
    entries: int
    migrations: tuple[str, ...]
    keys: tuple[str, ...]
    warehouse: int

    @property
    def size(self) -> int:
        return sum(kept.size for kept in self.files)


@dataclass(frozen=True)
class Made:
    """A finished backup: its manifest, the bytes that had to be written for it, and how long it took."""

    manifest: Manifest
    written: int
    seconds: float


def as_json(manifest: Manifest) -> dict[str, Any]:
    files = [
        [one.name, one.size, one.time, [[block.name, block.size, block.stored] for block in one.blocks]]
        for one in manifest.files
    ]
    return {
        **{name: value for name, value in vars(manifest).items() if name not in ("files", "made_at")},
        "form": FORM,
        "made_at": manifest.made_at.isoformat(),
        "files": files,
    }


def read(store: Store, name: str) -> Manifest:
    """A backup's manifest, proven to be the one that was written."""
    said = store.read_manifest(name)
    files = (
        Kept(file, size, time_, tuple(Block(*block) for block in blocks)) for file, size, time_, blocks in said["files"]
    )
    return Manifest(
        name=said["name"],
        made_at=dt.datetime.fromisoformat(said["made_at"]),
        database=said["database"],
        files=tuple(files),
        rows=said["rows"],
        head=said["head"],
        entries=said["entries"],
        migrations=tuple(said["migrations"]),
        keys=tuple(said["keys"]),
        warehouse=said["warehouse"],
    )


def silent(_done: int, _of: int) -> None:
    """Tells nobody."""


def make(*, to: Path, at: dt.datetime, tell: Tell = silent) -> Made:
    """Backs the installation up as of now. Needs no model, so that it also works before an upgrade."""
    started = time.monotonic()
    store = Store(to)
    with store.changing(), picture() as still:
        known = _known(store)
        written = _Written()
        files = tuple(_each(still, store, known, written, tell))
        manifest = Manifest(
            name=f"{at.astimezone(dt.UTC):{STAMP}}-{secrets.token_hex(3)}",
            made_at=at,
            database=databases.kind(),
            files=files,
            rows=still.counted.rows,
            head=still.counted.head,
            entries=still.counted.entries,
            migrations=still.counted.migrations,
            keys=tuple(sorted({*still.counted.keys, ring().current(Purpose.BACKUP).id})),
            warehouse=still.warehouse,
        )
        written.bytes += store.write_manifest(manifest.name, as_json(manifest))
    return Made(manifest, written.bytes, time.monotonic() - started)


@dataclass
class _Written:
    bytes: int = 0


def _known(store: Store) -> Mapping[str, Kept]:
    """The files of the last backup under the current key: one that has not changed since is not read again."""
    for name in reversed(store.manifests()):
        try:
            last = read(store, name)
        except Refused:
            continue
        return {one.name: one for one in last.files} if ring().current(Purpose.BACKUP).id in last.keys else {}
    return {}


def _each(still: Picture, store: Store, known: Mapping[str, Kept], written: _Written, tell: Tell) -> Iterator[Kept]:
    for number, source in enumerate(still.sources, start=1):
        try:
            yield _kept(source, store, known.get(source.name), written)
        except FileNotFoundError:
            continue  # An arrival that was purged meanwhile.
        finally:
            tell(number, len(still.sources))


def _kept(source: Source, store: Store, before: Kept | None, written: _Written) -> Kept:
    found = source.file.stat()
    unchanged = before is not None and (before.size, before.time) == (found.st_size, found.st_mtime_ns)
    if before is not None and unchanged and all(store.has(block) for block in before.blocks):
        return before
    blocks, size = [], 0
    with source.file.open("rb") as file:
        while body := file.read(source.block):
            block, new = store.put(body, pack=source.pack)
            blocks.append(block)
            size += len(body)
            written.bytes += new
    return Kept(source.name, size, found.st_mtime_ns, tuple(blocks))
