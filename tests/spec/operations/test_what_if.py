"""What a change means to the model of a facility, and what a difference between two arrangements is.

Sources: A. M. Law, Simulation Modeling and Analysis, 5th ed. 2015, 10.2 and 11.2 (paired replications with common
random numbers); A. K. Erlang 1917 (the approximation shown meanwhile).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from wellrun.departments.operations.rules.what_if.answers import (
    Measure,
    approximate,
    difference,
    estimate,
    samples_of,
    sure,
)
from wellrun.departments.operations.rules.what_if.changes import Change, Kind, arrangement, faults_of, in_force
from wellrun.departments.operations.rules.what_if.fitted import FittedModel, FittedUnit, Stream, from_kept, network_of
from wellrun.engines.flow.formulas import mean_queue
from wellrun.engines.flow.problem import Duration, Network, rate_of
from wellrun.engines.flow.replicate import Design, replicate

DECEMBER, MARCH = dt.date(2026, 12, 1), dt.date(2027, 3, 31)
SHORT = Design(hours=168 * 26, warm_up=168 * 4, at_least=10, at_most=10)


def unit(code: str, beds: int, stay: float, group: str = "medicine ward", **more: object) -> FittedUnit:
    """A ward whose patients all go home, between nine and seven."""
    made = FittedUnit(
        code=code,
        group=group,
        beds=beds,
        most=beds + 2,
        stay=Duration("exponential", stay),
        home=1.0,
        opens=9,
        closes=19,
        route={},
        spells=900,
        ended=890,
        patients=beds * 0.9,
        occupancy=0.9,
        waited=3.0,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def model() -> FittedModel:
    """Two medical wards that take one another's patients, after an intensive care that half of its patients leave for
    the first of them."""
    return FittedModel(
        since=dt.date(2025, 12, 1),
        until=dt.date(2026, 11, 30),
        units=(
            unit("W1", 10, 72.0),
            unit("W2", 8, 96.0),
            unit("ICU", 4, 48.0, "critical critical", home=0.5, route={"W1": 0.5}),
        ),
        streams=(
            Stream("ICU", "emergency", (0.04,), 350),
            Stream("W1", "direct", (0.02,), 175),
            Stream("W1", "emergency", (0.08,), 700),
            Stream("W2", "emergency", (0.075,), 650),
            Stream("W2", "moved", (0.002,), 17),
        ),
        patience=20.0,
        stays=1875,
        turned_away=12,
        left_out=(),
    )


def beds(network: Network) -> dict[str, int]:
    return {one.code: one.units[0] for one in network.resources}


def stays(network: Network) -> dict[str, float]:
    """Mean stay by unit."""
    return {code: step.stay.mean for one in network.classes for code, step in one.steps.items()}


def a_day(network: Network) -> dict[str, float]:
    return {one.code: rate_of(one.arrivals) * 24 for one in network.classes}


def then(*changes: Change) -> Network:
    return arrangement(model(), changes)


def test_beds_are_added_to_and_taken_from_a_unit():
    assert beds(network_of(model())) == {"W1": 10, "W2": 8, "ICU": 4}
    assert beds(then(Change(Kind.BEDS, "W1", 6))) == {"W1": 16, "W2": 8, "ICU": 4}
    assert beds(then(Change(Kind.BEDS, "W2", -2), Change(Kind.BEDS, "W2", 1)))["W2"] == 7


def test_nurses_open_the_beds_they_can_look_after_and_no_more_than_stand_there():
    assert beds(then(Change(Kind.STAFF, "W1", 1, each=1.5)))["W1"] == 11
    assert beds(then(Change(Kind.STAFF, "W1", 1, each=6)))["W1"] == 12
    assert beds(then(Change(Kind.STAFF, "W1", -1, each=6)))["W1"] == 4


def test_a_stay_is_shorter_by_days_or_by_percent():
    assert stays(then(Change(Kind.STAY_DAYS, "W1", -0.5)))["W1"] == pytest.approx(60)
    assert stays(then(Change(Kind.STAY_PERCENT, "W2", 10)))["W2"] == pytest.approx(105.6)
    everywhere = stays(then(Change(Kind.STAY_PERCENT, "", -25)))
    assert everywhere == {"W1": pytest.approx(54), "W2": pytest.approx(72), "ICU": pytest.approx(36)}


def test_more_come_from_outside_by_percent_or_patients_a_day_in_the_mix_that_came():
    now, more = a_day(network_of(model())), a_day(then(Change(Kind.ARRIVALS_A_DAY, "W1", 1.2)))
    assert sum(more.values()) - sum(now.values()) == pytest.approx(1.2)
    assert more["W1 emergency"] / more["W1 direct"] == pytest.approx(4)
    tenth = a_day(then(Change(Kind.ARRIVALS_PERCENT, "", 10)))
    assert {code: tenth[code] / now[code] for code in now} == {
        code: pytest.approx(1.0 if code == "W2 moved" else 1.1) for code in now
    }


def test_home_earlier_moves_the_hours_of_leaving_and_shortens_the_stay_of_those_who_go_home():
    earlier = then(Change(Kind.EARLIER, "ICU", 2))
    (icu,) = (one for one in earlier.stations if one.code == "ICU")
    assert {hour % 24 for hour in icu.leaves} == set(range(7, 17))
    # Half of the patients go on to a ward, and they at any hour.
    assert stays(earlier)["ICU"] == pytest.approx(47)


def test_all_changes_hold_between_the_last_beginning_and_the_first_end():
    winter = Change(Kind.BEDS, "W1", 6, DECEMBER, MARCH)
    assert in_force([winter, Change(Kind.STAY_DAYS, "W1", -0.5)]) == (DECEMBER, MARCH)
    later = Change(Kind.BEDS, "W2", 1, MARCH + dt.timedelta(days=1))
    assert [fault.code for fault in faults_of([winter, later], model())] == ["operations.scenario.never"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Change(Kind.BEDS, "W1", 0), "no_amount"),
        (Change(Kind.BEDS, "W1", 1.5), "not_whole"),
        (Change(Kind.BEDS, "", 3), "no_unit"),
        (Change(Kind.BEDS, "W9", 3), "unknown_unit"),
        (Change(Kind.BEDS, "W2", -8), "no_beds"),
        (Change(Kind.STAFF, "W1", 1), "no_ratio"),
        (Change(Kind.EARLIER, "W1", -2), "hours"),
        (Change(Kind.STAY_DAYS, "W1", -2.9), "too_far"),
        (Change(Kind.ARRIVALS_PERCENT, "", 400), "too_far"),
        (Change(Kind.BEDS, "W1", 1, MARCH, DECEMBER), "backward"),
    ],
)
def test_what_cannot_be_asked_is_said_with_its_row_and_remedy(change: Change, code: str):
    found = faults_of([Change(Kind.BEDS, "W1", 1), change], model())
    assert f"operations.scenario.{code}" in {fault.code for fault in found}
    assert all(fault.remedy and (fault.place.startswith("change-1-") or code == "backward") for fault in found)


def test_no_change_makes_a_difference_of_exactly_nothing():
    base, again = (replicate(network, SHORT) for network in (arrangement(model()), arrangement(model(), [])))
    one, two = (samples_of(answer, network_of(model()), model()) for answer in (base, again))
    for measure in Measure:
        assert difference(one, two, measure) == (0.0, 0.0, SHORT.at_most)


def test_pairs_share_their_patients_so_that_a_small_difference_shows():
    network, other = arrangement(model()), then(Change(Kind.BEDS, "W1", 2))
    base = samples_of(replicate(network, SHORT), network, model())
    more = samples_of(replicate(other, SHORT), other, model())
    apart = difference(base, more, Measure.WAITING)
    assert sure(apart)
    assert apart.mean < 0
    # Run by other chance, the interval of the difference would be as wide as those of both together.
    alone = [estimate(samples, Measure.WAITING).half_width for samples in (base, more)]
    assert apart.half_width < (alone[0] ** 2 + alone[1] ** 2) ** 0.5
    assert estimate(base, Measure.WAITING).mean > estimate(more, Measure.WAITING).mean
    assert difference(base, more, Measure.OCCUPANCY).mean < 0


def test_the_whole_is_the_sum_of_the_units_and_waits_weigh_by_who_came():
    network = arrangement(model())
    found = samples_of(replicate(network, SHORT), network, model())
    for measure in (Measure.WAITING, Measure.BOARDING, Measure.OUTLIERS, Measure.LOST):
        of_units = [runs for code, runs in found[measure].items() if code]
        assert found[measure][""] == [pytest.approx(sum(each)) for each in zip(*of_units, strict=True)]
    waits = [estimate(found, Measure.WAIT, code).mean for code in model().codes]
    assert min(waits) < estimate(found, Measure.WAIT).mean < max(waits)


def test_the_formula_takes_a_department_as_one_and_has_no_answer_where_it_is_full():
    now, more = network_of(model()), then(Change(Kind.BEDS, "W1", 2))
    load = 0.1 * 72 + 0.02 * 72 + 0.077 * 96
    expected = mean_queue(load, 20) - mean_queue(load, 18)
    assert approximate(now, more, model()) == pytest.approx(expected)
    assert approximate(now, then(Change(Kind.ARRIVALS_PERCENT, "", 50)), model()) is None


def test_a_model_is_kept_as_plain_values_and_read_again_the_same():
    assert from_kept(model().kept()) == model()
