"""`wellrun backup [make|verify|list|purge] [--to DIR]`: sealed copies of the installation, proven by restoring them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from wellrun.config import installation
from wellrun.foundations.audit.actions import System
from wellrun.foundations.safekeeping import actions, backing_up
from wellrun.foundations.safekeeping.store import Store

BY = System("wellrun backup")
MB = 1024 * 1024


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=sorted(STEPS), default="make")
    parser.add_argument("--to", type=Path, help="the folder of backups; WELLRUN_BACKUPS, if left out")
    parser.add_argument("--of", help="verify: the name of one backup; the last one, if left out")


def run(options: argparse.Namespace) -> int:
    installation.prepare()
    folder = (options.to or settings.BACKUPS).resolve()
    return STEPS[options.what](folder, options)


def _make(folder: Path, _options: argparse.Namespace) -> int:
    made = actions.back_up(to=folder, by=BY, tell=_progress)
    print(  # noqa: T201
        f"Backup {made.name}: {made.files} files, {made.size / MB:.1f} MB, "
        f"{made.written / MB:.1f} MB of them written, in {made.seconds:.1f} s."
    )
    return 0


def _verify(folder: Path, options: argparse.Namespace) -> int:
    source = folder / "manifests" / f"{options.of}.wellrun" if options.of else folder
    drill = actions.prove(source=source, by=BY, tell=_progress)
    print(  # noqa: T201
        f"Backup {drill.backup} was restored in {drill.seconds:.1f} s and is whole: "
        f"{drill.rows} rows, {drill.entries} audit entries, {drill.files} files."
    )
    return 0


def _list(folder: Path, _options: argparse.Namespace) -> int:
    store = Store(folder)
    for name in store.manifests():
        manifest = backing_up.read(store, name)
        print(f"{name}  {manifest.made_at:%Y-%m-%d %H:%M}  {manifest.size / MB:9.1f} MB  {manifest.database}")  # noqa: T201
    return 0


def _purge(folder: Path, _options: argparse.Namespace) -> int:
    print(f"{actions.purge_due(by=BY, to=folder)} files, rows, messages and backups were purged.")  # noqa: T201
    return 0


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of} files", end="" if done < of else "\n", file=sys.stderr, flush=True)  # noqa: T201


STEPS: dict[str, Callable[[Path, argparse.Namespace], int]] = {
    "make": _make,
    "verify": _verify,
    "list": _list,
    "purge": _purge,
}
