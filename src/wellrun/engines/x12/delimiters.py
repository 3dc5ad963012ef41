"""The characters that separate: they are no constants but stand in the first segment of every interchange.

ISA is the one segment of fixed width (X12.5): its element separator is the fourth character, its last element the
component separator, and what follows that ends every segment. ISA11 is the repetition separator from version 00402 on.
"""

from __future__ import annotations

from typing import NamedTuple

WIDTH = 106
"""Characters of an ISA with its terminator."""

ELEMENTS = 16
FIRST_WITH_REPETITION = "00402"


class Delimiters(NamedTuple):
    """What separates elements, components and repetitions, and ends a segment; repetition is empty before 00402."""

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    segment: str = "~"

    @property
    def ends_by_line(self) -> bool:
        """Whether a line end itself ends the segment, so that none may be taken away."""
        return self.segment in "\r\n"


def delimiters_of(text: str) -> Delimiters | None:
    """The delimiters of a text that begins with ISA; none where it is cut short.

    Elements are counted instead of characters, since senders fill the fields to a wrong width and mean the same.
    """
    element = text[3:4]
    if not text.startswith("ISA") or not element or element.isalnum() or element in "\r\n":
        return None
    at = 3
    for _each in range(ELEMENTS - 1):
        at = text.find(element, at + 1)
        if at < 0 or at > 2 * WIDTH:
            return None
    component, ends = text[at + 1 : at + 2], text[at + 2 : at + 3]
    if not ends or ends.isalnum() or component.isalnum() or element in (component, ends) or component == ends:
        return None
    parts = text[:at].split(element)
    repetition = parts[11] if parts[12] >= FIRST_WITH_REPETITION and len(parts[11]) == 1 else ""
    return Delimiters(element, component, repetition if not repetition.isalnum() else "", ends)
