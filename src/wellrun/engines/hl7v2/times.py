"""Times as HL7 writes them: YYYY[MM[DD[HH[MM[SS[.S]]]]]][+/-ZZZZ] (v2.5.1, 2.A.22 and 2.A.76)."""

from __future__ import annotations

import datetime as dt
import re

FORM = re.compile(
    r"(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,6})\d*)?)?)?)?)?)?(?:([+-])(\d\d):?(\d\d))?",
    re.ASCII,
)


def moment(text: str) -> dt.datetime | None:
    """The beginning of the time told, with its offset where one is told; None where the text is no time.

    A time without an offset is the sender's own wall clock.
    """
    if text.isdecimal() and text.isascii() and len(text) in (8, 12, 14):
        # What nearly all are, at a tenth of the cost.
        try:
            return dt.datetime.fromisoformat(f"{text[:8]}T{text[8:] or '00'}")
        except ValueError:
            return None
    found = FORM.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, part, sign, hours, minutes = found.groups()
    try:
        when = dt.datetime(  # noqa: DTZ001 - whose clock it is, the facility knows
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((part or "0").ljust(6, "0")),
        )
        if not sign:
            return when
        away = dt.timedelta(hours=int(hours), minutes=int(minutes))
        return when.replace(tzinfo=dt.timezone(away if sign == "+" else -away))
    except ValueError:
        return None
