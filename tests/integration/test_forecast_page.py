"""Forecasts, from stays in the warehouse to the page: what is shown, to whom, and what stands there with nothing."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import account, build_world
from tests.signing_in import signed_in

from wellrun.departments.operations.queries.published import forecast_rows
from wellrun.foundations.access.rules import Role
from wellrun.foundations.catalogue import charting
from wellrun.foundations.catalogue.publishing import unit_rows
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
SOURCE = {"source": "test", "arrival": "test"}
WHERE = {"at": "H1/W1", "day": TODAY.isoformat()}


def stays() -> list[dict[str, Any]]:
    """About six stays a day of three days on Ward 1 of H1, over twenty weeks until yesterday."""
    chance, rows = random.Random(9), []
    for back in range(140, 0, -1):
        for _stay in range(chance.choice((4, 5, 6, 7, 8))):
            start = dt.datetime.combine(TODAY - dt.timedelta(days=back), dt.time(9))
            end = start + dt.timedelta(days=3)
            over = end.date() < TODAY
            rows.append(
                {"facility": "H1", "encounter": f"e{len(rows)}", "patient": f"p{len(rows)}", "class_code": "IMP"}
                | {"status": "finished" if over else "in-progress", "unit": "W1", "started_at": start}
                | {"ended_at": end if over else None, "disposition": "home" if over else None, **SOURCE}
            )
    return rows


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    made = Warehouse(tmp_path_factory.mktemp("forecasts"))
    replace_rows(made, TABLES["encounters"], stays())
    return made


@pytest.fixture
def world(db: None, warehouse: Warehouse, settings: Any) -> Iterator[None]:
    settings.WAREHOUSE = warehouse.home
    build_world()
    charting.facts.cache_clear()
    if not warehouse.manifest().segments("forecasts"):
        replace_rows(warehouse, TABLES["units"], unit_rows())
        replace_rows(warehouse, TABLES["forecasts"], forecast_rows(TODAY))
    yield
    charting.facts.cache_clear()


def page(who: Client, **asked: str) -> str:
    answer = who.get(reverse("forecasts:page"), WHERE | asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_ward_has_census_admissions_and_discharges_and_its_facility_too(world: None) -> None:
    kinds = {(row["unit"], row["what"]) for row in forecast_rows(TODAY)}
    counted = {"census", "admissions", "discharges"}
    assert kinds == {(unit, what) for unit in ("", "W1") for what in counted}
    ahead = [row for row in forecast_rows(TODAY) if row["came"] is None and row["what"] == "census" and row["unit"]]
    assert (ahead[0]["day"], ahead[0]["known_until"]) == (TODAY, TODAY - dt.timedelta(days=1))
    # Six a day who stay three days are eighteen.
    assert ahead[0]["expected"] == pytest.approx(18, abs=2.5)


def test_the_page_says_what_to_expect_and_what_was_missed(world: None) -> None:
    who = signed_in(account("executive", Role.EXECUTIVE, "NET"))
    shown = page(who, what="census")
    assert "Patients at midnight on Tue 24 Nov:" in shown
    assert "inside the range, mean miss" in shown
    assert "(MASE)" in shown
    assert shown.count('role="img"') >= 4
    assert "Admissions on" in page(who, what="admissions")
    assert "Patients at midnight on" in page(who, at="H1", what="no such thing")
    assert "Choose a facility or a ward" in page(who, at="NET")


def test_every_day_can_be_taken_away_as_a_file(world: None) -> None:
    who = signed_in(account("executive", Role.EXECUTIVE, "NET"))
    answer = who.get(reverse("forecasts:page"), WHERE | {"what": "census", "export": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Day,Expected")
    assert len(lines) == 91


def test_a_place_without_facts_says_what_is_missing(world: None) -> None:
    who = signed_in(account("executive", Role.EXECUTIVE, "NET"))
    assert "eight weeks of days are needed" in page(who, at="H2")


def test_a_manager_sees_the_own_ward_and_no_other(world: None) -> None:
    who = signed_in(account("w2", Role.DEPARTMENT_MANAGER, "H1/W2"))
    answer = who.get(reverse("forecasts:page"), WHERE)
    assert "Patients at midnight on" not in answer.content.decode()


def test_facts_that_ended_a_month_ago_are_no_ground_for_a_forecast(world: None) -> None:
    assert forecast_rows(TODAY + dt.timedelta(days=27)) != []
    assert forecast_rows(TODAY + dt.timedelta(days=35)) == []
