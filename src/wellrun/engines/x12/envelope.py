"""Interchanges, groups and transactions: taking a file apart in its order, and putting it together again.

Every segment of a file is in one piece, and the pieces in their order are the file: ``write(read(x))`` is ``x`` without
line ends and blanks between segments. What does not fit is a piece too, with what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO

from wellrun.engines.x12.delimiters import ELEMENTS, Delimiters
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.segments import Run, runs

Segment = list[str]
"""Elements of a segment; the first is its id."""


class Kind(StrEnum):
    """What a piece is."""

    INTERCHANGE = "interchange"
    GROUP = "group"
    TRANSACTION = "transaction"
    GROUP_END = "group end"
    INTERCHANGE_END = "interchange end"
    ANSWER = "interchange acknowledgement"
    STRAY = "stray"


@dataclass(slots=True)
class Piece:
    """A part of the file. ``at``: place of its first segment in the file, from 1.

    ``release`` is the version of the group it lies in (GS08), empty where there is none; ``set_id`` the ST01 of a
    transaction. Faults are those of the envelope; what is inside of a transaction is for its own reader to judge.
    """

    kind: Kind
    segments: list[Segment]
    at: int
    delimiters: Delimiters
    release: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def set_id(self) -> str:
        return element(self.segments[0], 1) if self.kind is Kind.TRANSACTION else ""

    @property
    def control(self) -> str:
        """The control number of a transaction (ST02)."""
        return element(self.segments[0], 2) if self.kind is Kind.TRANSACTION else ""


def element(segment: Segment, number: int) -> str:
    """An element, from 1; empty where it was not sent."""
    return segment[number] if number < len(segment) else ""


def read(stream: BinaryIO) -> Iterator[Piece]:
    """The pieces of a stream in their order; at most one transaction is held in memory."""
    return _Reader().pieces(runs(stream))


def write(pieces: Iterable[Piece], *, line_end: str = "") -> str:
    """The pieces as text, each segment with its terminator and, if asked for, a line end after it."""
    return "".join(
        piece.delimiters.element.join(segment) + piece.delimiters.segment + line_end
        for piece in pieces
        for segment in piece.segments
    )


class _Numbers:
    """Control numbers of a group. Those that count up one by one, as nearly all do, take no memory."""

    def __init__(self) -> None:
        self.first, self.last = 0, -1
        self.others: set[int | str] = set()

    def taken(self, text: str) -> bool:
        """Whether there was this number before; from now on it was. Leading zeros make no other number."""
        number: int | str = int(text) if text.isdecimal() and text.isascii() else text
        if number in self.others or (isinstance(number, int) and self.first <= number <= self.last):
            return True
        if isinstance(number, int) and self.last in (-1, number - 1):
            self.first = self.first if self.last >= 0 else number
            self.last = number
        else:
            self.others.add(number)
        return False


class _Reader:
    """Where in the envelopes the reading is."""

    def __init__(self) -> None:
        self.at = 0
        self.interchange: Segment | None = None
        self.group: Segment | None = None
        self.transaction: Piece | None = None
        self.groups = self.sets = 0
        self.numbers = _Numbers()
        self.pending: list[Fault] = []

    def pieces(self, found: Iterable[Run]) -> Iterator[Piece]:
        last: Piece | None = None
        for run in found:
            if self.at == 0 and run.segments and not run.declared:
                self.pending.append(_no_interchange(run.segments[0]))
            for piece in self._run(run):
                if self.pending:
                    piece.faults[:0] = self.pending
                    self.pending.clear()
                yield piece
                last = piece
            if not run.ended:
                yield from self._closing(run.delimiters, unended=True)
                return
        if last is not None or self.transaction is not None:
            yield from self._closing(last.delimiters if last else Delimiters(), unended=False)

    def _run(self, run: Run) -> Iterator[Piece]:
        """What is complete with these segments. Most are inside of a transaction and end nothing: they go in rows."""
        split, before, taken = run.delimiters.element, self.at, 0
        rows = [text.split(split) for text in run.segments]
        inside = self.transaction
        for here, segment in enumerate(rows):
            if inside is not None and segment[0] not in ENDS:
                continue
            if inside is not None:
                inside.segments += rows[taken:here]
            self.at, taken = before + here + 1, here + 1
            if inside is not None and segment[0] == "SE":
                inside.segments.append(segment)
                yield self._end_transaction(segment)
                inside = None
                continue
            yield from self._take(segment, run.delimiters)
            inside = self.transaction
        if inside is not None:
            inside.segments += rows[taken:]
        self.at = before + len(rows)

    def _take(self, segment: Segment, ends: Delimiters) -> Iterator[Piece]:
        """What is complete with this segment."""
        opens = OPENS.get(segment[0])
        if opens is not None:
            if self.transaction is not None:
                yield self._left_open()
            yield from opens(self, segment, ends)
        elif segment[0] == "TA1" and self.interchange is not None and self.group is None:
            yield Piece(Kind.ANSWER, [segment], self.at, ends)
        else:
            message = "This segment stands outside of any transaction."
            fault = Fault(Level.SEGMENT, "stray", message, segment[0], self.at)
            yield Piece(Kind.STRAY, [segment], self.at, ends, faults=[fault])

    def _left_open(self) -> Piece:
        """The transaction that has no end when something else begins."""
        assert self.transaction is not None, "only asked for while one is open"
        piece, self.transaction = self.transaction, None
        message = "The transaction has no end (SE)."
        piece.faults.append(Fault(Level.TRANSACTION, "2", message, "SE", expected="SE before what follows"))
        return piece

    def _isa(self, segment: Segment, ends: Delimiters) -> Iterator[Piece]:
        faults = []
        if self.interchange is not None:
            faults.append(Fault(Level.INTERCHANGE, "023", "The interchange before has no end (IEA).", "IEA"))
        if len(segment) != ELEMENTS + 1:
            faults.append(
                Fault(
                    Level.INTERCHANGE,
                    "022",
                    "ISA does not have its sixteen elements.",
                    "ISA",
                    self.at,
                    expected="16 elements",
                    value=str(len(segment) - 1),
                )
            )
        self.interchange, self.group, self.groups = segment, None, 0
        yield Piece(Kind.INTERCHANGE, [segment], self.at, ends, faults=faults)

    def _gs(self, segment: Segment, ends: Delimiters) -> Iterator[Piece]:
        faults = []
        if self.group is not None:
            faults.append(Fault(Level.GROUP, "3", "The group before has no end (GE).", "GE"))
        self.group, self.sets, self.numbers = segment, 0, _Numbers()
        self.groups += 1
        yield Piece(Kind.GROUP, [segment], self.at, ends, element(segment, 8), faults)

    def _st(self, segment: Segment, ends: Delimiters) -> Iterator[Piece]:
        number, faults = element(segment, 2), []
        if not number:
            faults.append(Fault(Level.TRANSACTION, "7", "The transaction has no control number.", "ST", 1, 2))
        elif self.numbers.taken(number):
            message = "Another transaction of the group has the same control number."
            faults.append(Fault(Level.TRANSACTION, "23", message, "ST", 1, 2, value=number))
        self.sets += 1
        release = element(self.group, 8) if self.group else ""
        self.transaction = Piece(Kind.TRANSACTION, [segment], self.at, ends, release, faults)
        return iter(())

    def _end_transaction(self, segment: Segment) -> Piece:
        assert self.transaction is not None, "only a transaction is ended"
        piece, self.transaction = self.transaction, None
        here = len(piece.segments)
        piece.faults += _counted(Level.TRANSACTION, "4", segment, 1, here, "segments", at=here)
        piece.faults += _same(Level.TRANSACTION, "3", segment, element(piece.segments[0], 2), at=here)
        return piece

    def _ge(self, segment: Segment, ends: Delimiters) -> Iterator[Piece]:
        faults = _counted(Level.GROUP, "5", segment, 1, self.sets, "transactions", at=self.at)
        opened = element(self.group, 6) if self.group else ""
        faults += _same(Level.GROUP, "4", segment, opened, at=self.at)
        self.group = None
        yield Piece(Kind.GROUP_END, [segment], self.at, ends, faults=faults)

    def _iea(self, segment: Segment, ends: Delimiters) -> Iterator[Piece]:
        faults = []
        if self.group is not None:
            faults.append(Fault(Level.GROUP, "3", "The group has no end (GE).", "GE"))
        faults += _counted(Level.INTERCHANGE, "021", segment, 1, self.groups, "groups", at=self.at)
        opened = element(self.interchange, 13) if self.interchange else ""
        faults += _same(Level.INTERCHANGE, "001", segment, opened, at=self.at)
        self.interchange = self.group = None
        yield Piece(Kind.INTERCHANGE_END, [segment], self.at, ends, faults=faults)

    def _closing(self, ends: Delimiters, *, unended: bool) -> Iterator[Piece]:
        """What is still open when the file is over: an empty piece tells of it."""
        if self.transaction is not None:
            yield self._left_open()
        faults = []
        if self.group is not None:
            faults.append(Fault(Level.GROUP, "3", "The group has no end (GE).", "GE"))
        if self.interchange is not None:
            faults.append(Fault(Level.INTERCHANGE, "023", "The file ends before its interchange does (IEA).", "IEA"))
        if unended:
            faults.append(Fault(Level.INTERCHANGE, "unended", "The last segment has no terminator.", position=self.at))
        if faults:
            yield Piece(Kind.STRAY, [], self.at + 1, ends, faults=faults)


OPENS = {
    "ISA": _Reader._isa,
    "GS": _Reader._gs,
    "ST": _Reader._st,
    "GE": _Reader._ge,
    "IEA": _Reader._iea,
}
"""What ends whatever transaction is open, by segment id."""

ENDS = frozenset({*OPENS, "SE"})


def _no_interchange(text: str) -> Fault:
    return Fault(
        Level.INTERCHANGE,
        "024",
        "The file does not begin with an interchange (ISA); the usual delimiters are taken.",
        text[:3],
        1,
        expected="ISA",
        remedy="Ask the sender for the whole interchange.",
    )


def _counted(level: Level, code: str, segment: Segment, number: int, found: int, what: str, *, at: int) -> list[Fault]:
    said = element(segment, number)
    if said == str(found) or (said.isdecimal() and int(said) == found):
        return []
    message = f"It says how many {what} there are, and there are not so many."
    return [Fault(level, code, message, segment[0], at, number, value=said, expected=str(found))]


def _same(level: Level, code: str, segment: Segment, opened: str, *, at: int) -> list[Fault]:
    said = element(segment, 2)
    # Leading zeros are padding: some senders give them at one end only.
    if said == opened or (said.isdecimal() and opened.isdecimal() and int(said) == int(opened)):
        return []
    message = "The control number at the end is not that of the beginning."
    return [Fault(level, code, message, segment[0], at, 2, value=said, expected=opened)]
