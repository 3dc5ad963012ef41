"""Loading in the background. A task is told which load or connection, never what is in it."""

from __future__ import annotations

from django_tasks import task

from wellrun.foundations.audit.actions import System
from wellrun.foundations.feeds import actions


@task()  # type: ignore[untyped-decorator]
def load_files(load: int) -> None:
    """Takes the files of one load through the front door and works out what follows."""
    actions.carry_out(load=load, by=System("loader"))


@task()  # type: ignore[untyped-decorator]
def take_messages(connection: int) -> None:
    """Takes in what waits on a connection."""
    from wellrun.foundations.feeds.actions import taking
    from wellrun.foundations.feeds.models import Connection

    taking.take_messages(connection=Connection.objects.get(pk=connection), by=System("live messages"))


@task()  # type: ignore[untyped-decorator]
def take_live_facts(connection: int) -> None:
    """Lets what came over a connection into the warehouse."""
    from wellrun.foundations.feeds.actions import live_facts
    from wellrun.foundations.feeds.models import Connection

    live_facts.take_live_facts(connection=Connection.objects.get(pk=connection), by=System("live messages"))
