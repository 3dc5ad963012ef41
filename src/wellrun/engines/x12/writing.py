"""Segments and envelopes put together: delimiters kept out of values, counts and ends computed.

Control numbers and the time are given by whoever writes: an engine that made them up could send the same one twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.x12.delimiters import Delimiters
from wellrun.engines.x12.envelope import Kind, Piece, Segment
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.parties import Party

Value = str | int | Decimal | dt.date | None | Sequence["Value"]
"""An element before it is text; a sequence gives the components of one, a ``Repeated`` its repetitions."""

VERSION = "00501"
WIDEST = 15
"""Characters of the two addresses in an ISA."""


class Repeated(tuple[Value, ...]):
    """An element that is sent several times in the same place."""

    __slots__ = ()


class Address(NamedTuple):
    """Who sends to whom. Qualifiers say what kind of number names the two; usage: P in earnest, T as a test."""

    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    group_sender: str
    group_receiver: str
    usage: str = "P"


class Controls(NamedTuple):
    """Control numbers: of the interchange (ISA13), of its first group (GS06) and of each first transaction (ST02)."""

    interchange: int
    group: int
    transaction: int = 1


class Written(NamedTuple):
    """Pieces in their order, as ``envelope.write`` takes them, and what could not be written as it was meant."""

    pieces: tuple[Piece, ...]
    faults: tuple[Fault, ...]


class Group(NamedTuple):
    """Transactions of a kind: functional identifier (GS01), release (GS08), and the segments of each without ST, SE."""

    functional: str
    set_id: str
    release: str
    bodies: tuple[tuple[Segment, ...], ...]


class Composing:
    """The segments of one transaction while they are made. ``faults`` are numbered from 1 for ST."""

    def __init__(self, delimiters: Delimiters | None = None) -> None:
        self.delimiters = delimiters or Delimiters()
        self.segments: list[Segment] = []
        self.faults: list[Fault] = []
        self._forbidden = frozenset({*self.delimiters, "\r", "\n"} - {""})

    def add(self, name: str, *values: Value) -> None:
        """A segment; empty elements at its end are left out."""
        segment = [name, *(self._element(name, number, value) for number, value in enumerate(values, start=1))]
        while len(segment) > 1 and not segment[-1]:
            segment.pop()
        self.segments.append(segment)

    def _element(self, name: str, number: int, value: Value) -> str:
        if isinstance(value, Repeated):
            return self.delimiters.repetition.join(self._one(name, number, one) for one in value)
        return self._one(name, number, value)

    def _one(self, name: str, number: int, value: Value) -> str:
        if not isinstance(value, str) and isinstance(value, Sequence):
            parts = [self._plain(name, number, part, at) for at, part in enumerate(value, start=1)]
            return self.delimiters.component.join(parts).rstrip(self.delimiters.component)
        return self._plain(name, number, value, 0)

    def _plain(self, name: str, number: int, value: Value, component: int) -> str:
        text = _text(value)
        if self._forbidden.isdisjoint(text) and _latin(text):
            return text
        self.faults.append(
            Fault(
                Level.ELEMENT,
                "6",
                "This holds a character that cannot be sent.",
                name,
                len(self.segments) + 2,
                number,
                component,
                value=text,
                expected="no delimiter, no line end, nothing beyond Latin-1",
                remedy="Write it without that character.",
            )
        )
        return ""


def _latin(text: str) -> bool:
    return all(ord(character) < 256 for character in text)


def _text(value: Value) -> str:
    """Decimals without an exponent or zeros at their end; days as CCYYMMDD."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    if isinstance(value, dt.date):
        # strftime writes years before 1000 with three figures.
        return value.isoformat().replace("-", "")
    return str(value)


