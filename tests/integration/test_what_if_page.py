"""What if, from stays in the warehouse to an answer on the page: learnt and answered by the worker, stopped, kept."""

from __future__ import annotations

import datetime as dt
import random
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pptx import Presentation
from tests.conftest import World, account
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.departments.operations.actions import answering
from wellrun.departments.operations.models import FlowModel, Progress, Scenario
from wellrun.departments.operations.rules.what_if.answers import Measure, difference
from wellrun.departments.operations.tasks.what_if import keep_models_fresh
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.catalogue.publishing import unit_rows
from wellrun.foundations.organisation.models import Facility
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

pytestmark = pytest.mark.django_db
SOURCE = {"source": "test", "arrival": "test"}
WEEKS = 12
BEDS = {"W1": 12, "W2": 8}
WHERE = {"at": "H1"}


def today() -> dt.date:
    return timezone.localdate()


def stays(units: tuple[str, ...]) -> list[dict[str, Any]]:
    """Four a day to each unit for about two and a half days, up to yesterday; the first week is not whole."""
    chance, rows = random.Random(5), []
    first = today() - dt.timedelta(days=today().weekday(), weeks=WEEKS + 1)
    for day in range((today() - first).days):
        for unit in units:
            for _stay in range(chance.choice((3, 4, 5)) if unit == "W1" else 2):
                start = dt.datetime.combine(first + dt.timedelta(days=day), dt.time(chance.randrange(24)))
                end = start + dt.timedelta(hours=6 + chance.expovariate(1 / 54))
                over = end.date() < today()
                rows.append(
                    {"facility": "H1", "encounter": f"e{len(rows)}", "patient": f"p{len(rows)}", "class_code": "IMP"}
                    | {"status": "finished" if over else "in-progress", "unit": unit, "started_at": start}
                    | {"ended_at": end if over else None, "disposition": "home" if over else None, **SOURCE}
                )
    return rows


def furnished(home: Any, units: tuple[str, ...]) -> None:
    made = Warehouse(home)
    replace_rows(made, TABLES["encounters"], stays(units))
    replace_rows(made, TABLES["units"], unit_rows())
    day = today() - dt.timedelta(days=1)
    reported = [{"facility": "H1", "unit": unit, "day": day, "staffed": BEDS[unit], **SOURCE} for unit in units]
    replace_rows(made, TABLES["bed_states"], reported)


@pytest.fixture
def at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


LEARNT: dict[str, Any] = {}
"""What the first test learnt, so that the others need not learn it again."""


def learnt_of(units: tuple[str, ...], settings: Any) -> Client:
    """A client that may ask, of a hospital whose model it has let be learnt."""
    furnished(settings.WAREHOUSE, units)
    manager = signed_in(account("flow.manager", Role.FACILITY_MANAGER, "H1"))
    assert manager.post(reverse("operations:learn-model"), WHERE).status_code == 302
    return manager


@pytest.fixture
def manager(world: World, settings: Any, at_once: None) -> Client:
    """Somebody who may ask, of a hospital with one ward whose model has been learnt."""
    if not LEARNT:
        client = learnt_of(("W1",), settings)
        (values,) = FlowModel.objects.values("fitted", "base", "helps", "engine", "weeks", "stays", "progress")
        LEARNT.update(values)
        return client
    now = timezone.now()
    hospital = Facility.objects.get(code="H1")
    FlowModel.objects.create(facility=hospital, asked_at=now, moved_at=now, **LEARNT)
    return signed_in(account("flow.manager", Role.FACILITY_MANAGER, "H1"))


def asked(who: Client, name: str = "Two more", **fields: Any) -> Scenario:
    given = {"name": name, "change-0-kind": "beds", "change-0-unit": "W1", "change-0-amount": "2", **fields}
    answer = who.post(reverse("operations:ask-scenario"), {**WHERE, **given})
    assert answer.status_code == 302, read(answer)
    return Scenario.objects.get(name=name)


def page(who: Client, route: str, *given: Any, **query: Any) -> str:
    answer = who.get(reverse(f"operations:{route}", args=given), {**WHERE, **query})
    assert answer.status_code == 200
    return read(answer)


