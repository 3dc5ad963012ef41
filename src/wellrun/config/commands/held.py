"""`wellrun held [--json]`, `wellrun held --mend KEY --with FILE`: the rows held back, and mending one."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from wellrun.foundations.audit.actions import System
from wellrun.foundations.feeds import actions
from wellrun.foundations.feeds.models import Feed
from wellrun.foundations.feeds.quarantine import Held, waiting
from wellrun.values.faults import Fault, Refused

SAFE = ("id", "file", "place", "message", "expected", "remedy")
"""What the list prints: where and what is wrong, never the row itself, since a terminal is also a log."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object a row")
    parser.add_argument("--mend", metavar="KEY", help="the row to load as corrected")
    parser.add_argument("--with", dest="corrected", type=Path, metavar="FILE", help="file with the corrected row")


def run(options: argparse.Namespace) -> int:
    every = [(feed, held) for feed in Feed.objects.select_related("facility") for held in waiting(feed)]
    if options.mend:
        return _mend(options, every)
    for feed, held in every:
        said = {"facility": feed.facility.code, "feed": feed.name, **{name: getattr(held, name) for name in SAFE}}
        print(json.dumps(said, ensure_ascii=False) if options.json else f"{held.id}\n  {held.place}: {said['remedy']}")  # noqa: T201
    return 0


def _mend(options: argparse.Namespace, every: list[tuple[Feed, Held]]) -> int:
    found = next((feed for feed, held in every if held.id == options.mend), None)
    if found is None or options.corrected is None:
        raise Refused(
            Fault(
                "feeds.row_gone",
                "No such row is held.",
                value=options.mend,
                remedy="List them with `wellrun held`; give --with FILE.",
            )
        )
    actions.replay_row(
        feed=found, entry=options.mend, corrected=options.corrected.read_text(), by=System("wellrun held")
    )
    return 0
