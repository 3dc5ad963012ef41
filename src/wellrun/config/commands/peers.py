"""`wellrun peers FILE [--title TITLE]`: takes hospital cost reports in, CSV or gzip of it, row by row."""

from __future__ import annotations

import argparse
from pathlib import Path

from wellrun.values.faults import Fault, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the extract of CMS Form 2552-10, .csv or .csv.gz")
    parser.add_argument(
        "--title", default="", help="what it is called on the page of peers; the file's name if left out"
    )


def run(options: argparse.Namespace) -> int:
    from wellrun.config import installation
    from wellrun.departments.finance.actions.cost_reports import keep_cost_reports
    from wellrun.foundations.audit.actions import System

    installation.prepare()
    if not options.file.is_file():
        raise Refused(Fault("cost_reports.file", "There is no such file.", "FILE", str(options.file)))
    with options.file.open("rb") as file:
        made = keep_cost_reports(
            title=options.title or options.file.name,
            name=options.file.name,
            file=file,
            by=System("wellrun peers"),
        )
    print(f"{made.reports_count} reports are in, {made.doubtful} of them doubtful.")  # noqa: T201
    for name, (judged, same) in made.sums.items():
        print(f"{name}: {same} of {judged} published totals are the sum of their parts.")  # noqa: T201
    return 0