@pytest.mark.parametrize("units", [("W1",), ("W1", "W2")])
def test_a_model_is_learnt_and_a_question_answered_with_its_interval(
    world: World, settings: Any, at_once: None, units: tuple[str, ...]
) -> None:
    manager = learnt_of(units, settings)
    model = FlowModel.objects.get()
    assert (model.usable, model.weeks) == (True, WEEKS)
    assert model.model.codes == units
    assert [one.beds for one in model.model.units] == [BEDS[unit] for unit in units]
    shown = page(manager, "scenarios")
    assert "The model misses the measured occupancy by" in shown
    assert "What would free most beds" in shown
    held = asked(manager)
    apart = difference(held.of.base, held.answer, Measure.WAITING)
    assert apart.high < 0
    answer = page(manager, "scenario", held.pk)
    assert "2 more beds on Ward 1: " in answer
    assert "fewer patients wait for a bed at 08:00" in answer
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"operations.flow_model.learnt", "operations.scenario.asked", "operations.scenario.answered"} <= actions


def test_what_was_refused_stands_beside_its_field_and_nothing_typed_is_lost(manager: Client) -> None:
    given = {"name": "None", "change-3-kind": "beds", "change-3-unit": "W1", "change-3-amount": "-12"}
    answer = manager.post(reverse("operations:ask-scenario"), {**WHERE, **given})
    assert answer.status_code == 422
    assert 'id="id_change-0-amount_error"' in read(answer)
    assert 'value="-12"' in read(answer)
    assert not Scenario.objects.exists()
    nothing = manager.post(reverse("operations:ask-scenario"), {**WHERE, "name": "None"})
    assert "Nothing is changed." in read(nothing)


def test_questions_are_compared_copied_changed_deleted_and_brought_back(manager: Client) -> None:
    held = asked(manager)
    act = {what: reverse("operations:act-scenario", args=[held.pk, what]) for what in ("copy", "delete", "bring-back")}
    manager.post(act["copy"], WHERE)
    other = Scenario.objects.get(name="Two more (copy)")
    assert other.answer == held.answer
    url = reverse("operations:change-scenario", args=[other.pk])
    given = {"name": "Shorter", "version": "0", "change-0-kind": "stay-percent", "change-0-amount": "-10"}
    assert manager.post(url, {**WHERE, **given}).status_code == 302
    other.refresh_from_db()
    assert (other.name, other.progress) == ("Shorter", Progress.READY)
    assert other.answer != held.answer
    assert manager.post(url, {**WHERE, **given}).status_code == 422
    both = page(manager, "compare-scenarios", one=[held.pk, other.pk])
    assert "Two more" in both
    assert "Stays on all units shorter by 10 percent" in both
    gone = manager.post(act["delete"], WHERE)
    assert "was deleted" in read(manager.get(gone["Location"]))
    assert manager.get(reverse("operations:scenario", args=[held.pk]), WHERE).status_code == 404
    manager.post(act["bring-back"], WHERE)
    assert "Two more" in page(manager, "scenarios", q="two")


def test_a_report_is_the_same_words_as_pdf_and_as_slides(manager: Client) -> None:
    held = asked(manager, note="For the board in December")
    url = reverse("operations:scenario-report", args=["pdf"])
    answer = manager.get(url, {**WHERE, "one": held.pk})
    assert answer.content.startswith(b"%PDF")
    slides = manager.get(reverse("operations:scenario-report", args=["pptx"]), {**WHERE, "one": held.pk})
    (slide,) = Presentation(BytesIO(slides.content)).slides
    words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "2 more beds on Ward 1: " in words
    assert "For the board in December" in words
    assert (
        manager.get(reverse("operations:scenario-report", args=["csv"]), {**WHERE, "one": held.pk}).status_code == 404
    )


