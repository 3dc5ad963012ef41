"""Server-sent events without a thread for each reader.

A page's stream is asked for like any page, through every gate. Where the web server lets go of its connection, one
thread of the process takes all of them over and writes to each what is new; elsewhere the answer is a short one, and
the browser asks again after a second. See docs/decisions/0030-streams.md.
"""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import close_old_connections
from django.http import StreamingHttpResponse

TICK = 0.2
"""Seconds between two looks for news: what is new is on its way within this time."""

LIFE = 300.0
"""Seconds after which a stream ends and is asked for anew, so that whoever may no longer see it does not."""

BEAT = 15.0
"""Seconds of silence after which a comment is sent: proxies keep the way open, and a reader who left is noticed."""

AGAIN = b"retry: 1000\n\n"

News = Callable[[Hashable, int], tuple[int, bytes]]
"""Of a group and the number it has seen, the present number and the events that lead there; empty where none do."""


class Stream(StreamingHttpResponse):
    """The answer to a page that wants to be told. ``group`` sees the same; ``number`` is what the page shows.

    Where nobody takes its connection over it is a short one, with what is new by then.
    """

    def __init__(self, *, group: Hashable, number: int, news: News) -> None:
        self.group, self.number, self.news = group, number, news
        super().__init__(self._short(), content_type="text/event-stream; charset=utf-8")
        self["Cache-Control"] = "no-store"
        self["X-Accel-Buffering"] = "no"

    def _short(self) -> Iterator[bytes]:
        yield AGAIN + self.news(self.group, self.number)[1]


@dataclass
class Reader:
    """One open connection: what it has seen, since when it is open, when it was last written to."""

    connection: socket.socket
    group: Hashable
    number: int
    news: News
    opened: float = field(default_factory=time.monotonic)
    written: float = field(default_factory=time.monotonic)


class Hub:
    """All streams of a process, served by one thread that ends when the last reader has left."""

    def __init__(self) -> None:
        self.readers: list[Reader] = []
        self.lock = threading.Lock()
        self.running = False

    def join(self, reader: Reader) -> None:
        """Takes a connection over."""
        with self.lock:
            self.readers.append(reader)
            if not self.running:
                self.running = True
                threading.Thread(target=self._run, name="streams", daemon=True).start()

    def _run(self) -> None:
        while True:
            with self.lock:
                if not self.readers:
                    self.running = False
                    break
                readers = list(self.readers)
            begun = time.monotonic()
            gone = set(self._tell(readers))
            with self.lock:
                self.readers = [one for one in self.readers if id(one) not in gone]
            time.sleep(max(0.02, TICK - (time.monotonic() - begun)))
        close_old_connections()

    def _tell(self, readers: Iterable[Reader]) -> Iterable[int]:
        close_old_connections()
        told: dict[tuple[Hashable, int], tuple[int, bytes]] = {}
        for one in readers:
            asked = (one.group, one.number)
            try:
                if asked not in told:
                    told[asked] = one.news(*asked)
            except Exception:
                # A database that is away for a moment must not end the thread; the reader asks anew.
                self._end(one)
                yield id(one)
                continue
            number, events = told[asked]
            now = time.monotonic()
            if not events and now - one.written > BEAT:
                events = b": still here\n\n"
            if now - one.opened > LIFE or not self._write(one, events):
                self._end(one)
                yield id(one)
            one.number = number

    def _write(self, one: Reader, events: bytes) -> bool:
        if not events:
            return True
        try:
            sent = one.connection.send(events)
        except OSError:
            return False
        one.written = time.monotonic()
        # A reader so slow that its buffer is full asks anew, and is then told all that is so.
        return sent == len(events)

    def _end(self, one: Reader) -> None:
        with contextlib.suppress(OSError):
            one.connection.close()


HUB = Hub()


def taken_over(environ: dict[str, Any], response: Any, status: str, headers: Iterable[tuple[str, str]]) -> bool:
    """Takes the connection of a stream over from the web server, if it gives one that can be written to."""
    if not isinstance(response, Stream):
        return False
    given = environ.get("gunicorn.socket")
    if not isinstance(given, socket.socket) or isinstance(given, ssl.SSLSocket):
        return False
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    connection = given.dup()
    _leave_behind(given)
    connection.settimeout(5)
    connection.sendall(f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode("latin-1") + AGAIN)
    connection.setblocking(False)
    HUB.join(Reader(connection, response.group, response.number, response.news))
    response.close()
    return True


def _leave_behind(given: socket.socket) -> None:
    """Puts a dead end in the place of the connection: the server shuts down what it holds."""
    ours, theirs = socket.socketpair()
    os.dup2(ours.fileno(), given.fileno())
    ours.close()
    theirs.close()
