"""Mending what is held: the corrected text loads, the entry goes; text that is still faulty is refused."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unit.warehouse.loading.conftest import ORIGIN, encounter, facts, patient

from wellrun.values.faults import Refused
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import CsvFeed, Entry, LoadReport, Quarantine, Reader, Unit, load, replay
from wellrun.warehouse.tables import TABLES

Take = Callable[..., LoadReport]
HOURS = CsvFeed.of(TABLES["worked_hours"])


def bed_units(file: Path) -> Iterator[Unit]:
    for number, line in enumerate(file.read_text().splitlines(), 1):
        record = dict(zip(("unit", "day", "staffed"), line.split("|"), strict=True))
        yield Unit(number=number, raw=line.encode(), kind="bed_states", record=json.dumps(record).encode())


BEDS = Reader(name="beds", endings=(".hl7",), units=bed_units)


def held(warehouse: Warehouse) -> list[Entry]:
    return list(Quarantine(warehouse.home).entries())


def test_a_mended_line_loads_and_is_released(warehouse: Warehouse, take: Take) -> None:
    take(encounter(1, period={"start": "soon"}), "broken", encounter(2))
    entry = held(warehouse)[0]

    report = replay(warehouse, entry, json.dumps(encounter(1)))

    assert report.total.new == 1
    assert facts(warehouse, "encounters", "encounter") == [("e1",), ("e2",)]
    assert [other.number for other in held(warehouse)] == [2]


def test_text_that_is_still_faulty_is_refused_with_every_fault_each_time(warehouse: Warehouse, take: Take) -> None:
    take("broken")
    (entry,) = held(warehouse)

    for _ in range(2):
        with pytest.raises(Refused) as refused:
            replay(warehouse, entry, json.dumps(patient(1, gender="lady", birthDate="soon")))
        assert {fault.code for fault in refused.value.faults} == {"feeds.row.allowed", "feeds.row.form"}

    assert held(warehouse) == [entry]


def test_empty_text_is_refused(warehouse: Warehouse, take: Take) -> None:
    take("broken")

    with pytest.raises(Refused, match="holds no record"):
        replay(warehouse, held(warehouse)[0], " ")


def test_a_csv_row_gets_its_header_back(warehouse: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "worked_hours.csv"
    file.write_text("unit,day,staff_group,employment,hours,cost\nW1,2024-03-01,other,own,N/A,1\n")
    load(warehouse, [file], origin=ORIGIN, feeds=[HOURS])

    replay(warehouse, held(warehouse)[0], "W1,2024-03-01,other,own,7.5,1", feeds=(HOURS,))

    assert facts(warehouse, "worked_hours", "hours") == [(7.5,)]
    assert held(warehouse) == []


def test_a_bundle_entry_is_mended_as_an_entry(warehouse: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": patient(1, gender="lady")}]}))
    load(warehouse, [file], origin=ORIGIN)

    replay(warehouse, held(warehouse)[0], json.dumps({"resource": patient(1)}))

    assert facts(warehouse, "patients", "sex") == [("female",)]


def test_an_entry_is_found_by_its_key(warehouse: Warehouse, take: Take) -> None:
    take(patient(1), "broken")
    (entry,) = held(warehouse)

    assert Quarantine(warehouse.home).find(entry.key) == entry
    assert Quarantine(warehouse.home).find("other") is None


def test_a_message_is_mended_through_its_reader(warehouse: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "beds.hl7"
    file.write_text("W1|2024-03-01|many")
    load(warehouse, [file], origin=ORIGIN, readers=[BEDS])
    (entry,) = held(warehouse)

    with pytest.raises(Refused, match="No reader for the format beds"):
        replay(warehouse, entry, "W1|2024-03-01|20")
    replay(warehouse, entry, "W1|2024-03-01|20", readers=[BEDS])

    assert facts(warehouse, "bed_states", "unit", "staffed") == [("W1", 20)]
    assert held(warehouse) == []
