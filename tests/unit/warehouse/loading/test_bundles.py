"""Bundles as streams of entries, and what becomes of those that break off."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.warehouse.loading.conftest import ORIGIN, encounter, facts, patient

from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import Quarantine, Tally, bundles, load
from wellrun.warehouse.loading.bundles import bundle_units


def bundle(*entries: Any, kind: str = "transaction") -> str:
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": list(entries)}, indent=1)


def entry(resource: dict[str, Any], address: str = "") -> dict[str, Any]:
    return {"fullUrl": address or f"urn:uuid:{resource.get('id')}", "resource": resource}


def taken(warehouse: Warehouse, tmp_path: Path, content: str) -> Tally:
    file = tmp_path / "bundle.json"
    file.write_text(content)
    return load(warehouse, [file], origin=ORIGIN).total


def test_entries_load_by_type(warehouse: Warehouse, tmp_path: Path) -> None:
    assert taken(warehouse, tmp_path, bundle(entry(patient(1)), entry(encounter(1)))).accepted == 2
    assert len(facts(warehouse, "patients")) == len(facts(warehouse, "encounters")) == 1


def test_addresses_within_the_bundle_become_identifiers(warehouse: Warehouse, tmp_path: Path) -> None:
    visit = encounter(1, subject={"reference": "urn:uuid:aaaa"})

    taken(warehouse, tmp_path, bundle(entry(visit), entry(patient(7), "urn:uuid:aaaa")))

    assert facts(warehouse, "encounters", "patient") == [("p7",)]


def test_a_resource_that_the_server_was_to_name_is_known_by_its_address(warehouse: Warehouse, tmp_path: Path) -> None:
    nameless = {key: value for key, value in patient(1).items() if key != "id"}

    taken(warehouse, tmp_path, bundle(entry(nameless, "urn:uuid:bbbb")))

    assert facts(warehouse, "patients", "patient") == [("bbbb",)]


def test_an_entry_without_a_resource_is_held(warehouse: Warehouse, tmp_path: Path) -> None:
    deletion = {"request": {"method": "DELETE", "url": "Patient/p1"}}

    total = taken(warehouse, tmp_path, bundle(deletion, entry(patient(1))))

    assert (total.accepted, total.quarantined) == (1, 1)
    (held,) = Quarantine(warehouse.home).entries()
    assert held.place == "bundle.json, entry 1"
    assert "DELETE" in str(held.faults[0])


def test_a_bundle_that_breaks_off_gives_its_whole_entries(warehouse: Warehouse, tmp_path: Path) -> None:
    content = bundle(entry(patient(1)), entry(patient(2)), entry(patient(3)))

    total = taken(warehouse, tmp_path, content[: content.rindex("birthDate")])

    assert (total.read, total.accepted, total.quarantined) == (3, 2, 1)


def test_a_single_resource_is_a_bundle_of_one(warehouse: Warehouse, tmp_path: Path) -> None:
    assert taken(warehouse, tmp_path, json.dumps(patient(1), indent=2)).accepted == 1


def test_entries_across_the_blocks_of_a_stream_are_whole(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "CHUNK", 64)
    monkeypatch.setattr(bundles, "SMALL", 100)
    tricky = patient(1, name=[{"family": "}" * 500 + ' and "quotes" \\ and ü'}])
    file = tmp_path / "bundle.json"
    file.write_text(bundle(entry(tricky), entry(patient(2))))

    units = list(bundle_units(file))

    assert [json.loads(unit.record) for unit in units] == [tricky, patient(2)]


def test_a_stream_gives_the_same_entries_as_a_bundle_read_at_once(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_text(bundle(*(entry(patient(number)) for number in range(5))))

    at_once, in_stream = list(bundles.pieces(file)), list(bundles.streamed(file))

    assert [json.loads(piece.raw) for piece in at_once] == [json.loads(piece.raw) for piece in in_stream]
    assert [piece.number for piece in in_stream] == [1, 2, 3, 4, 5]
