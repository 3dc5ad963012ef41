"""A file of messages: line endings of any kind, with or without batch and file envelopes, and back again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wellrun.engines.hl7v2.message import Delimiters, Message, Segment, Unreadable

ENVELOPE = ("FHS", "BHS", "BTS", "FTS")
LINES = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")
FRAME = "\x0b\x1c"
"""Characters that frame a message on the wire (MLLP) and are sometimes kept in files."""


@dataclass(frozen=True)
class Line:
    """A line as it came: ``lead`` and ``tail`` are framing characters and spaces around the segment, then its end."""

    lead: str
    text: str
    tail: str


@dataclass(frozen=True)
class Batch:
    """A file of messages. ``lines`` is all of it, in order; ``numbers`` says on which line each message begins.

    ``faults`` are lines that belong to no message: (number of the line from 1, why).
    """

    messages: tuple[Message, ...]
    numbers: tuple[int, ...]
    lines: tuple[Line, ...]
    faults: tuple[tuple[int, str], ...] = ()


def read(text: str) -> Batch:
    """Messages of a file. What cannot be read is named in ``faults`` and kept in ``lines``; nothing raises."""
    lines = tuple(_line(*found.groups()) for found in LINES.finditer(text) if found[0])
    begun: list[tuple[int, list[Segment]]] = []
    faults: list[tuple[int, str]] = []
    current: Delimiters | None = None
    for number, line in enumerate(lines, start=1):
        if not line.text or line.text[:3] in ENVELOPE:
            current = current if not line.text else None
            continue
        if line.text[:3] == "MSH":
            current = _delimiters(line.text, number, faults)
            if current:
                begun.append((number, [Segment(line.text, current)]))
        elif current is None:
            faults.append((number, f"{line.text[:20]!r} belongs to no message: no MSH stands before it."))
        else:
            begun[-1][1].append(Segment(line.text, current))
    messages = tuple(Message(tuple(segments)) for _, segments in begun)
    return Batch(messages, tuple(number for number, _ in begun), lines, tuple(faults))


def write(batch: Batch) -> str:
    """The file as it was read, character for character."""
    return "".join(line.lead + line.text + line.tail for line in batch.lines)


def _line(whole: str, end: str) -> Line:
    text = whole.strip(FRAME + " \t")
    if not text:
        return Line("", "", whole + end)
    lead, tail = whole.split(text, 1)
    return Line(lead, text, tail + end)


def _delimiters(header: str, number: int, faults: list[tuple[int, str]]) -> Delimiters | None:
    try:
        return Delimiters.of(header)
    except Unreadable as problem:
        faults.append((number, str(problem)))
        return None
