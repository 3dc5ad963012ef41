"""FHIR NDJSON into typed tables: what is accepted, what is held back and why, and what a second load changes."""

import gzip
import json
from collections.abc import Callable
from datetime import date as calendar_day
from datetime import datetime as wall_clock
from pathlib import Path
from typing import Any

import pytest
from tests.unit.warehouse.loading.conftest import ORIGIN, encounter, facts, ndjson, patient

from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import LoadReport, Origin, Quarantine, Tally, load

Take = Callable[..., LoadReport]


def at(*parts: int) -> wall_clock:
    """A wall-clock time: the warehouse holds no zones."""
    return wall_clock(*parts)  # type: ignore[arg-type, misc]  # noqa: DTZ001


def test_a_clean_file_is_loaded_whole(warehouse: Warehouse, take: Take) -> None:
    report = take(patient(1), patient(2))

    assert report.kinds == {"Patient": Tally(read=2, accepted=2, new=2)}
    assert [row[0] for row in facts(warehouse, "patients", "patient")] == ["p1", "p2"]


def test_every_row_says_where_it_came_from(warehouse: Warehouse, take: Take) -> None:
    report = take(patient(1, meta={"lastUpdated": "2024-01-01T12:00:00Z"}))

    digest = report.arrivals[0].arrival.digest
    assert facts(warehouse, "patients", "facility", "source", "arrival", "updated_at") == [
        ("north", "test", digest, at(2024, 1, 1, 7, 0))
    ]


@pytest.mark.parametrize(
    ("sent", "held"),
    [
        ("2024-03-01T10:00:00-05:00", at(2024, 3, 1, 10)),
        ("2024-03-01T10:00:00Z", at(2024, 3, 1, 5)),
        ("2024-07-01T10:00:00Z", at(2024, 7, 1, 6)),
        ("2024-03-01T10:00:00", at(2024, 3, 1, 10)),
        ("2024-03-10T02:30:00", at(2024, 3, 10, 2, 30)),
        ("2024-03-01", at(2024, 3, 1)),
        ("2024-03", at(2024, 3, 1)),
        ("2024", at(2024, 1, 1)),
    ],
)
def test_times_are_wall_clock_of_the_facility(sent: str, held: wall_clock, warehouse: Warehouse, take: Take) -> None:
    take(encounter(1, period={"start": sent}))

    assert facts(warehouse, "encounters", "started_at") == [(held,)]


FAULTY = [
    ('{"resourceType": "Encounter", "id": "e9"', "feeds.resource.not_json", ""),
    ("not json at all", "feeds.resource.not_json", ""),
    ("[1, 2]", "feeds.resource.no_type", "$.resourceType"),
    ('{"id": "e9"}', "feeds.resource.no_type", "$.resourceType"),
    ('{"id": "e9", "resourceType": "Encouter"}', "feeds.resource.no_type", "$.resourceType"),
    ('{"id": "e9", "resourceType": ["Encounter"]}', "feeds.resource.no_type", "$.resourceType"),
    (json.dumps(encounter(9, period=5)), "feeds.resource.shape", "$.period"),
    (json.dumps(encounter(9, location=[{"location": 7}])), "feeds.resource.shape", "$.location[0].location"),
    (json.dumps(encounter(9, period={"start": "yesterday"})), "feeds.row.form", "started_at"),
    (json.dumps(encounter(9, period={"start": "2024-02-30"})), "feeds.row.form", "started_at"),
    (json.dumps({**encounter(9), "id": None}), "feeds.row.required", "encounter"),
    (json.dumps(encounter(9, period={"start": "2024-03-02", "end": "2024-03-01"})), "feeds.row.order", "ended_at"),
    (json.dumps(patient(9, gender="lady")), "feeds.row.allowed", "sex"),
]


@pytest.mark.parametrize(("line", "code", "place"), FAULTY, ids=[code + line[:30] for line, code, _ in FAULTY])
def test_a_faulty_line_is_held_and_the_others_load(
    line: str, code: str, place: str, warehouse: Warehouse, take: Take
) -> None:
    report = take(encounter(1), line, encounter(2))

    assert (report.total.read, report.total.accepted, report.total.quarantined) == (3, 2, 1)
    assert [row[0] for row in facts(warehouse, "encounters", "encounter")] == ["e1", "e2"]
    (entry,) = Quarantine(warehouse.home).entries()
    assert (entry.number, entry.raw.decode()) == (2, line)
    fault = next(fault for fault in entry.faults if fault.code == code)
    assert fault.place == ", ".join(part for part in ("feed.ndjson, line 2", place) if part)
    assert fault.expected
    assert fault.remedy


def test_all_faults_of_a_line_are_told(warehouse: Warehouse, take: Take) -> None:
    take(patient(1, gender="lady", birthDate="soon", id=None))

    (entry,) = Quarantine(warehouse.home).entries()
    assert {fault.code for fault in entry.faults} == {"feeds.row.allowed", "feeds.row.form", "feeds.row.required"}


