"""The web server, gunicorn, with the static files served by the application itself; and the worker beside it."""

from __future__ import annotations

import atexit
import gc
import signal
import subprocess
import sys
from typing import Any

from gunicorn.app.base import BaseApplication


class Server(BaseApplication):
    """Gunicorn with our settings instead of a settings file."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from wellrun.config.wsgi import application

        keep_what_is_loaded()
        sys.setswitchinterval(TURN)
        return application


def keep_what_is_loaded() -> None:
    """What a process has loaded to answer pages is never garbage: looking through it stopped an answer for 0.2 s."""
    gc.collect()
    gc.freeze()
    # Extensions complain of what is still there at the end.
    atexit.register(gc.unfreeze)


WORKERS, THREADS = 3, 4
"""Processes that answer pages and threads in each. More threads only wait for one another: a page is mostly
processor time of one interpreter (measured by `make bench BENCH=pages`)."""

TURN = 0.0005
"""Seconds a thread may keep the interpreter while others wait, a tenth of Python's own: a thread that holds the head of
the audit chain gives the interpreter up at each statement, and everybody else waits until it has it back."""

WORKER = """
import django
django.setup()
from wellrun.config.working import work
work()
"""


def serve(address: str, *, workers: int) -> None:
    """Answers pages and works through loads until it is stopped; the worker stops with the server."""
    # The program and its words are ours; nothing of a request reaches them.
    worker = subprocess.Popen([sys.executable, "-c", WORKER])  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        answer(address, workers=workers)
    finally:
        worker.terminate()
        worker.wait(timeout=20)


def answer(address: str, *, workers: int) -> None:
    """The web server alone."""
    Server(
        {
            "bind": address,
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "graceful_timeout": 5,
            "loglevel": "warning",
        }
    ).run()
