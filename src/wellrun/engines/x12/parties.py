"""Whoever a transaction names: NM1 with the segments after it that tell more of them (N3, N4, DMG, REF, PER)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from wellrun.engines.x12.envelope import Segment, element
from wellrun.engines.x12.faults import Fault
from wellrun.engines.x12.values import day_of, unreadable


class Place(NamedTuple):
    """A postal address."""

    lines: tuple[str, ...]
    city: str
    state: str
    postcode: str
    country: str


class Contact(NamedTuple):
    """How somebody is reached: function, name, and numbers by their qualifier, in their order."""

    function: str
    name: str
    numbers: tuple[tuple[str, str], ...]


class Party(NamedTuple):
    """Somebody or something that is named: entity code, last name or organisation, first name, qualified number.

    ``kind``: 1 a person, 2 an organisation. ``birth`` and ``sex`` as DMG tells them. ``speciality``: as whom they act,
    and the taxonomy code of it (PRV01, PRV03), if told.
    """

    entity: str
    name: str
    first: str
    qualifier: str
    number: str
    kind: str = ""
    middle: str = ""
    suffix: str = ""
    place: Place | None = None
    references: Mapping[str, str] = {}
    birth: dt.date | None = None
    sex: str = ""
    contacts: tuple[Contact, ...] = ()
    speciality: tuple[str, ...] = ()


Draft = list[Any]
"""The fields of a Party while their segments come, in their order."""

PLACE, REFERENCES, BIRTH, SEX, CONTACTS, SPECIALITY = 8, 9, 10, 11, 12, 13


def named(segment: Segment) -> Draft:
    """A NM1 as a draft."""
    _id, entity, kind, name, first, middle, _prefix, suffix, qualifier, number, *_rest = (*segment, *[""] * 9)
    return [entity, name, first, qualifier, number, kind, middle, suffix, None, {}, None, "", (), ()]


def named_shortly(segment: Segment) -> Draft:
    """A N1 as a draft: it knows no person."""
    entity, name, qualifier, number = (element(segment, at) for at in range(1, 5))
    return [entity, name, "", qualifier, number, "", "", "", None, {}, None, "", (), ()]


def party(draft: Draft | None) -> Party | None:
    """The party a draft has become; none where there is none."""
    return Party._make(draft) if draft is not None else None


def _n3(draft: Draft, segment: Segment, _at: int, _faults: list[Fault]) -> None:
    draft[PLACE] = Place(tuple([one for one in segment[1:] if one]), "", "", "", "")


def _n4(draft: Draft, segment: Segment, _at: int, _faults: list[Fault]) -> None:
    _id, city, state, postcode, country, *_rest = (*segment, "", "", "", "")
    draft[PLACE] = Place(draft[PLACE].lines if draft[PLACE] else (), city, state, postcode, country)


def _dmg(draft: Draft, segment: Segment, at: int, faults: list[Fault]) -> None:
    draft[BIRTH], draft[SEX] = demographics(segment, at, faults)


def _ref(draft: Draft, segment: Segment, _at: int, _faults: list[Fault]) -> None:
    draft[REFERENCES][element(segment, 1)] = element(segment, 2)


def _per(draft: Draft, segment: Segment, _at: int, _faults: list[Fault]) -> None:
    draft[CONTACTS] = (*draft[CONTACTS], contact(segment))


def _prv(draft: Draft, segment: Segment, _at: int, _faults: list[Fault]) -> None:
    draft[SPECIALITY] = speciality(segment)


def speciality(segment: Segment) -> tuple[str, ...]:
    """As whom somebody acts, and their taxonomy code (PRV)."""
    return element(segment, 1), element(segment, 3)


def contact(segment: Segment) -> Contact:
    """The record of a PER."""
    _id, function, name, *rest = (*segment, "", "", "")
    pairs = zip(rest[0:6:2], rest[1:6:2], strict=False)
    return Contact(function, name, tuple([pair for pair in pairs if pair[0] or pair[1]]))


def demographics(segment: Segment, at: int, faults: list[Fault]) -> tuple[dt.date | None, str]:
    """Day of birth and sex of a DMG; a day that cannot be read is a fault."""
    text = element(segment, 2)
    birth = day_of(text)
    if text and birth is None:
        faults.append(unreadable("8", segment, 2, at, "CCYYMMDD"))
    return birth, element(segment, 3)


MORE: Mapping[str, Callable[[Draft, Segment, int, list[Fault]], None]] = {
    "N3": _n3,
    "N4": _n4,
    "DMG": _dmg,
    "REF": _ref,
    "PER": _per,
    "PRV": _prv,
}
"""What tells more of whoever was named last, by segment id."""

OF_PARTY = frozenset({*MORE, "N2", "AAA", "INS"})
"""Segments behind which the one named last is still the one they tell of."""


class Naming:
    """Who was named last, while segments that tell more of them come."""

    def __init__(self, faults: list[Fault]) -> None:
        self.draft: Draft | None = None
        self._faults = faults

    def takes(self, segment: Segment, at: int) -> bool:
        """Whether the segment tells more of the one named last; one that does not may end the naming."""
        if self.draft is None:
            return False
        more = MORE.get(segment[0])
        if more is not None:
            more(self.draft, segment, at, self._faults)
            return True
        if segment[0] not in OF_PARTY:
            self.draft = None
        return False
