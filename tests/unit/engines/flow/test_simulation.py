"""The simulation against what is known without it, and against itself."""

import math
import subprocess
import sys

import numpy as np
import pytest

from wellrun.engines.flow import formulas
from wellrun.engines.flow.explain import acts, findings
from wellrun.engines.flow.fit import upper_gamma
from wellrun.engines.flow.model import NeverSettles, run
from wellrun.engines.flow.problem import (
    HOURS_A_WEEK,
    Booked,
    Duration,
    Escalation,
    Need,
    Network,
    PatientClass,
    Resource,
    Station,
    Step,
    Unplanned,
    a_day,
    loads,
    observed,
)
from wellrun.engines.flow.replicate import (
    Design,
    compare,
    interval,
    replicate,
    sensitivity,
    t_quantile,
    truncation,
    warm_up_of,
)
from wellrun.engines.flow.scenario import Change, changed
from wellrun.engines.flow.solution import Figure, quantile, share_within
from wellrun.engines.flow.soundness import Unsound, faults_of

LONG = Design(hours=24 * 400, warm_up=24 * 30, seed=8, at_least=20, at_most=20, level=0.999)


def ward(beds=3, rate=0.5, stay=None, **step):
    resource, need = Resource("beds", (beds,)), Need("beds")
    one = Step(stay or Duration("exponential", 4.0), **step)
    come = PatientClass("patients", Unplanned((rate,)), "ward", {"ward": one})
    return Network((resource,), (Station("ward", (need,)),), (come,))


def holds(answer, figure, truth, within=0.1):
    """The interval of 99.9 % holds the truth and is narrow enough to say something."""
    found = answer[figure]
    assert found.low <= truth <= found.high, (figure, found, truth)
    assert found.half_width < within * truth, (figure, found)


def test_erlang_b_erlang_a_and_one_bed():
    full = Network(
        (Resource("beds", (3,)),),
        (Station("ward", (Need("beds"),), waiting_room=0),),
        ward().classes,
    )
    holds(replicate(full, LONG), Figure("diverted", at="ward"), formulas.erlang_b(2.0, 3))
    _waits, leaves, wait = formulas.abandoning(2.0, 3, patience=3.0, stay=4.0)
    answer = replicate(ward(patience=Duration("exponential", 3.0)), LONG)
    holds(answer, Figure("gave up", at="ward"), leaves)
    holds(answer, Figure("waiting", at="ward"), wait * 0.5)
    constant = replicate(ward(1, 0.2, Duration("constant", 4.0)), LONG)
    holds(constant, Figure("wait", at="ward"), formulas.mean_wait_general(0.8, 1, 4.0, variation=0.0), 0.2)


def test_priorities_as_cobham_says():
    """M/M/1, two classes, no interruption: W1 = W0/(1 − ρ1), W2 = W0/((1 − ρ1)(1 − ρ)), W0 = ρ·stay (Cobham 1954)."""
    stations, beds = (Station("ward", (Need("beds"),)),), (Resource("beds", (1,)),)
    classes = tuple(
        PatientClass(code, Unplanned((rate,)), "ward", {"ward": Step(Duration("exponential", 1.0), priority=rank)})
        for code, rate, rank in (("first", 0.3, 1), ("second", 0.4, 5))
    )
    answer = replicate(Network(beds, stations, classes), LONG)
    holds(answer, Figure("wait", "first", "ward"), 0.7 / 0.7)
    holds(answer, Figure("wait", "second", "ward"), 0.7 / (0.7 * 0.3))


