"""Cutting a stream into segments, block by block: memory does not grow with the file.

Bytes are taken as Latin-1, which gives every byte a character and takes it back unchanged, so that a name in whatever
encoding survives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from wellrun.engines.x12.delimiters import WIDTH, Delimiters, delimiters_of

ENCODING = "latin-1"
BLOCK = 1 << 15
"""Bytes read at a time: few enough that what is cut from them stays in the processor's cache."""

MARK = "\u00ef\u00bb\u00bf"
"""The byte-order mark of UTF-8, as Latin-1 reads it."""

LINE_ENDS = "\r\n"
SPACE = " \t\r\n\x1a\x00"
"""What may stand between interchanges and means nothing; Ctrl-Z ended files once."""

NEAR = 4096
"""Characters before an ISA among which the end of the segment before it is looked for."""

LONGEST = 1 << 22
"""Characters without an end after which no end is awaited: this is no X12."""


class Run(NamedTuple):
    """Segments in a row that have the same delimiters, as text without their terminator.

    declared: whether an ISA has said what separates. ended: False where the stream ended without a last terminator.
    """

    delimiters: Delimiters
    segments: list[str]
    declared: bool
    ended: bool


def runs(stream: BinaryIO) -> Iterator[Run]:
    """The segments of a stream, some hundred at a time; an ISA begins a run, since it may change the delimiters.

    Line ends around a terminator and blanks before an id are left out, except where they are the terminator. Nothing
    else is.
    """
    held, current, declared = "", Delimiters(), False
    over = False
    while not over:
        block = stream.read(BLOCK)
        over = not block
        held = (held + block.decode(ENCODING)).removeprefix(MARK)
        while held := held.lstrip(SPACE):
            if held.startswith("ISA"):
                found = delimiters_of(held)
                if found is None and not over and len(held) < 2 * WIDTH:
                    break
                current, declared = found or current, declared or found is not None
            cut, last = _cut(held, current.segment, over=over)
            if not cut:
                break
            piece, held = held[:cut], held[cut:]
            ended = piece.rstrip(SPACE).endswith(current.segment) or current.ends_by_line or not last
            yield Run(current, _parts(piece, current), declared, ended)


def _cut(held: str, ends: str, *, over: bool) -> tuple[int, bool]:
    """How much of what is held can be given now, and whether it is the last of the stream."""
    at = held.find("ISA", 3)
    while at > 0:
        before = held[max(0, at - NEAR) : at].rstrip(SPACE if ends not in LINE_ENDS else " \t")
        if before.endswith(ends) and not held[at + 3 : at + 4].isalnum():
            return at, False
        at = held.find("ISA", at + 3)
    if over:
        return len(held), True
    whole = held.rfind(ends) + 1
    return (whole, False) if whole or len(held) < LONGEST else (len(held), False)


def _parts(piece: str, delimiters: Delimiters) -> list[str]:
    parts = piece.split(delimiters.segment)
    if not delimiters.ends_by_line and _spaced(piece, delimiters.segment):
        parts = [part.lstrip(SPACE).rstrip(LINE_ENDS) for part in parts]
    if not parts[-1].strip(SPACE):
        parts.pop()
    return parts


def _spaced(piece: str, ends: str) -> bool:
    """Whether a line end or blank may stand beside a terminator: asked once, not of each segment."""
    return any(one in piece for one in SPACE if one != " ") or f"{ends} " in piece
