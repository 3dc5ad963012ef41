"""`wellrun start [--demo]`: installation, server, worker; the address and a one-time sign-in link are printed."""

from __future__ import annotations

import argparse
import subprocess
import sys

from wellrun.config import installation
from wellrun.config.server import WORKERS, serve


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="an empty installation becomes the demonstration facility")
    parser.add_argument("--address", default="127.0.0.1:8000", help="host and port to listen at")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes that answer pages")


def run(options: argparse.Namespace) -> int:
    installation.prepare()
    if options.demo:
        # In a process of its own: the server forks, and a forked DuckDB with threads would hang.
        subprocess.run([sys.executable, "-m", "wellrun.config.command", "demo"], check=True)
    account = installation.first_account()
    where = f"http://{options.address}"
    print(f"\nWellrun is at {where}\nSign in as {account} with this link; it works once, for half an hour:\n")  # noqa: T201
    print(f"    {installation.sign_in_address(account, where)}\n", flush=True)  # noqa: T201
    serve(options.address, workers=options.workers)
    return 0
