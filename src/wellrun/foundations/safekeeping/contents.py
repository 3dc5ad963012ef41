"""What belongs to a backup, and a still picture of it: files that keep standing while loads go on."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from wellrun.foundations.safekeeping import databases
from wellrun.foundations.safekeeping.databases import Counted
from wellrun.warehouse.connection import Warehouse

LEFT_OUT = {
    "keys.json": "Keys are kept apart from what they open: `wellrun keys export`.",
    "keys.json.lock": "A lock.",
    "secret-key": "A new one is made; people sign in again.",
    "static": "Made anew at the start.",
    "upgrade.lock": "A lock.",
    "backup.lock": "A lock.",
    "upgrade.json": "It says that an upgrade is under way here.",
    databases.FILE: "Copied by the database itself.",
    f"{databases.FILE}-wal": "Part of the database.",
    f"{databases.FILE}-shm": "Part of the database.",
}
"""Names in the installation's folder that no backup has, each with the reason."""

PASSING = (".pending", ".lock")
DATABASE_BLOCK, FILE_BLOCK = 64 * 1024, 4 * 1024 * 1024
"""A database changes in pages all over, so its blocks are small; other files are written once."""


@dataclass(frozen=True)
class Source:
    """One file to keep: its name in the backup, where it can be read now, the blocks it is cut into."""

    name: str
    file: Path
    block: int = FILE_BLOCK
    pack: bool = False


@dataclass(frozen=True)
class Picture:
    """The installation as of one moment."""

    sources: tuple[Source, ...]
    counted: Counted
    warehouse: int


@contextmanager
def picture() -> Iterator[Picture]:
    """Holds loads back while the database is copied and the warehouse's files are linked; both are of one moment.

    Files of the warehouse are only ever replaced, never written in place, so a link keeps what stood at that moment.
    """
    home = Path(settings.WAREHOUSE).parent
    scratch = home / f".picture-{secrets.token_hex(4)}"
    scratch.mkdir(mode=0o700)
    try:
        warehouse = Warehouse(Path(settings.WAREHOUSE))
        with warehouse.writing() as writing:
            (scratch / "database").mkdir()
            counted = databases.copied(scratch / "database")
            _link_warehouse(warehouse, scratch / "warehouse")
            version = writing.manifest.version
        yield Picture(tuple(_sources(scratch)), counted, version)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _link_warehouse(warehouse: Warehouse, into: Path) -> None:
    manifest = warehouse.manifest()
    named = {warehouse.path(name, one) for name, segments in manifest.tables.items() for one in segments}
    for file in _files(warehouse.home):
        inside = file.relative_to(warehouse.home)
        if inside.parts[0] == "scratch" or inside.name == "lock" or (inside.parts[0] == "tables" and file not in named):
            continue
        target = into / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(file, target)


def _sources(scratch: Path) -> Iterator[Source]:
    for file in _files(scratch / "database"):
        yield Source(f"database/{file.relative_to(scratch / 'database')}", file, DATABASE_BLOCK, pack=True)
    for file in _files(scratch / "warehouse"):
        yield Source(f"warehouse/{file.relative_to(scratch / 'warehouse')}", file, pack=file.suffix != ".parquet")
    arrivals, home = Path(settings.ARRIVALS), Path(settings.HOME)
    for file in _files(arrivals):
        yield Source(f"arrivals/{file.relative_to(arrivals)}", file, pack=True)
    apart = {Path(settings.WAREHOUSE), arrivals, Path(settings.BACKUPS), Path(settings.KEYS_FILE)}
    for entry in sorted(home.iterdir()) if home.is_dir() else []:
        if entry.name in LEFT_OUT or entry in apart or entry.name.startswith(".picture-"):
            continue
        for file in _files(entry) if entry.is_dir() else [entry]:
            yield Source(f"home/{file.relative_to(home)}", file, pack=True)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.endswith(PASSING))
