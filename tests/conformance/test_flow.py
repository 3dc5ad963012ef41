"""Twelve wards with known answers: the formulas give them, and the simulation's intervals hold them.

The intervals are valid because replications are independent, each begun empty and warmed up for twelve relaxation
times (1/(√(c/stay) − √λ)², the slowest rate at which M/M/c forgets: Karlin and McGregor 1958), and because whoever
begins in the window counts, which is unbiased whatever the window. Twelve intervals of 95 % would all hold in 54 of
100 honest studies only, so that each is asked to hold at the level at which all twelve do in 95 (Šidák 1967); how
often intervals of 95 % hold is measured apart, on three hundred studies. No seed was chosen by its answer.
"""

import csv
import math

import pytest

from wellrun.engines.flow import formulas
from wellrun.engines.flow.problem import Duration, Need, Network, PatientClass, Resource, Station, Step, Unplanned
from wellrun.engines.flow.replicate import Design, interval, replicate
from wellrun.engines.flow.solution import Figure

pytestmark = pytest.mark.conformance

WARDS = 12
JOINT = 0.95 ** (1 / WARDS)
RUNS, PATIENTS = 30, 15_000


@pytest.fixture(scope="module")
def wards(shared_data):
    path = shared_data / "flow" / "erlang_reference.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    with path.open(newline="") as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    assert len(rows) == WARDS
    return rows


def test_formulas(wards):
    for row in wards:
        stay, beds = row["mean_los_days"], int(row["beds"])
        load = formulas.load(row["arrivals_per_day"], stay)
        found = {
            "offered_load": load,
            "utilisation_if_all_served": load / beds,
            "erlang_b_blocked": formulas.erlang_b(load, beds),
            "erlang_c_prob_wait": formulas.erlang_c(load, beds),
            "mean_wait_days": formulas.mean_wait(load, beds, stay),
            "mean_queue": formulas.mean_queue(load, beds),
        }
        assert found == pytest.approx({name: row[name] for name in found}, rel=1e-9)


def ward(row):
    bed, step = Resource("beds", (int(row["beds"]),)), Step(Duration("exponential", row["mean_los_days"] * 24))
    come = Unplanned((row["arrivals_per_day"] / 24,))
    station = Station("ward", (Need("beds"),))
    return Network((bed,), (station,), (PatientClass("patients", come, "ward", {"ward": step}),))


def relaxation(row):
    """Hours."""
    return 24 / (math.sqrt(row["beds"] / row["mean_los_days"]) - math.sqrt(row["arrivals_per_day"])) ** 2


@pytest.mark.parametrize("at", range(WARDS))
def test_simulated_waits(wards, at):
    row = wards[at]
    slow = relaxation(row)
    hours = max(24 * PATIENTS / row["arrivals_per_day"], 60 * slow)
    design = Design(hours=hours, warm_up=12 * slow, seed=1000 + at, at_least=RUNS, at_most=RUNS, level=JOINT)
    answer = replicate(ward(row), design)
    for figure, name, unit in (
        (Figure("wait", at="ward"), "mean_wait_days", 24),
        (Figure("delayed", at="ward"), "erlang_c_prob_wait", 1),
        (Figure("waiting", at="ward"), "mean_queue", 1),
        (Figure("occupancy", at="beds"), "utilisation_if_all_served", 1),
    ):
        found = answer[figure]
        assert found.low <= row[name] * unit <= found.high, figure
        # Else an interval that says nothing would hold everything.
        assert found.half_width < 0.2 * row[name] * unit, figure


def test_an_interval_of_95_percent_holds_the_truth_in_95_of_100_studies(wards):
    """Three hundred studies of ten runs; the share that hold lies within three standard errors of 0.95."""
    row = next(one for one in wards if one["beds"] == 12)
    studies, each = 300, 10
    runs = studies * each
    design = Design(hours=24 * 1500, warm_up=12 * relaxation(row), seed=5, at_least=runs, at_most=runs)
    waits = replicate(ward(row), design).samples[Figure("wait", at="ward")]
    held = 0
    for study in range(studies):
        found = interval(waits[study * each : (study + 1) * each])
        held += found.low <= row["mean_wait_days"] * 24 <= found.high
    assert abs(held / studies - 0.95) < 3 * math.sqrt(0.95 * 0.05 / studies)