def test_it_stops_when_somebody_wants_it_to(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    held = asked(manager)
    Scenario.objects.filter(pk=held.pk).update(progress=Progress.WAITING, answer={})
    run = answering.replicate

    def wanted_meanwhile(*given: Any, told: Any) -> Any:
        manager.post(reverse("operations:act-scenario", args=[held.pk, "stop"]), WHERE)
        return run(*given, told=told)

    monkeypatch.setattr(answering, "replicate", wanted_meanwhile)
    answering.answer(scenario=held.pk, by=System("what if"))
    held.refresh_from_db()
    assert (held.progress, held.answer) == (Progress.STOPPED, {})
    assert "stopped without an answer" in page(manager, "scenario", held.pk)
    monkeypatch.setattr(answering, "replicate", run)
    manager.post(reverse("operations:act-scenario", args=[held.pk, "again"]), WHERE)
    held.refresh_from_db()
    assert held.progress == Progress.READY


def test_while_it_runs_the_page_shows_an_approximation_and_asks_again(manager: Client) -> None:
    held = asked(manager)
    Scenario.objects.filter(pk=held.pk).update(progress=Progress.RUNNING, answer={}, done=12, total=30)
    shown = page(manager, "scenario-progress", held.pk)
    assert "By Erlang’s formula about" in shown
    assert "approximation" in shown
    assert "12 of 30 years" in shown
    assert reverse("operations:scenario-progress", args=[held.pk]) in shown
    Scenario.objects.filter(pk=held.pk).update(moved_at=timezone.now() - dt.timedelta(hours=1))
    assert "Answering broke off." in page(manager, "scenario", held.pk)


def test_after_an_upgrade_of_the_simulation_both_arms_are_run_again(manager: Client) -> None:
    FlowModel.objects.update(engine=1, base={})
    held = asked(manager)
    assert held.of.engine != 1
    assert len(held.of.base[Measure.WAITING][""]) == len(held.answer[Measure.WAITING][""])


def test_models_are_learnt_anew_after_a_week_and_only_where_there_is_one(manager: Client) -> None:
    keep_models_fresh(System("refresh"))
    assert FlowModel.objects.count() == 1
    FlowModel.objects.update(asked_at=timezone.now() - dt.timedelta(days=8))
    keep_models_fresh(System("refresh"))
    # Here the warehouse has become empty meanwhile: what was learnt before is used on.
    assert [(one.progress, one.usable) for one in FlowModel.objects.all()] == [("ready", False), ("ready", True)]
    assert "What would free most beds" in page(manager, "scenarios")


def test_without_stays_the_page_says_why_there_is_no_model(world: World, at_once: None) -> None:
    manager = signed_in(account("flow.manager", Role.FACILITY_MANAGER, "H1"))
    assert "First the model is learnt" in page(manager, "scenarios")
    manager.post(reverse("operations:learn-model"), WHERE)
    assert "There is no model yet: 0 stays in 0 whole weeks are known." in page(manager, "scenarios")
    given = {"name": "Early", "change-0-kind": "beds", "change-0-unit": "W1", "change-0-amount": "2"}
    assert manager.post(reverse("operations:ask-scenario"), {**WHERE, **given}).status_code == 422


def test_nobody_asks_or_reads_beyond_their_place(manager: Client, world: World) -> None:
    held = asked(manager)
    elsewhere = signed_in(account("far.manager", Role.FACILITY_MANAGER, "H2"))
    url = reverse("operations:scenario", args=[held.pk])
    assert elsewhere.get(url, {"at": "H2"}).status_code == 404
    assert elsewhere.get(reverse("operations:compare-scenarios"), {"at": "H2", "one": held.pk}).status_code == 404
    auditor = signed_in(account("flow.auditor", Role.AUDITOR, "H1"))
    assert auditor.get(url, WHERE).status_code == 200
    assert auditor.post(reverse("operations:act-scenario", args=[held.pk, "delete"]), WHERE).status_code == 403
    ward = signed_in(world.ward_manager)
    assert "The model is of a whole facility." in read(ward.get(reverse("operations:scenarios"), {"at": "H1/W1"}))
    assert ward.get(url, {"at": "H1/W1"}).status_code == 404
    director = signed_in(world.director)
    assert "Choose one:" in read(director.get(reverse("operations:scenarios"), {"at": "NET"}))
