"""`wellrun risk evaluate --data FOLDER`: learn a 30-day return risk on the public diabetes file and measure it.
`wellrun risk learn --facility CODE`: learn a facility's own from its warehouse, judge it, and keep both.

FOLDER holds `dataset_diabetes.zip` as UCI serves it, or `diabetic_data.csv`; a path to either will do.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellrun.values.faults import Fault, Refused

if TYPE_CHECKING:
    from wellrun.engines.risk.card import Measured
    from wellrun.engines.risk.formats.diabetes130_measured import Report

TABLE = "diabetic_data.csv"
WIDEST_DRIFT = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    does = parser.add_subparsers(dest="does", required=True, metavar="evaluate | learn")
    measuring = does.add_parser("evaluate", help="measure a return risk on the public diabetes file")
    measuring.add_argument("--data", type=Path, required=True, help="the folder, zip or csv of the file")
    measuring.add_argument("--history", action="store_true", help="also with earlier rows of the same patient")
    measuring.add_argument("--seed", type=int, default=0, help="another seed gives other folds and trees (0)")
    measuring.add_argument("--trees", type=int, default=250, help="fewer are quicker and worse (250)")
    measuring.add_argument("--resamples", type=int, default=500, help="resamples of patients for intervals (500)")
    measuring.add_argument("--json", action="store_true", help="print JSON")
    learning = does.add_parser("learn", help="learn a facility's own return risk from its warehouse")
    learning.add_argument("--facility", required=True, help="the code of the facility")


def run(options: argparse.Namespace) -> int:
    return DOES[options.does](options)


def learned(options: argparse.Namespace) -> int:
    """Learns, judges and keeps; prints what it is worth. Raises Refused where there are too few returns."""
    import django

    # Measuring on a public file needs no installation, so the command starts without one.
    django.setup()
    from django.utils import timezone

    from wellrun.config import installation
    from wellrun.departments.quality.actions.return_models import learn_returns
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.organisation.models import Facility

    installation.prepare()
    facility = Facility.objects.filter(code=options.facility).first()
    if facility is None:
        raise Refused(
            [Fault("risk.facility", "There is no such facility.", place="--facility", value=options.facility)]
        )
    now = timezone.now()
    made = learn_returns(facility=facility, today=timezone.localdate(now), by=System("command"), now=now)
    print(f"Learned from {made.card['data']}.")  # noqa: T201
    for words in made.doubts or ["It ranks the list from now on."]:
        print(words)  # noqa: T201
    return 0


def evaluated(options: argparse.Namespace) -> int:
    """Measures on the public file."""
    report, spent = measured(options)
    if options.json:
        json.dump(answer(report) | spent, sys.stdout, indent=1)
        print()  # noqa: T201
    else:
        for line in said(report):
            print(line)  # noqa: T201
        print(f"{spent['seconds']} seconds, at most {spent['peak_megabytes']} MB.")  # noqa: T201
    return 0


def measured(options: argparse.Namespace) -> tuple[Report, dict[str, float]]:
    """What was measured, and what it took. Raises Refused where the file cannot be read or learned from."""
    from wellrun.engines.risk.evaluation import Chances
    from wellrun.engines.risk.formats.diabetes130 import Unreadable, read_diabetes130
    from wellrun.engines.risk.formats.diabetes130_measured import measure
    from wellrun.engines.risk.model import Settings
    from wellrun.engines.risk.trees import Boosting

    began = time.monotonic()
    try:
        with opened(options.data) as lines:
            encounters = read_diabetes130(lines)
        settings = Settings(boosting=Boosting(trees=options.trees), seed=options.seed)
        chances = Chances(settings=settings, resamples=options.resamples, seed=options.seed)
        report = measure(encounters, chances=chances, history=options.history)
    except Unreadable as error:
        raise Refused(Fault("risk.unreadable", fault, place=str(options.data)) for fault in error.faults) from error
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise Refused(Fault("risk.unreadable", str(error), place=str(options.data))) from error
    return report, {
        "seconds": round(time.monotonic() - began, 1),
        # Linux counts in kilobytes.
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


@contextmanager
def opened(path: Path) -> Iterator[Iterator[str]]:
    """The lines of the table, wherever it lies: in a folder, in a zip, or by itself."""
    if path.is_dir():
        inside = sorted([*path.rglob(TABLE), *path.glob("*.zip")])
        if not inside:
            raise FileNotFoundError(f"There is neither {TABLE} nor a zip in it.")
        path = inside[0]
    if path.suffix != ".zip":
        with path.open(newline="", encoding="utf-8") as lines:
            yield lines
        return
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(TABLE)]
        if not names:
            raise FileNotFoundError(f"There is no {TABLE} in the zip.")
        with archive.open(names[0]) as packed, io.TextIOWrapper(packed, encoding="utf-8", newline="") as lines:
            yield lines


def answer(report: Report) -> dict[str, Any]:
    """The report as JSON values: by protocol where it stands in the card, and each warning in words."""
    return {**asdict(report), "warnings": list(report.card.warnings)}


def said(report: Report) -> Iterator[str]:
    """The report for a reader, line by line."""
    card = report.card
    yield from (card.name, card.data, f"Outcome: {card.outcome}", f"Left out: {card.left_out}", "")
    for each in card.measured:
        yield from figures_said(each)
    if report.with_history:
        yield "With what earlier rows of the same patient tell:"
        yield from figures_said(report.with_history)
        wrong, pairs = report.out_of_order
        yield f"  {wrong} of {pairs} pairs of rows contradict the order of their numbers."
    yield f"{report.lace.name}: AUROC {between(report.lace.auroc)}, AUPRC {between(report.lace.auprc)}"
    yield from ("", f"{'Group':34}{'rows':>8}{'came back':>11}{'foretold':>10}{'AUROC':>8}{'flagged':>9}{'found':>8}")
    for group in card.measured[0].groups:
        yield (
            f"{group.group:34}{group.rows:8}{group.observed:11.1%}{group.predicted:10.1%}{number(group.auroc):>8}"
            f"{group.flagged:9.1%}{'' if group.sensitivity is None else f'{group.sensitivity:.1%}':>8}"
        )
    yield from ("", "From the earliest rows to the later patients:")
    yield from (f"  {each.says} ({each.index:.2f})" for each in report.drift[: WIDEST_DRIFT + 1])
    yield from ("", f"An example. {report.example.says}")
    yield from (f"  {reason.says}" for reason in report.example.reasons)
    yield from ("", *(f"Limit: {limit}" for limit in card.limits), *(f"Warning: {each}" for each in card.warnings))


def figures_said(each: Measured) -> Iterator[str]:
    found = each.figures
    yield f"{each.protocol[:1].upper()}{each.protocol[1:]} ({found.rows} rows, {found.rate:.2%} came back)"
    yield f"  AUROC {between(found.auroc)}   AUPRC {between(found.auprc)}   Brier {between(found.brier)}"
    yield f"  calibration slope {found.slope:.3f}, intercept {found.intercept:+.3f}"
    tenths = "  ".join(f"{100 * one.predicted:.1f}/{100 * one.observed:.1f}" for one in found.deciles)
    yield f"  foretold/observed % by tenth: {tenths}"


def between(interval: Any) -> str:
    return f"{interval.value:.4f} ({interval.lower:.4f} to {interval.upper:.4f})"


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


DOES = {"evaluate": evaluated, "learn": learned}
