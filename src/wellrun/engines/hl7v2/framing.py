"""MLLP: messages between VT and FS CR in a stream of bytes (HL7 Transport Specification: MLLP, release 1)."""

from __future__ import annotations

START, END, CARRIAGE_RETURN = b"\x0b", b"\x1c", b"\x0d"
HEAD = 2048
"""Bytes of a message that is too long in which its header is looked for."""
BETWEEN = b"\r\n \t\x00"
"""Bytes that senders leave between frames and that mean nothing."""


class TooLong(Exception):
    """More bytes came without an end than a message may have. ``head`` is how it begins."""

    def __init__(self, head: bytes) -> None:
        super().__init__("a message is too long")
        self.head = head


class Frames:
    """Takes bytes as they come and gives back whole messages, without their frame.

    Tolerant of what senders do: several messages in one packet or a message in many, no VT before MSH, no CR or another
    line end after FS, line ends between frames. What breaks off because another message begins was never whole, so
    nobody may answer for it: it is counted in ``broken``; so are bytes outside of any message, in ``strays``.
    """

    def __init__(self, *, longest: int) -> None:
        self.longest, self.broken, self.strays = longest, 0, 0
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Messages that are whole now. Raises TooLong where one grows beyond the limit."""
        found: list[bytes] = []
        self._held += data
        while (at := self._held.find(END)) >= 0:
            body = self._body(bytes(self._held[:at]))
            del self._held[: at + 1]
            if body:
                found.append(body)
        long = next((one for one in (*found, self._held) if len(one) > self.longest), None)
        if long is not None:
            raise TooLong(bytes(long[:HEAD]).lstrip(START))
        return found

    @property
    def begun(self) -> bool:
        """Whether a message has begun that has not ended."""
        return bool(self._held.strip(BETWEEN))

    def _body(self, frame: bytes) -> bytes:
        before, mark, body = frame.rpartition(START)
        if mark:
            before = before.strip(BETWEEN + START)
            if before.startswith(b"MSH"):
                self.broken += 1
            elif before:
                self.strays += len(before)
            return body
        body = frame.lstrip(BETWEEN)
        if body.startswith((b"MSH", b"FHS", b"BHS", b"\xef\xbb\xbf")):
            return body
        self.strays += len(body)
        return b""


def framed(message: bytes) -> bytes:
    """The bytes as they go over the wire."""
    return START + message + END + CARRIAGE_RETURN
