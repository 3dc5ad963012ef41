"""What rosters come to, published for measures without names: shifts told and changed late, burdens unevenly borne."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wellrun.departments.workforce.models import Assignment, Contract
from wellrun.departments.workforce.queries.borne import YEAR
from wellrun.departments.workforce.queries.moments import Clock, clock_of
from wellrun.departments.workforce.rules.fairness import Bearer, fair_over_the_year
from wellrun.departments.workforce.rules.notice import Told, late_changes
from wellrun.foundations.organisation.models import Facility, Unit

DAY = dt.timedelta(days=1)
MONTHS = 6
"""Month ends at which burdens are looked at, besides yesterday."""

Source = Assignment.Source
CHOSEN = frozenset({Source.OPEN, Source.SWAP})


def roster_day_rows(today: dt.date) -> list[dict[str, Any]]:
    """For each unit and day before today of the last year: shifts told, and changes at short notice."""
    rows = []
    for facility in Facility.objects.all():
        clock, told = clock_of(facility), defaultdict[tuple[str, dt.date], list[int]](lambda: [0, 0])
        held = Assignment.objects.filter(
            unit__department__facility=facility, day__gte=today - YEAR * DAY, day__lt=today
        ).values_list("unit__code", "day", "shift", "source", "ended", "since", "until")
        for unit, day, shift, source, ended, since, until in held.iterator():
            one = Told(clock.begins(day, shift), since, until, ended, source in CHOSEN, source == Source.IMPORTED)
            sums = told[unit, day]
            sums[0] += ended in (Assignment.Ended.HOLDS, Assignment.Ended.ABSENT)
            sums[1] += late_changes(one)
        rows += [
            _row(facility, unit, day, {"told": shifts, "changed": changed})
            for (unit, day), (shifts, changed) in sorted(told.items())
        ]
    return rows


def burden_rows(today: dt.date) -> list[dict[str, Any]]:
    """For each unit, yesterday and at month ends: nights and weekends of a year, and those beyond fair shares."""
    return [row for facility in Facility.objects.all() for row in _burdens(facility, today)]


def _burdens(facility: Facility, today: dt.date) -> Iterator[dict[str, Any]]:
    clock = clock_of(facility)
    at = _looked_at(today)
    since = at[-1] - YEAR * DAY
    worked: dict[int, list[tuple[dt.date, bool]]] = defaultdict(list)
    begun: dict[int, dt.date] = {}
    held = Assignment.objects.filter(
        unit__department__facility=facility, ended="", day__gt=since, day__lt=today
    ).values_list("person_id", "unit_id", "day", "shift")
    for person, where, day, shift in held.iterator():
        worked[person].append((day, _night(clock, shift)))
        begun[where] = min(day, begun.get(where, day))
    contracts: dict[Unit, list[Contract]] = defaultdict(list)
    for contract in Contract.objects.filter(
        unit__department__facility=facility, employment=Contract.Employment.OWN, weekly_hours__gt=0
    ).select_related("unit", "grade"):
        contracts[contract.unit].append(contract)
    for unit, mine in contracts.items():
        for day in at:
            if unit.pk in begun and begun[unit.pk] <= day:
                sums = _sums(mine, worked, max(begun[unit.pk], day - (YEAR - 1) * DAY), day)
                if sums["nights"] or sums["weekends"]:
                    yield _row(facility, unit.code, day, sums)


def _looked_at(today: dt.date) -> list[dt.date]:
    """Yesterday and the month ends before it, the newest first."""
    found = [today - DAY]
    while len(found) <= MONTHS:
        found.append(found[-1].replace(day=1) - DAY)
    return found


def _night(clock: Clock, shift: str) -> bool:
    known = clock.shifts.get(shift)
    return known is not None and known.part == known.Part.NIGHT


def _sums(
    contracts: Iterable[Contract], worked: Mapping[int, list[tuple[dt.date, bool]]], first: dt.date, last: dt.date
) -> dict[str, float]:
    """People of one staff group share; each as much as their contract and the days they were engaged say."""
    groups: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for one in contracts:
        days = (min(one.ends or last, last) - max(one.starts, first)).days + 1
        if days > 0:
            groups[one.grade.staff_group][one.person_id] += float(one.weekly_hours) * days
    sums = dict.fromkeys(("nights", "nights_beyond", "weekends", "weekends_beyond"), 0.0)
    for weights in groups.values():
        for burden in ("nights", "weekends"):
            borne = {person: _borne(worked[person], burden, first, last) for person in weights if person in worked}
            bearers = [Bearer(person, 0.0, weights[person], count) for person, count in borne.items()]
            fair = fair_over_the_year(bearers, 0)
            sums[burden] += sum(borne.values())
            sums[f"{burden}_beyond"] += sum(max(0.0, count - fair.get(person, 0.0)) for person, count in borne.items())
    return {name: round(amount, 2) for name, amount in sums.items()}


def _borne(worked: Iterable[tuple[dt.date, bool]], burden: str, first: dt.date, last: dt.date) -> int:
    inside = [(day, night) for day, night in worked if first <= day <= last]
    if burden == "nights":
        return sum(night for _day, night in inside)
    return len({day - (day.weekday() - 5) * DAY for day, _night in inside if day.weekday() >= 5})


def _row(facility: Facility, unit: str, day: dt.date, amounts: Mapping[str, float]) -> dict[str, Any]:
    return {"facility": facility.code, "unit": unit, "day": day, **amounts, "source": "wellrun", "arrival": "wellrun"}
