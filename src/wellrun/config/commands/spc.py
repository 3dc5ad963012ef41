"""`wellrun spc CASE.json`: limits and signals of one case or of a file of cases, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from wellrun.engines.spc import SeriesError, run_cases
from wellrun.values.faults import Fault, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "case", type=Path, help="a JSON file with one case, or with a list under `cases`; - reads standard input"
    )


def run(options: argparse.Namespace) -> int:
    try:
        given = json.loads(sys.stdin.read() if str(options.case) == "-" else options.case.read_text())
        answer = run_cases(given)
    except (OSError, ValueError) as error:
        faults = error.faults if isinstance(error, SeriesError) else (str(error),)
        raise Refused(Fault("spc.unreadable", fault, place=str(options.case)) for fault in faults) from error
    json.dump(answer, sys.stdout, indent=1)
    print()  # noqa: T201
    return 0
