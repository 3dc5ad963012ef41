"""Messages, segments, fields, repetitions, components and subcomponents. Text is kept; the rest is read when asked."""

from __future__ import annotations

from typing import Any

from wellrun.engines.hl7v2.delimiters import HEADERS, Delimiters

NULL = '""'
"""A value that is to be deleted where it is known; an empty one says nothing (HL7 v2.5.1, 2.5.3)."""


class Segment:
    """One line of a message, as it came. A line end within it is a sender's that did not escape it."""

    __slots__ = ("_fields", "delimiters", "text")

    def __init__(self, text: str, delimiters: Delimiters) -> None:
        self.text, self.delimiters = text, delimiters
        self._fields: list[str] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Segment) and (self.text, self.delimiters) == (other.text, other.delimiters)

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        # A segment in a traceback must not tell of a patient.
        return f"<{self.name} with {len(self.fields) - 1} fields>"

    @property
    def name(self) -> str:
        return self.text[:3]

    @property
    def fields(self) -> list[str]:
        """Fields as sent, so that ``fields[n]`` is field n; field 0 is the name. MSH-1 is the field delimiter."""
        if self._fields is None:
            self._fields = self.text.split(self.delimiters.field)
            if self.text[:3] in HEADERS:
                self._fields.insert(1, self.delimiters.field)
        return self._fields

    def field(self, number: int) -> str:
        """A field as sent; empty where it was not sent."""
        fields = self._fields or self.fields
        return fields[number] if number < len(fields) else ""

    def repetitions(self, number: int) -> tuple[str, ...]:
        """The repetitions of a field as sent; none where it is empty."""
        whole, mark = self.field(number), self.delimiters.repetition
        return () if not whole else tuple(whole.split(mark)) if mark else (whole,)

    def value(self, number: int, component: int = 1, subcomponent: int = 1, *, repetition: int = 1) -> str:
        """One subcomponent, unescaped; empty where it was not sent. All are counted from 1, as the standard does."""
        text = self.field(number)
        if not text or (number <= 2 and self.text[:3] in HEADERS):
            return text
        if component == subcomponent == repetition == 1:
            return self._plain(text)
        marks = self.delimiters
        text = _part(text, marks.repetition, repetition)
        text = _part(text, marks.component, component)
        return marks.unescaped(_part(text, marks.subcomponent, subcomponent))

    def values(self, *numbers: int) -> list[str]:
        """The first subcomponent of each of these fields, as ``value`` gives it."""
        fields, found = self._fields or self.fields, []
        count = len(fields)
        for number in numbers:
            text = fields[number] if number < count else ""
            found.append(text if not text or text.isalnum() else self._plain(text))
        return found

    def _plain(self, text: str) -> str:
        """The first subcomponent of a field. Most fields hold no delimiter at all."""
        _field, component, repetition, escape, subcomponent = self.delimiters
        for mark in (repetition, component, subcomponent):
            if mark and mark in text:
                text = text.split(mark, 1)[0]
        return self.delimiters.unescaped(text) if escape and escape in text else text

    def components(self, number: int, *, repetition: int = 1) -> list[str]:
        """The first subcomponent of each component of a field, unescaped; none where it is empty."""
        fields = self._fields or self.fields
        text = fields[number] if number < len(fields) else ""
        if not text:
            return []
        marks = self.delimiters
        _field, component, between, escape, subcomponent = marks
        if repetition > 1 or (between and between in text):
            text = _part(text, between, repetition)
        parts = text.split(component) if component else [text]
        if not (escape and escape in text) and not (subcomponent and subcomponent in text):
            return parts if text else []
        return [marks.unescaped(_part(part, marks.subcomponent, 1)) for part in parts] if text else []

    def whole(self, number: int) -> str:
        """A field as text for a reader: all of it, unescaped, with the delimiters that stand in it."""
        return self.delimiters.unescaped(self.field(number))

    def parsed(self) -> list[Any]:
        """All of it: for each field its repetitions, in each its components, in each its subcomponents, unescaped.

        What has no parts is a text instead of a list of one.
        """
        marks, header = self.delimiters, self.text[:3] in HEADERS
        return [text if header and at <= 2 else _tree(text, marks) for at, text in enumerate(self.fields)]


class Message:
    """The segments from one MSH to before the next."""

    __slots__ = ("_first", "segments")

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        self.segments = segments
        self._first: dict[str, Segment] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.segments == other.segments

    def __hash__(self) -> int:
        return hash(self.segments)

    def __repr__(self) -> str:
        return f"<message of {len(self.segments)} segments>"

    @property
    def text(self) -> str:
        """The message with each segment ended by a carriage return, as the standard has it."""
        return "".join([f"{segment.text}\r" for segment in self.segments])

    def first(self, name: str) -> Segment | None:
        """The first segment of that name, or none."""
        if self._first is None:
            self._first = {segment.text[:3]: segment for segment in reversed(self.segments)}
        return self._first.get(name)

    def every(self, name: str) -> tuple[Segment, ...]:
        """All segments of that name, in order."""
        return tuple([segment for segment in self.segments if segment.text[:3] == name])

    def value(self, name: str, number: int, component: int = 1, subcomponent: int = 1) -> str:
        """A value of the first segment of that name; empty where there is none."""
        segment = self.first(name)
        return segment.value(number, component, subcomponent) if segment else ""


def _part(text: str, delimiter: str, number: int) -> str:
    if not delimiter or delimiter not in text:
        return text if number == 1 else ""
    parts = text.split(delimiter, number)
    return parts[number - 1] if 0 < number <= len(parts) else ""


def _tree(text: str, marks: Delimiters) -> Any:
    for mark in (marks.repetition, marks.component, marks.subcomponent):
        if mark and mark in text:
            return [_tree(part, marks) for part in text.split(mark)]
    return marks.unescaped(text)
