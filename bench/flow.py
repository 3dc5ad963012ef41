"""Flow: events in a second of processor time beside a plain loop, SimPy and Ciw; templates; a what-if; twelve wards.

An event is an arrival, an end of care or a patient who gives up; the full hours our loop also keeps (schedules, census)
are not counted. All simulate the same ward: 10 arrivals a day, stays of 5 days on the mean, 60 beds. Peers are measured
here where they can be imported, else by the interpreter that WELLRUN_FLOW_PEERS names, else reported as absent. Rounds
go by turns and the best of each is told: other work on the machine makes a round slower and never quicker.
"""

from __future__ import annotations

import csv
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from bench import _flow_peers as peers
from wellrun.departments.operations.rules.what_if.changes import Change as Asked
from wellrun.departments.operations.rules.what_if.changes import Kind, arrangement
from wellrun.departments.operations.rules.what_if.learning import Stay, UnitFacts, learnt
from wellrun.engines.flow import arrays, formulas
from wellrun.engines.flow.model import prepare, unchecked
from wellrun.engines.flow.problem import (
    Duration,
    Need,
    Network,
    PatientClass,
    Resource,
    Station,
    Step,
    Unplanned,
)
from wellrun.engines.flow.replicate import Design, compare, interval, replicate
from wellrun.engines.flow.scenario import Change, changed
from wellrun.engines.flow.solution import Figure
from wellrun.engines.flow.templates import (
    Clinic,
    Emergency,
    Hospital,
    Theatres,
    Ward,
    clinic,
    emergency,
    hospital,
    theatres,
    ward,
)

PEERS = "WELLRUN_FLOW_PEERS"
MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - facts keep the clock of the place
ROUNDS, PATIENTS = 5, 200_000
REFERENCE = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data")) / "flow"
DAY = (5, 4, 3, 3, 3, 4, 6, 9, 12, 15, 17, 17, 16, 15, 15, 14, 14, 14, 14, 13, 12, 10, 8, 7)
PROFILE = tuple(one / sum(DAY) for one in DAY)
HOME = frozenset(range(9, 20))
DEPARTMENT = Emergency(
    visits_a_day=150,
    cubicles=40,
    nurses=(6,) * 24,
    triage=Duration("gamma", 0.15, 2.0),
    care=Duration("lognormal", 3.0, 0.6),
    profile=PROFILE,
    admitted=0.22,
    patience=Duration("exponential", 4.0),
)
ROOMS = Theatres(
    rooms=5,
    recovery=8,
    cases_a_day=12,
    operation=Duration("lognormal", 1.7, 0.4),
    waking=Duration("gamma", 1.5, 3.0),
)


def _ward(code: str, beds: int, days: float, *overflow: str, unplanned: float = 0.0) -> Ward:
    stay = Duration("lognormal", 24 * days, 0.9)
    return Ward(
        code=code, beds=beds, stay=stay, unplanned_a_day=unplanned, goes_home=HOME, cleaning=1.0, overflow=overflow
    )


HOSPITAL = hospital(
    Hospital(
        emergency=DEPARTMENT,
        wards=(
            _ward("medicine 1", 50, 5, "medicine 2"),
            _ward("medicine 2", 50, 5, "medicine 1"),
            _ward("surgery", 44, 4, "medicine 2"),
            _ward("elderly", 40, 8),
        ),
        admits={"medicine 1": 0.31, "medicine 2": 0.31, "surgery": 0.25, "elderly": 0.13},
        theatres=ROOMS,
        operates={"surgery": 4, "medicine 1": 1},
        critical=16,
        critical_of_operated=0.1,
        critical_of_admitted=0.06,
    )
)
"""Two hundred beds in four wards and critical care, behind an emergency department and five theatres."""

