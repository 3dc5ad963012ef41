"""Who pays first on a day: kinds, order, changes, and rows that must not be multiplied."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from wellrun.warehouse.marts.facts import as_day
from wellrun.warehouse.marts.patients.described import described
from wellrun.warehouse.measures.example import facts_of

DAY = date(2026, 2, 10)


def payers(*coverages: dict[str, Any], days: tuple[date, ...] = (DAY,)) -> list[str]:
    """Who paid for patient A on these days, each a row of its own."""
    tables = {
        "coverages": tuple({"coverage": str(number), "patient": "A", **one} for number, one in enumerate(coverages)),
        "encounters": tuple({"encounter": str(n), "patient": "A", "started_at": day} for n, day in enumerate(days)),
    }
    found = facts_of(tables, today=date(2026, 3, 1))
    asked = found.table("encounters")
    told = described(found, asked.select("facility", "patient", day=as_day(asked.started_at)))
    return [row["payer"] for row in found.backend.rows(told.order_by("day"))]


@pytest.mark.parametrize(
    ("sent", "payer"),
    [
        ({"payer_kind": "1", "payer": "CMS"}, "Medicare"),
        ({"payer_kind": "111"}, "Medicare"),
        ({"payer_kind": "2"}, "Medicaid"),
        ({"payer_kind": "32"}, "other government"),
        ({"payer_kind": "512", "payer": "Coastal Mutual"}, "private insurance"),
        ({"payer_kind": "81"}, "no insurance"),
        ({"payer": " Coastal Mutual "}, "Coastal Mutual"),
        ({"payer_kind": "", "payer": "Coastal Mutual"}, "Coastal Mutual"),
        ({}, "unknown"),
        ({"payer_kind": "1", "status": "entered-in-error"}, "unknown"),
        ({"payer_kind": "1", "status": "cancelled"}, "unknown"),
        ({"payer_kind": "1", "rank": 2}, "unknown"),
        ({"payer_kind": "1", "rank": 1}, "Medicare"),
        ({"payer_kind": "1", "patient": "B"}, "unknown"),
        ({"payer_kind": "1", "facility": "K"}, "unknown"),
        ({"payer_kind": "1", "began_on": DAY, "ended_on": DAY}, "Medicare"),
        ({"payer_kind": "1", "began_on": date(2026, 2, 11)}, "unknown"),
        ({"payer_kind": "1", "ended_on": date(2026, 2, 9)}, "unknown"),
    ],
)
def test_who_pays(sent: dict[str, Any], payer: str) -> None:
    assert payers(sent) == [payer]


def test_nobody_is_known_to_pay_where_no_coverage_was_sent() -> None:
    assert payers() == ["unknown"]


def test_from_the_day_another_begins_the_other_pays_and_no_day_has_two() -> None:
    days = tuple(date(2026, 2, day) for day in (9, 10, 11))
    private = {"payer_kind": "5", "began_on": date(2020, 1, 1)}
    assert payers({"payer_kind": "1", "began_on": DAY}, private, days=days) == [
        "private insurance",
        "Medicare",
        "Medicare",
    ]


def test_of_two_that_begin_together_one_is_taken_and_the_row_stays_one() -> None:
    assert payers({"payer_kind": "5"}, {"payer_kind": "1"}) == ["Medicare"]


def test_who_pays_second_does_not_end_the_first() -> None:
    second = {"payer_kind": "2", "rank": 2, "began_on": date(2026, 2, 1)}
    assert payers({"payer_kind": "1", "rank": 1, "began_on": date(2020, 1, 1)}, second) == ["Medicare"]


def test_rows_of_the_same_day_stay_as_many_as_they_were() -> None:
    assert payers({"payer_kind": "1"}, {"payer_kind": "2"}, days=(DAY, DAY)) == ["Medicaid", "Medicaid"]