def test_wall_clock_times_that_run_backwards_in_the_hour_summer_time_ends_are_no_fault(
    warehouse: Warehouse, take: Take
) -> None:
    report = take(encounter(1, period={"start": "2024-11-03T01:50:00-04:00", "end": "2024-11-03T01:10:00-05:00"}))

    assert report.total.accepted == 1


def test_quarantine_is_for_its_owner_only(warehouse: Warehouse, take: Take) -> None:
    take("broken")

    (file,) = (warehouse.home / "quarantine").glob("*.jsonl")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_type_without_a_table_is_kept_whole(warehouse: Warehouse, take: Take) -> None:
    claim = {"resourceType": "Claim", "id": "c1", "total": {"value": 12.50}}

    report = take(claim)

    assert report.kinds == {"Claim": Tally(read=1, accepted=1, new=1)}
    ((kind, name, content),) = facts(warehouse, "kept_resources", "resource_type", "resource", "content")
    assert (kind, name, json.loads(content)) == ("Claim", "c1", claim)


def test_types_may_be_mixed_in_a_file(warehouse: Warehouse, take: Take) -> None:
    report = take(patient(1), encounter(1), {"resourceType": "Claim", "id": "c1"}, patient(2))

    assert {kind: tally.accepted for kind, tally in report.kinds.items()} == {"Claim": 1, "Encounter": 1, "Patient": 2}


def test_what_is_kept_is_the_same_by_either_way(warehouse: Warehouse, take: Take) -> None:
    claim = '{"resourceType": "Claim", "id": "c1", "total": {"value": 1}}'
    take(claim, name="clean.ndjson")

    report = take(claim, "broken", name="faulty.ndjson")

    assert report.kinds["Claim"] == Tally(read=1, accepted=1, unchanged=1)


def test_the_places_of_an_encounter_keep_their_order(warehouse: Warehouse, take: Take) -> None:
    take(encounter(1))

    assert facts(warehouse, "encounter_places", "encounter", "position", "unit") == [("e1", 0, "w1"), ("e1", 1, "w2")]


def test_the_same_file_twice_changes_nothing(warehouse: Warehouse, take: Take) -> None:
    take(encounter(1), "broken")
    version, before = warehouse.manifest().version, facts(warehouse, "encounters")

    again = take(encounter(1), "broken")

    assert again.arrivals[0].seen
    assert again.total == Tally(read=2, accepted=1, quarantined=1, unchanged=1)
    assert (warehouse.manifest().version, facts(warehouse, "encounters")) == (version, before)


def test_the_same_resource_in_another_file_changes_nothing(warehouse: Warehouse, take: Take) -> None:
    take(encounter(1), name="a.ndjson")

    again = take(encounter(1), encounter(2), name="b.ndjson")

    assert again.total == Tally(read=2, accepted=2, new=1, unchanged=1)
    assert len(facts(warehouse, "encounters")) == 2


def test_a_resource_sent_again_with_other_content_replaces(warehouse: Warehouse, take: Take) -> None:
    take(encounter(1), encounter(2))

    changed = take(encounter(1, status="cancelled", location=[{"location": {"reference": "Location/w9"}}]))

    assert changed.total == Tally(read=1, accepted=1, changed=1)
    assert facts(warehouse, "encounters", "encounter", "status") == [("e1", "cancelled"), ("e2", "finished")]
    assert facts(warehouse, "encounter_places", "encounter", "unit") == [("e1", "w9"), ("e2", "w1"), ("e2", "w2")]


def test_an_encounter_that_lost_its_places_has_none(warehouse: Warehouse, take: Take) -> None:
    take(encounter(1), encounter(2))

    take(encounter(1, location=[]))

    assert facts(warehouse, "encounter_places", "encounter", "unit") == [("e2", "w1"), ("e2", "w2")]


def stamped(moment: str, **other: Any) -> dict[str, Any]:
    return patient(1, meta={"lastUpdated": moment}, **other)


def test_the_newest_version_wins_whatever_the_order_of_arrival(warehouse: Warehouse, take: Take) -> None:
    take(stamped("2024-02-01T00:00:00Z", gender="male"))

    late = take(stamped("2024-01-01T00:00:00Z", gender="female"))

    assert late.total == Tally(read=1, accepted=1, unchanged=1)
    assert facts(warehouse, "patients", "sex") == [("male",)]


def test_of_two_versions_in_one_file_the_newest_wins_then_the_later(warehouse: Warehouse, take: Take) -> None:
    newest = stamped("2024-02-01T00:00:00Z", gender="male")
    report = take(newest, stamped("2024-01-01T00:00:00Z"), patient(2), patient(2, gender="other"))

    assert report.total == Tally(read=4, accepted=4, new=2, unchanged=2)
    assert facts(warehouse, "patients", "patient", "sex") == [("p1", "male"), ("p2", "other")]


