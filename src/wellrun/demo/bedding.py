"""Which bed each patient lay in, and when it was clean again: the first free one of the ward, as clerks do it."""

from __future__ import annotations

import datetime as dt
import heapq
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from wellrun.demo.hospital import Stay
from wellrun.demo.places import WARDS
from wellrun.demo.story import Story

NEVER = dt.datetime(9999, 1, 1)  # noqa: DTZ001 - the demonstration's clock has no zone


def beds_of(stays: Sequence[Stay]) -> Mapping[tuple[str, int], str]:
    """The bed of each place of each stay, by encounter and position; none where the ward was too full."""
    asked: defaultdict[str, list[tuple[dt.datetime, str, int, dt.datetime]]] = defaultdict(list)
    for stay in stays:
        for position, (unit, since) in enumerate(stay.places):
            later = stay.places[position + 1][1] if position + 1 < len(stay.places) else stay.ended
            asked[unit].append((since, stay.encounter, position, later or NEVER))
    found: dict[tuple[str, int], str] = {}
    for unit, lying in asked.items():
        free = list(range(1, WARDS[unit].beds + 1))
        taken: list[tuple[dt.datetime, int]] = []
        for since, encounter, position, until in sorted(lying):
            while taken and taken[0][0] <= since:
                heapq.heappush(free, heapq.heappop(taken)[1])
            if free:
                number = heapq.heappop(free)
                heapq.heappush(taken, (until, number))
                found[encounter, position] = f"{unit}-{number:02}"
    return found


def cleaned(
    stays: Sequence[Stay], beds: Mapping[tuple[str, int], str], story: Story
) -> Iterator[tuple[dt.datetime, str]]:
    """When housekeeping told that a bed is clean, for each that was left since the last export and is clean by now."""
    for stay in stays:
        for position, (_unit, _since) in enumerate(stay.places):
            left = stay.places[position + 1][1] if position + 1 < len(stay.places) else stay.ended
            bed = beds.get((stay.encounter, position))
            if left is None or bed is None or left < story.exported:
                continue
            clean = left + dt.timedelta(minutes=25 + zlib.crc32(f"{stay.encounter}{position}".encode()) % 60)
            if clean <= story.as_of:
                yield clean, bed
