"""`wellrun spc CASE.json`: limits and signals of one case or of a file of cases, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from wellrun.engines.spc import run_case


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "case", type=Path, help="a JSON file with one case, or with a list under `cases`; - reads standard input"
    )


def run(options: argparse.Namespace) -> int:
    text = sys.stdin.read() if str(options.case) == "-" else options.case.read_text()
    given = json.loads(text)
    answer = {"cases": [run_case(case) for case in given["cases"]]} if "cases" in given else run_case(given)
    json.dump(answer, sys.stdout, indent=1)
    print()  # noqa: T201
    return 0
