"""The clocks of complaints, by the law of each facility's place and its own holidays."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from wellrun.departments.quality.models import Complaint
from wellrun.departments.quality.queries.clocks import Holidays
from wellrun.departments.quality.rules.complaint_clocks import Clock, Where, clocks
from wellrun.departments.quality.rules.complaints import Standing
from wellrun.foundations.organisation.models import Facility


def where_of(facility: Facility) -> Where:
    """What laws ask about a facility."""
    return Where(facility.region, facility.kind, Holidays(facility))


def clocks_of_complaints(complaints: Iterable[Complaint]) -> dict[str, tuple[Clock, ...]]:
    """By key of each complaint: its clocks. The number of queries does not grow with their number."""
    places: dict[int, Where] = {}
    found = {}
    for one in complaints:
        at = places.setdefault(one.facility_id, where_of(one.facility))
        found[str(one.pk)] = clocks(in_its_zone(one.standing, one.facility), at)
    return found


def in_its_zone(standing: Standing, facility: Facility) -> Standing:
    """The same standing, its beginnings by the clock on the facility's wall, as lengths of time are counted."""
    zone = ZoneInfo(facility.time_zone)
    changes = {name: getattr(standing, name).astimezone(zone) for name in ("received_at", "began_at")}
    return dataclasses.replace(standing, **changes)


def next_clock(running: Iterable[Clock]) -> Clock | None:
    """The clock that ends first of those that run."""
    return min((one for one in running if one.runs), key=lambda one: one.due, default=None)


def answer_due(complaint: Complaint) -> dt.datetime:
    """When the answer is due as it stands."""
    return clocks(in_its_zone(complaint.standing, complaint.facility), where_of(complaint.facility))[-1].due
