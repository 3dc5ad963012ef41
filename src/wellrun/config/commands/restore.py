"""`wellrun restore FROM [--into HOME] [--aside FOLDER]`: a backup brought back into an empty installation."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.conf import settings

from wellrun.foundations.safekeeping.restoring import restore


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="FROM", help="a folder of backups, or one manifest in it")
    parser.add_argument("--into", type=Path, help="the installation's folder; WELLRUN_HOME, if left out")
    parser.add_argument("--aside", type=Path, help="the folder to which an installation that is there is moved")


def run(options: argparse.Namespace) -> int:
    into = (options.into or settings.HOME).resolve()
    restored = restore(source=options.source, into=into, aside=options.aside, tell=_progress)
    print(  # noqa: T201
        f"Backup {restored.manifest.name} is restored: {sum(restored.manifest.rows.values())} rows, "
        f"{restored.files} files, {restored.size / (1024 * 1024):.1f} MB, in {restored.seconds:.1f} s. "
        "Prove the audit with `wellrun audit verify`, then start."
    )
    return 0


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of} files", end="" if done < of else "\n", file=sys.stderr, flush=True)  # noqa: T201
