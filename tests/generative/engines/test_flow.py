"""Networks of every kind: each run of the compiled loop obeys the rules, as the checker tells from its trace."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st
from tests.generative.engines import flow_luck as luck

from wellrun.engines.flow import layout
from wellrun.engines.flow.checker import check
from wellrun.engines.flow.model import unchecked
from wellrun.engines.flow.problem import (
    HOME,
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
    observed,
)
from wellrun.engines.flow.soundness import faults_of

HOURS = 24 * 6

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""A network that fails is long to shrink: run it again by its seed."""

# Whole hours come often, so that events fall together.
whole = st.integers(0, 12).map(float)
durations = st.one_of(
    st.builds(Duration, st.just("constant"), whole),
    st.builds(Duration, st.just("exponential"), st.floats(0.5, 12)),
    st.builds(Duration, st.sampled_from(["lognormal", "gamma", "weibull"]), st.floats(0.5, 12), st.floats(0.4, 3)),
    st.lists(whole, min_size=2, max_size=5).map(lambda found: observed(tuple(sorted(found)))),
)
units = st.one_of(
    st.integers(2, 4).map(lambda one: (one,)),
    st.lists(st.integers(0, 4), min_size=23, max_size=23).map(lambda day: a_day((2, *day))),
)


@st.composite
def arrivals(draw):
    if draw(st.booleans()):
        return Unplanned(draw(st.one_of(st.sampled_from([(0.5,), (1.5,)]), st.just(a_day((0.0,) * 12 + (1.0,) * 12)))))
    slots = sorted(draw(st.lists(st.integers(0, 167).map(float), max_size=30)))
    return Booked(tuple(slots), draw(st.sampled_from([1.0, 0.7])), *draw(st.tuples(whole, whole)))


@st.composite
def networks(draw):
    count = draw(st.sampled_from([1, 2, 3, 3, 4, 4]))
    codes = [f"s{at}" for at in range(count)]
    escalations = st.none() | st.builds(Escalation, st.integers(1, 3), st.integers(2, 4), st.integers(0, 1))
    resources = [Resource(f"bed{at}", draw(units), draw(escalations)) for at in range(count)]
    resources.append(Resource("nurse", draw(units), draw(escalations)))
    stations = [draw(station(at, codes)) for at in range(count)]
    classes = []
    for name in draw(st.sampled_from([("a",), ("a", "b"), ("a", "b", "c")])):
        steps = {code: draw(step(at, codes, stations)) for at, code in enumerate(codes)}
        classes.append(PatientClass(name, draw(arrivals()), draw(st.sampled_from(codes)), steps))
    return Network(tuple(resources), tuple(stations), tuple(classes))


@st.composite
def station(draw, at, codes):
    own = (Need(f"bed{at}"),)
    beds = draw(st.sampled_from([own, own, own, own, (Need("bed0", draw(st.integers(1, 2))),), ()]))
    staff = draw(st.sampled_from([(), (Need("nurse", 1, place=False),), (Need("nurse", 2, place=False),)]))
    return Station(
        codes[at],
        (*beds, *staff),
        turnaround=draw(st.sampled_from([0.0, 0.0, 1.0, 0.7])),
        # Backwards, so that few of them wait for one another in a ring.
        overflow=tuple(code for code in codes[:at] if draw(st.booleans())),
        waiting_room=draw(st.sampled_from([None, None, 0, 2])),
        leaves=draw(st.sampled_from([frozenset(), frozenset(h for h in range(168) if 9 <= h % 24 < 12)])),
    )


@st.composite
def step(draw, at, codes, stations):
    # Who keeps no place may also go back.
    ahead = codes[at + 1 :] if any(need.place for need in stations[at].needs) else codes
    route = {code: 0.8 / len(ahead) for code in ahead if draw(st.integers(0, 3))}
    return Step(draw(durations), route, draw(st.integers(0, 2)), draw(st.none() | st.none() | durations))


def serious(network):
    """Faults other than too much work, which a short run may have."""
    return [one for one in faults_of(network) if not one.value.startswith("a load of")]


def ran(network, seed=1, hours=HOURS):
    (outcome,) = unchecked(network, seed, range(1), hours=hours, trace=200_000)
    return outcome


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(networks(), st.integers(0, 1000))
def test_every_run_obeys_the_rules(network, seed):
    assume(not serious(network))
    outcome = ran(network, seed)
    steps = outcome.tables["step"]
    for name in ("delayed", "outliers", "gave_up", "diverted"):
        event(f"{name}: {steps[name].sum() > 0}")
    event(f"blocked: {outcome.tables['station']['blocked_area'].sum() > 0}")
    assert check(network, outcome) == ()
    times_are_luck(network, outcome, seed)


