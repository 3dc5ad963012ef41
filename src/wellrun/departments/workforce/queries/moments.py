"""When shifts begin and end where they are worked, by the clock of the facility."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wellrun.departments.workforce.models import ShiftType
from wellrun.foundations.organisation.models import Facility


@dataclass(frozen=True)
class Clock:
    """The zone of a facility and its shifts by code. A shift that it no longer knows counts as the whole day."""

    zone: ZoneInfo
    shifts: Mapping[str, ShiftType]

    def begins(self, day: dt.date, shift: str) -> dt.datetime:
        """The moment a shift of that day begins."""
        known = self.shifts.get(shift)
        return dt.datetime.combine(day, known.start if known else dt.time(), tzinfo=self.zone)

    def ends(self, day: dt.date, shift: str) -> dt.datetime:
        """The moment it ends. Minutes are counted as they pass: the night the clocks change is longer or shorter."""
        known = self.shifts.get(shift)
        length = dt.timedelta(minutes=known.length) if known else dt.timedelta(days=1)
        begun = self.begins(day, shift).astimezone(dt.UTC)
        return (begun + length).astimezone(self.zone)

    def name(self, shift: str) -> str:
        """The shift as people call it."""
        known = self.shifts.get(shift)
        return known.name if known else shift

    def hours(self, shift: str) -> str:
        """From when to when: 07:00–19:00."""
        known = self.shifts.get(shift)
        return f"{known.start:%H:%M}–{known.ends_at:%H:%M}" if known else ""


def clock_of(facility: Facility) -> Clock:
    """The clock of a facility."""
    shifts = {one.code: one for one in ShiftType.objects.filter(facility=facility)}
    return Clock(ZoneInfo(facility.time_zone), shifts)
