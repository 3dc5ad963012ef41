"""Messages written: fields by their number, components as tuples, repetitions as lists, all of it escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wellrun.engines.hl7v2.delimiters import Delimiters
from wellrun.engines.hl7v2.message import Message, Segment

USUAL = Delimiters()

Component = str | int | dt.date | None
Value = Component | tuple["Component | tuple[Component, ...]", ...] | list["Value"]
"""A text, a number, a day or a time; a tuple of components, each of them perhaps a tuple of subcomponents; a list of
repetitions of any of these."""


class From(NamedTuple):
    """Who writes to whom, and how (MSH-3 to 6, 11 and 12)."""

    application: str
    facility: str
    to_application: str = ""
    to_facility: str = ""
    version: str = "2.5.1"
    processing: str = "P"


def new_segment(name: str, fields: Mapping[int, Value], marks: Delimiters = USUAL) -> Segment:
    """A segment of fields by their number. Times are written to the second, with their offset where they have one.

    Raises Unreadable where a value holds a delimiter and ``marks`` has no escape character.
    """
    last = max(fields, default=0)
    texts = [written(fields.get(number), marks) for number in range(1, last + 1)]
    return Segment(marks.field.join([name, *texts]).rstrip(marks.field), marks)


def header(kind: str, event: str, *, of: From, control: str, at: dt.datetime, more: Mapping[int, Value]) -> Segment:
    """MSH in the recommended delimiters; ``more`` are further fields by their number."""
    structure = () if of.version in ("2.1", "2.2", "2.3") or not event else (STRUCTURES.get(event, f"{kind}_{event}"),)
    fields: dict[int, Value] = {
        3: of.application,
        4: of.facility,
        5: of.to_application,
        6: of.to_facility,
        7: at,
        9: (kind, event, *structure) if event else kind,
        10: control,
        11: of.processing,
        12: of.version,
        **more,
    }
    # MSH-1 and 2 are the delimiters themselves.
    texts = [written(fields.get(number), USUAL) for number in range(3, max(fields) + 1)]
    return Segment("|".join(["MSH", "^~\\&", *texts]), USUAL)


def new_message(
    kind: str,
    event: str,
    segments: Sequence[Segment],
    *,
    of: From,
    control: str,
    at: dt.datetime,
    more: Mapping[int, Value] | None = None,
) -> Message:
    """A message with its header. The character set is told (MSH-18) where it needs one."""
    told = dict(more or {})
    if not all(one.text.isascii() for one in segments) or not "".join(of).isascii():
        told.setdefault(18, "UNICODE UTF-8")
    return Message((header(kind, event, of=of, control=control, at=at, more=told), *segments))


STRUCTURES = {
    **dict.fromkeys(("A04", "A08", "A13"), "ADT_A01"),
    **dict.fromkeys(("A07",), "ADT_A06"),
    **dict.fromkeys(("A10", "A11", "A12"), "ADT_A09"),
    **dict.fromkeys(("A14", "A28", "A31"), "ADT_A05"),
    **dict.fromkeys(("S13", "S14", "S15", "S16", "S17", "S26"), "SIU_S12"),
    **dict.fromkeys(("T04", "T06", "T08", "T10"), "MDM_T02"),
    **dict.fromkeys(("T03", "T05", "T07", "T09", "T11"), "MDM_T01"),
}
"""Events that share the structure of another (HL7 table 0354)."""


def written(value: Value, marks: Delimiters) -> str:
    """One field as it is sent, its empty ends left out."""
    if isinstance(value, list):
        return marks.repetition.join(written(one, marks) for one in value)
    if isinstance(value, tuple):
        parts = [
            marks.subcomponent.join(_text(one, marks) for one in part).rstrip(marks.subcomponent)
            if isinstance(part, tuple)
            else _text(part, marks)
            for part in value
        ]
        return marks.component.join(parts).rstrip(marks.component)
    return _text(value, marks)


def _text(value: Component, marks: Delimiters) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%Y%m%d%H%M%S%z}"
    if isinstance(value, dt.date):
        return f"{value:%Y%m%d}"
    return "" if value is None else marks.escaped(str(value))
