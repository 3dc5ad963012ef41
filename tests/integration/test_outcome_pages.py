"""Outcomes, rare events and groups of patients, from stays in the warehouse to pages and the morning."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import account, build_world
from tests.signing_in import signed_in

from wellrun.departments.quality.measures import adjusted, outcomes
from wellrun.departments.quality.queries.outcome_models import outcome_weight_rows
from wellrun.departments.quality.signals.outcome import outcome_signals
from wellrun.foundations.access.rules import Role
from wellrun.foundations.catalogue import charting
from wellrun.foundations.catalogue.publishing import unit_rows
from wellrun.foundations.today.equity_gaps import gap_signals
from wellrun.foundations.today.rare_events import rare_signals
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.measures.example import tables_in_memory
from wellrun.warehouse.measures.refresh import refresh
from wellrun.warehouse.tables import TABLES

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
FIRST = dt.date(2025, 1, 1)
WORSE = dt.date(2026, 9, 1)
SOURCE = {"source": "test", "arrival": "test"}
WHERE = {"at": "H1", "day": TODAY.isoformat()}


def stays() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Five stays a day on each ward; from September many more die on Ward 1; Spanish speakers come back more often."""
    chance = random.Random(5)
    people: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []

    def stay(patient: str, ward: str, day: dt.date, *, dies: bool) -> None:
        start = dt.datetime.combine(day, dt.time(9))
        goes = "exp" if dies else "home"
        times = {"started_at": start, "ended_at": start + dt.timedelta(days=3)}
        name = f"e{len(rows)}"
        rows.append(
            {"facility": "H1", "encounter": name, "patient": patient, "status": "finished", "class_code": "IMP"}
            | {"unit": ward, "disposition": goes, **times, **SOURCE}
        )

    for number in range((TODAY - FIRST).days - 4):
        day = FIRST + dt.timedelta(days=number)
        for ward in ("W1", "W2"):
            for _ in range(5):
                name = f"p{len(people)}"
                few = "vi" if len(people) % 55 == 7 else "pt" if len(people) % 45 == 3 else "en"
                speaks = "es" if chance.random() < 0.12 else few
                born = dt.date(1945 + chance.randrange(40), 5, 1)
                people[name] = {"facility": "H1", "patient": name, "sex": chance.choice(("female", "male"))}
                people[name] |= {"language": speaks, "birth_date": born, **SOURCE}
                dies = chance.random() < (0.10 if ward == "W1" and day >= WORSE else 0.02)
                stay(name, ward, day, dies=dies)
                if not dies and chance.random() < (0.2 if speaks == "es" else 0.1):
                    stay(name, ward, min(day + dt.timedelta(days=12), TODAY - dt.timedelta(days=4)), dies=False)
    return rows, list(people.values())


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    encounters, patients = stays()
    made = Warehouse(tmp_path_factory.mktemp("outcomes"))
    memory = tables_in_memory({})
    with made.writing() as writing:
        changes = {}
        for table, rows in (("encounters", encounters), ("patients", patients)):
            file = made.scratch / f"{table}.csv"
            with file.open("w", newline="") as out:
                writer = csv.DictWriter(out, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            memory.execute(f"INSERT INTO {table} BY NAME FROM read_csv('{file}')")
            parquet = file.with_suffix(".parquet")
            memory.execute(f"COPY {table} TO '{parquet}' (FORMAT parquet)")
            changes[table] = (writing.place(table, parquet, rows=len(rows)),)
        writing.publish(changes)
    return made


@pytest.fixture
def reader(db: None, warehouse: Warehouse, settings: Any) -> Iterator[Client]:
    """A quality lead of the network; figures are worked out once, since nothing in the database changes them."""
    settings.WAREHOUSE = warehouse.home
    world = build_world()
    for kept in (charting.store, charting.facts, charting._kept, charting._with_figures):
        kept.cache_clear()
    if not warehouse.manifest().segments("figures"):
        replace_rows(warehouse, TABLES["units"], unit_rows())
        replace_rows(warehouse, TABLES["outcome_weights"], outcome_weight_rows(TODAY))
        refresh(warehouse, (*outcomes.MEASURES, *adjusted.MEASURES), today=TODAY)
    yield signed_in(account("quality.lead", Role.QUALITY_LEAD, "NET"))
    del world
    for kept in (charting.store, charting.facts, charting._kept, charting._with_figures):
        kept.cache_clear()


def page(reader: Client, name: str, key: str = "", **more: str) -> str:
    address = reverse(name, args=[key] if key else [])
    answer = reader.get(address, {**WHERE, **more})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_ward_that_grew_worse_is_told_of_and_the_other_is_not(reader: Client) -> None:
    from wellrun.foundations.organisation.queries import tree

    found = {draft.key: draft for draft in outcome_signals(TODAY, tree())}
    assert set(found) == {"cusum:death:H1/W1"}
    said = found["cusum:death:H1/W1"]
    assert "Ward 1" in said.sentence
    assert said.since is not None and said.since > WORSE
    assert "does not say why" in said.facts
    shown = page(reader, "quality:outcomes")
    assert "Worse than before" in shown
    assert "What it does not prove" in shown
    assert "Learned from this facility" in shown
    assert "Not worse than before" in page(reader, "quality:outcomes", unit="H1/W2")


def test_a_table_of_units_is_exported_and_a_place_without_a_model_says_why(reader: Client) -> None:
    lines = page(reader, "quality:outcomes", export="csv").splitlines()
    assert len(lines) == 3
    assert "Nothing can be expected here yet" in page(reader, "quality:outcomes", at="H2")
    assert "Choose a facility" in page(reader, "quality:outcomes", at="NET")


def test_a_language_that_comes_back_more_often_is_warned_of_and_sexes_are_not(reader: Client) -> None:
    from wellrun.foundations.organisation.queries import tree

    shown = page(reader, "catalogue:groups", "readmission_30_day")
    assert "30-day readmissions, Spanish:" in shown
    assert "30-day readmissions, female" not in shown
    assert "30-day readmissions, male" not in shown
    keys = [draft.key for draft in gap_signals(TODAY, tree())]
    assert keys == ["equity:H1:language"]


def test_what_is_withheld_cannot_be_had_from_the_export(reader: Client) -> None:
    body = page(reader, "catalogue:groups", "readmission_30_day", export="csv")
    rows = [row for row in csv.DictReader(io.StringIO(body.lstrip("\ufeff"))) if row["By"] == "language"]
    hidden = [row for row in rows if not row["Counted"]]
    assert {row["Group"] for row in hidden} == {"Vietnamese", "Portuguese"}
    assert all(not row["Per"] and not row["Patients"] and not row["of discharges"] for row in hidden)


def test_groups_of_a_ward_are_not_told(reader: Client) -> None:
    ward = page(reader, "catalogue:groups", "readmission_30_day", at="NET")
    assert "asked of a whole facility" in ward
    manager = signed_in(account("one.ward", Role.DEPARTMENT_MANAGER, "H1/W1"))
    seen = manager.get(reverse("catalogue:groups", args=["readmission_30_day"]), {**WHERE, "at": "H1/W1"})
    assert "Spanish" not in seen.content.decode()
    asked = {"measure": "readmission_30_day", "split": "language", "grain": "month"}
    asked |= {"since": "2026-01-01", "until": "2026-07-01"}
    assert reader.get(reverse("catalogue:ask"), {**WHERE, **asked, "at": "H1/W1"}).status_code == 409
    assert reader.get(reverse("catalogue:ask"), {**WHERE, **asked}).status_code == 200


def test_rare_deaths_of_a_measure_have_a_page_with_its_settings(reader: Client) -> None:
    from wellrun.foundations.organisation.queries import tree

    shown = page(reader, "catalogue:rare", "in_hospital_deaths", at="H1/W2")
    assert "Settings kept with this chart: CUSUM" in shown
    assert "g chart" in shown
    assert list(rare_signals(TODAY, tree())) == [], "deaths are judged stay by stay, and nothing else is rare here"
    assert reader.get(reverse("catalogue:rare", args=["average_stay"]), WHERE).status_code == 404