TEMPLATES = {
    "ward": ward(_ward("ward", 28, 4, unplanned=5.5)),
    "emergency department": emergency(DEPARTMENT),
    "theatres": theatres(ROOMS),
    "clinic": clinic(
        Clinic(
            clinicians=4,
            rooms=5,
            slots=tuple(8.5 + at // 4 / 3 for at in range(80)),
            visit=Duration("gamma", 0.3, 4.0),
            walk_ins_a_day=10,
        )
    ),
    "hospital of 200 beds": HOSPITAL,
}


def simple(arrivals: float, stay: float, beds: int) -> Network:
    """M/M/c: arrivals a day, stay in days."""
    step = Step(Duration("exponential", stay * 24))
    one = PatientClass("patients", Unplanned((arrivals / 24,)), "ward", {"ward": step})
    return Network((Resource("beds", (beds,)),), (Station("ward", (Need("beds"),)),), (one,))


def ours(network: Network, hours: float, seed: int) -> tuple[float, int]:
    """Seconds of processor time of one run, laid out and counted included, and its events."""
    start = time.process_time()
    (outcome,) = unchecked(network, seed, range(1), hours=hours)
    return time.process_time() - start, outcome.events


def speeds() -> dict[str, object]:
    """Events in a second by what simulates the ward, and of the templates."""
    prepare()
    theirs = {name: None if find_spec(name) else os.environ.get(PEERS) for name in ("simpy", "ciw")}
    present = [name for name, interpreter in theirs.items() if interpreter or find_spec(name)]
    found: dict[str, list[float]] = {}
    for round_ in range(ROUNDS):
        seconds, events = ours(simple(10, 5, 60), PATIENTS / 10 * 24, round_)
        found.setdefault("compiled loop", []).append(events / seconds)
        for name in ("plain", *present):
            count = PATIENTS if name == "plain" else PATIENTS // 10
            found.setdefault(name, []).append(_peer(name, count, round_, theirs.get(name)))
        for name, network in TEMPLATES.items():
            seconds, events = ours(network, 24 * 364, round_)
            found.setdefault(f"template: {name}", []).append(events / seconds)
    best = {name: max(several) for name, several in found.items()}
    told: dict[str, object] = {name: f"{speed / 1e6:.3g} M events a CPU second" for name, speed in best.items()}
    for name in theirs:
        told[f"beside {name}"] = (
            f"{best['compiled loop'] / best[name]:.0f} times"
            if name in best
            else f"absent (not installed, and {PEERS} names no interpreter that has it)"
        )
    return told


def _peer(name: str, patients: int, seed: int, interpreter: str | None) -> float:
    if not interpreter:
        return peers.speed(name, patients, seed)
    command = [interpreter, str(Path(peers.__file__)), name, str(patients), str(seed)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def what_if() -> dict[str, object]:
    """A year of a hospital of 200 beds, 30 replications, with and without two beds more, on the same chance."""
    more = changed(HOSPITAL, [Change("units", "medicine 1 beds", 2)])
    took, worked = [], []
    for _round in range(3):
        start, busy = time.perf_counter(), time.process_time()
        answer = compare(HOSPITAL, more, Design())
        took.append(time.perf_counter() - start)
        worked.append(time.process_time() - busy)
    apart, base = answer.difference(Figure("wait", at="medicine 1")), answer.base[Figure("wait", at="medicine 1")]
    block = arrays.block_of(HOSPITAL, room=1024, days=430).words.nbytes
    return {
        "what-if: two arms, 30 years each": f"{min(took):.2f} s, {min(worked):.2f} of processor time",
        "what-if: wait for medicine 1": f"{base.mean:.2f} ± {base.half_width:.2f} h",
        "what-if: with two beds more": f"{apart.mean:+.2f} ± {apart.half_width:.2f} h",
        "memory of a run": f"{block / 1e6:.1f} MB",
    }


def facility() -> dict[str, object]:
    """A model learnt from a year of eight wards and intensive care, as a page has it learnt; then one question.

    The worker runs the other arm alone, since today's was run when the model was learnt; both are told.
    """
    stays, units = _year()
    start = time.process_time()
    model = learnt(stays, units, known=MONDAY + timedelta(weeks=52))
    learning = time.process_time() - start
    base = arrangement(model)
    more = arrangement(model, [Asked(Kind.BEDS, "W1", 6)])
    one, both = [], []
    for _round in range(3):
        start = time.process_time()
        replicate(more, Design())
        one.append(time.process_time() - start)
        replicate(base, Design())
        both.append(time.process_time() - start)
    return {
        "facility: learning from a year": f"{learning:.2f} CPU s, {len(stays)} stays",
        "facility: one question, 30 replications": f"{min(one):.2f} CPU s",
        "facility: both arms, 30 replications": f"{min(both):.2f} CPU s",
    }


def _year() -> tuple[list[Stay], dict[str, UnitFacts]]:
    """Stays of eight wards of 24 beds, four a day for five days on each, and of intensive care that fills them."""
    chance, stays = random.Random(1), []
    units = {f"W{at}": UnitFacts(f"department {at // 3} ward", 24, 26, 24.0) for at in range(1, 9)}
    units["ICU"] = UnitFacts("critical", 14, 14, 14.0)
    for day in range(364):
        for unit in units:
            for _patient in range(chance.choice((3, 4, 4, 5) if unit != "ICU" else (2, 3))):
                begun = MONDAY + timedelta(days=day, hours=chance.uniform(0, 24))
                left = begun + timedelta(hours=chance.lognormvariate(4.5, 0.6))
                wanted = begun - timedelta(hours=chance.uniform(0, 4)) if chance.random() < 0.6 else None
                places, ended = [(unit, begun)], left.replace(hour=chance.randrange(10, 18))
                if unit == "ICU":
                    places.append((f"W{chance.randrange(1, 9)}", left))
                    ended = left + timedelta(hours=chance.lognormvariate(4.2, 0.6))
                stays.append(Stay(tuple(places), max(ended, begun + timedelta(hours=2)), wanted))
    return stays, units


def compiling() -> dict[str, object]:
    """Seconds until the loop is ready in a new process, without and with machine code kept from before."""
    code = (
        "import time; t = time.perf_counter(); from wellrun.engines.flow.model import prepare; prepare();"
        " print(time.perf_counter() - t)"
    )
    with tempfile.TemporaryDirectory() as kept:
        surroundings = {**os.environ, "NUMBA_CACHE_DIR": kept}
        command = [sys.executable, "-c", code]
        cold, warm = (
            float(subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings).stdout)
            for _time in range(2)
        )
    return {"loop ready, compiled anew": f"{cold:.1f} s", "loop ready, machine code kept": f"{warm:.2f} s"}


def twelve_wards() -> dict[str, object]:
    """On how many of the wards with known answers an interval of 95 % holds the mean wait (11.4 are expected).

    Together: as wide as it takes for all twelve to hold in 95 of 100 studies (Šidák 1967).
    """
    path = REFERENCE / "erlang_reference.csv"
    if not path.exists():
        return {"twelve wards": f"absent ({path.name} is not here)"}
    held, together, widths = 0, 0, []
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for at, row in enumerate(rows):
        arrivals, stay, beds = float(row["arrivals_per_day"]), float(row["mean_los_days"]), int(row["beds"])
        slow = 24 / (math.sqrt(beds / stay) - math.sqrt(arrivals)) ** 2
        hours = max(24 * 15_000 / arrivals, 60 * slow)
        design = Design(hours=hours, warm_up=12 * slow, seed=1000 + at, at_least=30, at_most=30)
        answer = replicate(simple(arrivals, stay, beds), design)
        found = answer[Figure("wait", at="ward")]
        truth = formulas.mean_wait(formulas.load(arrivals, stay), beds, stay) * 24
        held += found.low <= truth <= found.high
        joint = interval(answer.samples[Figure("wait", at="ward")], 0.95 ** (1 / len(rows)))
        together += joint.low <= truth <= joint.high
        widths.append(found.half_width / truth)
    return {
        "twelve wards, each at 95 %": f"{held} of {len(rows)} hold the mean wait; ± {max(widths):.0%} at most",
        "twelve wards, all together at 95 %": f"{together} of {len(rows)} hold it",
    }


def run() -> dict[str, object]:
    """Figures of all."""
    return {**speeds(), **what_if(), **facility(), **compiling(), **twelve_wards()}


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
