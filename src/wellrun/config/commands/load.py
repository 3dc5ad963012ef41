"""`wellrun load PATH... [--facility CODE] [--feed NAME] [--json]`: files and folders through the front door."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from wellrun.values.faults import Fault, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, help="files or folders")
    parser.add_argument("--facility", help="code of the facility they are from; each folder becomes one if left out")
    parser.add_argument("--feed", help="name of the feed; the folder's name if left out")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--no-refresh",
        action="store_true",
        help="leave the figures as they are; `wellrun refresh` brings them up to date",
    )


def run(options: argparse.Namespace) -> int:
    from wellrun.config import installation
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.feeds import actions
    from wellrun.foundations.feeds.registry import AFTER_LOAD
    from wellrun.foundations.organisation.models import Facility, Network

    missing = [path for path in options.paths if not path.exists()]
    if missing:
        raise Refused(
            Fault("feeds.no_such_path", f"{path} does not exist.", remedy="Check the path.") for path in missing
        )
    installation.prepare()
    installation.first_account()
    by = System("wellrun load")
    reports = {}
    for path in options.paths:
        name = path.resolve().name if path.is_dir() else path.resolve().parent.name
        facility = Facility.objects.filter(code=options.facility).first() if options.facility else None
        if options.facility and facility is None:
            raise Refused(Fault("feeds.no_such_facility", "There is no such facility.", value=options.facility))
        facility = facility or actions.open_facility(network=Network.objects.order_by("pk")[0], name=name, by=by)
        feed = actions.open_feed(facility=facility, name=options.feed or name, by=by)
        report = actions.take_in(feed=feed, paths=[path], by=by, tell=_progress)
        reports[str(path)] = report.as_json()
    if not options.no_refresh:
        for step in AFTER_LOAD:
            step(by)
    _print(reports, as_json=options.json)
    return 0


def _progress(file: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{of} {file[:60]:60}", end="" if done < of else "\n", file=sys.stderr, flush=True)  # noqa: T201


def _print(reports: dict[str, dict[str, object]], *, as_json: bool) -> None:
    numbers = ("read", "accepted", "quarantined", "new", "changed", "unchanged")
    total = {name: sum(int(str(report[name])) for report in reports.values()) for name in numbers}
    if as_json:
        print(json.dumps({**total, "paths": reports}, indent=1, ensure_ascii=False))  # noqa: T201
        return
    for path, report in reports.items():
        print(f"{path}: " + ", ".join(f"{report[name]} {name}" for name in numbers))  # noqa: T201
    print("All: " + ", ".join(f"{total[name]} {name}" for name in numbers))  # noqa: T201
