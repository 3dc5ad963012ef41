"""Learning a model and answering a question in the background. A task is told which, nothing else."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from wellrun.departments.operations.actions import answering
from wellrun.departments.operations.actions.scenarios import keep_fresh
from wellrun.foundations.audit.actions import Actor, System
from wellrun.foundations.organisation.models import Facility


@task()  # type: ignore[untyped-decorator]
def learn_model(model: int) -> None:
    """Learns one model."""
    answering.learn(model=model, by=System("flow models"))


@task()  # type: ignore[untyped-decorator]
def answer_scenario(scenario: int) -> None:
    """Answers one question."""
    answering.answer(scenario=scenario, by=System("what if"))


def keep_models_fresh(by: Actor) -> None:
    """After facts have come: models that have become old are learnt anew. Whoever never asked for one gets none."""
    for facility in Facility.objects.filter(flow_models__isnull=False).distinct():
        if (wanted := keep_fresh(facility=facility, by=by, now=timezone.now())) is not None:
            learn_model.enqueue(wanted.pk)
