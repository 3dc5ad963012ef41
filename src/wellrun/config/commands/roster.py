"""`wellrun roster solve FILE --seconds 60` and `wellrun roster check FILE ROSTER`, on public benchmark files.

FILE is an instance of the shift scheduling benchmarks (format curtois), or for the nurse rostering competition (format
inrc2) the folder of the data sets followed by the instance's name, such as `data/inrc2/n040w4_2_6-1-0-6`: data set
n040w4, history 2, week files 6, 1, 0, 6. ROSTER is a table with one line a person (curtois), or a folder with the
solution files `Sol-n040w4-6-0.txt`, one a week (inrc2). `--out` writes what `check` reads.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wellrun.engines.rostering.checker import check
from wellrun.engines.rostering.formats.curtois import read_curtois, read_table, write_table
from wellrun.engines.rostering.formats.inrc2 import read_inrc2, read_weeks, write_weeks
from wellrun.engines.rostering.formats.reading import Unreadable
from wellrun.engines.rostering.problem import Problem
from wellrun.engines.rostering.solution import Roster, Verdict
from wellrun.values.faults import Fault, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    does = parser.add_subparsers(dest="does", required=True, metavar="solve|check")
    making = does.add_parser("solve", help="make a roster and say how good it can be at most")
    making.add_argument("--seconds", type=float, default=60, help="how long to search at most (60)")
    making.add_argument("--seed", type=int, default=0, help="another seed gives another search (0)")
    making.add_argument("--cores", type=int, default=2, help="threads (2)")
    making.add_argument("--out", type=Path, help="where to write the roster: a file, for inrc2 a folder")
    judging = does.add_parser("check", help="judge a roster that somebody made")
    for each in (making, judging):
        each.add_argument("file", metavar="FILE", type=Path, help="the instance; for inrc2 folder and name")
        each.add_argument("--format", choices=sorted(FORMATS), default="curtois")
        each.add_argument("--json", action="store_true", help="print JSON")
    judging.add_argument("roster", metavar="ROSTER", type=Path, help="the roster to judge")


def run(options: argparse.Namespace) -> int:
    form = FORMATS[options.format]
    try:
        problem = form.read(options.file)
        if options.does == "check":
            return say(options, judged(check(problem, form.read_roster(options.roster, problem, options.file))))
    except Unreadable as error:
        raise Refused(
            Fault("roster.unreadable", str(fault), place=f"{options.file}:{fault.line}") for fault in error.faults
        ) from error
    except OSError as error:
        raise Refused([Fault("roster.unreadable", str(error), place=str(options.file))]) from error
    return made(options, problem, form)


def made(options: argparse.Namespace, problem: Problem, form: Format) -> int:
    from wellrun.engines.rostering.solve import NoLegalRoster, solve

    try:
        answer = solve(problem, seconds=options.seconds, cores=options.cores, seed=options.seed)
    except NoLegalRoster as none:
        raise Refused([Fault("roster.none", str(none), place=str(options.file))]) from none
    if options.out:
        form.write(options.out, answer.roster, problem, options.file)
    legal = answer.verdict.legal
    return say(options, {"penalty": answer.penalty, "bound": answer.bound, "legal": legal, "seconds": answer.seconds})


def judged(verdict: Verdict) -> dict[str, Any]:
    hard = [finding for finding in verdict.findings if finding.penalty is None]
    return {
        "penalty": verdict.penalty,
        "legal": verdict.legal,
        "broken": [
            f"{each.person} {getattr(each.about, 'source', '') or each.about} days {each.days}" for each in hard
        ],
    }


def say(options: argparse.Namespace, found: dict[str, Any]) -> int:
    if options.json:
        json.dump(found, sys.stdout, indent=1)
        print()  # noqa: T201
    else:
        for name, value in found.items():
            said = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
            print(f"{name} {said}")  # noqa: T201
    return 0 if found["legal"] else 1


@dataclass(frozen=True)
class Format:
    """How one kind of file is read and written; the last argument of the latter two is the instance's own path."""

    read: Callable[[Path], Problem]
    read_roster: Callable[[Path, Problem, Path], Roster]
    write: Callable[[Path, Roster, Problem, Path], None]


def instance_of(path: Path) -> tuple[str, str, list[str]]:
    """Data set, history and week files of a competition instance."""
    parts = path.name.split("_")
    if len(parts) != 3:
        raise Refused([Fault("roster.name", f"{path.name} is not a name such as n040w4_2_6-1-0-6", place=str(path))])
    return parts[0], parts[1], parts[2].split("-")


def competition(path: Path) -> Problem:
    name, history, weeks = instance_of(path)
    folder = path.parent / name
    return read_inrc2(
        (folder / f"Sc-{name}.txt").read_text(),
        (folder / f"H0-{name}-{history}.txt").read_text(),
        [(folder / f"WD-{name}-{week}.txt").read_text() for week in weeks],
    )


def solution_files(folder: Path, instance: Path) -> list[Path]:
    name, _, weeks = instance_of(instance)
    return [folder / f"Sol-{name}-{week}-{at}.txt" for at, week in enumerate(weeks)]


def read_solution(folder: Path, problem: Problem, instance: Path) -> Roster:
    return read_weeks([file.read_text() for file in solution_files(folder, instance)], problem)


def write_solution(folder: Path, roster: Roster, problem: Problem, instance: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = instance_of(instance)[0]
    for file, text in zip(solution_files(folder, instance), write_weeks(roster, problem, name), strict=True):
        file.write_text(text)


def write_rows(file: Path, roster: Roster, _problem: Problem, _instance: Path) -> None:
    file.write_text(write_table(roster))


FORMATS = {
    "curtois": Format(
        read=lambda path: read_curtois(path.read_text(), file=path.name),
        read_roster=lambda path, problem, _instance: read_table(path.read_text(), problem, file=path.name),
        write=write_rows,
    ),
    "inrc2": Format(read=competition, read_roster=read_solution, write=write_solution),
}
