"""Loading in the background. A task is told which load, never what is in it."""

from __future__ import annotations

from django_tasks import task

from wellrun.foundations.audit.actions import System
from wellrun.foundations.feeds import actions


@task()  # type: ignore[untyped-decorator]
def load_files(load: int) -> None:
    """Takes the files of one load through the front door and works out what follows."""
    actions.carry_out(load=load, by=System("loader"))
