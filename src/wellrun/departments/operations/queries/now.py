"""What is so now, from the newest facts: beds by ward, and the emergency department."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.places import Level, Place, Tree

LONG_BOARDING = dt.timedelta(hours=8)


@dataclass(frozen=True)
class WardNow:
    """A ward: its staffed beds, the patients in it, and when that was so."""

    name: str
    staffed: int
    occupied: int
    as_of: dt.datetime


@dataclass(frozen=True)
class EmergencyNow:
    """The emergency departments of a place: who is there, who waits for a bed, who has not been seen."""

    present: int
    boarding: int
    boarding_long: int
    unseen: int
    longest_boarding_hours: float | None
    as_of: dt.datetime


BEDS = """
WITH moment AS (
    SELECT max(least(coalesce(ended_at, started_at), $until)) AS at FROM encounter_places
    WHERE facility IN (SELECT unnest($facilities)) AND started_at < $until
), newest AS (
    SELECT facility, unit, arg_max(staffed, day) AS staffed FROM bed_states
    WHERE day < $until GROUP BY facility, unit
), present AS (
    SELECT p.facility, p.unit, count(*) AS occupied FROM encounter_places p, moment
    WHERE p.started_at <= moment.at AND (p.ended_at IS NULL OR p.ended_at > moment.at) GROUP BY p.facility, p.unit
)
SELECT newest.facility || '/' || newest.unit, newest.staffed, coalesce(present.occupied, 0), moment.at
FROM newest LEFT JOIN present USING (facility, unit), moment
WHERE newest.facility || '/' || newest.unit IN (SELECT unnest($units)) AND newest.staffed > 0
ORDER BY 1
"""

EMERGENCY = """
WITH here AS (
    SELECT * FROM emergency_visits
    WHERE facility || '/' || unit IN (SELECT unnest($units))
      AND arrived_at >= $until - INTERVAL 4 DAY AND arrived_at < $until
), moment AS (
    SELECT max(CASE WHEN left_at <= $until THEN left_at ELSE arrived_at END) AS at FROM here
)
SELECT count(*), count(*) FILTER (decided_at <= moment.at),
       count(*) FILTER (decided_at <= moment.at - INTERVAL 8 HOUR),
       count(*) FILTER (seen_at IS NULL OR seen_at > moment.at),
       max(epoch(moment.at - decided_at) / 3600) FILTER (decided_at <= moment.at), any_value(moment.at)
FROM here, moment WHERE arrived_at <= moment.at AND (left_at IS NULL OR left_at > moment.at)
"""


def beds_now(place: Place, *, tree: Tree, day: dt.date) -> list[WardNow]:
    """Each ward of the place with staffed beds, at the newest moment before the end of the day."""
    units = [
        unit.code
        for unit in tree.within(place)
        if unit.level is Level.UNIT and unit.kind in ("ward", "critical", "residential")
    ]
    facilities = sorted({tree[code].facility for code in units})
    rows = (
        facts().rows(BEDS, {"units": units, "facilities": facilities, "until": latest(day, tree[units[0]].time_zone)})
        if units
        else []
    )
    return [WardNow(tree[code].name, int(staffed), int(occupied), at) for code, staffed, occupied, at in rows]


def emergency_now(place: Place, *, tree: Tree, day: dt.date) -> EmergencyNow | None:
    """The emergency departments of the place at their newest moment; none where there are none or nothing is known."""
    units = [unit.code for unit in tree.within(place) if unit.level is Level.UNIT and unit.kind == "emergency"]
    if not units:
        return None
    present, boarding, long, unseen, longest, at = facts().rows(
        EMERGENCY, {"units": units, "until": latest(day, tree[units[0]].time_zone)}
    )[0]
    return EmergencyNow(present, boarding, long, unseen, longest, at) if at is not None else None


def latest(day: dt.date, zone: str) -> dt.datetime:
    """The midnight that ends a day, or now if the day is not over, as the facility's clocks show it."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    now = timezone.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    return min(midnight, now)
