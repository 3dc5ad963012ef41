"""Whether a backup is under way here: a lock that is held by whoever makes one, and let go of however they end."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

NAME = "backup.lock"


@contextmanager
def running() -> Iterator[None]:
    """While a backup is made; a second one waits."""
    with (Path(settings.HOME) / NAME).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_running() -> bool:
    """True while somebody on this machine makes a backup."""
    with (Path(settings.HOME) / NAME).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
