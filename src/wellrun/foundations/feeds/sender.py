"""Sends what waits to other systems, one message at a time to each, for ever."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import connections

from wellrun.engines.hl7v2 import Answer, Frames, answer_of, framed, read_bytes
from wellrun.foundations.feeds.actions import outgoing
from wellrun.foundations.feeds.actions.outgoing import Due
from wellrun.foundations.feeds.models import Destination

log = logging.getLogger(__name__)

LOOK, CONNECT, ANSWER = 1.0, 10.0, 30.0
"""Seconds between two looks at the queue, to connect, and to wait for an answer."""
LONGEST_ANSWER = 1 << 20

Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class NoAnswer(Exception):
    """What came back is no answer to the message that was sent; the words say what it was."""


class Sender:
    """Looks for what is due and sends it. Destinations do not wait for one another; each keeps one connection."""

    def __init__(self, *, look: float = LOOK, answer: float = ANSWER) -> None:
        self.look, self.answer = look, answer
        self._thread = ThreadPoolExecutor(1, "sending")
        self._stopping = asyncio.Event()
        self._wires: dict[int, Wire] = {}

    async def run(self) -> None:
        """Until ``stop``; what is under way then is finished."""
        while not self._stopping.is_set():
            found = await self._quietly(outgoing.due) or []
            await asyncio.gather(*(self._send(one) for one in found))
            if not found:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), self.look)
        for wire in self._wires.values():
            wire[1].close()
        await self._quietly(connections.close_all)
        self._thread.shutdown()

    def stop(self) -> None:
        self._stopping.set()

    async def _send(self, due: Due) -> None:
        try:
            answer = await self._exchange(due)
        except (OSError, TimeoutError, ssl.SSLError, NoAnswer) as error:
            self._hang_up(due.destination)
            trouble = next((words for kind, words in outgoing.REASONS.items() if isinstance(error, kind)), str(error))
            await self._quietly(partial(outgoing.not_sent, destination=due.destination, trouble=trouble))
            return
        await self._quietly(partial(outgoing.sent, message=due.message, answer=answer))

    async def _exchange(self, due: Due) -> Answer:
        reader, writer = await self._wire(due.destination)
        writer.write(framed(due.raw.encode()))
        await writer.drain()
        frames = Frames(longest=LONGEST_ANSWER)
        async with asyncio.timeout(self.answer):
            while True:
                data = await reader.read(1 << 16)
                if not data:
                    raise ConnectionResetError
                for body in frames.feed(data):
                    answer = _understood(body)
                    if answer.control in (due.control, ""):
                        return answer
                    # Of an earlier attempt whose answer came too late: ours is still to come.

    async def _wire(self, destination: Destination) -> Wire:
        kept = self._wires.get(destination.pk)
        if kept is not None and not kept[1].is_closing() and not kept[0].at_eof():
            return kept
        tls = ssl.create_default_context(cafile=destination.authority or None) if destination.tls else None
        async with asyncio.timeout(CONNECT):
            wire = await asyncio.open_connection(destination.host, destination.port, ssl=tls)
        self._wires[destination.pk] = wire
        return wire

    def _hang_up(self, destination: Destination) -> None:
        wire = self._wires.pop(destination.pk, None)
        if wire is not None:
            wire[1].close()

    async def _quietly(self, step: Callable[[], Any]) -> Any:
        """Runs a step in the thread of the database; where that fails, the queue is as it was, and is tried again."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, step)
        except Exception as error:
            log.error("The queue could not be looked at: %s", type(error).__name__)
            await asyncio.get_running_loop().run_in_executor(self._thread, connections.close_all)
            await asyncio.sleep(self.look)
            return None


def _understood(body: bytes) -> Answer:
    messages = read_bytes(body).messages
    answer = answer_of(messages[0]) if messages else None
    if answer is None:
        raise NoAnswer("what came back is no acknowledgement")
    return answer
