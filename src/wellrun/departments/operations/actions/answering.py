"""Learns a facility's model and answers what is asked of it; done by the worker, which says how far it has come."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from wellrun.departments.operations.models import FlowModel, Progress, Scenario
from wellrun.departments.operations.queries.learning import material_of
from wellrun.departments.operations.rules.what_if.answers import DESIGN, samples_of
from wellrun.departments.operations.rules.what_if.changes import arrangement
from wellrun.departments.operations.rules.what_if.fitted import FittedModel
from wellrun.departments.operations.rules.what_if.learning import TooFew, learnt
from wellrun.engines.flow.explain import acts
from wellrun.engines.flow.replicate import Answer, replicate
from wellrun.foundations.audit.actions import Actor, record

EVERY = 0.4
"""Seconds between two writings of how far it has come."""

HELPS = 3
"""So many of what frees most are told."""

TRIED = replace(DESIGN, at_least=12, at_most=12)
"""Dozens of changes are tried: with fewer years each, and intervals that say so."""


class Stopped(Exception):
    """Somebody wants no answer any more."""


def learn(*, model: int, by: Actor) -> None:
    """Learns one model from the warehouse as of today of its facility, runs today's arrangement, and what would help.

    Where too little is known it is ready without a model. Broken off and done again, it comes to the same.
    """
    held = FlowModel.objects.select_related("facility").get(pk=model)
    began = _begun(held)
    try:
        _learn(held, began, by)
    except Exception:
        FlowModel.objects.filter(pk=held.pk).update(progress=Progress.FAILED, moved_at=timezone.now())
        record("operations.flow_model.broke_off", by=by, about=held)
        raise


def _learn(held: FlowModel, began: float, by: Actor) -> None:
    from zoneinfo import ZoneInfo

    today = timezone.localdate(timezone=ZoneInfo(held.facility.time_zone))
    material = material_of(held.facility, today)
    found: dict[str, Any]
    try:
        fitted = learnt(material.stays, material.units, known=material.known, turned_away=material.turned_away)
        found = {"fitted": fitted.kept(), "stays": fitted.stays, "weeks": (fitted.until - fitted.since).days // 7}
        found |= _base(held, fitted)
    except TooFew as few:
        found = {"stays": few.stays, "weeks": few.weeks}
    with transaction.atomic():
        now = timezone.now()
        FlowModel.objects.filter(pk=held.pk).update(
            **found, progress=Progress.READY, moved_at=now, seconds=round(time.monotonic() - began, 2)
        )
        told = {"weeks": found["weeks"], "stays": found["stays"], "model": "fitted" in found}
        record("operations.flow_model.learnt", by=by, about=held, after=told)


def _base(held: FlowModel, fitted: FittedModel) -> dict[str, Any]:
    """Today's arrangement by run, and the changes that would help most."""
    from wellrun.engines.flow.compiled import digest

    network = arrangement(fitted)
    answer = _answer(network)
    told = _teller(FlowModel, held.pk, stoppable=False)
    helps = acts(network, replicate(network, TRIED), TRIED, most=HELPS, told=told)
    kept = [{"change": asdict(one.change), "effect": list(one.effect)} for one in helps]
    return {"base": samples_of(answer, network, fitted), "helps": kept, "engine": digest()}


def _answer(network: Any, told: Callable[[int, int], None] | None = None) -> Answer:
    return replicate(network, DESIGN, told=told)


def answer(*, scenario: int, by: Actor) -> None:
    """Runs one arrangement on the patients and the luck of today's, which was run when the model was learnt."""
    held = Scenario.objects.select_related("of").get(pk=scenario)
    if held.stop:
        _stopped(held, by)
        return
    began = _begun(held)
    try:
        _answered(held, began, by)
    except Stopped:
        _stopped(held, by)
    except Exception:
        Scenario.objects.filter(pk=held.pk).update(progress=Progress.FAILED, moved_at=timezone.now())
        record("operations.scenario.broke_off", by=by, about=held)
        raise


def _answered(held: Scenario, began: float, by: Actor) -> None:
    fitted = held.of.model
    _base_of_this_engine(held.of, fitted, by)
    network = arrangement(fitted, held.asked)
    found = _answer(network, _teller(Scenario, held.pk, stoppable=True))
    with transaction.atomic():
        # What was changed meanwhile is asked again by whoever changed it.
        kept = Scenario.objects.filter(pk=held.pk, version=held.version, of=held.of_id)
        seconds = round(time.monotonic() - began, 2)
        kept.update(
            answer=samples_of(found, network, fitted),
            progress=Progress.READY,
            moved_at=timezone.now(),
            seconds=seconds,
        )
        record("operations.scenario.answered", by=by, about=held, after={"seconds": seconds})


def _base_of_this_engine(of: FlowModel, fitted: FittedModel, by: Actor) -> None:
    """After an upgrade today's arrangement is run anew: another text of the simulation draws other luck."""
    from wellrun.engines.flow.compiled import digest

    if of.engine == (now := digest()):
        return
    network = arrangement(fitted)
    with transaction.atomic():
        FlowModel.objects.filter(pk=of.pk).update(base=samples_of(_answer(network), network, fitted), engine=now)
        record("operations.flow_model.run_anew", by=by, about=of)


def _begun(held: FlowModel | Scenario) -> float:
    now = timezone.now()
    type(held).objects.filter(pk=held.pk).update(progress=Progress.RUNNING, moved_at=now, done=0, total=0)
    return time.monotonic()


@transaction.atomic
def _stopped(held: Scenario, by: Actor) -> None:
    Scenario.objects.filter(pk=held.pk).update(progress=Progress.STOPPED, moved_at=timezone.now())
    record("operations.scenario.stopped", by=by, about=held)


def _teller(kind: type[FlowModel] | type[Scenario], pk: int, *, stoppable: bool) -> Callable[[int, int], None]:
    """Writes down how far it has come, a few times a second, and looks whether it shall be stopped."""
    written = 0.0

    def told(done: int, total: int) -> None:
        nonlocal written
        if time.monotonic() - written < EVERY:
            return
        written = time.monotonic()
        kind.objects.filter(pk=pk).update(done=done, total=total, moved_at=timezone.now())
        if stoppable and Scenario.objects.filter(pk=pk, stop=True).exists():
            raise Stopped

    return told
