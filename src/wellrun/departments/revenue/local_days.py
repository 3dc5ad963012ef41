"""Today where a facility is: its clock decides, not that of the machine."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

from wellrun.foundations.organisation.models import Facility


def today_at(facility: Facility) -> dt.date:
    """The day at a facility now."""
    return timezone.localdate(timezone=ZoneInfo(facility.time_zone))