def test_a_blocked_bed_is_lost():
    """One bed each, no waiting room, exponential stays of an hour, one arrival an hour: a chain of five states."""
    stations = (Station("one", (Need("a"),), waiting_room=0), Station("two", (Need("b"),)))
    stay = Duration("exponential", 1.0)
    steps = {"one": Step(stay, {"two": 1.0}), "two": Step(stay)}
    network = Network(
        (Resource("a", (1,)), Resource("b", (1,))), stations, (PatientClass("p", Unplanned((1.0,)), "one", steps),)
    )
    # Who is in the first and the second bed: 00, 10, 01, 11, and blocked with 1. All moves have rate 1 an hour.
    moves = {(0, 1), (1, 2), (2, 0), (2, 3), (3, 1), (3, 4), (4, 2)}
    matrix = np.zeros((5, 5))
    for one, other in moves:
        matrix[other, one] += 1
        matrix[one, one] -= 1
    matrix[4] = 1
    share = np.linalg.solve(matrix, [0, 0, 0, 0, 1])
    answer = replicate(network, LONG)
    holds(answer, Figure("blocked", at="one"), share[4])
    holds(answer, Figure("diverted", at="one"), share[1] + share[3] + share[4])


@pytest.mark.parametrize(
    "one, variation",
    [
        (Duration("constant", 5.0), 0.0),
        (Duration("exponential", 5.0), 1.0),
        (Duration("lognormal", 5.0, 0.8), math.sqrt(math.exp(0.64) - 1)),
        (Duration("gamma", 5.0, 0.6), 1 / math.sqrt(0.6)),
        (Duration("gamma", 5.0, 4.0), 0.5),
        (Duration("weibull", 5.0, 1.7), math.sqrt(math.gamma(1 + 2 / 1.7) / math.gamma(1 + 1 / 1.7) ** 2 - 1)),
        (observed((0.0, 2.0, 4.0, 14.0)), math.sqrt((4 / 3 + 28 / 3 + (14**3 - 4**3) / 30) / 3 / (13 / 3) ** 2 - 1)),
    ],
    ids=lambda one: getattr(one, "family", None),
)
def test_durations_have_their_mean_and_spread(one, variation):
    """Of a hundred thousand patients whom nobody makes wait."""
    stays = stays_of(one)
    assert stays.mean() == pytest.approx(one.mean, abs=4 * stays.std() / math.sqrt(stays.size) + 1e-9)
    assert stays.std() / stays.mean() == pytest.approx(variation, rel=0.03, abs=1e-6)
    if one.family == "gamma":
        ranks = upper_gamma(one.shape, np.quantile(stays, [0.1, 0.5, 0.9]) * one.shape / one.mean)
        assert ranks == pytest.approx([0.9, 0.5, 0.1], abs=0.006)


def stays_of(one):
    network = Network(
        (Resource("none", (1,)),),
        (Station("open", ()),),
        (PatientClass("p", Unplanned((50.0,)), "open", {"open": Step(one)}),),
    )
    trace = run(network, 4, hours=2000, trace=400_000).tables["trace"]
    began, ended = trace[trace["what"] == 2], trace[trace["what"] == 3]
    start = dict(zip(began["number"].tolist(), began["time"].tolist(), strict=True))
    return np.array([line["time"] - start[int(line["number"])] for line in ended if line["time"] < 1900])


def test_arrivals_follow_the_hours_of_the_week():
    rates = a_day(tuple(0.5 + hour % 5 for hour in range(24)))
    network = Network(
        (Resource("none", (1,)),),
        (Station("open", ()),),
        (PatientClass("p", Unplanned(rates), "open", {"open": Step(Duration("constant", 0.1))}),),
    )
    weeks = 100
    trace = run(network, 9, hours=weeks * HOURS_A_WEEK, trace=400_000 * 4).tables["trace"]
    came = trace["time"][trace["what"] == 0]
    counts = np.bincount((came % HOURS_A_WEEK).astype(int), minlength=HOURS_A_WEEK)
    expected = np.array(rates) * weeks
    # Chi-square of 168 Poisson counts: mean 168, standard deviation 18.3.
    assert abs(((counts - expected) ** 2 / expected).sum() - 168) < 4 * 18.3
    gaps = np.diff(came)
    assert (gaps > 0).all()


