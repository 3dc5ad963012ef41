"""Elements as values: amounts, numbers and days. What cannot be read is kept as it came and told as a fault."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from wellrun.engines.x12.faults import Fault, Level

AMOUNT = re.compile(r"-?(?:\d{1,18}(?:\.\d{0,9})?|\.\d{1,9})")
"""X12 type R: digits with an optional point and minus; no plus, no thousands, no exponent (X12.6)."""

HOURS = frozenset({"DT", "TM", "RDT", "RTM"})
"""Formats of an hour, which is no day; it stays in the piece."""

Faults = list[Fault]


def number_of(text: str) -> Decimal | None:
    """The number a text is (type R); none where it is none."""
    # Asked in this way it costs a fifth of what the expression does, and most amounts are like this.
    if len(text) < 19 and text.replace(".", "", 1).isdecimal() and text.isascii():
        return Decimal(text)
    return Decimal(text) if AMOUNT.fullmatch(text) else None


def amount(segment: list[str], number: int, at: int, faults: Faults) -> Decimal | None:
    """An amount or quantity; none where there is none or it cannot be read."""
    text = segment[number] if number < len(segment) else ""
    if not text:
        return None
    found = number_of(text)
    if found is None:
        faults.append(unreadable("6", segment, number, at, "a number such as 125.5"))
    return found


def money(segment: list[str], number: int, at: int, faults: Faults) -> Decimal:
    """An amount that has to be there; 0 with a fault where it is missing or cannot be read."""
    text = segment[number] if number < len(segment) else ""
    found = number_of(text) if text else None
    if found is not None:
        return found
    if text:
        faults.append(unreadable("6", segment, number, at, "a number such as 125.5"))
    else:
        message = "An amount is missing."
        faults.append(Fault(Level.ELEMENT, "1", message, segment[0], at, number, expected="an amount"))
    return Decimal(0)


def day(segment: list[str], number: int, at: int, faults: Faults) -> dt.date | None:
    """A day written CCYYMMDD."""
    text = segment[number] if number < len(segment) else ""
    if not text:
        return None
    found = day_of(text)
    if found is None:
        faults.append(unreadable("8", segment, number, at, "a day such as 20261127"))
    return found


def days(segment: list[str], form: int, number: int, at: int, faults: Faults) -> tuple[dt.date, dt.date] | None:
    """A day (D8) or a range of days (RD8) as first and last; none where it is told with an hour (DT, TM)."""
    kind = segment[form] if form < len(segment) else ""
    if kind in HOURS:
        return None
    text = segment[number] if number < len(segment) else ""
    first, _dash, last = text.partition("-")
    pair = (day_of(first), day_of(last if kind == "RD8" else first))
    if pair[0] is None or pair[1] is None:
        faults.append(unreadable("8", segment, number, at, "CCYYMMDD, or CCYYMMDD-CCYYMMDD"))
        return None
    return pair[0], pair[1]


def day_of(text: str) -> dt.date | None:
    """The day a text of eight figures names; none where it names none."""
    # Weeks (2026W011) are eight characters too; figures of other scripts fromisoformat refuses itself.
    if len(text) != 8 or not text.isdecimal():
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def moment_of(text: str) -> dt.datetime | dt.time | None:
    """A day with an hour (CCYYMMDDHHMM) or an hour alone (HHMM), without a zone as the format has none."""
    day, hour = (day_of(text[:8]), text[8:]) if len(text) > 4 else (None, text)
    if len(hour) != 4 or not hour.isdecimal() or not hour.isascii() or hour[:2] > "23" or hour[2:] > "59":
        return None
    at = dt.time(int(hour[:2]), int(hour[2:]))
    if len(text) == 4:
        return at
    return dt.datetime.combine(day, at) if day is not None else None


def frozen(values: dict[str, Any]) -> dict[str, Any]:
    """What was gathered in lists as tuples, for the fields of a record."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def whole(segment: list[str], number: int, at: int, faults: Faults) -> int:
    """A whole number, 0 with a fault where it is missing or none."""
    text = segment[number] if number < len(segment) else ""
    if text.isdecimal() and text.isascii():
        return int(text)
    if text:
        faults.append(unreadable("6", segment, number, at, "a whole number"))
    else:
        message = "A number is missing."
        faults.append(Fault(Level.ELEMENT, "1", message, segment[0], at, number, expected="a whole number"))
    return 0


def unreadable(code: str, segment: list[str], number: int, at: int, expected: str) -> Fault:
    """The fault of an element that is there and is not what it should be."""
    return Fault(
        Level.ELEMENT,
        code,
        "This cannot be read.",
        segment[0],
        at,
        number,
        value=segment[number] if number < len(segment) else "",
        expected=expected,
        remedy="Ask the sender to correct it; what came is kept.",
    )
