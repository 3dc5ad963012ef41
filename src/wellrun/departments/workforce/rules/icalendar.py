"""Shifts as a calendar that phones and desks subscribe to (RFC 5545).

Moments are written in UTC, which needs no table of time zones beside them and is the same moment on every device.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FOLD = 75
"""Octets of a line, its end not counted (RFC 5545, 3.1)."""

ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
"""What has a meaning of its own in a text (RFC 5545, 3.3.11)."""


@dataclass(frozen=True)
class Event:
    """One entry. ``uid`` stays the same for ever; ``cancelled`` takes the entry out of a calendar that has it."""

    uid: str
    title: str
    where: str
    begins: dt.datetime
    ends: dt.datetime
    changed: dt.datetime
    cancelled: bool = False


def calendar(name: str, events: Iterable[Event], *, now: dt.datetime) -> str:
    """The calendar as it is sent: lines folded, each ended by CR and LF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Wellrun//My shifts//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{text(name)}",
        # RFC 7986, 5.7: how often to look again.
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        *(line for event in events for line in _lines(event, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _lines(event: Event, now: dt.datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{moment(now)}"
    yield f"LAST-MODIFIED:{moment(event.changed)}"
    yield f"DTSTART:{moment(event.begins)}"
    yield f"DTEND:{moment(event.ends)}"
    yield f"SUMMARY:{text(event.title)}"
    yield f"LOCATION:{text(event.where)}"
    # A shift changes once: when it no longer holds. What comes in its place is an event of its own.
    yield f"SEQUENCE:{int(event.cancelled)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def moment(at: dt.datetime) -> str:
    """A moment in UTC: 20270104T120000Z (RFC 5545, 3.3.5, form 2)."""
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def text(words: str) -> str:
    """Words with what has a meaning of its own escaped."""
    return words.replace("\r\n", "\n").translate(ESCAPES)


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets; each further part begins with a space, and no letter is cut in two."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > FOLD:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
