"""The folder by which files are exchanged with a clearing house, as an SFTP server shows one: out, in, done, held.

A file appears whole or not at all: it is written under another name beside the way out, flushed to the disk, and moved
there in one step. Only one process works on a facility's folder at a time.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from wellrun.foundations.organisation.models import Facility

OUT, IN, DONE, HELD, STAGED = "out", "in", "done", "held", ".staged"
UNFINISHED = 3600.0
"""Seconds after which a file that never got its end is held: no transfer pauses so long."""


class DropFolder:
    """The folder of one facility."""

    def __init__(self, facility: Facility) -> None:
        self.root = Path(settings.EXCHANGE) / facility.code

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this process is the one that works here; the lock goes with the process, however it ends."""
        for name in (OUT, IN, DONE, HELD, STAGED):
            (self.root / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def stage(self, name: str, content: bytes) -> None:
        """Lays a file ready beside the way out; what lay there from an attempt that broke off is written over."""
        target = self.root / STAGED / name
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _flush(target.parent)

    def hand_over(self, name: str) -> None:
        """Moves a staged file to the way out. One that is no longer staged has gone, and is not sent again."""
        source = self.root / STAGED / name
        if source.exists():
            source.replace(self.root / OUT / name)
            _flush(self.root / OUT)
            _flush(source.parent)

    def arrived(self) -> list[Path]:
        """Files that came, the oldest first."""
        files = [file for file in (self.root / IN).iterdir() if file.is_file() and not file.name.startswith(".")]
        return sorted(files, key=lambda file: (file.stat().st_mtime, file.name))

    def put_away(self, file: Path, where: str) -> None:
        """Moves a file that was taken in; of two with one name the later gets a number."""
        target, number = self.root / where / file.name, 1
        while target.exists():
            number += 1
            target = target.with_name(f"{file.name}.{number}")
        file.replace(target)


def is_old(file: Path) -> bool:
    """Whether nothing has been written to a file for so long that its transfer must have broken off."""
    return time.time() - file.stat().st_mtime > UNFINISHED


def _flush(folder: Path) -> None:
    """Makes a rename last through a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
