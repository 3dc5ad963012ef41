"""Counts how often somebody has asked this minute: one small file in memory that all processes of the server share.

A row in the database for each request would cost more than the request (see decision 18). Nothing is kept that says
who: a slot holds a keyed digest, the minute and the count. Processes and threads count one after another: one that was
put to sleep between reading and writing would take back all that others counted meanwhile.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import threading
import weakref
from hashlib import blake2b
from pathlib import Path

SLOTS, PROBES = 1 << 16, 8
SLOT = struct.Struct("<QII")
"""Digest of the key, minute, count."""


class MinuteCounts:
    """Counts by key and minute. ``add`` gives the count with this one; a full neighbourhood counts from one again."""

    def __init__(self, file: Path, *, secret: bytes) -> None:
        self._secret = blake2b(secret, digest_size=32).digest()
        self._file = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        weakref.finalize(self, os.close, self._file)
        os.ftruncate(self._file, SLOTS * SLOT.size)
        self._map = mmap.mmap(self._file, SLOTS * SLOT.size)
        self._thread = threading.Lock()

    def add(self, key: str, *, minute: int) -> int:
        """Counts one more for this key in this minute."""
        digest = int.from_bytes(blake2b(key.encode(), key=self._secret, digest_size=8).digest())
        # A lock on the file holds between processes only.
        with self._thread:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                return self._counted(digest, minute)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _counted(self, digest: int, minute: int) -> int:
        free = None
        for probe in range(PROBES):
            at = (digest + probe) % SLOTS * SLOT.size
            held, when, count = SLOT.unpack_from(self._map, at)
            if held == digest and when == minute:
                SLOT.pack_into(self._map, at, digest, minute, count + 1)
                return int(count) + 1
            if free is None and when != minute:
                free = at
        SLOT.pack_into(self._map, free if free is not None else digest % SLOTS * SLOT.size, digest, minute, 1)
        return 1
