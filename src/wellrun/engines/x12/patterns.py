"""One match that tells a segment is certainly sound, so that only the others are judged element by element.

A pattern accepts less than the tables do (a day after the 28th is left to the judging), never more: whatever it accepts
has no fault. Property-tested against the judging in tests/generative.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from wellrun.engines.x12.delimiters import Delimiters
from wellrun.engines.x12.layouts.elements import Element

DAY = r"[1-9][0-9]{3}(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])"
TIME = "(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?"
FORMAT = "1250"
"""Number of the element that says how the one after it is written."""


class Place(Protocol):
    """A place of a segment, as ``elements.Slot`` has it."""

    @property
    def parts(self) -> tuple[Element, ...]: ...
    @property
    def wanted(self) -> tuple[bool, ...]: ...
    @property
    def composite(self) -> bool: ...
    @property
    def demanded(self) -> bool: ...


class Patterns:
    """Patterns of segments for one set of delimiters."""

    def __init__(self, delimiters: Delimiters) -> None:
        between = (delimiters.element, delimiters.component, delimiters.repetition)
        self.text = "[^" + "".join(map(re.escape, between)) + r"\x00-\x1f]"
        self.element, self.component = re.escape(delimiters.element), re.escape(delimiters.component)

    def segment(self, name: str, places: Sequence[Place]) -> re.Pattern[str]:
        """The pattern of a whole segment, its id included."""
        units, at = [], 0
        while at < len(places):
            paired = at + 1 < len(places) and not places[at].composite and places[at].parts[0].number == FORMAT
            if paired:
                demanded = places[at].demanded or places[at + 1].demanded
                units.append((self._written(self.element, demanded=demanded), demanded))
                at += 2
                continue
            place = places[at]
            inside = self._composite(place.parts, place.wanted) if place.composite else self._part(place.parts[0])
            units.append((inside if place.demanded else f"(?:{inside})?", place.demanded))
            at += 1
        return re.compile(re.escape(name) + self._chained(units, self.element, leading=True))

    def _composite(self, parts: Sequence[Element], wanted: Sequence[bool]) -> str:
        units, at = [], 0
        while at < len(parts):
            if parts[at].number == FORMAT:
                units.append((self._written(self.component, demanded=False), False))
                at += 2
                continue
            # A composite that is there at all has its first component, or it is left to the judging.
            demanded = wanted[at] or not at
            inside = self._part(parts[at])
            units.append((inside if demanded else f"(?:{inside})?", demanded))
            at += 1
        return self._chained(units, self.component, leading=False)

    @staticmethod
    def _chained(units: Sequence[tuple[str, bool]], between: str, *, leading: bool) -> str:
        """The units with what separates them; those after the last demanded may be left out from the end."""
        pattern, demanded = "", False
        for at, (unit, wanted) in reversed([*enumerate(units)]):
            demanded = demanded or wanted
            before = between if at or leading else ""
            pattern = f"{before}{unit}{pattern}" if demanded else f"(?:{before}{unit}{pattern})?"
        return pattern

    @staticmethod
    def _written(between: str, *, demanded: bool) -> str:
        """A format and the days it is written in; both may be empty where they are not demanded."""
        empty = "" if demanded else f"|{between}"
        return f"(?:D8{between}{DAY}|RD8{between}{DAY}-{DAY}{empty})"

    def _part(self, part: Element) -> str:
        least, greatest = part.least, part.greatest
        if part.kind in ("AN", "ID"):
            return f"{self.text}{{{least},{greatest}}}"
        if part.kind == "DT":
            return DAY
        if part.kind == "TM":
            return TIME
        if part.kind == "R":
            whole = min(greatest, 18)
            cents = rf"|-?[0-9]{{1,{whole - 2}}}\.[0-9]{{1,2}}" if least == 1 and greatest > 2 else ""
            return f"(?:-?[0-9]{{{least},{whole}}}{cents})"
        return f"-?[0-9]{{{least},{min(greatest, 18)}}}"
