"""Learning a model and answering a question in the background. A task is told which, nothing else."""

from __future__ import annotations

from django_tasks import task

from wellrun.departments.operations.actions import answering
from wellrun.foundations.audit.actions import System


@task()  # type: ignore[untyped-decorator]
def learn_model(model: int) -> None:
    """Learns one model."""
    answering.learn(model=model, by=System("flow models"))


@task()  # type: ignore[untyped-decorator]
def answer_scenario(scenario: int) -> None:
    """Answers one question."""
    answering.answer(scenario=scenario, by=System("what if"))
