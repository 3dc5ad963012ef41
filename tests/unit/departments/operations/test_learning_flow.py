"""Learning a facility's flow model: spells, routes without rings, censored stays, hours of leaving, what is too few."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from wellrun.departments.operations.rules.what_if.fitted import a_day, network_of
from wellrun.departments.operations.rules.what_if.learning import (
    Stay,
    TooFew,
    UnitFacts,
    learnt,
    order_of_groups,
    period_of,
    spells_of,
    waiting_for_the_hour,
)
from wellrun.engines.flow.soundness import faults_of

MONDAY = dt.datetime(2026, 1, 5)  # noqa: DTZ001 - facts keep the clock of the place
HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(weeks=1)
WARD, OTHER = UnitFacts("medicine ward", 20, 22, 20.0), UnitFacts("medicine ward", 10, 10, 10.0)
CARE = UnitFacts("critical critical", 6, 6, 6.0)
UNITS = {"W1": WARD, "W2": OTHER, "ICU": CARE}


def at(hours: float) -> dt.datetime:
    return MONDAY + hours * HOUR


def year(weeks: int = 20, seed: int = 3) -> list[Stay]:
    """Three a day to Ward 1 for about three days, half of them through emergency after two hours; one a day to
    intensive care, who go on to the ward; one a week goes back there. The facts begin with the week."""
    chance, stays = random.Random(seed), [Stay((("elsewhere", MONDAY),), MONDAY + HOUR)]
    for day in range(weeks * 7):
        for _patient in range(3):
            start = day * 24 + chance.uniform(0, 24)
            home = round((start + chance.expovariate(1 / 72)) / 24) * 24 + chance.uniform(10, 16)
            wanted = at(start - 2) if chance.random() < 0.5 else None
            stays.append(Stay((("W1", at(start)),), at(max(home, start + 3)), wanted))
        start = day * 24 + chance.uniform(0, 24)
        moved = start + chance.expovariate(1 / 40)
        places = [("ICU", at(start)), ("W1", at(moved))]
        if day % 7 == 0:
            places += [("ICU", at(moved + 20)), ("W1", at(moved + 50))]
        stays.append(Stay(tuple(places), at(moved + 100)))
    return stays


def test_a_place_lasts_until_the_next_and_a_bed_changed_within_a_unit_ends_nothing():
    stay = Stay((("W1", at(0)), ("W1", at(10)), ("theatre", at(20)), ("ICU", at(22)), ("W1", at(40))), at(60), at(-2))
    spells = spells_of(stay, UNITS, at(100))
    assert [(one.unit, one.hours, one.to, one.how) for one in spells] == [
        ("W1", 20, "", "emergency"),
        ("ICU", 18, "W1", "moved"),
        ("W1", 20, "", "moved"),
    ]
    assert [one.over for one in spells_of(stay._replace(ended=None), UNITS, at(100))] == [True, True, False]


def test_who_gives_more_patients_than_it_gets_comes_first_so_that_no_ring_is_left():
    stays = [spells_of(stay, UNITS, at(9999)) for stay in year()]
    assert order_of_groups(stays, UNITS) == {"critical critical": 0, "medicine ward": 1}
    assert not faults_of(network_of(learnt(year(), UNITS, known=MONDAY + 20 * WEEK)))


def test_a_model_has_what_was_put_into_the_stays():
    model = learnt(year(), UNITS, known=MONDAY + 20 * WEEK, turned_away=21)
    assert (model.since, model.until) == (dt.date(2026, 1, 5), dt.date(2026, 5, 25))
    ward, care = model.unit("W1"), model.unit("ICU")
    assert model.left_out == ("W2",)
    assert care.route == {"W1": 1.0}
    assert ward.route == {}
    assert (ward.home, care.home) == (1.0, 0.0)
    assert (ward.beds, ward.most) == (20, 22)
    assert care.stay.mean == pytest.approx(38, rel=0.2)
    assert ward.waited == pytest.approx(2)
    streams = {one.code: one for one in model.streams}
    # Twenty back from the ward are no new patients of the hospital, and none keeps a bed on the way there.
    assert streams["ICU moved"].seen == 20
    assert set(streams) == {"W1 emergency", "W1 direct", "ICU direct", "ICU moved"}
    asked = streams["W1 emergency"]
    assert a_day(asked) == pytest.approx((asked.seen + 21) / 140, rel=0.01)
    assert a_day(streams["W1 direct"]) == pytest.approx(streams["W1 direct"].seen / 140, rel=0.01)
    assert model.patience == 12


def test_measured_occupancy_is_over_all_hours_of_the_period():
    stays = [Stay((("W1", at(-100)),), at(24 * 7 * 10)), *year(9)]
    with_one, without = (learnt(each, {"W1": WARD}, known=MONDAY + 9 * WEEK) for each in (stays, year(9)))
    assert with_one.unit("W1").patients - without.unit("W1").patients == pytest.approx(1)
    assert with_one.unit("W1").occupancy == pytest.approx(with_one.unit("W1").patients / 20)
    assert with_one.since == without.since


def test_patients_go_home_in_the_hours_in_which_most_did_and_wait_for_them_once():
    ward = learnt(year(), UNITS, known=MONDAY + 20 * WEEK).unit("W1")
    assert 9 <= ward.opens <= 13
    assert 15 <= ward.closes <= 24
    assert waiting_for_the_hour(0, 24) == 0
    # Twelve hours shut: half of the patients wait six hours on the mean and half an hour within the hour.
    assert waiting_for_the_hour(8, 20) == pytest.approx(3.25)


def test_whole_weeks_of_a_year_at_most_from_a_monday_on():
    stays = [Stay((("W1", at(30)),), at(50))]
    assert period_of(stays, MONDAY + 10 * WEEK + 40 * HOUR) == (MONDAY + WEEK, 9)
    assert period_of(stays, MONDAY + 80 * WEEK) == (MONDAY + 28 * WEEK, 52)


def test_too_few_weeks_or_stays_are_said_with_how_many_there_were():
    with pytest.raises(TooFew) as few:
        learnt(year(7), UNITS, known=MONDAY + 7 * WEEK)
    assert few.value.weeks == 7
    with pytest.raises(TooFew) as few:
        learnt(year(20), {"W2": OTHER}, known=MONDAY + 20 * WEEK)
    assert few.value.stays == len(year(20))
