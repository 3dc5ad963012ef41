"""The demonstration: the same files every time, each loaded, each record accounted for, each defect with a remedy."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from pathlib import Path

import pytest

from wellrun.demo.files import LATE, FeedFiles, write_files
from wellrun.departments.finance import feeds as finance
from wellrun.departments.operations import feeds as operations
from wellrun.departments.quality import feeds as quality
from wellrun.departments.workforce import feeds as workforce
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import LoadReport, Origin, Quarantine, load

TODAY = dt.date(2026, 11, 26)
MONTHS = 3
"""Fewer than the demonstration has: what is asked here does not hang on how many there are."""

CSV = (*operations.CSV_FEEDS, *workforce.CSV_FEEDS, *finance.CSV_FEEDS, *quality.CSV_FEEDS)
HELD = {
    "Record system": 5,
    "Patient movements": 2,
    "Emergency tracking": 2,
    "Bed management": 1,
    "Incidents and infections": 2,
    "Time clock and rosters": 4,
    "Patient survey": 1,
}


def digests(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[FeedFiles, ...]:
    return write_files(tmp_path_factory.mktemp("first"), TODAY, months=MONTHS)


@pytest.fixture(scope="module")
def loaded(sent: tuple[FeedFiles, ...], tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, list[LoadReport]]:
    warehouse = Warehouse(tmp_path_factory.mktemp("warehouse"))
    return warehouse, [taken(warehouse, feed) for feed in sent]


def taken(warehouse: Warehouse, feed: FeedFiles) -> LoadReport:
    origin = Origin(facility=feed.facility, source=feed.name, zone="America/New_York")
    return load(warehouse, [feed.folder], origin=origin, feeds=CSV, readers=(operations.ADT,))


def test_the_same_day_gives_the_same_bytes(sent: tuple[FeedFiles, ...], tmp_path: Path) -> None:
    write_files(tmp_path, TODAY, months=MONTHS)
    assert digests(tmp_path) == digests(sent[0].folder.parent)


def test_another_day_gives_another_story(sent: tuple[FeedFiles, ...], tmp_path: Path) -> None:
    write_files(tmp_path, TODAY - dt.timedelta(days=1), months=MONTHS)
    assert digests(tmp_path)["hv-hours/absences.csv"] != digests(sent[0].folder.parent)["hv-hours/absences.csv"]


def test_every_file_is_a_feed_and_every_record_is_accounted_for(loaded: tuple[Warehouse, list[LoadReport]]) -> None:
    for report in loaded[1]:
        assert report.ignored == ()
        assert report.arrivals
        for arrival in report.arrivals:
            assert arrival.total.read == arrival.total.accepted + arrival.total.quarantined > 0


def test_each_defect_is_held_with_its_remedy(loaded: tuple[Warehouse, list[LoadReport]]) -> None:
    entries = list(Quarantine(loaded[0].home).entries())
    assert Counter(entry.arrival.origin.source for entry in entries) == HELD
    for entry in entries:
        assert entry.faults
        assert all(fault.remedy and fault.message for fault in entry.faults)


def test_loading_again_changes_nothing(sent: tuple[FeedFiles, ...], loaded: tuple[Warehouse, list[LoadReport]]) -> None:
    before = loaded[0].manifest().version
    assert all(arrival.seen for feed in sent for arrival in taken(loaded[0], feed).arrivals)
    assert loaded[0].manifest().version == before


def test_movements_bring_the_export_up_to_this_morning(loaded: tuple[Warehouse, list[LoadReport]]) -> None:
    movements = next(report for report in loaded[1] if report.arrivals[0].arrival.format == "hl7v2")
    told = movements.arrivals[0].kinds["encounters"]
    assert told.new > 20
    assert told.changed > 5


def test_one_feed_is_late_on_purpose(sent: tuple[FeedFiles, ...]) -> None:
    assert [(feed.facility, feed.name) for feed in sent if feed.days_old == LATE] == [("MH", "Device days")]
