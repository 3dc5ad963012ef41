"""The worker: tasks in the background, one after another."""

from __future__ import annotations

from threading import Thread

from django.core.management import call_command


def work() -> None:
    """Works through tasks until it is stopped; the simulation is loaded meanwhile, so that no question waits for it."""
    from wellrun.engines.flow.model import prepare

    Thread(target=prepare, name="prepares the simulation", daemon=True).start()
    call_command("db_worker", "--interval", "0.2")
