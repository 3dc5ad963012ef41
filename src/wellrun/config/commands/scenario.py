"""`wellrun scenario readmissions`: does the proof of effect find what a programme did, and only that?

For every seed a facility is simulated twice with the same patients and the same chance: once with a programme against
return, once with one that does nothing. What differs between the two is the truth; the evaluation sees one at a time.
With ``--demonstration`` it is Harbour View, lived through anew for each seed, and the share taken away is the truth.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wellrun.values.faults import Fault, Refused

if TYPE_CHECKING:
    from wellrun.demo.returning import Lived
    from wellrun.engines.effect.joint import Verdict
    from wellrun.engines.effect.trial import Summary, Trial

TARGET = 0.15
LEAST_PROVEN, MOST_FALSE = 0.90, 0.08
SEEDS, SEEDS_OF_DEMONSTRATION = 100, 20


def arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_subparsers(dest="which", required=True, metavar="readmissions")
    readmissions = which.add_parser(
        "readmissions", help="a programme against return within 30 days, and one without effect"
    )
    readmissions.add_argument(
        "--seeds", type=int, help=f"how many facilities to simulate ({SEEDS}; {SEEDS_OF_DEMONSTRATION} of Harbour View)"
    )
    readmissions.add_argument(
        "--first", type=int, default=0, help="the first seed (0); methods were chosen from 1000 on"
    )
    readmissions.add_argument(
        "--demonstration", action="store_true", help="Harbour View's own wards and patients; half a minute a seed"
    )
    readmissions.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Returns 1 where the programme does not reach the target, is not proven, or one without effect is too often."""
    wanted = SEEDS_OF_DEMONSTRATION if options.demonstration else SEEDS
    many = wanted if options.seeds is None else options.seeds
    if many < 1 or options.first < 0:
        raise Refused([Fault("scenario.seeds", "Ask for one seed or more, the first of them 0 or above.")])
    seeds = range(options.first, options.first + many)
    return _of_demonstration(seeds, options) if options.demonstration else _of_facilities(seeds, options)


def _of_demonstration(seeds: range, options: argparse.Namespace) -> int:
    from wellrun.demo.returning import lived

    began = time.monotonic()
    found = [lived(dt.datetime.now().astimezone().date(), seed=seed) for seed in seeds]
    held = judged_demonstration(found)
    if options.json:
        said = {
            "seeds": len(found),
            "true_reduction": found[0].reduction,
            "proven": sum(one.proven for one in found),
            "covered": sum(one.covered for one in found),
            "false_findings": sum(one.false_finding for one in found),
            "demands": [{"says": says, "holds": holds} for says, holds in held],
            "example": {
                "seed": found[0].seed,
                "with_programme": verdict_of(found[0].working),
                "without_effect": verdict_of(found[0].idle),
            },
        }
        json.dump(said | {"seconds": round(time.monotonic() - began, 1)}, sys.stdout, indent=1)
        print()  # noqa: T201
    else:
        for says, holds in held:
            print(f"{'holds' if holds else 'FAILS':6} {says}.")  # noqa: T201
        for line in (
            f"Seed {found[0].seed}:",
            *sentences(found[0].working),
            "Nothing done:",
            *sentences(found[0].idle),
        ):
            print(line)  # noqa: T201
        print(f"{time.monotonic() - began:.1f} seconds.")  # noqa: T201
    return 0 if all(holds for _, holds in held) else 1


def judged_demonstration(found: Sequence[Lived]) -> tuple[tuple[str, bool], ...]:
    """What is asked of the proof on Harbour View, and whether it holds."""
    seeds, proven = len(found), sum(one.proven for one in found)
    wrong = sum(one.false_finding for one in found)
    return (
        (
            f"The programme takes {found[0].reduction:.0%} of Harbour View's returns away ({TARGET:.0%} or more asked)",
            found[0].reduction >= TARGET,
        ),
        (
            f"Found, with an interval that holds the truth, in {proven} of {seeds} ({LEAST_PROVEN:.0%} asked)",
            proven >= LEAST_PROVEN * seeds,
        ),
        (
            f"Found where the programme does nothing in {wrong} of {seeds} (at most {MOST_FALSE:.0%})",
            wrong <= MOST_FALSE * seeds,
        ),
    )


