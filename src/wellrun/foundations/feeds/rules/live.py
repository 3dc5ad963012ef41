"""Faults kept beside a message, how long to wait before sending again, and when a queue or a silence is news."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict

from wellrun.values.faults import Fault

FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=1), dt.timedelta(minutes=5)
OLD_QUEUE = dt.timedelta(minutes=15)
"""A message that has waited so long to go out is news."""


def pause(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts in vain: doubled each time, five minutes at most, and for ever."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 20)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)


def written_faults(faults: Iterable[Fault]) -> str:
    """Faults as the text that is sealed beside a message; empty where there is none."""
    found = [asdict(fault) for fault in faults]
    return json.dumps(found) if found else ""


def plain_faults(text: str) -> tuple[Fault, ...]:
    """The faults again."""
    names = ("code", "message", "place", "value", "expected", "remedy")
    return tuple(Fault(*(one.get(name, "") for name in names)) for one in json.loads(text or "[]"))


def silent(*, last: dt.datetime | None, opened: dt.datetime, minutes: int | None, now: dt.datetime) -> bool:
    """Whether nothing has come for longer than a connection allows; it begins when it is opened."""
    return minutes is not None and now - (last or opened) > dt.timedelta(minutes=minutes)
