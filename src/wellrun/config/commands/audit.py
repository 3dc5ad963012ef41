"""`wellrun audit verify|checkpoint|search`: proves the audit, signs where it stands, or lists who did what."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
from pathlib import Path

from django.utils import timezone

from wellrun.foundations.audit.queries import Asked, entries, known_points, verify
from wellrun.foundations.pages.tables import disarmed
from wellrun.foundations.safekeeping import checkpoints


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=sorted(WORDS))
    parser.add_argument("--checkpoints", type=Path, nargs="*", default=[], help="files or folders kept elsewhere")
    parser.add_argument("--to", type=Path, help="folder for a new checkpoint, on another machine if you can")
    parser.add_argument("--who", default="", help="part of a name")
    parser.add_argument("--action", default="", help="beginning of what was done, such as patients.record")
    parser.add_argument("--since", type=dt.date.fromisoformat)
    parser.add_argument("--until", type=dt.date.fromisoformat)


def run(options: argparse.Namespace) -> int:
    return WORDS[options.what](options)


def _verify(options: argparse.Namespace) -> int:
    points = {**known_points(), **checkpoints.points(options.checkpoints)}
    verdict = verify(points=points)
    if verdict.whole:
        print(f"The audit is whole: {verdict.entries} entries; it fits {len(points)} signed checkpoints.")  # noqa: T201
        return 0
    print(f"The audit is broken at entry {verdict.broken_at}, after {verdict.entries} whole ones. {verdict.reason}")  # noqa: T201
    return 1


def _checkpoint(options: argparse.Namespace) -> int:
    made = checkpoints.write(into=options.to or checkpoints.folder(), at=timezone.now())
    print(made or "Nothing has been recorded since the last checkpoint.")  # noqa: T201
    return 0


def _search(options: argparse.Namespace) -> int:
    """As CSV, newest first; values of patients are never among them."""
    asked = Asked(options.who, options.action, options.since, options.until)
    writer = csv.writer(sys.stdout)
    writer.writerow(["entry", "at", "who", "what", "about", "patients", "why", "from", "digest"])
    for entry in entries(asked, zone=timezone.get_current_timezone()).iterator(chunk_size=2000):
        about, origin = f"{entry.subject_type} {entry.subject_id}", " ".join(entry.origin.values())
        cells = (entry.pk, entry.at.isoformat(), entry.actor, entry.action, about, len(entry.patients), entry.why)
        writer.writerow([disarmed(cell) for cell in (*cells, origin, entry.digest)])
    return 0


WORDS = {"verify": _verify, "checkpoint": _checkpoint, "search": _search}