def test_another_facility_may_use_the_same_identifiers(warehouse: Warehouse, take: Take) -> None:
    take(patient(1))
    take(patient(1), origin=Origin(facility="south", source="test", zone="UTC"))

    assert facts(warehouse, "patients", "facility") == [("north",), ("south",)]


def test_many_small_files_do_not_make_many_segments(warehouse: Warehouse, take: Take) -> None:
    for number in range(30):
        take(patient(number))

    assert warehouse.manifest().rows("patients") == 30
    assert len(warehouse.manifest().segments("patients")) < 13


def test_packed_files_are_read_and_one_that_breaks_off_gives_what_it_has(warehouse: Warehouse, tmp_path: Path) -> None:
    packed = gzip.compress("".join(json.dumps(patient(n)) + "\n" for n in range(2000)).encode())
    whole, broken = tmp_path / "whole.ndjson.gz", tmp_path / "broken.ndjson.gz"
    whole.write_bytes(packed)
    broken.write_bytes(packed[: len(packed) // 2])

    report = load(warehouse, [broken], origin=ORIGIN)

    assert report.total.read == report.total.accepted + report.total.quarantined
    assert report.total.accepted > 100
    assert report.total.quarantined >= 1
    assert load(warehouse, [whole], origin=ORIGIN).total.accepted == 2000
    assert len(facts(warehouse, "patients")) == 2000


def test_what_is_no_feed_is_named_and_left_alone(warehouse: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/README.md").write_text("words")
    (tmp_path / "in/log.ndjson").write_text('{"exportId": "x", "eventId": "kickoff"}\n')
    ndjson(tmp_path / "in/Patient.ndjson", [patient(1)])

    report = load(warehouse, [tmp_path / "in"], origin=ORIGIN)

    assert [item.name for item in report.ignored] == ["README.md", "log.ndjson"]
    assert report.total.accepted == 1


def test_a_path_that_is_not_there_is_told_before_anything_is_read(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"Not there: .*nowhere"):
        load(warehouse, [ndjson(tmp_path / "a.ndjson", [patient(1)]), tmp_path / "nowhere"], origin=ORIGIN)

    assert facts(warehouse, "patients") == []


def test_an_empty_file_is_an_arrival_with_nothing_in_it(warehouse: Warehouse, take: Take) -> None:
    report = take()

    assert len(report.arrivals) == 1
    assert report.total == Tally()


def test_a_line_that_only_the_database_cannot_read_is_found_and_held(warehouse: Warehouse, take: Take) -> None:
    """Full-width digits are a number to Python and none to DuckDB: the lines at which it stops are searched for."""

    def result(number: int, value: Any) -> dict[str, Any]:
        return {"resourceType": "Observation", "id": f"o{number}", "valueQuantity": {"value": value}}

    report = take(result(1, 1), result(2, "１２"), result(3, 3))

    assert report.kinds == {"Observation": Tally(read=3, accepted=2, quarantined=1, new=2)}
    (entry,) = Quarantine(warehouse.home).entries()
    assert (entry.number, entry.faults[0].code) == (2, "feeds.resource.refused")
    assert "１２" in entry.faults[0].message
    assert "trial" not in entry.faults[0].message


def test_a_zone_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="'Mars/Olympus' is not a time zone"):
        Origin(facility="north", source="test", zone="Mars/Olympus")


SOPT = "https://nahdo.org/sopt"


@pytest.mark.parametrize(
    ("sent", "held"),
    [
        (
            {"type": {"coding": [{"system": "other", "code": "EHCPOL"}, {"system": SOPT, "code": "512"}]}},
            ("p1", "active", None, "512", None, None, None),
        ),
        (
            {"type": {"coding": [{"system": "urn:oid:2.16.840.1.113883.3.221.5", "code": "1"}]}, "order": 2},
            ("p1", "active", None, "1", 2, None, None),
        ),
        (
            {"payor": [{"display": "Coastal Mutual", "reference": "Organization/7"}], "status": "cancelled"},
            ("p1", "cancelled", "Coastal Mutual", None, None, None, None),
        ),
        (
            {"payor": [{"reference": "Organization/7"}], "period": {"start": "2024-01-01", "end": "2024-12-31"}},
            ("p1", "active", "Organization/7", None, None, calendar_day(2024, 1, 1), calendar_day(2024, 12, 31)),
        ),
        (
            {"period": {"start": "2024-01-01T23:30:00-05:00"}},
            ("p1", "active", None, None, None, calendar_day(2024, 1, 1), None),
        ),
    ],
)
def test_who_pays_is_kept_with_kind_order_and_days(
    sent: dict[str, Any], held: tuple[Any, ...], warehouse: Warehouse, take: Take
) -> None:
    coverage = {"resourceType": "Coverage", "id": "c1", "status": "active", "beneficiary": {"reference": "Patient/p1"}}
    assert take(coverage | sent).total.accepted == 1
    columns = ("patient", "status", "payer", "payer_kind", "rank", "began_on", "ended_on")
    assert facts(warehouse, "coverages", *columns) == [held]
