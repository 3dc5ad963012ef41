"""The state of the house: what each ADT event does to visits and beds.

HL7 v2.5.1 chapter 3 (3.3.1 to 3.3.62 and table 0116), and where it leaves a contradiction, the rule of the product:
nothing is resolved silently, a person is asked.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.spec.operations.house_days import BED1, BED2, BED3, clock

from wellrun.departments.operations.rules.house.events import CANCELS, TRIGGERS, Does, Sort, Spot, Word
from wellrun.departments.operations.rules.house.state import House, house_of
from wellrun.departments.operations.rules.house.visits import Stage


def sorts(house: House) -> list[Sort]:
    return [one.sort for one in house.questions]


# Arriving, moving, leaving


def test_a01_admits_to_a_bed(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", spot=BED1)])
    assert house.lying == {BED1: ("A",)}
    assert house.visits["A"].stage is Stage.HERE


def test_a04_registers_an_outpatient_or_emergency_patient(tell: Any) -> None:
    assert house_of([tell("A04", "8:00", spot=Spot("ED"))]).lying == {Spot("ED"): ("A",)}


def test_a02_moves_and_frees_the_bed(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", spot=BED1), tell("A02", "9:00", spot=BED2, prior=BED1)])
    assert house.lying == {BED2: ("A",)}
    assert [spell.until for spell in house.visits["A"].spells] == [clock("9:00"), None]


def test_a03_discharges_at_pv1_45(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", spot=BED1), tell("A03", "12:00", spot=BED1, left=clock("11:40"))])
    assert house.lying == {}
    assert house.visits["A"].left == clock("11:40")


@pytest.mark.parametrize("event", ["A06", "A07"])
def test_a06_and_a07_change_the_class_and_the_bed(tell: Any, event: str) -> None:
    house = house_of([tell("A04", "8:00", spot=Spot("ED")), tell(event, "9:00", spot=BED1, patient_class="I")])
    assert (house.lying, house.visits["A"].patient_class) == ({BED1: ("A",)}, "I")


def test_a08_tells_what_is_expected_and_moves_nobody(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", spot=BED1), tell("A08", "9:00", spot=BED2, expected=dt.date(2026, 3, 4))])
    assert (house.lying, house.visits["A"].expected) == ({BED1: ("A",)}, dt.date(2026, 3, 4))


def test_a08_of_a_visit_that_began_before_the_house_listened_makes_it_known(tell: Any) -> None:
    house = house_of([tell("A08", "9:00", spot=BED1, admitted=clock("2:00"))])
    assert house.visits["A"].spells == [(BED1, clock("2:00"), None)]
    assert house.questions == ()


def test_a02_of_such_a_visit_knows_the_place_before(tell: Any) -> None:
    house = house_of([tell("A02", "9:00", spot=BED2, prior=BED1, admitted=clock("2:00"))])
    assert house.visits["A"].spells == [(BED1, clock("2:00"), clock("9:00")), (BED2, clock("9:00"), None)]


def test_a17_swaps_two_patients(tell: Any) -> None:
    house = house_of(
        [
            tell("A01", "8:00", "A", BED1),
            tell("A01", "8:10", "B", BED2),
            tell("A17", "9:00", "A", BED2, prior=BED1),
            tell("A17", "9:00", "B", BED1, prior=BED2),
        ]
    )
    assert (house.lying, house.questions) == ({BED1: ("B",), BED2: ("A",)}, ())


def test_leave_keeps_the_bed(tell: Any) -> None:
    away = [tell("A01", "8:00", spot=BED1), tell("A21", "9:00", spot=BED1)]
    assert house_of(away).visits["A"].stage is Stage.AWAY
    assert house_of(away).lying == {BED1: ("A",)}
    assert house_of([*away, tell("A22", "18:00", spot=BED1)]).visits["A"].stage is Stage.HERE


def test_a09_and_a10_tell_where_somebody_is_for_the_time_being(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", spot=BED1), tell("A10", "9:00", spot=BED1, elsewhere="XRAY")])
    assert (house.lying, house.visits["A"].elsewhere) == ({BED1: ("A",)}, "XRAY")


# What is planned


def test_a05_and_a14_expect_somebody_who_takes_no_bed_yet(tell: Any) -> None:
    for event in ("A05", "A14"):
        house = house_of([tell(event, "8:00", goal=BED1)])
        assert house.visits["A"].stage is Stage.EXPECTED
        assert (house.lying, house.visits["A"].goal) == ({}, BED1)


def test_a14_of_somebody_in_the_emergency_department_waits_for_a_bed(tell: Any) -> None:
    house = house_of([tell("A04", "8:00", spot=Spot("ED")), tell("A14", "10:00", goal=Spot("W1"))])
    assert (house.visits["A"].stage, house.visits["A"].wanted) == (Stage.HERE, clock("10:00"))
    moved = house_of([tell("A04", "8:00", spot=Spot("ED")), tell("A14", "10:00"), tell("A02", "11:00", spot=BED1)])
    assert moved.visits["A"].wanted is None


def test_a15_and_a16_plan_a_move_and_the_leaving(tell: Any) -> None:
    come = [tell("A01", "8:00", spot=BED1)]
    planned = house_of([*come, tell("A15", "9:00", goal=BED2), tell("A16", "9:30")])
    course = planned.visits["A"]
    assert (course.goal, course.leaving, planned.lying) == (BED2, clock("9:30"), {BED1: ("A",)})


# Cancelling


CANCELLED = [
    ("A01", "A11", {"spot": BED1}, []),
    ("A04", "A11", {"spot": BED1}, []),
    ("A05", "A38", {"goal": BED1}, []),
    ("A14", "A27", {"goal": BED1}, []),
    ("A02", "A12", {"spot": BED2}, ["A01"]),
    ("A03", "A13", {"spot": BED1}, ["A01"]),
    ("A15", "A26", {"goal": BED2}, ["A01"]),
    ("A16", "A25", {}, ["A01"]),
    ("A10", "A32", {"elsewhere": "X"}, ["A01"]),
    ("A09", "A33", {"elsewhere": "X"}, ["A01"]),
    ("A21", "A52", {}, ["A01"]),
    ("A22", "A53", {}, ["A01", "A21"]),
]


@pytest.mark.parametrize(("event", "cancels", "said", "before"), CANCELLED)
@pytest.mark.parametrize("named", [True, False])
def test_an_event_and_its_cancellation_are_nothing(
    tell: Any, event: str, cancels: str, said: dict[str, Any], before: list[str], named: bool
) -> None:
    come = [tell(one, f"8:0{number}", spot=BED1) for number, one in enumerate(before)]
    at = "9:00" if named else "9:05"
    both = [tell(event, "9:00", **said), tell(cancels, at, recorded="9:05")]
    with_both, without = house_of([*come, *both]), house_of(come)
    assert with_both.visits.get("A") == (without.visits.get("A") or type(with_both.visits["A"])("A"))
    assert with_both.lying == without.lying
    assert with_both.questions == ()


def test_every_cancellation_of_the_table_is_tried_above() -> None:
    assert {cancels for _event, cancels, *_ in CANCELLED} == CANCELS.keys() - {"undo"}
    tried = {(event, cancels) for event, cancels, *_ in CANCELLED}
    assert tried == {(event, cancels) for cancels, events in CANCELS.items() if cancels != "undo" for event in events}


def test_the_cancellation_names_its_event_by_evn_6(tell: Any) -> None:
    moves = [
        tell("A01", "8:00", spot=BED1),
        tell("A02", "9:00", spot=BED2),
        tell("A02", "10:00", spot=BED3),
        tell("A12", "9:00", recorded="11:00"),
    ]
    assert [spell.spot for spell in house_of(moves).visits["A"].spells] == [BED1, BED3]


def test_without_such_a_time_the_last_that_stands_is_meant(tell: Any) -> None:
    moves = [tell("A01", "8:00", spot=BED1), tell("A02", "9:00", spot=BED2), tell("A02", "10:00", spot=BED3)]
    once, twice = tell("A12", "11:00"), tell("A12", "11:05")
    assert house_of([*moves, once]).visits["A"].spot == BED2
    assert house_of([*moves, once, twice]).visits["A"].spot == BED1


def test_a_repeated_admission_is_cancelled_once(tell: Any) -> None:
    twice = [tell("A01", "8:00", spot=BED1), tell("A01", "8:00", spot=BED1, recorded="8:05")]
    assert house_of([*twice, tell("A11", "8:00", recorded="8:10")]).lying == {}


def test_who_is_admitted_after_the_cancellation_is_here(tell: Any) -> None:
    back = [
        tell("A01", "8:00", spot=BED1),
        tell("A11", "8:00", recorded="8:10"),
        tell("A01", "8:00", spot=BED1, recorded="8:20"),
    ]
    assert house_of(back).lying == {BED1: ("A",)}


def test_a_cancelled_admission_takes_with_it_what_followed(tell: Any) -> None:
    house = house_of(
        [
            tell("A01", "8:00", spot=BED1),
            tell("A08", "8:30", spot=BED1, admitted=clock("8:00")),
            tell("A02", "9:00", spot=BED2),
            tell("A11", "8:00", recorded="9:30"),
        ]
    )
    assert (house.lying, house.questions) == ({}, ())


def test_who_comes_back_by_a13_lies_where_the_cancellation_says(tell: Any) -> None:
    """The bed may have been given away meanwhile (3.3.13)."""
    come = [tell("A01", "8:00", spot=BED1), tell("A03", "9:00", spot=BED1)]
    assert house_of([*come, tell("A13", "9:00", spot=BED3, recorded="10:00")]).lying == {BED3: ("A",)}


def test_a_cancellation_of_nothing_is_asked_about(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", spot=BED1), tell("A13", "9:00")])
    assert (house.lying, sorts(house)) == ({BED1: ("A",)}, [Sort.CANCELS_NOTHING])


def test_a23_deletes_the_visit(tell: Any) -> None:
    assert house_of([tell("A01", "8:00", spot=BED1), tell("A23", "9:00")]).lying == {}


def test_an_undoing_by_hand_takes_back_one_event_and_can_be_undone(tell: Any) -> None:
    come, move = tell("A01", "8:00", spot=BED1), tell("A02", "9:00", spot=BED2)
    undo = tell("undo", "9:10", undoes=move.key)
    assert house_of([come, move, undo]).lying == {BED1: ("A",)}
    assert house_of([come, move, undo, tell("undo", "9:20", undoes=undo.key)]).lying == {BED2: ("A",)}


# Late, out of order, repeated


def test_late_messages_count_from_when_it_happened(tell: Any) -> None:
    house = house_of([tell("A03", "12:00", spot=BED2), tell("A02", "10:00", spot=BED2), tell("A01", "8:00", spot=BED1)])
    assert house.visits["A"].spells == [(BED1, clock("8:00"), clock("10:00")), (BED2, clock("10:00"), clock("12:00"))]
    assert house.questions == ()


def test_duplicates_do_nothing(tell: Any) -> None:
    once = [tell("A01", "8:00", spot=BED1), tell("A02", "9:00", spot=BED2), tell("A03", "10:00", spot=BED2)]
    again = [tell("A01", "8:00", spot=BED1), tell("A02", "9:00", spot=BED2), tell("A03", "10:00", spot=BED2)]
    assert house_of([*once, *again]).visits == house_of(once).visits
    assert house_of([*once, *again]).questions == ()


def test_the_house_can_be_shown_as_of_any_minute(tell: Any) -> None:
    events = [tell("A01", "8:00", spot=BED1), tell("A02", "9:00", spot=BED2), tell("A03", "10:00", spot=BED2)]
    at = {minute: house_of(events, until=clock(minute)).lying for minute in ("7:59", "8:00", "9:30", "10:00")}
    assert at == {"7:59": {}, "8:00": {BED1: ("A",)}, "9:30": {BED2: ("A",)}, "10:00": {}}


# Contradictions are asked about


def test_two_in_a_bed(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", "A", BED1), tell("A01", "9:00", "B", BED1)])
    assert house.lying == {BED1: ("A", "B")}
    assert house.questions == ((Sort.TWO_IN_BED, clock("9:00"), BED1, ("A", "B"), Spot()),)


def test_the_question_goes_when_one_of_them_moves(tell: Any) -> None:
    both = [tell("A01", "8:00", "A", BED1), tell("A01", "9:00", "B", BED1)]
    assert house_of([*both, tell("A02", "9:10", "A", BED2)]).questions == ()


def test_one_patient_in_two_beds(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", "A", BED1, patient="P"), tell("A01", "9:00", "B", BED2, patient="P")])
    assert sorts(house) == [Sort.TWO_BEDS]


def test_a_move_from_a_bed_where_nobody_of_the_visit_lay(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", spot=BED1), tell("A02", "9:00", spot=BED3, prior=BED2)])
    assert (house.lying, sorts(house)) == ({BED3: ("A",)}, [Sort.NOT_THERE])


def test_a_move_of_a_visit_nobody_has_told_of(tell: Any) -> None:
    house = house_of([tell("A02", "9:00", spot=BED1)])
    assert (house.lying, sorts(house)) == ({BED1: ("A",)}, [Sort.UNKNOWN_VISIT])


def test_admitted_again_to_another_bed(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", spot=BED1), tell("A01", "9:00", spot=BED2)])
    assert (house.lying, sorts(house)) == ({BED2: ("A",)}, [Sort.ADMITTED_AGAIN])


def test_moved_after_leaving_and_left_twice(tell: Any) -> None:
    gone = [tell("A01", "8:00", spot=BED1), tell("A03", "9:00", spot=BED1)]
    assert sorts(house_of([*gone, tell("A02", "10:00", spot=BED2)])) == [Sort.MOVED_AFTER_LEAVING]
    assert sorts(house_of([*gone, tell("A03", "10:00", spot=BED1)])) == [Sort.LEFT_TWICE]


def test_a_closed_bed_with_somebody_in_it(tell: Any) -> None:
    closed = tell("A20", "7:00", "", BED1, word=Word.CLOSE)
    assert sorts(house_of([closed, tell("A01", "8:00", spot=BED1)])) == [Sort.CLOSED_IN_USE]


# Merges, moves of numbers, links


@pytest.mark.parametrize("event", [name for name, does in TRIGGERS.items() if does is Does.MERGE_PATIENTS])
def test_merged_patients_are_one(tell: Any, event: str) -> None:
    house = house_of(
        [
            tell("A01", "8:00", "A", BED1, patient="OLD"),
            tell(event, "9:00", "", patient="KEPT", gone_patient="OLD"),
            tell("A01", "9:30", "B", BED2, patient="OLD"),
        ]
    )
    assert {one.patient for one in house.visits.values()} == {"KEPT"}


def test_merges_follow_one_another_and_the_later_decides(tell: Any) -> None:
    come = tell("A01", "8:00", "A", BED1, patient="1")
    chain = [
        tell("A40", "9:00", "", patient="2", gone_patient="1"),
        tell("A40", "9:10", "", patient="3", gone_patient="2"),
    ]
    assert house_of([come, *chain]).visits["A"].patient == "3"
    back = tell("A40", "9:20", "", patient="1", gone_patient="3")
    assert house_of([come, *chain, back]).visits["A"].patient == "1"


@pytest.mark.parametrize("event", ["A42", "A50"])
def test_merged_visits_are_one(tell: Any, event: str) -> None:
    house = house_of(
        [
            tell("A01", "8:00", "OLD", BED1, patient="P"),
            tell(event, "9:00", "KEPT", patient="P", gone_visit="OLD"),
            tell("A03", "10:00", "KEPT", BED1, patient="P"),
        ]
    )
    assert (list(house.visits), house.lying) == (["KEPT"], {})


def test_a45_gives_a_visit_to_another_patient(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", patient="P", spot=BED1), tell("A45", "9:00", "A", patient="Q")])
    assert house.visits["A"].patient == "Q"


def test_a24_links_and_a37_unlinks_two_who_stay_two(tell: Any) -> None:
    link = tell("A24", "9:00", "", patient="P", gone_patient="Q")
    assert house_of([link]).names.links == {frozenset("PQ")}
    assert house_of([link]).names.patient("Q") == "Q"
    assert house_of([link, tell("A37", "9:10", "", patient="P", gone_patient="Q")]).names.links == frozenset()


@pytest.mark.parametrize("event", [name for name, does in TRIGGERS.items() if does is Does.NOTHING])
def test_what_moves_nobody_is_taken_and_changes_nothing(tell: Any, event: str) -> None:
    come = [tell("A01", "8:00", spot=BED1)]
    assert house_of([*come, tell(event, "9:00", spot=BED2)]).visits == house_of(come).visits
