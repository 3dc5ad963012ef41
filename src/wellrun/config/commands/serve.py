"""`wellrun serve`: the pages alone, for a service; the work in the background is `wellrun worker`'s."""

from __future__ import annotations

import argparse

from wellrun.config import installation
from wellrun.config.server import WORKERS, answer


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default="127.0.0.1:8000", help="host and port to listen at")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes that answer pages")


def run(options: argparse.Namespace) -> int:
    installation.prepare()
    installation.first_account()
    answer(options.address, workers=options.workers)
    return 0
