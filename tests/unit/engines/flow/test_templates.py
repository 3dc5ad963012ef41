"""The ready-made networks: sound, obeying the rules, with the loads one reckons by hand; and changes made to them."""

import numpy as np
import pytest

from wellrun.engines.flow import layout
from wellrun.engines.flow.checker import check
from wellrun.engines.flow.model import run
from wellrun.engines.flow.problem import Duration, Escalation, loads, rate_of, visits
from wellrun.engines.flow.scenario import Change, changed
from wellrun.engines.flow.soundness import faults_of
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

DAY = frozenset(range(9, 20))
DEPARTMENT = Emergency(
    visits_a_day=96,
    cubicles=16,
    nurses=(2,) * 8 + (4,) * 16,
    triage=Duration("gamma", 0.2, 2.0),
    care=Duration("lognormal", 2.5, 0.6),
    admitted=0.25,
    patience=Duration("exponential", 3.0),
)
ROOMS = Theatres(
    rooms=2,
    recovery=3,
    cases_a_day=6,
    operation=Duration("lognormal", 1.5, 0.4),
    waking=Duration("gamma", 1.0, 3.0),
    shows=1.0,
)
MEDICINE = Ward(
    code="medicine",
    beds=60,
    stay=Duration("lognormal", 60.0, 0.8),
    goes_home=DAY,
    cleaning=1.0,
    overflow=("surgery",),
    escalation=Escalation(4, opens_at=6),
)
SURGERY = Ward(
    code="surgery",
    beds=30,
    stay=Duration("weibull", 48.0, 1.4),
    care_for=(24,) * 8 + (30,) * 16,
    unplanned_a_day=1.0,
)
NETWORKS = {
    "ward": ward(Ward(code="w", beds=12, stay=Duration("exponential", 48.0), unplanned_a_day=5.0, goes_home=DAY)),
    "emergency": emergency(DEPARTMENT),
    "theatres": theatres(ROOMS),
    "clinic": clinic(
        Clinic(
            clinicians=2,
            rooms=3,
            slots=tuple(8.0 + at / 6 for at in range(36)),
            visit=Duration("gamma", 0.25, 3.0),
            walk_ins_a_day=9,
        )
    ),
    "hospital": hospital(
        Hospital(
            emergency=DEPARTMENT,
            wards=(MEDICINE, SURGERY),
            admits={"medicine": 0.7, "surgery": 0.3},
            theatres=ROOMS,
            operates={"surgery": 5, "medicine": 1},
            critical=9,
            critical_of_operated=0.2,
            critical_of_admitted=0.05,
        )
    ),
}


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_every_template_is_sound_and_obeys_the_rules(network):
    assert faults_of(network) == ()
    outcome = run(network, 2, hours=24 * 14, trace=100_000)
    assert outcome.tables["class"]["went"].sum() > 0
    assert check(network, outcome) == ()


def test_loads_by_hand():
    """Five a day of two days are ten beds; six operations of 1.5 h and 0.4 h of cleaning on five days of seven."""
    assert loads(NETWORKS["ward"]) == {"w beds": pytest.approx(10)}
    found = loads(NETWORKS["theatres"])
    assert found["theatres"] == pytest.approx(6 * 5 * 1.9 / 168)
    assert found["recovery beds"] == pytest.approx(6 * 5 * 1.0 / 168)
    hospital_ = loads(NETWORKS["hospital"])
    # 96 visits of 2.5 h; 0.25 · 96 admitted, 0.7 of them for 60 h and an hour of cleaning, with one operated a weekday.
    assert hospital_["cubicles"] == pytest.approx(96 * 2.5 / 24)
    assert hospital_["medicine beds"] == pytest.approx((96 * 0.25 * 0.7 + 5 / 7) * 61 / 24)
    assert hospital_["critical beds"] == pytest.approx((96 * 0.25 * 0.05 + 6 * 5 / 7 * 0.2) * 72 / 24)


def test_everybody_admitted_reaches_the_ward_and_none_is_lost_between():
    network = NETWORKS["hospital"]
    come = {one.code: rate_of(one.arrivals) * 24 for one in network.classes}
    assert sum(rate for code, rate in come.items() if "planned" not in code and "direct" not in code) == pytest.approx(
        96
    )
    assert come["medicine, emergency"] == pytest.approx(96 * 0.25 * 0.7)
    for one in network.classes:
        if not one.code.endswith("home"):
            assert visits(network, one)[one.code.split(",")[0]] == pytest.approx(1)


def begun(network, station, weeks=4):
    outcome = run(network, 5, hours=168 * weeks, trace=400_000)
    trace = outcome.tables["trace"]
    return trace[(trace["what"] == layout.BEGAN) & (trace["station"] == outcome.stations.index(station))]


def test_theatres_begin_nothing_at_night_or_at_the_weekend():
    times = begun(NETWORKS["theatres"], "theatre")["time"]
    assert times.size > 100
    assert ((times % 24 >= 8) & (times % 24 < 17)).all()
    assert (times % 168 < 5 * 24).all()


def test_urgent_patients_wait_less():
    outcome = run(changed(NETWORKS["emergency"], [Change("units", "cubicles", -4)]), 3, hours=24 * 364)
    urgent, other = (row["waited"] / row["begun"] for row in outcome.tables["step"][:, 1])
    assert urgent < other / 2


def test_patients_go_home_by_day():
    trace = run(NETWORKS["ward"], 5, hours=168 * 20, trace=40_000).tables["trace"]
    home = trace["time"][trace["what"] == layout.WENT] % 24
    assert home.size > 500
    assert ((home >= 9) & (home < 20)).all()
    assert np.ptp(home) > 9


def test_changes():
    network = NETWORKS["hospital"]
    more = changed(
        network,
        [
            Change("units", "medicine beds", 5),
            Change("units", "theatres", -9),
            Change("stay", "medicine", 0.5),
            Change("home hours", "medicine"),
            Change("arrivals", "urgent, home", 2.0),
        ],
    )
    units = {one.code: one.units for one in more.resources}
    assert units["medicine beds"] == (65,)
    assert max(units["theatres"]) == 0
    by_code, before = {one.code: one for one in more.classes}, {one.code: one for one in network.classes}
    assert by_code["medicine, emergency"].steps["medicine"].stay.mean == 30
    assert by_code["surgery, emergency"] == before["surgery, emergency"]
    assert rate_of(by_code["urgent, home"].arrivals) == pytest.approx(2 * rate_of(before["urgent, home"].arrivals))
    assert next(one for one in more.stations if one.code == "medicine").leaves == frozenset()
    fewer = changed(network, [Change("arrivals", "", 0.5)])
    assert [rate_of(one.arrivals) for one in fewer.classes] == pytest.approx(
        [rate_of(one.arrivals) / 2 for one in network.classes]
    )


def test_closed_hours_stay_closed_when_units_are_added():
    units = next(one for one in changed(NETWORKS["theatres"], [Change("units", "theatres", 1)]).resources).units
    assert set(units) == {0, 3}


@pytest.mark.parametrize("kind", ["units", "stay", "arrivals", "home hours"])
def test_what_is_not_there_cannot_be_changed(kind):
    with pytest.raises(KeyError, match="nowhere"):
        changed(NETWORKS["ward"], [Change(kind, "nowhere")])
