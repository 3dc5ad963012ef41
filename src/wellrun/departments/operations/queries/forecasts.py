"""Forecasts of a place from the warehouse, for the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wellrun.departments.operations.rules.forecasts import JUDGED, ForecastDay, Missed, missed_of
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.places import Level, Place, Tree

DAYS = """
SELECT what, day, known_until, expected, lower_80, upper_80, lower_95, upper_95, came, week_apart, left_out
FROM forecasts WHERE facility = $facility AND unit = $unit ORDER BY what, day
"""

PLACES = "SELECT DISTINCT facility, unit FROM forecasts WHERE facility IN (SELECT unnest($facilities))"


@dataclass(frozen=True)
class PlaceForecast:
    """One thing that is forecast of a place: days over, days to come, and what was missed."""

    what: str
    place: Place
    over: tuple[ForecastDay, ...]
    ahead: tuple[ForecastDay, ...]
    missed: Missed | None

    @property
    def known_until(self) -> dt.date:
        """The last day that was known."""
        return self.ahead[0].known_until

    @property
    def week(self) -> tuple[ForecastDay, ...]:
        """The next seven days."""
        return self.ahead[:7]

    @property
    def outside(self) -> tuple[ForecastDay, ...]:
        """Days over that were outside the range of 80 in a hundred, newest first."""
        return tuple(
            one for one in reversed(self.over) if one.came is not None and not one.lower_80 <= one.came <= one.upper_80
        )


def forecasts_of(place: Place) -> dict[str, PlaceForecast]:
    """By what is forecast; empty for a place of which nothing is."""
    if place.level not in (Level.FACILITY, Level.UNIT):
        return {}
    unit = place.code.split("/", 1)[1] if place.level is Level.UNIT else ""
    by_what: dict[str, list[ForecastDay]] = {}
    for what, *figures in facts().rows(DAYS, {"facility": place.facility, "unit": unit}):
        by_what.setdefault(what, []).append(ForecastDay(*figures))
    found = {}
    for what, days in by_what.items():
        newest = max(one.known_until for one in days)
        over = [one for one in days if one.day <= newest][-JUDGED:]
        ahead = tuple(one for one in days if one.day > newest)
        found[what] = PlaceForecast(what, place, tuple(over), ahead, missed_of(over))
    return found


def places_with_forecasts(place: Place, *, tree: Tree) -> list[Place]:
    """Facilities and units within a place, or in the facility of a unit, of which something is forecast."""
    above = tree[place.facility] if place.facility else place
    within = [each for each in tree.within(above) if each.level in (Level.FACILITY, Level.UNIT)]
    facilities = sorted({each.facility for each in within})
    known = {
        f"{facility}/{unit}" if unit else facility
        for facility, unit in (facts().rows(PLACES, {"facilities": facilities}) if facilities else ())
    }
    return [each for each in within if each.code in known]
