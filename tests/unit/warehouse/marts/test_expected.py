"""What is known of a stay on admission, and what a model expects of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from wellrun.warehouse.measures.example import facts_of

TODAY = date(2026, 6, 1)


def stay(name: str, patient: str, start: str, end: str | None, **more: Any) -> dict[str, Any]:
    times = {"started_at": f"{start} 10:00", "ended_at": f"{end} 15:00" if end else None}
    return {"encounter": name, "patient": patient, "class_code": "IMP", "unit": "W5", **times, **more}


def place(encounter: str, position: int, unit: str) -> dict[str, Any]:
    return {"encounter": encounter, "position": position, "unit": unit, "started_at": "2026-01-02 10:00"}


def weight(outcome: str, factor: str, level: str, odds: float) -> dict[str, Any]:
    period = {"since": "2025-01-01", "until": "2025-12-31"}
    return {"outcome": outcome, "factor": factor, "level": level, "weight": odds, **period}


UNITS = (
    {"unit": "W5", "unit_name": "Ward 5", "unit_kind": "ward", "department": "M", "network": "N"},
    {"unit": "ICU", "unit_name": "ICU", "unit_kind": "critical", "department": "C", "network": "N"},
)
ROWS: dict[str, Any] = {
    "units": UNITS,
    "locations": ({"location": "ICU-01", "part_of": "ICU"},),
    "patients": ({"patient": "a", "sex": "female", "birth_date": "1950-01-03"},),
    "encounters": (
        stay("A1", "a", "2024-12-01", "2024-12-05"),
        stay("A2", "a", "2025-06-01", "2025-06-05"),
        stay("A3", "a", "2026-01-02", "2026-01-09", admit_source="emd", disposition="exp"),
        stay("B", "b", "2026-01-02", "2026-01-05"),
        stay("C", "c", "2026-05-30", None),
        stay("D", "d", "2026-01-02", "2026-01-03", class_code="OBSENC"),
    ),
    "encounter_places": (place("A3", 0, "ICU-01"), place("A3", 1, "W5")),
    "emergency_visits": ({"visit": "v", "encounter": "B", "unit": "ED", "arrived_at": "2026-01-02 07:00"},),
    "conditions": (
        {"condition": "1", "encounter": "A3", "code": "J18.9", "recorded_at": "2026-01-03 10:00"},
        {"condition": "2", "encounter": "A3", "code": "i50.9", "recorded_at": "2026-01-02 10:00"},
    ),
}


def mart(name: str, **more: Any) -> dict[str, dict[str, Any]]:
    facts = facts_of({**ROWS, **more}, today=TODAY)
    return {row["encounter"]: row for row in facts.backend.rows(facts.mart(name))}


def test_what_was_known_on_admission() -> None:
    found = mart("case_mix")
    assert set(found) == {"A1", "A2", "A3", "B"}, "observation stays and those that last are not judged"
    third = found["A3"]
    factors = ("unit", "age", "sex", "route", "care", "diagnosis", "earlier_stays")
    assert [third[name] for name in factors] == ["ICU", "75 to 84", "female", "emergency", "critical care", "I50", "1"]
    assert (third["died"], third["index_30"], found["B"]["died"]) == (1, 0, 0)
    unknown = [found["B"][name] for name in factors]
    assert unknown == ["W5", "unknown", "unknown", "emergency", "other units", "none recorded", "0"]


def test_the_weights_of_a_stay_are_added() -> None:
    weights = (
        weight("death", "intercept", "", -2.0),
        weight("death", "care", "critical care", 1.0),
        weight("death", "diagnosis", "I50", 1.0),
        weight("death", "diagnosis", "other", -5.0),
    )
    found = mart("expected_outcomes", outcome_weights=weights)
    assert (found["A3"]["deaths"], found["A3"]["expected_deaths"]) == (1, pytest.approx(0.5))
    rare = 1 / (1 + 2.718281828**7)
    assert found["B"]["expected_deaths"] == pytest.approx(rare, rel=1e-6), "a diagnosis without weight is a rare one"
    assert found["B"]["expected_returns"] == 0.0, "no model of readmissions, nothing expected"


def test_without_a_model_nothing_is_expected_and_nothing_counted() -> None:
    assert mart("expected_outcomes") == {}
