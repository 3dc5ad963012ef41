"""MIMIC-IV demo on FHIR: 275 admissions, 15 died, 5 to hospice, 53 followed by another within 30 days, 222 ED stays.

The numbers are those of the sample's own files (its README), where no admission has an inpatient class.
"""

import gzip
import json
import os
from datetime import date, datetime
from pathlib import Path

import pytest

from wellrun.warehouse.measures.example import facts_of

SHARED = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
MIMIC = SHARED / "mimic-iv-demo-fhir"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not MIMIC.is_dir(), reason=f"no MIMIC sample at {MIMIC}"),
]


def resources(name):
    with gzip.open(MIMIC / f"Mimic{name}.ndjson.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


def wall_clock(moment):
    return datetime.fromisoformat(moment).replace(tzinfo=None)


def key(reference):
    return reference["reference"].split("/")[-1]


def code(concept):
    return concept["coding"][0]["code"] if concept else None


def encounter(resource):
    stay = resource.get("hospitalization", {})
    return {
        "encounter": resource["id"],
        "patient": key(resource["subject"]),
        "status": resource["status"],
        "class_code": resource["class"]["code"],
        "started_at": wall_clock(resource["period"]["start"]),
        "ended_at": wall_clock(resource["period"]["end"]),
        "admit_source": code(stay.get("admitSource")),
        "disposition": code(stay.get("dischargeDisposition")),
        "part_of": key(resource["partOf"]) if "partOf" in resource else None,
    }


def places(resource):
    return [
        {
            "encounter": resource["id"],
            "position": position,
            "unit": key(place["location"]),
            "started_at": wall_clock(place["period"]["start"]),
        }
        for position, place in enumerate(resource.get("location", []))
    ]


@pytest.fixture(scope="module")
def facts():
    found = [*resources("Encounter"), *resources("EncounterED"), *resources("EncounterICU")]
    people = [{"patient": r["id"], "birth_date": r["birthDate"], "sex": r["gender"]} for r in resources("Patient")]
    rows = {
        "encounters": [encounter(resource) for resource in found],
        "encounter_places": [place for resource in found for place in places(resource)],
        "patients": people,
    }
    return facts_of(rows, today=date(2026, 3, 1))


def total(facts, mart, amount):
    table = facts.mart(mart)
    return facts.backend.rows(table.agg(total=table[amount].sum()))[0]["total"]


@pytest.mark.parametrize(
    ("mart", "amount", "expected"),
    [
        ("arrivals", "admissions", 275),
        ("departures", "discharges", 275),
        ("departures", "deaths", 15),
        ("departures", "hospice", 5),
        ("departures", "followed_30", 53),
        ("emergency_visits", "arrivals", 222),
    ],
)
def test_the_sample_is_counted_as_its_readme_counts_it(facts, mart, amount, expected):
    assert total(facts, mart, amount) == expected


def test_no_midnight_is_lost_or_counted_twice(facts):
    stays = facts.backend.rows(facts.mart("stays"))
    nights = sum((stay["bed_to"].date() - stay["bed_from"].date()).days for stay in stays)
    assert total(facts, "unit_days", "midnight") == nights
