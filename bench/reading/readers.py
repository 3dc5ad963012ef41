"""Concurrent readers of one address on this machine, each with one kept connection; bounded in count."""

from __future__ import annotations

import http.client
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """What readers saw: milliseconds a page, and pages a second of all of them together."""

    median_ms: float
    p95_ms: float
    per_second: float
    bytes: int


def read(address: str, path: str, *, cookie: str, readers: int, requests: int) -> Reading:
    """So many readers ask for a page so many times in all; any answer but 200 ends the bench."""
    each = requests // readers
    began = time.perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        parts = list(pool.map(lambda _n: _one(address, path, cookie, each), range(readers)))
    elapsed = time.perf_counter() - began
    times = sorted(ms for part, _size in parts for ms in part)
    return Reading(
        median_ms=round(statistics.median(times), 1),
        p95_ms=round(times[int(0.95 * (len(times) - 1))], 1),
        per_second=round(len(times) / elapsed, 1),
        bytes=parts[0][1],
    )


def _one(address: str, path: str, cookie: str, times: int) -> tuple[list[float], int]:
    connection = http.client.HTTPConnection(address, timeout=120)
    taken, size = [], 0
    for _ in range(times):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Host": address})
        answer = connection.getresponse()
        size = len(answer.read())
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}.")
        taken.append((time.perf_counter() - began) * 1000)
    connection.close()
    return taken, size
