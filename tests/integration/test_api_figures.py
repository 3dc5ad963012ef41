"""Measures, figures and signals for programs are those of the pages."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.signing_in import signed_in

from wellrun.foundations.catalogue.agreed import agreed_for
from wellrun.foundations.catalogue.charting import chart_of, grain_of
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.today.queries import morning

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)
WEEKS = 30


def stays() -> list[dict[str, Any]]:
    """Three arrivals a day; in the last nine weeks Ward 1 keeps its patients four days longer."""
    chance, first = random.Random(7), TODAY - dt.timedelta(weeks=WEEKS)
    rows = []
    for day in range(WEEKS * 7):
        for number in range(3):
            start = dt.datetime.combine(first + dt.timedelta(days=day), dt.time(9 + number))
            end = start + dt.timedelta(days=chance.randint(1, 6) + (4 if day >= (WEEKS - 9) * 7 else 0))
            over = end.date() < TODAY
            rows.append(
                {
                    "facility": "H1",
                    "encounter": f"{day}-{number}",
                    "patient": f"p{day}{number}",
                    "status": "finished" if over else "in-progress",
                    "class_code": "IMP",
                    "started_at": start,
                    "ended_at": end if over else None,
                    "unit": "W1",
                    "source": "test",
                    "arrival": "test",
                }
            )
    return rows


@pytest.fixture
def reader(world: Any, figures: Callable[..., None]) -> Client:
    figures(stays(), today=TODAY)
    return signed_in(world.director)


def test_figures_are_those_of_the_chart(reader: Client, world: Any) -> None:
    measure, place = MEASURES["average_stay"], world.place("H1/W1")
    drawn = chart_of(measure, place, until=TODAY, agreed=agreed_for(measure, place))
    assert drawn is not None
    since = drawn.figures[0].start
    got = reader.get(f"/api/v1/measures/average_stay/figures?at=H1/W1&from={since}&to={TODAY}&size=200").json()
    assert got["total"] == len(drawn.figures) > 20
    assert [(one["start"], one["value"]) for one in got["items"]] == [
        (figure.start.isoformat(), figure.value) for figure in drawn.figures
    ]
    assert {one["grain"] for one in got["items"]} == {grain_of(measure)}


def test_what_is_asked_for_badly_is_told(reader: Client) -> None:
    address = "/api/v1/measures/average_stay/figures"
    assert {fault["place"] for fault in reader.get(address).json()["faults"]} == {"from", "to"}
    for query in ("from=2026-01-02&to=2026-01-01", "from=1970-01-01&to=2026-01-01&by=day"):
        assert reader.get(f"{address}?{query}").status_code == 422
    assert reader.get("/api/v1/measures/no_such_measure").status_code == 404
    assert reader.get("/api/v1/measures?department=x").status_code == 400


def test_a_measure_carries_its_definition_and_newest_figure(reader: Client) -> None:
    got = reader.get(f"/api/v1/measures/average_stay?at=H1/W1&day={TODAY}").json()
    measure = MEASURES["average_stay"]
    assert (got["counts"], got["source"], got["version"]) == (measure.counts, measure.source, measure.version)
    assert got["newest"]["value"] > 0 and got["agreed"]["target"] == measure.target


def test_every_measure_is_listed_and_readable(reader: Client) -> None:
    listed = reader.get("/api/v1/measures?size=200").json()
    assert listed["total"] == len(MEASURES)
    assert {reader.get(f"/api/v1/measures/{one['key']}").status_code for one in listed["items"]} == {200}


def test_signals_are_those_of_the_morning(reader: Client, world: Any) -> None:
    got = reader.get(f"/api/v1/signals?day={TODAY}&size=200").json()
    seen = morning(world.place("NET"), day=TODAY, tree=world.tree)
    assert [one["sentence"] for one in got["items"]] == [item.signal.sentence for item in seen.items]
    assert got["total"] > 0
    assert reader.get(f"/api/v1/signals?day={TODAY}&rank=harm+now").json()["total"] == 0
