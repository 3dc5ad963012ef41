"""Staff files through the front door: entered once, corrected by a later file, and what cannot be placed is counted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from wellrun.departments.workforce.arriving import engage_from
from wellrun.departments.workforce.feeds import CSV_FEEDS
from wellrun.departments.workforce.models import Contract, Credential, StaffNumber
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import Origin, load

from .conftest import Ward

BY = System("test")
HEAD = "staff,name,email,unit,grade,employment,weekly_hours,starts,ends,pattern,skills,floats_to\n"
ROWS = (
    'S1,"Cruz, Dana",,W1,RN,own,36,2024-03-01,,three long days,nurse;pilot,W2\n'
    "S2,Eve Hart,eve@example.org,W1,NA,bank,0,2026-01-01,2026-06-30,,,\n"
    "S3,Finn Ito,,W9,RN,own,36,2024-03-01,,,,\n"
    "S4,Gil Jones,,W1,RN,own,many,2024-03-01,,,,\n"
)
CREDENTIALS = (
    "staff,kind,number,issuer,valid_from,valid_until\n"
    "S1,state_license,RN-1,State board,2025-01-01,2026-12-31\n"
    "S9,bls,1,Issuer,2025-01-01,2026-12-31\n"
    "S1,pilot,1,Issuer,2025-01-01,2026-12-31\n"
)


def sent(folder: Path, name: str, text: str) -> int:
    file = folder / name
    file.write_text(text)
    return engage_from(file, facility=Facility.objects.get(code="H1"), by=BY)


def left_out() -> dict[str, int]:
    after = Entry.objects.filter(action="workforce.staff_file.taken_in").last().after  # type: ignore[union-attr]
    return {words.removeprefix("left out: "): n for words, n in after.items() if words.startswith("left out")}


def test_people_are_engaged_from_a_file_and_twice_is_once(ward: Ward, tmp_path: Path) -> None:
    assert sent(tmp_path, "staff.csv", HEAD + ROWS) == 2
    assert left_out() == {"unit not set up": 1, "skill not set up": 1}
    dana = StaffNumber.objects.get(number="S1").person
    contract = Contract.objects.get(person=dana)
    assert (dana.name, contract.weekly_hours, contract.pattern) == ("Cruz, Dana", 36, "three long days")
    assert [one.skill.code for one in dana.skills.all()] == ["nurse"]
    assert [unit.code for unit in contract.floats_to.all()] == ["W2"]
    assert sent(tmp_path, "staff.csv", HEAD + ROWS) == 0
    corrected = HEAD + ROWS.splitlines(keepends=True)[0].replace(",36,", ",24,")
    assert sent(tmp_path, "staff.csv", corrected) == 1
    assert Contract.objects.get(person=dana).weekly_hours == Decimal(24)


def test_credentials_follow_and_their_numbers_stay_out_of_the_audit(ward: Ward, tmp_path: Path) -> None:
    sent(tmp_path, "staff.csv", HEAD + ROWS)
    assert sent(tmp_path, "staff_credentials.csv", CREDENTIALS) == 1
    assert left_out() == {"staff number not known": 1, "kind not known": 1}
    kept = Credential.objects.get()
    assert (kept.number, kept.valid_until) == ("RN-1", dt.date(2026, 12, 31))
    assert "RN-1" not in str(list(Entry.objects.values()))
    assert sent(tmp_path, "staff_credentials.csv", CREDENTIALS) == 0
    assert sent(tmp_path, "other.csv", CREDENTIALS) == 0


def test_the_warehouse_holds_hours_and_dates_and_no_name_and_quarantines_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "staff.csv").write_text(HEAD + ROWS)
    (tmp_path / "in" / "staff_credentials.csv").write_text(CREDENTIALS)
    warehouse = Warehouse(tmp_path / "warehouse")
    origin = Origin(facility="H1", source="Personnel", zone="UTC")
    report = load(warehouse, [tmp_path / "in"], origin=origin, feeds=CSV_FEEDS, readers=(), progress=lambda *_: None)
    assert (report.total.accepted, report.total.quarantined) == (6, 1)
    names = [b"Cruz", b"RN-1"]
    assert [p for p in (tmp_path / "warehouse").rglob("*.parquet") if any(n in p.read_bytes() for n in names)] == []