def test_appointments_come_when_booked_and_some_do_not():
    booked = Booked((9.0, 10.0, 34.5), shows=0.8, early=0.5, late=0.25)
    network = Network(
        (Resource("none", (1,)),),
        (Station("open", ()),),
        (PatientClass("p", booked, "open", {"open": Step(Duration("constant", 0.1))}),),
    )
    trace = run(network, 9, hours=1000 * HOURS_A_WEEK, trace=20_000).tables["trace"]
    came = trace["time"][trace["what"] == 0] % HOURS_A_WEEK
    assert came.size / 3000 == pytest.approx(0.8, abs=0.03)
    nearest = np.abs(came[:, None] - np.array(booked.slots)).argmin(axis=1)
    off = came - np.array(booked.slots)[nearest]
    assert off.min() >= -0.5 and off.max() <= 0.25
    assert off.mean() == pytest.approx(-0.125, abs=0.02)


def test_a_bed_and_a_nurse_together():
    """Four beds and nurses for two patients are two beds; who boards keeps the bed and frees the nurse."""
    network = ward(4)
    both = Network(
        (*network.resources, Resource("nurses", (2,))),
        (Station("ward", (Need("beds"), Need("nurses", place=False))),),
        ward(4, 0.3).classes,
    )
    two = ward(2, 0.3)
    assert (
        replicate(both, LONG).samples[Figure("wait", at="ward")]
        == replicate(two, LONG).samples[Figure("wait", at="ward")]
    )


def test_escalation_opens_when_many_wait():
    network = ward(2, 0.45)
    more = Network((Resource("beds", (2,), Escalation(2, opens_at=3)),), network.stations, network.classes)
    apart = compare(network, more, LONG)
    assert apart.difference(Figure("wait", at="ward")).high < 0
    assert 0 < apart.other[Figure("extra", at="beds")].mean < 1


def test_common_random_numbers_make_the_difference_narrow():
    base, other = ward(3, 0.6), ward(4, 0.6)
    paired = compare(base, other, LONG).difference(Figure("wait", at="ward"))
    one = replicate(base, LONG).samples[Figure("wait", at="ward")]
    apart = replicate(other, Design(**{**vars(LONG), "seed": 99})).samples[Figure("wait", at="ward")]
    unpaired = interval([two - first for first, two in zip(one, apart, strict=True)], LONG.level)
    assert paired.high < 0
    assert paired.half_width < unpaired.half_width
    same = compare(base, base, LONG).difference(Figure("wait", at="ward"))
    assert (same.mean, same.half_width) == (0, 0)


def test_runs_go_on_until_it_is_precise_or_the_limit():
    wished = {Figure("wait", at="ward"): 0.1}
    heard = []
    design = Design(hours=24 * 100, warm_up=24 * 10, at_least=10, at_most=200, precision=wished)
    answer = replicate(ward(), design, told=lambda done, most: heard.append((done, most)))
    assert answer.precise and answer[Figure("wait", at="ward")].half_width <= 0.1
    assert heard[-1][0] == answer[Figure("wait", at="ward")].runs < 200 == heard[0][1]
    assert not replicate(ward(), Design(**{**vars(design), "at_most": 10})).precise


def test_what_helps_most_comes_first():
    network = changed(ward(3, 0.65), [])
    answer = replicate(network, LONG)
    found = acts(network, answer, LONG)
    assert found[0].change == Change("units", "beds", 1)
    assert found[0].sure
    assert [act.effect.mean for act in found] == sorted(act.effect.mean for act in found)
    (waits,) = findings(answer)
    assert (waits.meaning, waits.at) == ("waits", "ward")
    assert waits.ninth_of_ten > waits.estimate.mean > 1
    effects = sensitivity(
        network, {"shorter": changed(network, [Change("stay", "ward", 0.9)])}, Figure("wait", at="ward"), LONG
    )
    assert effects[0].difference.high < 0


def test_quantiles_and_shares_of_waits():
    """M/M/1: waits of more than t with chance ρ·exp(−(1 − ρ)t/stay)."""
    pooled = replicate(ward(1, 0.2), LONG).pooled
    assert pooled.wait_quantile(0.9, at="ward") == pytest.approx(formulas.wait_quantile(0.8, 1, 4.0, 0.9), rel=0.08)
    assert pooled.stay_within(8.0) == pytest.approx(1 - math.exp(-0.2 * 8 / 4), abs=0.03)
    assert pooled.census_quantile(0.5, "ward", 12) == 1
    counts = np.zeros(164, dtype=np.int64)
    assert math.isnan(quantile(counts, 0.5)) and math.isnan(share_within(counts, 4.0))


