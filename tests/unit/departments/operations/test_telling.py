"""What admission messages tell the registry: who is here, where, and since when (HL7 v2.5.1 chapter 3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wellrun.departments.operations.telling import take_file
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Patient, Stay

BY = System("test")


def message(
    event: str, when: str, *, unit: str = "W1", mrn: str = "A1", visit: str = "V1", name: str = "Lovell^Ada^M"
) -> str:
    pv1 = {2: "I", 3: unit, 19: visit, 44: "20260301080000"}
    return "\r".join(
        (
            f"MSH|^~\\&|PAS|H1|X|Y|{when}||ADT^{event}|1|P|2.5.1",
            f"EVN|{event}|{when}||||{when}",
            f"PID|1||{mrn}^^^H1^MR||{name}||19410506|F|||1 Quay St^^Town^NY^10001||212-555-0101",
            "PV1|1|" + "|".join(pv1.get(number, "") for number in range(2, 46)),
        )
    )


@pytest.fixture
def told(world: Any, tmp_path: Path) -> Any:
    def tell(*messages: str) -> int:
        file = tmp_path / "adt.hl7"
        file.write_text("\r".join(messages) + "\r", newline="")
        return take_file(file, facility=Facility.objects.get(code="H1"), by=BY)

    return tell


def test_an_admission_enters_the_patient_and_the_stay(told: Any) -> None:
    assert told(message("A01", "20260301080000")) == 1
    ada = Patient.objects.get()
    assert (ada.name, ada.mrn, ada.birth_date, ada.sex, ada.phone) == (
        "Ada M Lovell",
        "A1",
        "1941-05-06",
        "female",
        "212-555-0101",
    )
    assert ada.address == "1 Quay St, Town, NY, 10001"
    stay = Stay.objects.get()
    assert (stay.place, stay.visit, stay.ended_at) == ("H1/W1", "V1", None)
    assert stay.started_at.isoformat() == "2026-03-01T13:00:00+00:00"


def test_a_transfer_and_a_discharge_move_and_end_the_stay(told: Any) -> None:
    told(message("A01", "20260301080000"))
    told(message("A02", "20260302080000", unit="W2"))
    assert Stay.objects.get().place == "H1/W2"
    told(message("A03", "20260303080000", unit="W2"))
    assert Stay.objects.get().ended_at is not None


def test_the_same_file_again_changes_nothing(told: Any) -> None:
    told(message("A01", "20260301080000"))
    before = Entry.objects.count()
    told(message("A01", "20260301080000"))
    assert Entry.objects.count() == before


def test_a_correction_of_the_name_changes_it_and_an_empty_one_does_not(told: Any) -> None:
    told(message("A01", "20260301080000"))
    told(message("A08", "20260301090000", name="Lovell-Smith^Ada"))
    assert Patient.objects.get().family == "Lovell-Smith"
    told(message("A08", "20260301093000", name=""))
    assert Patient.objects.get().family == "Lovell-Smith"


def test_a_cancelled_admission_is_no_stay_now(told: Any) -> None:
    told(message("A01", "20260301080000"))
    told(message("A11", "20260301081500"))
    stay = Stay.objects.get()
    assert stay.ended_at == stay.started_at


def test_an_unknown_unit_is_the_facilitys(told: Any) -> None:
    told(message("A01", "20260301080000", unit="NOWHERE"))
    assert Stay.objects.get().place == "H1"


def test_a_message_that_is_held_enters_nobody(told: Any) -> None:
    assert told(message("A01", "20260301080000", visit="")) == 0
    assert not Patient.objects.exists()


def test_other_files_tell_nothing(world: Any, tmp_path: Path) -> None:
    file = tmp_path / "Patient.ndjson"
    file.write_text("{}")
    assert take_file(file, facility=Facility.objects.get(code="H1"), by=BY) == 0
