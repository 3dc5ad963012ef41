"""A file of messages: line endings of any kind, with or without batch and file envelopes, and back again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from wellrun.engines.hl7v2.delimiters import Delimiters, Unreadable, encoding_faults
from wellrun.engines.hl7v2.encoding import decoded, encoded
from wellrun.engines.hl7v2.faults import Condition, Fault, Severity
from wellrun.engines.hl7v2.message import Message, Segment

ENVELOPE = ("FHS", "BHS", "BTS", "FTS")
ENDS = re.compile(r"(\r\n|\r|\n)")
BEFORE = "\x0b\x1c\x1a\x00\ufeff \t"
AFTER = "\x0b\x1c\x1a\x00"
UNUSUAL = (*AFTER, "\ufeff", "\n", "\r ", "\r\t", "\rMSH", *(f"\r{name}" for name in ENVELOPE))
"""What is in a text that is not simply one message."""
"""Characters that frame a message on the wire (MLLP) or a file, and are sometimes kept in files."""
NAME = re.compile(r"[A-Z][A-Z0-9]{2}[ \t]*\Z")


class Line(NamedTuple):
    """A line as it came: ``lead`` and ``tail`` are framing characters and spaces around the segment, then its end."""

    lead: str
    text: str
    tail: str


class Batch(NamedTuple):
    """A file of messages. ``numbers`` says on which of its ``lines`` each message begins, from 1.

    ``faults`` tell of lines that belong to no message, of lines that are no segments, of envelopes that do not count
    right. ``codec`` is how its bytes were read.
    """

    messages: tuple[Message, ...]
    numbers: tuple[int, ...]
    text: str
    faults: tuple[Fault, ...] = ()
    codec: str = "utf-8"

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of the file, in order."""
        return tuple(_lines(self.text))


def read(text: str) -> Batch:
    """Messages of a file. What cannot be read is named in ``faults`` and kept in ``lines``; nothing raises."""
    return _one_message(text) or _several(text)


def _one_message(text: str) -> Batch | None:
    """What nearly all are: one message, each of its lines a segment, ended as the standard has it."""
    if text[:3] != "MSH" or any(mark in text for mark in UNUSUAL):
        return None
    found: list[Fault] = []
    parts = text.split("\r")
    marks = _opened(parts[0], 1, found)
    if marks is None or parts.pop():
        return None
    field = marks.field
    for part in parts:
        if not _named(part[:4], field):
            return None
    return Batch((Message(tuple([Segment(part, marks) for part in parts])),), (1,), text, tuple(found))


def _several(text: str) -> Batch:
    lines = tuple(_lines(text))
    begun: list[list[Segment]] = []
    numbers: list[int] = []
    faults: list[Fault] = []
    current: Delimiters | None = None
    for number, line in enumerate(lines, start=1):
        name = line.text[:3]
        if not name:
            continue
        if name == "MSH" and (opened := _opened(line.text, number, faults)):
            current = opened
            begun.append([Segment(line.text, current)])
            numbers.append(number)
        elif name in ENVELOPE and not line.text[3:4].isalnum():
            current = None
        elif current is None:
            faults.append(_stray(line.text, number))
        elif _is_segment(line.text, current):
            begun[-1].append(Segment(line.text, current))
        else:
            before = begun[-1].pop()
            end = lines[number - 2].tail.lstrip(AFTER) or "\n"
            begun[-1].append(Segment(f"{before.text}{end}{line.lead}{line.text}", current))
            faults.append(_continued(before, number))
    messages = tuple([Message(tuple(segments)) for segments in begun])
    return Batch(messages, tuple(numbers), text, (*faults, *_miscounted(lines, numbers)))


def read_bytes(raw: bytes) -> Batch:
    """The same of bytes, in the character set they declare; see ``decoded``."""
    found = decoded(raw)
    batch = read(found.text)
    return batch._replace(faults=(*found.faults, *batch.faults), codec=found.codec)


def write(batch: Batch) -> str:
    """The file as it was read, character for character."""
    return "".join([part for line in batch.lines for part in line])


def write_bytes(batch: Batch) -> bytes:
    """The file as it was read, byte for byte."""
    return encoded(write(batch), batch.codec)


def _lines(text: str) -> Iterator[Line]:
    if "\n" in text:
        parts = ENDS.split(text)
        pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    else:
        whole = text.split("\r")
        pairs = zip(whole, ["\r"] * (len(whole) - 1) + [""], strict=True)
    for whole_line, end in pairs:
        inner = whole_line.lstrip(BEFORE).rstrip(AFTER)
        if len(inner) == len(whole_line):
            if inner or end:
                yield Line("", inner, end)
        elif not inner:
            yield Line("", "", whole_line + end)
        else:
            lead, tail = whole_line.split(inner, 1)
            yield Line(lead, inner, tail + end)


@lru_cache(maxsize=512)
def _named(start: str, field: str) -> bool:
    return start[3:] == field and NAME.match(start[:3]) is not None


def _is_segment(text: str, marks: Delimiters) -> bool:
    """Three letters and the delimiter; anything else is the rest of a segment whose line end was not escaped."""
    return NAME.match(text.split(marks.field, 1)[0]) is not None


def _opened(header: str, number: int, faults: list[Fault]) -> Delimiters | None:
    try:
        marks = Delimiters.of(header)
    except Unreadable:
        return None
    words = encoding_faults(header[4:].split(marks.field, 1)[0])
    if words:
        faults.append(
            Fault(
                "hl7.encoding_characters",
                words,
                segment="MSH",
                field=2,
                expected="^~\\&",
                remedy="Correct MSH-2 in the sending system.",
                condition=Condition.TYPE,
                severity=Severity.WARNING,
                line=number,
            )
        )
    return marks


def _stray(text: str, number: int) -> Fault:
    return Fault(
        "hl7.stray",
        "This line belongs to no message: no MSH stands before it.",
        value=text,
        expected="MSH",
        remedy="Send the whole message again.",
        condition=Condition.ORDER,
        line=number,
    )


def _continued(before: Segment, number: int) -> Fault:
    return Fault(
        "hl7.line_end_within",
        f"A line end stands within {before.name}; the line after it was read as the rest of it.",
        segment=before.name,
        expected="a line end within a field written as \\.br\\ or \\X0D\\",
        remedy="Let the sending system escape line ends.",
        condition=Condition.TYPE,
        severity=Severity.WARNING,
        line=number,
    )


def _miscounted(lines: tuple[Line, ...], numbers: list[int]) -> Iterator[Fault]:
    """Trailers that count something else than stands before them (BTS-1 messages, FTS-1 batches; 2.10.3)."""
    found = [(at, line.text) for at, line in enumerate(lines, start=1) if line.text[:3] in ENVELOPE]
    since, batches = 0, 0
    for at, text in found:
        name, fields = text[:3], text.split(text[3:4] or "|")
        if name == "BHS":
            since = at
        real = sum(since < number < at for number in numbers) if name == "BTS" else batches
        batches += name == "BTS"
        said = fields[1].strip() if name in ("BTS", "FTS") and len(fields) > 1 else ""
        if said.isdecimal() and int(said[:9]) != real:
            yield Fault(
                "hl7.miscounted",
                f"{name} counts otherwise than what came.",
                segment=name,
                field=1,
                value=said,
                expected=str(real),
                remedy="Ask the sender whether something was left out.",
                condition=Condition.TYPE,
                severity=Severity.WARNING,
                line=at,
            )