def test_warm_up_is_found():
    assert truncation([0, 3, 6, 9] + [10, 11, 9, 10] * 10) in (3, 4)
    assert truncation([5.0] * 30) == 0
    slow = ward(40, 0.1, Duration("exponential", 24 * 14.0))
    # Stays of two weeks: a ward that began empty is within 5 % after six weeks.
    assert 4 * HOURS_A_WEEK <= warm_up_of(slow, seed=3, runs=40) <= 40 * HOURS_A_WEEK


def test_students_t():
    """Tables: 12.706, 4.303, 2.571, 2.045 at 97.5 %."""
    found = [t_quantile(0.975, degrees) for degrees in (1, 2, 5, 29)]
    assert found == pytest.approx([12.7062, 4.30265, 2.57058, 2.04523], rel=1e-5)


def test_what_cannot_be_run_is_told_with_all_its_faults():
    network = ward(3, 1.0)
    assert loads(network) == {"beds": pytest.approx(4)}
    (fault,) = faults_of(network)
    assert fault.place == "resource beds" and "3 units" in fault.expected
    with pytest.raises(Unsound, match="a load of 4"):
        run(network, 1, hours=10)
    round_and_round = ward(9, route={"ward": 1.0})
    assert "no way home" in {one.value for one in faults_of(round_and_round)}
    wrong = Network(
        (Resource("beds", (3, 4)), Resource("beds", (-1,))),
        (Station("ward", (Need("bed"),), turnaround=-1, overflow=("w",), leaves=frozenset({168})),),
        (PatientClass("p", Booked((5.0, 3.0), shows=2), "x", {"ward": Step(Duration("gamma", -1, 0), {"y": 1.5})}),),
    )
    places = [one.place for one in faults_of(wrong)]
    counted = {place: places.count(place) for place in places}
    assert counted == {"resource beds": 3, "station ward": 4, "class p": 6, "class p at ward": 3}


def test_places_kept_in_a_ring_are_refused():
    """Two wards that move patients to one another, each keeping the bed until the other has one."""
    stations = (Station("a", (Need("x"),)), Station("b", (Need("y"),)))
    stay = Duration("exponential", 1.0)
    steps = {"a": Step(stay, {"b": 0.5}), "b": Step(stay, {"a": 0.5})}
    resources = Resource("x", (3,)), Resource("y", (3,))
    network = Network(resources, stations, (PatientClass("p", Unplanned((0.1,)), "a", steps),))
    assert [one.value for one in faults_of(network)] == ["x, y"]


def test_ties_and_the_end_of_a_run():
    """One bed, ten hours each, booked at 0 and 10: at 10 the first goes before the second comes; a run to 10 sees
    neither."""
    network = Network(
        (Resource("beds", (1,)),),
        (Station("ward", (Need("beds"),), waiting_room=0),),
        (PatientClass("p", Booked((0.0, 10.0)), "ward", {"ward": Step(Duration("constant", 10.0))}),),
    )
    short, long = (run(network, 1, hours=hours).tables for hours in (10.0, 10.5))
    assert (short["class"]["came"][0], short["class"]["went"][0]) == (1, 0)
    assert (long["class"]["came"][0], long["class"]["went"][0]) == (2, 1)
    assert long["step"]["diverted"][0, 0] == 0


def test_a_queue_without_end_is_given_up():
    from wellrun.engines.flow.model import unchecked

    with pytest.raises(NeverSettles):
        next(unchecked(ward(1, 2000.0), 1, range(1), hours=24 * 30))


def test_figures_are_read_without_the_compiler():
    code = (
        "import sys, wellrun.engines.flow.replicate, wellrun.engines.flow.templates, wellrun.engines.flow.explain;"
        "print([name for name in ('numba', 'scipy') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
