"""What people have borne before a plan: nights, weekends, holidays, and requests that were not met."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Count

from wellrun.departments.workforce.models import Assignment, Contract, Request
from wellrun.departments.workforce.rules.fairness import Borne

DAY = dt.timedelta(days=1)
YEAR = 364
"""Days of the year that ends with a plan: whole weeks, so that each weekend counts once."""


def borne_by(
    people: Collection[int], *, nights: Collection[str], holidays: Collection[dt.date], since: dt.date, until: dt.date
) -> dict[int, Borne]:
    """For each person what they have borne from one day until before another. Shifts of every unit count.

    A year of a ward is tens of thousands of shifts, so the database counts; only days of weekends are read.
    """
    held = Assignment.objects.filter(person__in=people, ended="", day__gte=since, day__lt=until).order_by()
    at_night = dict(held.filter(shift__in=nights).values_list("person_id").annotate(n=Count("pk")))
    on_holiday = dict(held.filter(day__in=holidays).values_list("person_id").annotate(n=Count("day", distinct=True)))
    saturdays: dict[int, set[dt.date]] = defaultdict(set)
    for person, day in held.filter(day__in=_weekend_days(since, until)).values_list("person_id", "day"):
        saturdays[person].add(day - (day.weekday() - 5) * DAY)
    asked = Request.objects.filter(person__in=people, day__gte=since, day__lt=until, state=Request.State.NOT_MET)
    refused = Counter(asked.values_list("person_id", flat=True))
    return {
        person: Borne(
            nights=at_night.get(person, 0),
            weekends=len(saturdays[person]),
            holidays=on_holiday.get(person, 0),
            refused=refused[person],
        )
        for person in people
    }


def _weekend_days(since: dt.date, until: dt.date) -> list[dt.date]:
    days = (since + number * DAY for number in range((until - since).days))
    return [day for day in days if day.weekday() >= 5]


def known_days(contracts: Iterable[Contract], *, since: dt.date, until: dt.date) -> Mapping[int, int]:
    """For each person the days before a plan on which they were engaged anywhere and the unit's roster is known."""
    people = {contract.person_id: contract.unit_id for contract in contracts}
    held = Assignment.objects.filter(unit__in=set(people.values()), day__gte=since, day__lt=until)
    first = held.order_by("day").values_list("day", flat=True).first()
    if first is None:
        return dict.fromkeys(people, 0)
    begun: dict[int, dt.date] = {}
    for person, starts in Contract.objects.filter(person__in=people).values_list("person_id", "starts"):
        begun[person] = min(starts, begun.get(person, starts))
    return {person: max(0, (until - max(first, since, begun[person])).days) for person in people}
