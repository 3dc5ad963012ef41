"""The acknowledgement of a file made from its faults: a TA1 for its interchange, a 999 for each of its groups.

A transaction is refused where its own envelope does not hold or something in it could not be read. What was read whole
though it is not as the guide has it (a segment that is not known, an element too long) is accepted with a note. An
interchange or group whose own envelope does not hold is refused as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wellrun.engines.x12.acknowledgement import (
    ACCEPTED,
    NOTED,
    PARTLY,
    REFUSED,
    ElementNote,
    GroupAnswer,
    InterchangeAnswer,
    SegmentNote,
    SetAnswer,
)
from wellrun.engines.x12.delimiters import Delimiters
from wellrun.engines.x12.envelope import Kind, Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.writing import Address, Composing, Controls, Group, Written, interchange

ASKED = "1"
RELEASE = "005010X231A1"
FUNCTIONAL = "FA"
UNNEEDED = frozenset({"997", "999"})
"""Sets that are acknowledgements themselves: they are never answered, or two systems would answer for ever."""

BORNE = frozenset(
    {
        *((Level.SEGMENT, code) for code in ("1", "2", "5", "6")),
        *((Level.ELEMENT, code) for code in ("3", "4", "5", "7", "12", "13", "I10")),
    }
)
"""Faults that keep nothing from being read whole, so that the transaction is accepted with a note."""

UNCLOSED = "023"
OF_INTERCHANGE = {"unended": "023", "stray": "022"}
"""TA105 for what has a word of our own."""

BORNE_OUTSIDE = frozenset({"unended", "stray"})
LONGEST_COPY = 99
"""Characters of IK404."""
MOST_REASONS = 5
"""Of a transaction or group (IK502 to IK506, AK905 to AK909)."""

Judged = Iterable[tuple[Piece, Iterable[Fault]]]
"""Pieces in their order, each with all faults found in it, those of its envelope included."""


class Answer(NamedTuple):
    """What is said of one interchange. ``to`` is its ISA, ``parties`` the application sender and receiver (GS02, 03).

    ``delimiters`` are those it had. ``groups`` is empty where the interchange as a whole is refused.
    """

    to: Segment
    parties: tuple[str, str]
    delimiters: Delimiters
    interchange: InterchangeAnswer
    groups: tuple[GroupAnswer, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing at all is said against it."""
        return self.interchange.code == ACCEPTED and all(group.code == ACCEPTED for group in self.groups)


def answers_to(judged: Judged) -> Iterator[Answer]:
    """An answer for each interchange of a file. What lies outside of any has nobody to be answered."""
    opened: _Answering | None = None
    for piece, faults in judged:
        found = tuple(faults)
        if piece.kind is Kind.INTERCHANGE:
            if opened is not None:
                # That the one before has no end is told where the next begins.
                opened.faults += [one for one in found if one.code == UNCLOSED]
                yield opened.done()
                found = tuple(one for one in found if one.code != UNCLOSED)
            opened = _Answering(piece)
        if opened is not None:
            opened.take(piece, found)
    if opened is not None:
        yield opened.done()


def written(answer: Answer, controls: Controls, at: dt.datetime) -> Written:
    """The answer as an interchange back to whom it came from: a 999 for each group, and a TA1.

    The TA1 is left out where the interchange is accepted and did not ask for one (ISA14); where there is no group
    either, no piece is written. controls: numbers of the interchange, of its group and of the first 999. at: the time
    of writing.
    """
    isa, delimiters = answer.to, _usable(answer.delimiters)
    padded = [*isa, *[""] * 17]
    address = Address(
        sender_qualifier=padded[7].strip(),
        sender=padded[8].strip(),
        receiver_qualifier=padded[5].strip(),
        receiver=padded[6].strip(),
        group_sender=answer.parties[1] or padded[8].strip(),
        group_receiver=answer.parties[0] or padded[6].strip(),
        usage=padded[15] if padded[15] in ("P", "T") else "P",
    )
    first = Composing(delimiters)
    if padded[14] == ASKED or answer.interchange.code != ACCEPTED:
        first.add("TA1", *answer.interchange)
    bodies = [_body(group, delimiters) for group in answer.groups]
    groups = []
    if bodies:
        groups.append(Group(FUNCTIONAL, "999", RELEASE, tuple(tuple(one.segments) for one in bodies)))
    if not groups and not first.segments:
        return Written((), ())
    done = interchange(address, controls, at, groups, first=first.segments, delimiters=delimiters)
    inside = [fault for one in (first, *bodies) for fault in one.faults]
    return Written(done.pieces, (*done.faults, *inside))


