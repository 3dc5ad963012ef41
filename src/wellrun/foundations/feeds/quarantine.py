"""Rows and resources held back, as the page shows them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.conf import settings

from wellrun.foundations.feeds.models import Feed
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading.quarantine import Entry, Quarantine


@dataclass(frozen=True)
class Held:
    """One held row in words: place, what is wrong, what to do, and the row as it came."""

    id: str
    file: str
    place: str
    message: str
    value: str
    expected: str
    remedy: str
    raw: str


def quarantine() -> Quarantine:
    """The quarantine of this installation's warehouse."""
    return Quarantine(Warehouse(settings.WAREHOUSE).home)


def waiting_by_feed() -> dict[tuple[str, str], int]:
    """How many rows wait, by facility code and feed name."""
    return dict(Counter((e.arrival.origin.facility, e.arrival.origin.source) for e in quarantine().entries()))


def waiting(feed: Feed) -> list[Held]:
    """The rows of one feed that wait to be mended."""
    code = feed.facility.code
    mine = (
        e for e in quarantine().entries() if (e.arrival.origin.facility, e.arrival.origin.source) == (code, feed.name)
    )
    return [_held(entry) for entry in mine]


def _held(entry: Entry) -> Held:
    first = entry.faults[0]
    message = " ".join(fault.message for fault in entry.faults)
    remedies = dict.fromkeys(fault.remedy for fault in entry.faults if fault.remedy)
    return Held(
        id=entry.key,
        file=entry.arrival.name,
        place=entry.place.removeprefix(f"{entry.arrival.name}, "),
        message=message,
        value=first.value,
        expected=first.expected,
        remedy=" ".join(remedies),
        raw=entry.raw.decode(errors="replace"),
    )
