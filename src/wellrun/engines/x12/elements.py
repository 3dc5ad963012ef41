"""Elements against their tables: type, length, what is demanded, repetitions, rules between them (X12.6, X12.22).

Only versions 005010 are judged: in others the lengths differ. What depends on a situation is demanded of nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from wellrun.engines.x12.delimiters import Delimiters
from wellrun.engines.x12.envelope import Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.layouts.elements import ELEMENTS, Element
from wellrun.engines.x12.layouts.segments import COMPOSITES, ROWS, RULES
from wellrun.engines.x12.layouts.sets import LAYOUTS, Layout
from wellrun.engines.x12.patterns import FORMAT, Patterns
from wellrun.engines.x12.values import AMOUNT, day_of

VERSION = "005010"
WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
"""X12 types N0 to N9."""

MESSAGES: Mapping[str, str] = {
    "1": "An element is missing that every guide demands here.",
    "2": "An element is missing that another one here demands.",
    "3": "There are more elements than the segment has.",
    "4": "This is shorter than the element may be.",
    "5": "This is longer than the element may be.",
    "6": "This cannot be read.",
    "8": "This is no day.",
    "9": "This is no time.",
    "10": "Two elements stand here of which there may be one.",
    "12": "The element is repeated and may not be.",
    "13": "There are more components than the element has.",
}
"""Own words for the codes of IK403."""


Matching = Callable[[str], re.Match[str] | None]


class Slot(NamedTuple):
    """A place in a segment: its parts (one where it is no composite), and what is demanded.

    wanted: for each part, whether it is demanded wherever there is a composite at all.
    """

    number: str
    parts: tuple[Element, ...]
    wanted: tuple[bool, ...]
    composite: bool
    demanded: bool
    repeats: bool


class Rule(NamedTuple):
    """A rule between elements: P, R, E, C or L, and their places."""

    kind: str
    places: tuple[int, ...]


def _slot(text: str) -> Slot:
    number = text.rstrip("!+")
    numbers = COMPOSITES[number].split() if number in COMPOSITES else [number]
    parts = tuple(ELEMENTS[one.rstrip("!")] for one in numbers)
    wanted = tuple("!" in one for one in numbers)
    return Slot(number, parts, wanted, number in COMPOSITES, "!" in text, "+" in text)


def _rule(text: str) -> Rule:
    return Rule(text[0], tuple(int(text[at : at + 2]) for at in range(1, len(text), 2)))


SLOTS: Mapping[str, tuple[Slot, ...]] = {name: tuple(map(_slot, row.split())) for name, row in ROWS.items()}
BETWEEN: Mapping[str, tuple[Rule, ...]] = {name: tuple(map(_rule, rules.split())) for name, rules in RULES.items()}


def element_faults(piece: Piece) -> list[Fault]:
    """What the tables have against a transaction: its segments, their places and elements, in their order.

    A set that has no table is told as one that is not supported (IK502 1); another version than 005010 is not judged.
    """
    layout = LAYOUTS.get(piece.set_id)
    if layout is None:
        message = "This set is not read here."
        expected = ", ".join(LAYOUTS)
        return [Fault(Level.TRANSACTION, "1", message, "ST", 1, 1, value=piece.set_id, expected=expected)]
    release = element(piece.segments[0], 3) or piece.release
    if release and not release.startswith(VERSION):
        return []
    return [*_Judging(piece, layout).faults()]


class _Judging:
    """A transaction while it is judged."""

    def __init__(self, piece: Piece, layout: Layout) -> None:
        self.segments, self.delimiters = piece.segments, piece.delimiters
        self.layout = layout
        self.open: set[str] = set()
        self.seen: set[str] = set()

    def faults(self) -> Iterator[Fault]:
        split, sound, layout, seen = self.delimiters.element, sounds(self.delimiters), self.layout, self.seen
        for at, segment in enumerate(self.segments, start=1):
            name = segment[0]
            if name not in layout.segments:
                yield _not_of_set(name, at)
            elif name in layout.placed:
                yield from self._placed(name, at)
            if name in SLOTS:
                if sound[name](split.join(segment)) is None:
                    yield from self._elements(segment, SLOTS[name], at)
                if name in BETWEEN:
                    for code, place in _broken(name, tuple(map(bool, segment))):
                        yield _fault(code, segment, place, at, value=element(segment, place))
            seen.add(name)
        for name in layout.demanded:
            if name not in seen:
                message = "A segment is missing that every file of this set has."
                yield Fault(Level.SEGMENT, "3", message, name, len(self.segments), expected=name)

    def _placed(self, name: str, at: int) -> Iterator[Fault]:
        """Whether it stands in its loop, and not a second time where there is one."""
        within, opens = self.layout.within.get(name), self.layout.opens
        if within is not None and within not in self.open:
            message = "This stands outside of the loop it belongs to."
            yield Fault(Level.SEGMENT, "7", message, name, at, expected=f"{within} before it")
        if name in self.seen and name in self.layout.once:
            yield Fault(Level.SEGMENT, "5", "There is one such segment in a set.", name, at, expected="one")
        if name in opens:
            self.open.difference_update(opens[opens.index(name) :])
            self.open.add(name)

    def _elements(self, segment: Segment, slots: tuple[Slot, ...], at: int) -> Iterator[Fault]:
        if len(segment) > len(slots) + 1:
            yield _fault("3", segment, len(slots) + 1, at, expected=f"at most {len(slots)}")
        for place, slot in enumerate(slots, start=1):
            text = segment[place] if place < len(segment) else ""
            if not text:
                if slot.demanded:
                    yield _fault("1", segment, place, at, number=slot.number)
            elif slot.composite or self._parted(text):
                yield from self._parts(segment, slot, place, at)
            else:
                code = _wrong(text, slot.parts[0], _format(segment, slots, place))
                if code:
                    yield _fault(code, segment, place, at, number=slot.number, value=text, wanted=slot.parts[0])

    def _parted(self, text: str) -> bool:
        return self.delimiters.component in text or (self.delimiters.repetition or "\0") in text

    def _parts(self, segment: Segment, slot: Slot, place: int, at: int) -> Iterator[Fault]:
        """An element with components or repetitions, whether it may have them or not."""
        repetition = self.delimiters.repetition
        repeated = segment[place].split(repetition) if repetition else [segment[place]]
        if len(repeated) > 1 and not slot.repeats:
            yield _fault("12", segment, place, at, number=slot.number, value=segment[place])
        for one in repeated:
            components = one.split(self.delimiters.component)
            if len(components) > len(slot.parts):
                yield _fault("13", segment, place, at, number=slot.number, value=one)
            form = ""
            components += [""] * (len(slot.parts) - len(components))
            for component, (text, part, wanted) in enumerate(zip(components, slot.parts, slot.wanted, strict=False), 1):
                code = _wrong(text, part, form) if text else "1" if wanted else ""
                form = text if part.number == FORMAT else ""
                if code:
                    inside = component if slot.composite else 0
                    yield _fault(code, segment, place, at, inside, number=part.number, value=text, wanted=part)


def _format(segment: Segment, slots: tuple[Slot, ...], place: int) -> str:
    """What the element before says of how this one is written."""
    return segment[place - 1] if place > 1 and slots[place - 2].number == FORMAT else ""


def _wrong(text: str, wanted: Element, form: str) -> str:
    """The code of what is wrong with a value; empty where nothing is."""
    kind = wanted.kind
    if form in FORMATS:
        return FORMATS[form](text)
    if kind in ("AN", "ID"):
        size = len(text)
    elif kind == "DT":
        return "" if day_of(text) else "8"
    elif kind == "TM":
        return _time(text)
    elif not (AMOUNT if kind == "R" else WHOLE).fullmatch(text):
        return "6"
    else:
        # Neither sign nor point counts (X12.6).
        size = sum(character.isdigit() for character in text)
    if size < wanted.least:
        return "4"
    if size > wanted.greatest:
        return "5"
    return "6" if not text.isprintable() and any(character < " " for character in text) else ""


class _Sounding(dict[str, Matching]):
    """By segment, what it matches as a whole that certainly has no fault in its elements; made when first asked for."""

    def __init__(self, delimiters: Delimiters) -> None:
        super().__init__()
        self.patterns = Patterns(delimiters)

    def __missing__(self, name: str) -> Matching:
        self[name] = self.patterns.segment(name, SLOTS[name]).fullmatch
        return self[name]


@lru_cache(maxsize=16)
def sounds(delimiters: Delimiters) -> _Sounding:
    """What segments match that have these delimiters."""
    return _Sounding(delimiters)


@lru_cache(maxsize=4096)
def _broken(name: str, filled: tuple[bool, ...]) -> tuple[tuple[str, int], ...]:
    """Rules broken where these places are filled, from the id on: code and the place it is told at."""
    found = []
    for rule in BETWEEN[name]:
        there = [place for place in rule.places if place < len(filled) and filled[place]]
        missing = next((place for place in rule.places if place not in there), 0)
        if rule.kind == "E":
            found += [("10", there[1])] if len(there) > 1 else []
        elif BREAKS[rule.kind](rule.places, there):
            found.append(("2", missing))
    return tuple(found)


BREAKS: Mapping[str, Callable[[tuple[int, ...], list[int]], bool]] = {
    "P": lambda places, there: 0 < len(there) < len(places),
    "R": lambda _places, there: not there,
    "C": lambda places, there: places[0] in there and len(there) < len(places),
    "L": lambda places, there: there == [places[0]],
}
"""Whether a rule is broken by the places that are filled."""


def _time(text: str) -> str:
    """HHMM, HHMMSS, or with one or two decimals of a second."""
    if not (text.isdecimal() and text.isascii() and len(text) in (4, 6, 7, 8)):
        return "9"
    return "" if text[:2] < "24" and text[2:4] < "60" and text[4:6] < "60" else "9"


def _day(text: str) -> str:
    return "" if day_of(text) else "8"


def _range(text: str) -> str:
    first, _dash, last = text.partition("-")
    return "" if day_of(first) and day_of(last) else "8"


def _moment(text: str) -> str:
    return _day(text[:8]) or _time(text[8:])


FORMATS: Mapping[str, Callable[[str], str]] = {"D8": _day, "RD8": _range, "DT": _moment, "TM": _time}
"""How a day or time is written, by its format qualifier (1250); others are text."""


def _not_of_set(name: str, at: int) -> Fault:
    known = name in ROWS
    message = "This segment is of another set." if known else "This is no segment that is known."
    return Fault(Level.SEGMENT, "6" if known else "1", message, name, at, remedy="It is kept and not read.")


def _fault(
    code: str,
    segment: Segment,
    place: int,
    at: int,
    component: int = 0,
    *,
    number: str = "",
    value: str = "",
    expected: str = "",
    wanted: Element | None = None,
) -> Fault:
    if wanted is not None:
        expected = f"{wanted.kind}, {wanted.least} to {wanted.greatest} characters"
    reference = "" if number.startswith("C") else number
    return Fault(
        Level.ELEMENT,
        code,
        MESSAGES[code],
        segment[0],
        at,
        place,
        component,
        value,
        expected,
        "Ask the sender to correct it; what came is kept.",
        reference,
    )