class _Answering:
    """The answer to an interchange while its pieces come."""

    def __init__(self, piece: Piece) -> None:
        self.isa, self.delimiters = piece.segments[0], piece.delimiters
        self.parties = ("", "")
        self.faults: list[Fault] = []
        self.groups: list[GroupAnswer] = []
        self.group: Segment | None = None
        self.of_group: list[Fault] = []
        self.sets: list[SetAnswer] = []
        self.received: Counter[str] = Counter()
        self.answered = True

    def take(self, piece: Piece, faults: Sequence[Fault]) -> None:
        if piece.kind is Kind.GROUP:
            self._close_group(piece.segments[0], faults)
            self._open_group(piece.segments[0])
        elif piece.kind is Kind.TRANSACTION and self.group is not None:
            said = _set_answer(piece, [one for one in faults if one.level not in OUTSIDE])
            self.received[said.code] += 1
            self.answered = self.answered and piece.set_id not in UNNEEDED
            if said.code != ACCEPTED:
                self.sets.append(said)
        self.of_group += [one for one in faults if one.level is Level.GROUP and piece.kind is not Kind.GROUP]
        self.faults += [one for one in faults if one.level is Level.INTERCHANGE or one.code in OF_INTERCHANGE]
        if piece.kind is Kind.GROUP_END or (piece.kind in ENDS and self.group is not None):
            self._close_group(piece.segments[0] if piece.kind is Kind.GROUP_END else None, ())

    def done(self) -> Answer:
        self._close_group(None, ())
        codes = [OF_INTERCHANGE.get(one.code, one.code) for one in self.faults]
        refused = any(one.code not in BORNE_OUTSIDE for one in self.faults)
        code = REFUSED if refused else NOTED if codes else ACCEPTED
        # The first fault that refuses is told, or the first of all: TA1 has room for one.
        telling = [one.code for one in self.faults if one.code not in BORNE_OUTSIDE] or codes
        padded = [*self.isa, *[""] * 17]
        said = InterchangeAnswer(padded[13], padded[9], padded[10], code, telling[0] if telling else "000")
        groups = () if refused else tuple(self.groups)
        return Answer(self.isa, self.parties, self.delimiters, said, groups)

    def _open_group(self, segment: Segment) -> None:
        self.group, self.of_group, self.sets, self.received = segment, [], [], Counter()
        self.answered = True
        self.parties = (element(segment, 2), element(segment, 3))

    def _close_group(self, ending: Segment | None, faults: Sequence[Fault]) -> None:
        """faults: those of the next beginning, which tell that this group has no end."""
        if self.group is None:
            return
        self.of_group += [one for one in faults if one.level is Level.GROUP]
        if self.answered:
            self.groups.append(self._group_answer(self.group, ending))
        self.group = None

    def _group_answer(self, group: Segment, ending: Segment | None) -> GroupAnswer:
        received = self.received.total()
        accepted = received - self.received[REFUSED]
        said = element(ending or [], 1)
        reasons = tuple(dict.fromkeys(one.code for one in self.of_group))[:MOST_REASONS]
        if reasons or not accepted:
            code, accepted = REFUSED, 0
        elif accepted < received:
            code = PARTLY
        else:
            code = NOTED if self.sets else ACCEPTED
        return GroupAnswer(
            functional=element(group, 1),
            control=element(group, 6),
            release=element(group, 8),
            code=code,
            included=int(said) if said.isdecimal() and said.isascii() else received,
            received=received,
            accepted=accepted,
            reasons=reasons,
            sets=tuple(self.sets),
        )


OUTSIDE = (Level.INTERCHANGE, Level.GROUP)
ENDS = (Kind.INTERCHANGE_END, Kind.INTERCHANGE)


def _set_answer(piece: Piece, faults: Sequence[Fault]) -> SetAnswer:
    """Accepted, noted or refused. A balance is no matter of the acknowledgement: it is told, and posting stopped."""
    faults = [one for one in faults if one.level is not Level.BALANCE]
    notes = tuple(_notes(faults))
    reasons = list(dict.fromkeys(one.code for one in faults if one.level is Level.TRANSACTION))
    if any(one.level is not Level.TRANSACTION for one in faults):
        reasons.append("5")
    refused = any((one.level, one.code) not in BORNE for one in faults)
    code = REFUSED if refused else NOTED if faults else ACCEPTED
    release = element(piece.segments[0], 3) or piece.release
    return SetAnswer(piece.set_id, piece.control, release, code, tuple(reasons[:MOST_REASONS]), notes)


def _notes(faults: Sequence[Fault]) -> Iterator[SegmentNote]:
    """One for each segment that is wrong as a whole, one for each that has wrong elements, in their order."""
    found: dict[tuple[int, str, str], list[Fault]] = {}
    for one in faults:
        # IK301 holds two or three characters: what is none has no note of its own, only IK502.
        if one.level in (Level.SEGMENT, Level.ELEMENT) and len(one.segment) >= 2:
            code = "8" if one.level is Level.ELEMENT else one.code
            found.setdefault((one.position, one.segment[:3], code), []).append(one)
    for (position, segment, code), ones in sorted(found.items(), key=lambda item: item[0][0]):
        elements = tuple(
            ElementNote(one.element, one.component, 0, one.reference, one.code, one.value[:LONGEST_COPY])
            for one in ones
            if one.level is Level.ELEMENT
        )
        yield SegmentNote(segment, position, "", code, (), elements)


def _body(group: GroupAnswer, delimiters: Delimiters) -> Composing:
    composing = Composing(delimiters)
    composing.add("AK1", group.functional, group.control, group.release)
    for said in group.sets:
        composing.add("AK2", said.set_id, said.control, said.release)
        for note in said.notes:
            composing.add("IK3", note.segment, note.position, note.loop, note.code)
            for context in note.contexts:
                composing.segments.append(["CTX", *context])
            for wrong in note.elements:
                place = tuple(one or "" for one in (wrong.element, wrong.component, wrong.repetition))
                composing.add("IK4", place, wrong.reference, wrong.code, _sendable(wrong.value, delimiters))
        composing.add("IK5", said.code, *said.reasons)
    counts = (group.included, group.received, group.accepted)
    composing.add("AK9", group.code, *counts, *group.reasons)
    return composing


def _sendable(value: str, delimiters: Delimiters) -> str:
    """A copy of a wrong value; none where it would cut the segment apart, since IK404 may be left out."""
    return value if {*delimiters, "\r", "\n"}.isdisjoint(value) else ""


def _usable(delimiters: Delimiters) -> Delimiters:
    """The delimiters of the interchange, with a repetition separator where it had none (before 00402)."""
    if delimiters.repetition:
        return delimiters
    return delimiters._replace(repetition=next(one for one in "^!{" if one not in delimiters))
