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


def corrected(event: str, recorded: str, when: str, unit: str) -> str:
    """A message that was written down later than what it tells of (EVN-2 and EVN-6)."""
    return message(event, when, unit).replace(f"EVN|{event}|{when}", f"EVN|{event}|{recorded}||||{when}")


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


def test_visits_are_told_as_things_happened_and_not_as_they_came() -> None:
    for late in ((A02, A01, A03), (A03, A02, A01), (A01, A03, A02)):
        assert told(*late) == told(A01, A02, A03)


def test_a_cancellation_takes_back_its_event_even_when_it_comes_late_or_first() -> None:
    # A transfer to the wrong ward is taken back (EVN-6 names its time) and made again to the right one.
    wrong = message("A02", "20260105140000", "W03")
    cancel = corrected("A12", "20260105141000", "20260105140000", "ED")
    right = corrected("A02", "20260105141100", "20260105140000", "W05")
    expected = told(A01, A02, A03)["places"]
    assert told(A01, wrong, cancel, right, A03)["places"] == expected
    assert told(A01, right, A03, cancel, wrong)["places"] == expected


def test_who_was_admitted_to_the_wrong_place_and_then_to_the_right_one_is_no_cancelled_visit() -> None:
    wrong = message("A01", "20260105100000", "W03")
    cancel = corrected("A11", "20260105101000", "20260105100000", "W03")
    right = corrected("A01", "20260105101100", "20260105100000", "ED")
    row = told(wrong, cancel, right, A02)
    assert row["status"] == "in-progress"
    assert [place[0] for place in row["places"]] == ["ED", "W05"]  # type: ignore[attr-defined]


def test_a_discharge_that_was_taken_back_leaves_the_later_one() -> None:
    early = message("A03", "20260107110000", "W05")
    back = corrected("A13", "20260107112000", "20260107110000", "W05")
    assert told(A01, A02, early, back, A03) == told(A01, A02, A03)
    assert told(A01, A02, A03, back, early) == told(A01, A02, A03)


def test_two_numbers_of_one_visit_are_one_visit(tmp_path: Path) -> None:
    """A42 and A50: the number in MRG-5 is given up (HL7 v2.5.1, 3.3.42, 3.3.50)."""
    merge = (
        A01.replace("A01", "A42").replace("PV1|1", "MRG|P1||||V9\rPV1|1").replace("20260105100000", "20260105120000")
    )
    visits = movements(read(A01.replace("|V1|", "|V9|") + merge + A02 + A03).messages).visits
    assert (visits["V9"].row["status"], visits["V1"].row["status"]) == ("cancelled", "finished")
    assert [unit for unit, _since in visits["V1"].places] == ["ED", "W05"]
    file = tmp_path / "moves.hl7"
    file.write_text(A01.replace("|V1|", "|V9|") + merge, newline="")
    rows = [(unit.kind, orjson.loads(unit.record)) for unit in adt_units(file)]
    assert {(kind, row["encounter"]) for kind, row in rows} == {
        ("encounters", "V1"),
        ("encounters", "V9"),
        ("encounter_places", "V1"),
    }
    assert {row["status"] for kind, row in rows if row["encounter"] == "V9"} == {"cancelled"}