def _of_facilities(seeds: range, options: argparse.Namespace) -> int:
    from wellrun.engines.effect.simulation import Facility, Programme
    from wellrun.engines.effect.trial import summary, trial

    began = time.monotonic()
    trials = [trial(Facility(), Programme(), seed=seed) for seed in seeds]
    found = summary(trials)
    seconds = round(time.monotonic() - began, 1)
    if options.json:
        json.dump(answer(found, trials[0]) | {"seconds": seconds}, sys.stdout, indent=1)
        print()  # noqa: T201
    else:
        for line in said(found, trials[0]):
            print(line)  # noqa: T201
        print(f"{seconds} seconds.")  # noqa: T201
    return 0 if all(held for _, held in judged(found)) else 1


def judged(found: Summary) -> tuple[tuple[str, bool], ...]:
    """What is asked of the proof, and whether it holds."""
    seeds = found.seeds
    return (
        (
            f"The programme cuts returns by {found.mean_reduction:.1%} on average, by {found.least_reduction:.1%} at "
            f"least ({TARGET:.0%} or more asked on average)",
            found.mean_reduction >= TARGET,
        ),
        (
            f"Found, with an interval that holds the truth, in {found.proven} of {seeds} ({LEAST_PROVEN:.0%} asked)",
            found.proven >= LEAST_PROVEN * seeds,
        ),
        (
            f"Found where the programme does nothing in {found.false_findings} of {seeds} (at most {MOST_FALSE:.0%})",
            found.false_findings <= MOST_FALSE * seeds,
        ),
    )


def answer(found: Summary, example: Trial) -> dict[str, Any]:
    """The figures as JSON values, whether each demand holds, and the sentences of one seed."""
    return {
        **asdict(found),
        "demands": [{"says": says, "holds": holds} for says, holds in judged(found)],
        "example": {
            "seed": example.seed,
            "true_reduction": example.truth.reduction,
            "true_avoided": example.truth.avoided,
            "with_programme": verdict_of(example.working),
            "without_effect": verdict_of(example.idle),
        },
    }


def verdict_of(verdict: Verdict) -> dict[str, Any]:
    return {
        "finding": verdict.finding,
        "attributable": verdict.attributable,
        "reduction": verdict.series and asdict(verdict.series.reduction),
        "checks": [asdict(check) for check in verdict.checks],
        "doubts": verdict.doubts,
        "can": verdict.can,
        "cannot": verdict.cannot,
    }


def said(found: Summary, example: Trial) -> Iterator[str]:
    """The figures for a reader, line by line."""
    for says, holds in judged(found):
        yield f"{'holds' if holds else 'FAILS':6} {says}."
    yield (
        f"A fall was found in {found.found} of {found.seeds}, in {found.attributed} with every assumption that was "
        f"looked at; the interval holds the truth in {found.covered}, and in {found.covered_idle} where there is none."
    )
    yield f"It is put at {found.mean_estimate:.1%} on average, its interval {100 * found.mean_width:.1f} points wide."
    yield (
        f"Where the programme does nothing, pairs alone would have found something in {found.pairs_alone}, "
        f"observed against expected alone in {found.expected_alone}."
    )
    yield from ("", f"Seed {example.seed}, true reduction {example.truth.reduction:.1%}, as the evaluation has it:")
    yield from sentences(example.working)
    yield from ("", "The same facility with a programme that does nothing:")
    yield from sentences(example.idle)


def sentences(verdict: Verdict) -> Iterator[str]:
    yield f"  Found: {verdict.finding}."
    yield from (f"  Can be said: {each}" for each in verdict.can)
    yield from (f"  In doubt: {each}" for each in verdict.doubts)
    yield from (f"  Cannot be said: {each}" for each in verdict.cannot)