def times_are_luck(network, outcome, seed):
    """Who comes when, how long care and patience last and where patients go is each one's own chance, and nothing else.

    With the checker, which judges all that is no chance, this makes a second simulation in plain Python.
    """
    came, steps, since, begun = [{} for _one in network.classes], {}, {}, {}
    for line in outcome.tables["trace"]:
        time, what, of, number = float(line["time"]), line["what"], int(line["of"]), int(line["number"])
        one, who, station = network.classes[of], (of, number), network.stations[line["station"]]
        if what == layout.CAME:
            came[of][number], steps[who], since[who] = time, 0, time
        elif what == layout.BEGAN:
            assert time - since[who] <= luck.patience(one, seed, number, steps[who], station) + 1e-6
            place = network.stations[line["place"]]
            begun[who] = luck.care(network, one, seed, number, steps[who], station, place, time)
        elif what == layout.CARED:
            ends, onward = begun.pop(who)
            assert time == pytest.approx(ends, abs=1e-6)
            assert onward == (None if line["station"] < 0 else station.code)
            steps[who], since[who] = steps[who] + 1, time
        elif what == layout.GAVE_UP:
            wait = luck.patience(one, seed, number, steps[who], station)
            assert time - since[who] == pytest.approx(wait, abs=1e-6)
    assert all(ends >= HOURS - 1e-6 for ends, _onward in begun.values())
    for one, found in zip(network.classes, came, strict=True):
        assert found == pytest.approx(luck.arrivals(one, seed, HOURS), abs=1e-6)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(networks(), st.integers(0, 1000))
def test_the_same_seed_gives_the_same_run(network, seed):
    assume(not serious(network))
    one, other = ran(network, seed), ran(network, seed)
    assert all(one.tables[name].tobytes() == other.tables[name].tobytes() for name in one.tables)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(networks(), st.integers(0, 1000))
def test_another_class_changes_nobodys_arrival_or_care(network, seed):
    """Common random numbers: who comes, and how long care at the entry takes, is each patient's own."""
    assume(not serious(network))
    more = replace(network.classes[0], code="z")
    # Care of the first step may end later than it began plus stay where patients go home at certain hours only.
    bare = replace(network, stations=tuple(replace(one, leaves=frozenset()) for one in network.stations))
    wider = replace(bare, classes=(more, *bare.classes))
    assert first_stays(ran(bare, seed), 0) == first_stays(ran(wider, seed), 1)


def first_stays(outcome, shift):
    """When patients came, and how long their first care took, of those whom both runs served."""
    came, began, took = {}, {}, {}
    for line in outcome.tables["trace"]:
        key = int(line["of"]) - shift, int(line["number"])
        if line["what"] == layout.CAME:
            came[key] = float(line["time"])
        elif line["what"] == layout.BEGAN:
            began.setdefault(key, float(line["time"]))
        elif line["what"] == layout.CARED:
            took.setdefault(key, round(float(line["time"]) - began[key], 6))
    return {key: time for key, time in came.items() if key[0] >= 0}, Shared(
        {k: v for k, v in took.items() if k[0] >= 0}
    )


class Shared(dict):
    """Equal where the keys that both have are."""

    def __eq__(self, other):
        return all(self[key] == other[key] for key in self.keys() & other.keys())

    __hash__ = None


BASE = Network(
    (Resource("bed", (2,)), Resource("nurse", (1,))),
    (Station("ward", (Need("bed"), Need("nurse", place=False)), turnaround=0.5),),
    (PatientClass("a", Unplanned((0.6,)), "ward", {"ward": Step(Duration("exponential", 2.0), {HOME: 1.0})}),),
)

BREAKS = {
    "began before somebody else": lambda t: swap(t, "number", layout.BEGAN),
    "somebody vanished": lambda t: t[np.arange(t.size) != np.flatnonzero(t["what"] == layout.WENT)[3]],
    "care began late": lambda t: shifted(t, layout.BEGAN, 0.01),
    "cleaned too soon": lambda t: shifted(t, layout.CLEAN, -0.2),
    "came twice": lambda t: np.concatenate([t[:9], t[t["what"] == layout.CAME][:1], t[9:]]),
    "went on to nowhere": lambda t: put(t, layout.CARED, "station", 0),
    "gave up without cause": lambda t: put(t, layout.WENT, "what", layout.GAVE_UP),
    "was diverted from no full room": lambda t: put(t, layout.WENT, "what", layout.DIVERTED),
    "more units than open": lambda t: put(t, layout.UNITS, "place", 9),
}


def put(trace, what, name, value):
    trace[name][np.flatnonzero(trace["what"] == what)[0]] = value
    return trace


def shifted(trace, what, hours):
    trace["time"][np.flatnonzero(trace["what"] == what)[5]] += hours
    return trace[np.argsort(trace["time"], kind="stable")]


def swap(trace, name, what):
    begun = np.flatnonzero((trace["what"] == what) & (trace["number"] > 3))
    one, other = next((a, b) for a, b in pairwise(begun) if came(trace, b) < trace["time"][a])
    trace[name][[one, other]] = trace[name][[other, one]]
    return trace


def came(trace, line):
    return trace["time"][(trace["what"] == layout.CAME) & (trace["number"] == trace["number"][line])][0]


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_the_checker_sees_what_is_wrong(broken):
    outcome = ran(BASE)
    assert check(BASE, outcome) == ()
    tables = dict(outcome.tables, trace=broken(outcome.tables["trace"].copy()))
    assert check(BASE, replace(outcome, tables=tables))


@pytest.mark.parametrize("table, name", [("step", "begun"), ("class", "went"), ("station", "inside_area")])
def test_the_checker_sees_what_is_counted_wrong(table, name):
    outcome = ran(BASE)
    outcome.tables[table][name] += 1
    assert check(BASE, outcome)
