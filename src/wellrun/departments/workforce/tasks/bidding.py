"""Deciding a bidding when its time is over. A task is told which bidding, nothing else."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from wellrun.departments.workforce.actions.bidding import decide_bidding
from wellrun.departments.workforce.models import Bidding
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.queries import tree


@task()  # type: ignore[untyped-decorator]
def close_bidding(bidding: int) -> None:
    """Gives the shift to the first of those who bid, unless a manager has decided before."""
    held = Bidding.objects.get(pk=bidding)
    decide_bidding(bidding=held, by=System("bidding"), tree=tree(), now=timezone.now())
