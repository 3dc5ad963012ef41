"""Making a proposal in the background. A task is told which proposal, nothing else."""

from __future__ import annotations

from django_tasks import task

from wellrun.departments.workforce import proposing


@task()  # type: ignore[untyped-decorator]
def make_proposal(proposal: int) -> None:
    """Solves the proposal that somebody asked for on the page."""
    proposing.carry_out(proposal)
