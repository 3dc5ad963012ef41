"""Measures on their pages: chart, definition, phases with reasons, notes, targets, questions kept and shared."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.signing_in import signed_in

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.catalogue.models import Phase, Question, Setting
from wellrun.foundations.today import actions as today
from wellrun.foundations.today.models import Signal

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 2)
WEEKS = 40


def stays() -> list[dict[str, Any]]:
    """Three arrivals a day on each ward; in the last nine weeks Ward 1 keeps its patients four days longer."""
    chance = random.Random(11)
    rows = []
    first = TODAY - dt.timedelta(weeks=WEEKS)
    for day in range(WEEKS * 7):
        for ward in ("W1", "W2"):
            for number in range(3):
                start = dt.datetime.combine(first + dt.timedelta(days=day), dt.time(9 + number))
                longer = 4 if ward == "W1" and day >= (WEEKS - 9) * 7 else 0
                end = start + dt.timedelta(days=chance.randint(1, 6) + longer)
                rows.append(
                    {
                        "facility": "H1",
                        "encounter": f"{ward}-{day}-{number}",
                        "patient": f"p{ward}{day}{number}",
                        "status": "finished" if end.date() < TODAY else "in-progress",
                        "class_code": "IMP",
                        "started_at": start,
                        "ended_at": end if end.date() < TODAY else None,
                        "unit": ward,
                        "source": "test",
                        "arrival": "test",
                    }
                )
    return rows


@pytest.fixture
def reader(world: Any, figures: Callable[..., None]) -> Client:
    """A quality lead of the network, on a warehouse with forty weeks of stays."""
    figures(stays(), today=TODAY)
    access.grant(account=world.stranger, role=Role.QUALITY_LEAD, place="NET", by=System("test"))
    return signed_in(world.stranger)


WHERE = {"at": "H1", "day": TODAY.isoformat()}


def test_a_longer_stay_is_a_signal_with_its_place_and_words(reader: Client) -> None:
    today.find_signals(day=TODAY, by=System("test"))
    said = Signal.objects.get(key="variation:average_stay:H1/W1")
    assert said.sentence.startswith("Average stay has been above the usual")
    assert "Ward 1" in said.sentence
    assert "<svg" in said.picture
    assert not Signal.objects.filter(key="variation:average_stay:H1/W2").exists()


def test_the_page_has_chart_definition_parts_and_figures(reader: Client) -> None:
    page = reader.get(reverse("catalogue:measure", args=["average_stay"]), WHERE).content.decode()
    for words in (
        "Average stay",
        "Worked example.",
        "Ward 1",
        "Ward 2",
        "How to read it",
        "Settings kept with this chart",
    ):
        assert words in page
    assert page.count("<svg") > 4


def test_figures_are_exported_in_full(reader: Client) -> None:
    body = reader.get(reverse("catalogue:measure", args=["average_stay"]), {**WHERE, "export": "csv"}).content
    assert len(body.decode().splitlines()) > 30


def test_a_new_phase_needs_its_reason_and_keeps_the_old_limits(reader: Client) -> None:
    where = reverse("catalogue:phase", args=["average_stay"])
    asked = {**WHERE, "starts_on": (TODAY - dt.timedelta(weeks=9)).isoformat()}
    assert reader.post(where, {**asked, "reason": " "}).status_code == 422
    assert reader.post(where, {**asked, "reason": "New stroke unit"}).status_code == 302
    phase = Phase.objects.get()
    assert (phase.reason, phase.agreed_on) == ("New stroke unit", TODAY)
    assert Entry.objects.get(action="catalogue.phase.agreed").why == "New stroke unit"
    page = reader.get(reverse("catalogue:measure", args=["average_stay"]), WHERE).content.decode()
    assert "New stroke unit" in page
    assert reader.post(where, {**asked, "reason": "again"}).status_code == 409, "a day has one phase"


def test_a_note_and_a_target_show_on_the_chart(reader: Client) -> None:
    reader.post(reverse("catalogue:note", args=["average_stay"]), {**WHERE, "day": "2026-01-15", "words": "Ward moved"})
    reader.post(reverse("catalogue:target", args=["average_stay"]), {**WHERE, "target": "3", "rules": "nelson"})
    page = reader.get(reverse("catalogue:measure", args=["average_stay"]), WHERE).content.decode()
    assert "Ward moved" in page
    assert "target under 3" in page
    assert "Nelson" in page
    assert Setting.objects.get().rules == "nelson"


def test_a_manager_may_not_govern(world: Any, reader: Client) -> None:
    client = Client()
    client.force_login(world.ward_manager)
    sent = {"at": "H1/W1", "starts_on": "2026-01-01", "reason": "because"}
    assert client.post(reverse("catalogue:phase", args=["average_stay"]), sent).status_code == 403


def test_a_question_is_asked_kept_and_shared_only_with_those_who_may_see_it(world: Any, reader: Client) -> None:
    asked = {"measure": "average_stay", "split": "unit", "grain": "month", "since": "2025-10-01", "until": "2026-03-01"}
    page = reader.get(reverse("catalogue:ask"), {**WHERE, **asked}).content.decode()
    assert "Ward 1" in page
    assert "Ward 2" in page
    reader.post(reverse("catalogue:keep"), {**WHERE, **asked, "name": "Stays by ward", "shared": "on"})
    kept = Question.objects.get()
    assert reader.get(reverse("catalogue:kept", args=[kept.pk])).status_code == 302
    client = Client()
    client.force_login(world.director)
    assert client.get(reverse("catalogue:kept", args=[kept.pk])).status_code == 302
    client.force_login(world.ward_manager)
    assert client.get(reverse("catalogue:kept", args=[kept.pk]), {"at": "H1/W1"}).status_code == 404


def test_a_question_that_makes_no_sense_says_so(reader: Client) -> None:
    asked = {**WHERE, "measure": "average_stay", "since": "2026-03-01", "until": "2026-01-01"}
    answer = reader.get(reverse("catalogue:ask"), asked)
    assert answer.status_code == 422
    assert "ends before it begins" in answer.content.decode()


def test_the_finder_finds_measures_places_people_and_only_what_may_be_seen(world: Any, reader: Client) -> None:
    found = reader.post(reverse("access:find"), {**WHERE, "q": "stay"}, headers={"HX-Request": "true"}).content.decode()
    assert "Average stay" in found
    client = Client()
    client.force_login(world.ward_manager)
    found = client.post(reverse("access:find"), {"at": "H1/W1", "q": "Ward"}).content.decode()
    assert "Ward 1" in found
    assert "Ward 2" not in found
