"""The MLLP listener: takes messages over TCP or TLS, stores them, and only then answers.

One thread speaks to the database. While it commits, what comes meanwhile gathers, and is stored with the next commit:
many senders share one, each of them is answered after it, in its own order. Where storing falls behind, or too many
messages wait to be taken in, nobody's bytes are read until it has caught up, and TCP makes the senders wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connections

from wellrun.engines.hl7v2 import Frames, TooLong, framed
from wellrun.foundations.feeds.actions import incoming, taking
from wellrun.foundations.feeds.actions.incoming import Came

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes or messages, times in seconds.

    ``longest`` of a message; ``connections`` at once; ``half`` between the first byte of a message and its last;
    ``ahead`` messages of one sender that are not answered yet; ``together`` in one commit; ``backlog`` that may wait to
    be taken in before nobody is read any more.
    """

    longest: int = 16 * 1024 * 1024
    connections: int = 200
    half: float = 60.0
    ahead: int = 32
    together: int = 100
    backlog: int = 50_000
    looked_at: float = 1.0
    asked_again: float = 60.0
    facts: float = 3600.0
    stopping: float = 10.0


class Listener:
    """Serves until it is told to stop. ``ready`` is called with the port once it listens."""

    def __init__(self, *, limits: Limits | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.limits, self.tls = limits or Limits(), tls
        self._thread = ThreadPoolExecutor(1, "messages", initializer=incoming.commit_to_disk)
        self._queue: asyncio.Queue[tuple[Came, asyncio.Future[bytes]]] = asyncio.Queue(self.limits.together * 2)
        self._reading = asyncio.Event()
        self._stopping = asyncio.Event()
        self._senders: set[asyncio.Task[Any]] = set()

    async def serve(self, host: str, port: int, *, ready: Callable[[int], None]) -> None:
        """Listens until ``stop``; then finishes what has come and answers it."""
        self._reading.set()
        server = await asyncio.start_server(self._sender, host, port, ssl=self.tls, limit=1 << 16)
        storing = [asyncio.create_task(step) for step in (self._store(), self._watch(), self._ask_again())]
        ready(server.sockets[0].getsockname()[1])
        await self._stopping.wait()
        server.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.limits.stopping):
                await asyncio.gather(*self._senders, return_exceptions=True)
        for task in (*self._senders, *storing):
            task.cancel()
        await asyncio.gather(*storing, return_exceptions=True)
        await self._in_thread(connections.close_all)
        self._thread.shutdown()

    def stop(self) -> None:
        """No more bytes are read; what has come is stored and answered."""
        self._stopping.set()
        self._reading.set()

    async def _in_thread(self, step: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, step)

    async def _sender(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._senders) >= self.limits.connections:
            log.warning("A connection was closed at once: %s are open.", len(self._senders))
            writer.close()
            return
        self._senders.add(task)
        answers: asyncio.Queue[asyncio.Future[bytes] | None] = asyncio.Queue(self.limits.ahead)
        reading = asyncio.create_task(self._read(reader, _address(writer), answers))
        answering = asyncio.create_task(_answer(answers, writer))
        try:
            await asyncio.wait({reading, answering}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                await answers.put(_done(_last_words(reading)))
                await answers.put(None)
            await answering
        except (ConnectionError, TimeoutError, ssl.SSLError) as error:
            log.warning("A connection from %s ended: %s", _address(writer), type(error).__name__)
        finally:
            reading.cancel()
            answering.cancel()
            self._senders.discard(task)
            writer.close()

    async def _read(
        self, reader: asyncio.StreamReader, address: str, answers: asyncio.Queue[asyncio.Future[bytes] | None]
    ) -> None:
        frames = Frames(longest=self.limits.longest)
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            while not self._stopping.is_set():
                await self._reading.wait()
                data = await self._some(reader, stopping, half=frames.begun)
                if not data:
                    return
                for body in frames.feed(data):
                    future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
                    await self._queue.put((Came(body, address), future))
                    await answers.put(future)
        finally:
            stopping.cancel()
            if frames.begun or frames.broken or frames.strays:
                words = "From %s %s messages broke off, %s bytes stood outside of any."
                log.warning(words, address, frames.broken + frames.begun, frames.strays)

    async def _some(self, reader: asyncio.StreamReader, stopping: asyncio.Task[Any], *, half: bool) -> bytes:
        """The next bytes; none at the end or when the listener stops. Half a message must go on in time."""
        reading = asyncio.create_task(reader.read(1 << 16))
        limit = self.limits.half if half else None
        done, _rest = await asyncio.wait({reading, stopping}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        if reading in done:
            return reading.result()
        reading.cancel()
        if stopping in done:
            return b""
        raise TimeoutError

    async def _store(self) -> None:
        while True:
            group = [await self._queue.get()]
            while len(group) < self.limits.together and not self._queue.empty():
                group.append(self._queue.get_nowait())
            try:
                answers = await self._in_thread(partial(_stored, [came for came, _future in group]))
            except Exception as error:
                # Nobody is answered, so everybody sends again. The kind of error tells nothing of a patient.
                log.error("Messages could not be stored: %s", type(error).__name__)
                answers = [error] * len(group)
                await asyncio.sleep(1)
            for (_came, future), answer in zip(group, answers, strict=True):
                if future.cancelled():
                    continue
                if isinstance(answer, Exception):
                    future.set_exception(ConnectionError("not stored"))
                else:
                    future.set_result(answer)

    async def _watch(self) -> None:
        """Stops reading where too much waits to be taken in, and goes on when half of it is."""
        while True:
            await asyncio.sleep(self.limits.looked_at)
            waiting = await self._quietly(taking.backlog)
            if waiting is None:
                continue
            if waiting > self.limits.backlog and self._reading.is_set():
                log.warning("%s messages wait to be taken in: nothing is read until half of them are.", waiting)
                self._reading.clear()
            elif waiting <= self.limits.backlog // 2:
                self._reading.set()

    async def _ask_again(self) -> None:
        turn, of = 0, max(1, round(self.limits.facts / self.limits.asked_again))
        while True:
            await asyncio.sleep(self.limits.asked_again)
            turn += 1
            await self._quietly(partial(taking.ask_again, facts=turn % of == 0))

    async def _quietly(self, step: Callable[[], Any]) -> Any:
        try:
            return await self._in_thread(partial(_connected, step))
        except Exception as error:
            log.error("The database did not answer: %s", type(error).__name__)
            return None


def _stored(came: Sequence[Came]) -> list[bytes]:
    answers: list[bytes] = _connected(partial(incoming.receive, came=came))
    return answers


def _connected(step: Callable[[], Any]) -> Any:
    """Runs a step; a connection to the database that broke is closed, so that the next step opens another."""
    try:
        return step()
    except Exception:
        connections.close_all()
        incoming.commit_to_disk()
        raise


async def _answer(answers: asyncio.Queue[asyncio.Future[bytes] | None], writer: asyncio.StreamWriter) -> None:
    """Writes each answer when its message is stored, in the order in which the messages came."""
    while (future := await answers.get()) is not None:
        try:
            answer = await future
        except ConnectionError:
            writer.close()
            return
        if answer:
            writer.write(framed(answer))
            await writer.drain()


def _last_words(reading: asyncio.Task[None]) -> bytes:
    """What is answered when reading has ended: a refusal of a message that was too long, else nothing.

    Raises what else ended it.
    """
    try:
        reading.result()
    except TooLong as error:
        return incoming.refuse_long(error.head)
    return b""


def _done(answer: bytes) -> asyncio.Future[bytes]:
    future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    future.set_result(answer)
    return future


def _address(writer: asyncio.StreamWriter) -> str:
    peer = writer.get_extra_info("peername")
    return str(peer[0]) if peer else ""


def tls_context(*, certificate: Path, key: Path | None, clients: Path | None) -> ssl.SSLContext:
    """TLS 1.2 or newer with our certificate; with ``clients`` only who has a certificate of that authority may in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    if clients is not None:
        context.load_verify_locations(clients)
        context.verify_mode = ssl.CERT_REQUIRED
    return context
