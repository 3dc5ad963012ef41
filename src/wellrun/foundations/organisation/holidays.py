"""Public holidays of a region, and the facility's own over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from wellrun.foundations.organisation.models import Facility

DAY = dt.timedelta(days=1)


def holidays_of(facility: Facility, first: dt.date, days: int) -> dict[dt.date, str]:
    """The holidays of a facility in some days: public ones of its region, its own over them."""
    last = first + (days - 1) * DAY
    own = dict(facility.holidays.filter(day__range=(first, last)).values_list("day", "name"))
    return holidays_between(facility.region, first, last, own)


def holidays_between(region: str, first: dt.date, last: dt.date, own: Mapping[dt.date, str]) -> dict[dt.date, str]:
    """The holidays from one day to another with their names. What the facility has entered itself wins."""
    public = {day: name for year in range(first.year, last.year + 1) for day, name in _of_year(region, year).items()}
    both = public | dict(own)
    return {day: both[day] for day in sorted(both) if first <= day <= last}


@lru_cache(maxsize=64)
def _of_year(region: str, year: int) -> Mapping[dt.date, str]:
    """By country and subdivision, as ISO 3166 writes them: US-NY, GB-ENG. An unknown region has none."""
    country, _dash, part = region.partition("-")
    if not country:
        return {}
    # Imported where it is used: a page without a calendar does not pay for it.
    import holidays

    try:
        return dict(holidays.country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:
        return {}