def add_party(composing: Composing, party: Party | None) -> None:
    """Who it is, with address, birth, numbers and contacts."""
    if party is None:
        message = "Somebody is missing whom every file of this set names."
        composing.faults.append(Fault(Level.SEGMENT, "3", message, "NM1", len(composing.segments) + 2))
        return
    name = (party.entity, party.kind, party.name, party.first, party.middle, "", party.suffix)
    composing.add("NM1", *name, party.qualifier, party.number)
    if party.speciality:
        add_speciality(composing, party)
    if party.place is not None:
        if party.place.lines:
            composing.add("N3", *party.place.lines)
        composing.add("N4", *party.place[1:])
    if party.birth is not None or party.sex:
        composing.add("DMG", "D8" if party.birth else "", party.birth, party.sex)
    for qualifier, number in party.references.items():
        composing.add("REF", qualifier, number)
    for contact in party.contacts:
        numbers = [part for pair in contact.numbers for part in pair]
        composing.add("PER", contact.function, contact.name, *numbers)


def add_speciality(composing: Composing, party: Party) -> None:
    """A PRV with a taxonomy code, if there is one."""
    acting, code = party.speciality
    composing.add("PRV", acting, "PXC" if code else "", code)


def add_days(composing: Composing, kind: str, first: dt.date, last: dt.date) -> None:
    """A DTP: one day, or a range."""
    if first == last:
        composing.add("DTP", kind, "D8", first)
    else:
        composing.add("DTP", kind, "RD8", f"{_text(first)}-{_text(last)}")


def interchange(
    address: Address,
    controls: Controls,
    at: dt.datetime,
    groups: Iterable[Group],
    *,
    first: Sequence[Segment] = (),
    delimiters: Delimiters | None = None,
) -> Written:
    """An interchange with its groups. first: segments before any group (TA1). at: the sender's own time."""
    ends = delimiters or Delimiters()
    faults: list[Fault] = []
    pieces = [Piece(Kind.INTERCHANGE, [_isa(address, controls, at, ends, faults)], 0, ends)]
    pieces += [Piece(Kind.ANSWER, [segment], 0, ends) for segment in first]
    count = 0
    for group in groups:
        pieces += _group(group, address, controls._replace(group=controls.group + count), at, ends, faults)
        count += 1
    closing = ["IEA", str(count), f"{controls.interchange:09}"]
    pieces.append(Piece(Kind.INTERCHANGE_END, [closing], 0, ends))
    place = 1
    for piece in pieces:
        piece.at = place
        place += len(piece.segments)
    return Written(tuple(pieces), tuple(faults))


def _isa(address: Address, controls: Controls, at: dt.datetime, ends: Delimiters, faults: list[Fault]) -> Segment:
    composing = Composing(ends)
    composing.add("ISA", *address[:4])
    faults += composing.faults
    (segment,) = composing.segments
    from_kind, sender, to_kind, receiver = (*segment[1:], "", "", "", "")[:4]
    blank = " " * 10
    return [
        *("ISA", "00", blank, "00", blank),
        *(from_kind.ljust(2), sender.ljust(WIDEST), to_kind.ljust(2), receiver.ljust(WIDEST)),
        *(f"{at:%y%m%d}", f"{at:%H%M}", ends.repetition, VERSION, f"{controls.interchange:09}", "0"),
        *(address.usage, ends.component),
    ]


def _group(
    group: Group, address: Address, controls: Controls, at: dt.datetime, ends: Delimiters, faults: list[Fault]
) -> list[Piece]:
    composing = Composing(ends)
    parties = (address.group_sender, address.group_receiver)
    composing.add("GS", group.functional, *parties, at.date(), f"{at:%H%M}", controls.group, "X", group.release)
    faults += composing.faults
    pieces = [Piece(Kind.GROUP, composing.segments, 0, ends, group.release)]
    for number, body in enumerate(group.bodies, start=controls.transaction):
        own = f"{number:04}"
        segments = [["ST", group.set_id, own, group.release], *body, ["SE", str(len(body) + 2), own]]
        pieces.append(Piece(Kind.TRANSACTION, segments, 0, ends, group.release))
    pieces.append(Piece(Kind.GROUP_END, [["GE", str(len(group.bodies)), str(controls.group)]], 0, ends))
    return pieces
