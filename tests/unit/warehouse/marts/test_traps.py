"""The traps of encounter data, one test each: class codes, overlaps, missing ends, missing patients, shifted dates."""

from datetime import date

import pytest

from wellrun.warehouse.marts.encounters import encounter_kinds
from wellrun.warehouse.measures.example import facts_of

TODAY = date(2026, 3, 1)


def encounter(name, start, end, **more):
    row = {"encounter": name, "patient": name, "class_code": "IMP", "unit": "W", "started_at": start, "ended_at": end}
    return {**row, **more}


def facts(*encounters, today=TODAY, **tables):
    return facts_of({"encounters": encounters, **tables}, today=today)


def total(found, mart, amount):
    table = found.mart(mart)
    return found.backend.rows(table.agg(total=table[amount].sum()))[0]["total"] or 0


def kinds(found):
    return {row["encounter"]: row["kind"] for row in found.backend.rows(encounter_kinds(found))}


NIGHT = ("2026-01-05 20:00", "2026-01-06 09:00")
TWO_NIGHTS = ("2026-01-05 20:00", "2026-01-07 09:00")
HOURS = ("2026-01-05 09:00", "2026-01-05 15:00")


@pytest.mark.parametrize(
    ("code", "times", "more", "kind"),
    [
        ("IMP", HOURS, {}, "inpatient"),
        ("inpatient", NIGHT, {}, "inpatient"),
        ("NONAC", NIGHT, {}, "inpatient"),
        ("I", HOURS, {}, "inpatient"),
        ("OBSENC", HOURS, {}, "observation"),
        ("SS", NIGHT, {}, "inpatient"),
        ("SS", HOURS, {}, "outpatient"),
        ("EMER", HOURS, {"disposition": "HOME"}, "emergency"),
        ("E", NIGHT, {"disposition": "HOME", "admit_source": "WALK IN"}, "emergency"),
        ("EMER", NIGHT, {"admit_source": "EMERGENCY ROOM"}, "inpatient"),
        ("EMER", TWO_NIGHTS, {"disposition": "home"}, "inpatient"),
        ("EMER", TWO_NIGHTS, {}, "emergency"),
        ("AMB", NIGHT, {"admit_source": "PHYSICIAN REFERRAL"}, "inpatient"),
        ("AMB", TWO_NIGHTS, {}, "outpatient"),
        ("AMB", HOURS, {"disposition": "home"}, "outpatient"),
        ("HH", TWO_NIGHTS, {"disposition": "home"}, "outpatient"),
        ("VR", NIGHT, {"disposition": "home"}, "outpatient"),
        ("urgentcare", HOURS, {}, "outpatient"),
        ("wellness", HOURS, {}, "outpatient"),
        ("O", HOURS, {}, "outpatient"),
        (None, HOURS, {}, "outpatient"),
        (None, NIGHT, {"disposition": "home"}, "inpatient"),
    ],
)
def test_the_kind_of_an_encounter(code, times, more, kind):
    assert kinds(facts(encounter("A", *times, class_code=code, **more))) == {"A": kind}


def test_an_emergency_episode_inside_an_admission_is_a_visit_and_the_admission_one_stay():
    found = facts(
        encounter("A", *TWO_NIGHTS, class_code="EMER"),
        encounter("ED", "2026-01-05 16:00", "2026-01-05 20:00", patient="A", class_code="EMER", part_of="A"),
        encounter("ICU", *NIGHT, patient="A", class_code="ACUTE", part_of="A"),
    )
    assert kinds(found) == {"A": "inpatient", "ED": "emergency", "ICU": "part"}
    assert total(found, "emergency_visits", "arrivals") == 1
    assert total(found, "emergency_visits", "admitted") == 1
    assert total(found, "unit_days", "midnight") == 2


def test_a_part_whose_whole_never_came_stands_alone():
    assert kinds(facts(encounter("A", *NIGHT, part_of="lost"))) == {"A": "inpatient"}


def test_a_move_between_places_is_evidence_of_a_bed():
    places = [{"encounter": "A", "position": n, "unit": f"W{n}", "started_at": NIGHT[0]} for n in (0, 1)]
    assert kinds(facts(encounter("A", *NIGHT, class_code="EMER"), encounter_places=places)) == {"A": "inpatient"}


def test_planned_and_cancelled_encounters_do_not_count():
    rows = [encounter(status, *NIGHT, status=status) for status in ("planned", "cancelled", "entered-in-error")]
    assert kinds(facts(*rows)) == {}


