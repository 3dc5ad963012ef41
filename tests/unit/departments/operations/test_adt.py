"""ADT messages as visits and places (HL7 v2.5.1 chapter 3: A01, A02, A03, A08, A11, A12, A13)."""

from __future__ import annotations

from pathlib import Path

import orjson

from wellrun.departments.operations.feeds import adt_units, movements
from wellrun.engines.hl7v2 import read


def message(event: str, when: str, unit: str, *, prior: str = "", visit: str = "V1", admitted: str = "") -> str:
    fields = {2: "I", 3: f"{unit}^1^A", 6: prior, 14: "EMD", 19: visit, 36: "home" if event == "A03" else ""}
    fields[44] = admitted
    pv1 = "|".join(fields.get(number, "") for number in range(2, 46))
    return f"MSH|^~\\&|P|H|W|T|{when}||ADT^{event}|1|P|2.5.1\rEVN|{event}|{when}\rPID|1||P1^^^H\rPV1|1|{pv1}\r"


A01 = message("A01", "20260105100000", "ED")
A02 = message("A02", "20260105140000", "W05")
A03 = message("A03", "20260109110000", "W05")


def told(*messages: str) -> dict[str, object]:
    visits = movements(read("".join(messages)).messages).visits
    visit = visits["V1"]
    return {**visit.row, "places": [tuple(visit.place_row(n).values())[2:] for n in range(len(visit.places))]}


def test_admission_transfer_and_discharge_make_a_stay_of_two_places() -> None:
    row = told(A01, A02, A03)
    assert (row["status"], row["unit"], row["patient"], row["disposition"]) == ("finished", "W05", "P1", "home")
    assert (row["started_at"], row["ended_at"]) == ("2026-01-05T10:00:00", "2026-01-09T11:00:00")
    assert row["places"] == [
        ("ED", "2026-01-05T10:00:00", "2026-01-05T14:00:00"),
        ("W05", "2026-01-05T14:00:00", "2026-01-09T11:00:00"),
    ]


def test_an_update_moves_nobody() -> None:
    assert told(A01, message("A08", "20260105120000", "ED")) == told(A01)


def test_cancels_take_back_what_was_said() -> None:
    assert told(A01, A02, message("A12", "20260105150000", "ED"))["unit"] == "ED"
    assert told(A01, A02, A03, message("A13", "20260109120000", "W05"))["status"] == "in-progress"
    assert told(A01, message("A11", "20260105150000", "ED"))["status"] == "cancelled"


def test_a_file_that_begins_in_the_middle_knows_the_prior_place() -> None:
    row = told(message("A02", "20260105140000", "W05", prior="W03", admitted="20260103"))
    assert row["started_at"] == "2026-01-03T00:00:00"
    assert [place[0] for place in row["places"]] == ["W03", "W05"]  # type: ignore[attr-defined]


def test_every_message_is_a_unit_and_every_fault_is_named(tmp_path: Path) -> None:
    wrong = message("A99", "soon", "", visit="")
    file = tmp_path / "moves.hl7"
    file.write_text(A01 + wrong + A02 + "", newline="")
    units = list(adt_units(file))
    assert [unit.number for unit in units if unit.kind == "encounters"] == [1, 2, 3]
    assert [fault.place for fault in units[2].faults] == ["MSH-9", "PV1-19", "EVN-6 or EVN-2"]
    assert all(fault.remedy and fault.expected for fault in units[2].faults)
    places = [orjson.loads(unit.record) for unit in units if unit.kind == "encounter_places"]
    assert [(place["unit"], place["position"]) for place in places] == [("ED", "0"), ("W05", "1")]


def test_a_line_before_any_header_is_held(tmp_path: Path) -> None:
    file = tmp_path / "moves.hl7"
    file.write_text("PV1|1\r" + A01, newline="")
    assert [bool(unit.faults) for unit in adt_units(file)] == [True, False, False]
