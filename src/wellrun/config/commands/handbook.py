"""`wellrun handbook FOLDER`: the handbook, written from the definitions and the tests themselves."""

from __future__ import annotations

import argparse
from pathlib import Path

from wellrun.config.handbook import write


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)


def run(options: argparse.Namespace) -> int:
    print(f"{write(options.folder)} pages in {options.folder}.")  # noqa: T201
    return 0
