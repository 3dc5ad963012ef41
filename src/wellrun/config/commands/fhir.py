"""`wellrun fhir conformance DIR --json`: how many cases of a SQL on FHIR suite the compiler answers rightly."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from wellrun.warehouse.loading.conformance import conformance


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["conformance"])
    parser.add_argument("directory", type=Path, help="folder with the JSON files of the suite")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    report = conformance(options.directory)
    if options.json:
        print(json.dumps(dataclasses.asdict(report), indent=1))  # noqa: T201
    else:
        print(f"{report.passed} of {report.total} cases pass.")  # noqa: T201
        for failure in report.failed:
            print(f"  {failure}")  # noqa: T201
    return 0 if report.passed == report.total else 1
