"""Declared CSV feeds: text first, cast afterwards, one bad row costs one row."""

from pathlib import Path

import pytest
from tests.unit.warehouse.loading.conftest import ORIGIN, facts

from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import CsvFeed, LoadReport, Quarantine, Tally, load
from wellrun.warehouse.tables import TABLES

HOURS = CsvFeed.of(TABLES["worked_hours"])
HEADER = "unit,day,staff_group,employment,hours,cost"
GOOD = "W1,2024-03-01,registered_nurse,own,12.5,400.00"


def taken(warehouse: Warehouse, tmp_path: Path, *rows: str, name: str = "worked_hours.csv") -> LoadReport:
    file = tmp_path / name
    file.write_bytes("\n".join(rows).encode("utf-8", "surrogateescape") + b"\n")
    return load(warehouse, [file], origin=ORIGIN, feeds=[HOURS])


def test_clean_rows_load_typed(warehouse: Warehouse, tmp_path: Path) -> None:
    report = taken(warehouse, tmp_path, HEADER, GOOD, '"W,2",2024-03-02,other,agency,8,')

    assert report.kinds == {"worked_hours": Tally(read=2, accepted=2, new=2)}
    assert [(unit, hours) for unit, hours in facts(warehouse, "worked_hours", "unit", "hours")] == [
        ("W,2", 8.0),
        ("W1", 12.5),
    ]


FAULTY = [
    ("W2,2024-03-01,registered_nurse,own,N/A,1", "feeds.row.form", "hours"),
    ("W2,2024-03-01,registered_nurse,own,nan,1", "feeds.row.form", "hours"),
    ("W2,2024-13-01,registered_nurse,own,1,1", "feeds.row.form", "day"),
    ("W2,2024-03-01,surgeon,own,1,1", "feeds.row.allowed", "staff_group"),
    ("W2,2024-03-01,registered_nurse,own,-1,1", "feeds.row.range", "hours"),
    (",2024-03-01,registered_nurse,own,1,1", "feeds.row.required", "unit"),
    ("W2,2024-03-01,registered_nurse,own,1", "feeds.row.fields", ""),
    ("W2,2024-03-01,registered_nurse,own,1,1,extra", "feeds.row.fields", ""),
    ('"W2,2024-03-01,registered_nurse,own,1,1', "feeds.row.fields", ""),
    ("W\udcff2,2024-03-01,registered_nurse,own,1,1", "feeds.row.fields", ""),
]


@pytest.mark.parametrize(("row", "code", "place"), FAULTY, ids=[code + row[:40] for row, code, _ in FAULTY])
def test_a_faulty_row_is_held_and_the_others_load(
    row: str, code: str, place: str, warehouse: Warehouse, tmp_path: Path
) -> None:
    other = GOOD.replace("W1", "W3")
    report = taken(warehouse, tmp_path, HEADER, GOOD, row, other)

    assert (report.total.read, report.total.accepted, report.total.quarantined) == (3, 2, 1)
    assert facts(warehouse, "worked_hours", "unit") == [("W1",), ("W3",)]
    (entry,) = Quarantine(warehouse.home).entries()
    assert entry.raw.rstrip(b"\n") == row.encode("utf-8", "surrogateescape")
    assert entry.faults[0].code == code
    assert entry.faults[0].place == ", ".join(part for part in ("worked_hours.csv, row 3", place) if part)


def test_a_missing_header_holds_every_row_and_names_it(warehouse: Warehouse, tmp_path: Path) -> None:
    report = taken(warehouse, tmp_path, HEADER.replace("hours", "ours"), GOOD, GOOD)

    assert report.total == Tally(read=2, quarantined=2)
    entries = list(Quarantine(warehouse.home).entries())
    assert {str(fault.place) for entry in entries for fault in entry.faults} == {
        "worked_hours.csv, row 2, hours",
        "worked_hours.csv, row 3, hours",
    }


def test_further_headers_do_no_harm(warehouse: Warehouse, tmp_path: Path) -> None:
    assert taken(warehouse, tmp_path, HEADER + ",note", GOOD + ",x").total.accepted == 1


def test_a_feed_is_known_by_its_headers_under_another_name(warehouse: Warehouse, tmp_path: Path) -> None:
    assert taken(warehouse, tmp_path, HEADER, GOOD, name="Export 7.csv").total.accepted == 1


def test_an_undeclared_file_is_named_with_what_is_declared(warehouse: Warehouse, tmp_path: Path) -> None:
    (item,) = taken(warehouse, tmp_path, "a,b", "1,2", name="strange.csv").ignored

    assert item.reason == "no CSV feed is declared for it (declared: worked_hours)"


def test_a_later_file_corrects_an_earlier_one(warehouse: Warehouse, tmp_path: Path) -> None:
    taken(warehouse, tmp_path, HEADER, GOOD)

    report = taken(warehouse, tmp_path, HEADER, GOOD.replace("12.5", "11.5"))

    assert report.total == Tally(read=1, accepted=1, changed=1)
    assert facts(warehouse, "worked_hours", "hours") == [(11.5,)]
