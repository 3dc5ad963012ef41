"""The published test cases of CMS's hybrid hospital-wide readmission measure (CMS529): 41 patients, each with how many
stays belong to its initial population.

The cases state that population and nothing else: whether somebody came back is worked out by CMS from claims, and no
case says so. So what is held here is which encounters our marts take for inpatient stays, when they end and how old the
patient was. The payer is no fact of ours; coverage is read from the case itself.
"""

from __future__ import annotations

import json
import os
import tarfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from wellrun.warehouse.measures.example import facts_of

SHARED = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
CASES = SHARED / "ecqm-test-cases" / "CMSFHIR529HybridHospitalWideReadmission.tar.gz"
BEGINS, ENDS = date(2026, 7, 1), date(2027, 6, 30)
LEAST_AGE, MOST_DAYS = 65, 365
MEDICARE = "1"
"""Source of Payment Typology (PHDSC): every code that begins so is Medicare's."""

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not CASES.is_file(), reason=f"no eCQM cases at {CASES}"),
]


def wall_clock(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment).replace(tzinfo=None) if moment else None


def key(reference: dict[str, str]) -> str:
    return reference["reference"].split("/")[-1]


@pytest.fixture(scope="module")
def cases() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The resources of each case by type."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    with tarfile.open(CASES) as packed:
        for member in packed:
            file = packed.extractfile(member) if member.isfile() and member.name.endswith(".json") else None
            if file is not None and member.name.count("/") >= 2:
                resource = json.load(file)
                case = found.setdefault(member.name.split("/")[-2], {})
                case.setdefault(resource["resourceType"], []).append(resource)
    return {name: case for name, case in found.items() if "MeasureReport" in case}


def expected(case: dict[str, list[dict[str, Any]]]) -> int:
    (report,) = case["MeasureReport"]
    return next(
        population["count"]
        for group in report["group"]
        for population in group["population"]
        if population["code"]["coding"][0]["code"] == "initial-population"
    )


def insured(case: dict[str, list[dict[str, Any]]]) -> bool:
    codes = [one["code"] for cover in case.get("Coverage", []) for one in cover.get("type", {}).get("coding", [])]
    return any(code.startswith(MEDICARE) for code in codes)


def counted(cases: dict[str, dict[str, list[dict[str, Any]]]]) -> Counter[str]:
    """Stays of the population by patient, as the mart of stays has them."""
    rows = {
        "encounters": [
            {
                "encounter": one["id"],
                "patient": key(one["subject"]),
                "status": one["status"],
                "class_code": one.get("class", {}).get("code"),
                "started_at": wall_clock(one.get("period", {}).get("start")),
                "ended_at": wall_clock(one.get("period", {}).get("end")),
            }
            for case in cases.values()
            for one in case.get("Encounter", [])
        ],
        "patients": [
            {"patient": one["id"], "birth_date": one["birthDate"]} for case in cases.values() for one in case["Patient"]
        ],
    }
    facts = facts_of(rows, today=date(2027, 9, 1))
    return Counter(
        row["patient"]
        for row in facts.backend.rows(facts.mart("stays"))
        if row["kind"] == "inpatient"
        and row["ended_at"] is not None
        and BEGINS <= row["ended_at"].date() <= ENDS
        and (row["ended_at"] - row["started_at"]).days < MOST_DAYS
        and row["age"] >= LEAST_AGE
    )


DIFFERS = {
    "37526b3c-564e-4e1f-910a-3a41f06d9c24": "The emergency visit before the stay is sent with the class of an "
    "inpatient (IMP) and the type of an emergency visit. The measure goes by the type, we by the class: two stays.",
    "d22bb876-5ef3-4373-b19d-be9c256ec6ff": "The stay is sent with the class of an observation (OBSENC) and the type "
    "of an admission. The measure goes by the type, we by the class: no inpatient stay.",
}
"""Cases that we count otherwise, by patient, each with the reason: 2 of 41."""


def test_the_initial_population_of_every_case(cases: dict[str, dict[str, list[dict[str, Any]]]]) -> None:
    found = counted(cases)
    wrong = {}
    for case in cases.values():
        (patient,) = case["Patient"]
        ours = found[patient["id"]] if insured(case) else 0
        if ours != expected(case):
            wrong[patient["id"]] = (ours, expected(case))
    assert len(cases) == 41
    assert wrong.keys() == DIFFERS.keys(), wrong