def test_nobody_lies_in_two_beds():
    found = facts(
        encounter("A", "2026-01-05 10:00", "2026-01-09 10:00"),
        encounter("B", "2026-01-06 10:00", "2026-01-07 10:00", patient="A"),
        encounter("C", "2026-01-08 10:00", "2026-01-11 10:00", patient="A"),
    )
    assert total(found, "unit_days", "midnight") == 6


def test_encounters_without_a_patient_are_not_one_patient():
    found = facts(*(encounter(name, *NIGHT, patient=None) for name in "ABC"))
    assert total(found, "unit_days", "midnight") == 3
    assert total(found, "returns", "returned_30") == 0


def test_a_stay_that_is_over_without_an_end_fills_no_bed_and_one_that_lasts_fills_it_until_yesterday():
    ended_unknown = facts(encounter("A", "2026-02-26 10:00", None, status="finished"))
    assert total(ended_unknown, "unit_days", "midnight") == 0
    lasting = facts(encounter("A", "2026-02-26 10:00", None, status="in-progress"))
    assert total(lasting, "unit_days", "midnight") == 3
    assert total(lasting, "departures", "discharges") == 0


def test_a_same_day_stay_counts_its_hours():
    found = facts(encounter("A", *HOURS))
    assert (total(found, "unit_days", "midnight"), total(found, "unit_days", "patient_days")) == (0, 0.25)


def test_a_place_that_ends_late_gives_way_to_the_next():
    places = (
        {"encounter": "A", "position": 0, "unit": "W", "started_at": "2026-01-05 10:00"},
        {"encounter": "A", "position": 1, "unit": "ICU", "started_at": "2026-01-06 10:00"},
        {"encounter": "A", "position": 2, "unit": "W", "started_at": "2026-01-08 10:00"},
    )
    found = facts(encounter("A", "2026-01-05 12:00", "2026-01-10 10:00"), encounter_places=places)
    days = found.backend.rows(found.mart("unit_days"))
    assert {(row["unit"], row["day"].day): row["midnight"] for row in days if row["midnight"]} == {
        ("W", 5): 1,
        ("ICU", 6): 1,
        ("ICU", 7): 1,
        ("W", 8): 1,
        ("W", 9): 1,
    }


@pytest.mark.parametrize(
    ("second", "disposition", "returned", "index"),
    [
        ("2026-01-06 20:00", "home", 0, 1),
        ("2026-01-07 08:00", "home", 1, 2),
        ("2026-01-07 08:00", "02", 0, 1),
        ("2026-02-05 08:00", "home", 1, 2),
        ("2026-02-06 08:00", "home", 0, 2),
    ],
    ids=["same day is one spell", "next day returns", "transfer back is one spell", "day 30 counts", "day 31 does not"],
)
def test_what_is_a_readmission(second, disposition, returned, index):
    found = facts(
        encounter("A", "2026-01-05 10:00", "2026-01-06 09:00", disposition=disposition),
        encounter("B", second, "2026-02-10 09:00", patient="A"),
        today=date(2026, 5, 1),
    )
    assert (total(found, "returns", "returned_30"), total(found, "returns", "index_30")) == (returned, index)


def test_an_observation_stay_is_neither_index_nor_return_but_joins_a_spell():
    found = facts(
        encounter("A", "2026-01-05 10:00", "2026-01-06 09:00"),
        encounter("B", "2026-01-10 10:00", "2026-01-11 09:00", patient="A", class_code="OBSENC"),
        encounter("C", "2026-01-11 10:00", "2026-01-12 09:00", patient="A"),
        today=date(2026, 5, 1),
    )
    assert (total(found, "returns", "index_30"), total(found, "returns", "returned_30")) == (2, 1)


def test_children_are_not_counted_and_unknown_age_is():
    rows = [encounter(name, *NIGHT) for name in "AB"]
    people = ({"patient": "A", "birth_date": "2008-01-07"}, {"patient": "C", "birth_date": "1950-01-01"})
    assert total(facts(*rows, patients=people), "returns", "index_30") == 1


def test_discharges_whose_time_is_not_up_wait_and_shifted_dates_do_not():
    assert total(facts(encounter("A", "2026-02-01 10:00", "2026-02-20 10:00")), "returns", "index_30") == 0
    assert total(facts(encounter("A", "2126-02-01 10:00", "2126-02-20 10:00")), "returns", "index_30") == 1


def test_a_facility_with_a_tracking_system_is_read_from_it_alone():
    visit = {"visit": "v", "unit": "ED", "arrived_at": "2026-01-05 09:00"}
    here = encounter("A", *HOURS, class_code="EMER")
    elsewhere = {**encounter("B", *HOURS, class_code="EMER"), "facility": "K"}
    assert total(facts(here, elsewhere, emergency_visits=(visit,)), "emergency_visits", "arrivals") == 2
