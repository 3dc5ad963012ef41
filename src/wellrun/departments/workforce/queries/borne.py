"""What people have borne before a plan: nights, weekends, holidays, and requests that were not met."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from wellrun.departments.workforce.models import Assignment, Contract, Request
from wellrun.departments.workforce.rules.fairness import Borne

DAY = dt.timedelta(days=1)
YEAR = 364
"""Days of the year that ends with a plan: whole weeks, so that each weekend counts once."""


def borne_by(
    people: Collection[int], *, nights: Collection[str], holidays: Collection[dt.date], since: dt.date, until: dt.date
) -> dict[int, Borne]:
    """For each person what they have borne from one day until before another. Shifts of every unit count."""
    held = Assignment.objects.filter(person__in=people, ended="", day__gte=since, day__lt=until)
    worked: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    for person, day, shift in held.values_list("person_id", "day", "shift"):
        worked[person].append((day, shift))
    asked = Request.objects.filter(person__in=people, day__gte=since, day__lt=until, state=Request.State.NOT_MET)
    refused = Counter(asked.values_list("person_id", flat=True))
    return {person: _counted(worked[person], nights, holidays, refused[person]) for person in people}


def _counted(
    worked: Iterable[tuple[dt.date, str]], nights: Collection[str], holidays: Collection[dt.date], refused: int
) -> Borne:
    days = {day for day, _shift in worked}
    saturdays = {day - (day.weekday() - 5) * DAY for day in days if day.weekday() >= 5}
    return Borne(
        nights=sum(shift in nights for _day, shift in worked),
        weekends=len(saturdays),
        holidays=len(days.intersection(holidays)),
        refused=refused,
    )


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
