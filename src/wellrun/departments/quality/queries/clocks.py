"""The clocks that run for reports: from when the event became known, by whichever report told of it first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wellrun.departments.quality.models import DutyMet, Incident
from wellrun.departments.quality.rules.incidents import Harm, Status, Telling, known_since, standing_for
from wellrun.departments.quality.rules.reporting import Clock, Event, due
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility


@dataclass(frozen=True)
class Running:
    """A clock of a report, and how it was met if it was."""

    clock: Clock
    met: DutyMet | None

    def late(self, now: dt.datetime) -> bool:
        """Not met, and its moment is past."""
        return self.met is None and self.clock.due < now


class Holidays:
    """The holidays of a facility, looked up a year at a time, only where a duty counts working days."""

    def __init__(self, facility: Facility) -> None:
        self._facility, self._years = facility, dict[int, frozenset[dt.date]]()

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, dt.date):
            return False
        if day.year not in self._years:
            self._years[day.year] = frozenset(holidays_of(self._facility, dt.date(day.year, 1, 1), 366))
        return day in self._years[day.year]


def clocks_of(incidents: Iterable[Incident]) -> dict[str, tuple[Running, ...]]:
    """By key of each report that stands for an event: its clocks. The number of queries does not grow with them."""
    asked = [one for one in incidents if one.status != Status.MERGED]
    tellings = _tellings({one.facility_id for one in asked})
    met: dict[str, dict[str, DutyMet]] = defaultdict(dict)
    for held in DutyMet.objects.filter(incident__facility__in={one.facility_id for one in asked}).select_related(
        "by__person"
    ):
        met[standing_for(str(held.incident_id), tellings)].setdefault(held.duty, held)
    first, holidays = _first_known(tellings), {one.facility_id: Holidays(one.facility) for one in asked}
    return {
        str(one.pk): _running(one, first[str(one.pk)], met[str(one.pk)], holidays[one.facility_id]) for one in asked
    }


def _first_known(tellings: Mapping[str, Telling]) -> dict[str, dt.datetime]:
    families: dict[str, dict[str, Telling]] = defaultdict(dict)
    for key, telling in tellings.items():
        families[standing_for(key, tellings)][key] = telling
    return {key: known_since(key, family) for key, family in families.items()}


def _tellings(facilities: Iterable[int]) -> dict[str, Telling]:
    rows = Incident.objects.filter(facility__in=facilities).values_list("pk", "reported_at", "into")
    return {str(key): Telling(str(key), at, str(into) if into else "") for key, at, into in rows}


def _running(
    incident: Incident, known_at: dt.datetime, met: Mapping[str, DutyMet], holidays: Holidays
) -> tuple[Running, ...]:
    facility = incident.facility
    known = known_at.astimezone(ZoneInfo(facility.time_zone))
    event = Event(incident.kind, Harm(incident.harm), known, facility.region, facility.kind)
    clocks = due(event, holidays=holidays)
    return tuple(Running(clock, met.get(clock.duty.key)) for clock in clocks)
