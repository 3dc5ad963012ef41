"""Messages, segments, fields, repetitions, components and subcomponents, with the delimiters a sender chose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


class Unreadable(ValueError):
    """The text is no HL7 v2 message; the words say why."""


@dataclass(frozen=True)
class Delimiters:
    """The characters of MSH-1 and MSH-2; the defaults are those HL7 recommends."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    @classmethod
    def of(cls, header: str) -> Delimiters:
        """From the text of an MSH, FHS or BHS segment. Raises Unreadable if it is too short to hold them."""
        if len(header) < 5 or header[:3] not in ("MSH", "FHS", "BHS"):
            raise Unreadable(f"{header[:20]!r} is no header segment: expected MSH and the delimiters after it.")
        given = header[4:].split(header[3], 1)[0]
        if not given:
            raise Unreadable(f"{header[:20]!r} names no delimiters after the first.")
        if len(set(header[3] + given)) != len(given) + 1:
            raise Unreadable(f"The delimiters {header[3] + given!r} repeat a character.")
        # Short forms are allowed where a sender uses no escapes or subcomponents (v2.5.1, 2.5.4).
        return cls(header[3], *given[:4])

    def unescaped(self, text: str) -> str:
        """The text with its escape sequences resolved; sequences that format or are a site's own stay as they are."""
        if not self.escape or self.escape not in text:
            return text
        meanings = {"F": self.field, "S": self.component, "R": self.repetition, "E": self.escape}
        meanings |= {"T": self.subcomponent, ".br": "\n"}
        mark = re.escape(self.escape)

        def meant(found: re.Match[str]) -> str:
            word = found[1]
            if re.fullmatch(r"X(?:[0-9A-Fa-f]{2})+", word):
                return bytes.fromhex(word[1:]).decode("latin-1")
            return meanings.get(word, found[0])

        return re.sub(f"{mark}([^{mark}]*){mark}", meant, text)

    def escaped(self, text: str) -> str:
        """The text with every delimiter in it written as an escape sequence."""
        words = {self.escape: "E", self.field: "F", self.component: "S", self.repetition: "R", self.subcomponent: "T"}
        return "".join(f"{self.escape}{words[letter]}{self.escape}" if letter in words else letter for letter in text)


@dataclass(frozen=True)
class Segment:
    """One line of a message. ``text`` is kept as it came; everything else is read from it when asked for."""

    text: str
    delimiters: Delimiters

    @property
    def name(self) -> str:
        return self.text[:3]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Fields as sent, so that ``fields[n]`` is field n; field 0 is the name. MSH-1 is the field delimiter."""
        parts = self.text.split(self.delimiters.field)
        if self.name in ("MSH", "FHS", "BHS"):
            parts.insert(1, self.delimiters.field)
        return tuple(parts)

    def field(self, number: int) -> str:
        """A field as sent; empty where it was not sent."""
        return self.fields[number] if number < len(self.fields) else ""

    def repetitions(self, number: int) -> tuple[str, ...]:
        """The repetitions of a field as sent; none where it is empty."""
        whole = self.field(number)
        return tuple(whole.split(self.delimiters.repetition)) if whole else ()

    def value(self, number: int, component: int = 1, subcomponent: int = 1, *, repetition: int = 1) -> str:
        """One subcomponent, unescaped; empty where it was not sent. All are counted from 1, as the standard does."""
        if self.name in ("MSH", "FHS", "BHS") and number <= 2:
            return self.field(number)
        text = _part(self.field(number), self.delimiters.repetition, repetition)
        text = _part(text, self.delimiters.component, component)
        return self.delimiters.unescaped(_part(text, self.delimiters.subcomponent, subcomponent))


@dataclass(frozen=True)
class Message:
    """The segments from one MSH to before the next."""

    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """The message as one line a segment, ended by carriage returns as the standard has it."""
        return "".join(f"{segment.text}\r" for segment in self.segments)

    def first(self, name: str) -> Segment | None:
        """The first segment of that name, or none."""
        return next((segment for segment in self.segments if segment.name == name), None)

    def every(self, name: str) -> tuple[Segment, ...]:
        """All segments of that name, in order."""
        return tuple(segment for segment in self.segments if segment.name == name)

    def value(self, name: str, number: int, component: int = 1, subcomponent: int = 1) -> str:
        """A value of the first segment of that name; empty where there is none."""
        segment = self.first(name)
        return segment.value(number, component, subcomponent) if segment else ""


def _part(text: str, delimiter: str, number: int) -> str:
    if not delimiter:
        return text if number == 1 else ""
    parts = text.split(delimiter)
    return parts[number - 1] if 0 < number <= len(parts) else ""
