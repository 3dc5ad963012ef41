"""One's own shifts: what is coming, who else is on, what one was asked, and what one could take."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.formats import date_format

from wellrun.departments.workforce.models import Assignment, Bidding, Contract, Offer, OpenShift
from wellrun.departments.workforce.queries.around import Around, around
from wellrun.departments.workforce.queries.bidding import my_bids
from wellrun.departments.workforce.queries.credentials import ending_soon
from wellrun.departments.workforce.queries.moments import Clock, clock_of
from wellrun.departments.workforce.queries.taking import faults_of_taking
from wellrun.departments.workforce.rules.book import credential_kinds
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Person
from wellrun.values.faults import Fault

DAYS = 35
"""Days ahead that are shown: five weeks hold every day of a month from today."""

MOST_OPEN = 12
"""Open shifts that are shown, the nearest first; each is judged by every rule before it is."""


@dataclass(frozen=True)
class MyShift:
    """A shift somebody is told to work, with its hours and whoever else is on; once begun it changes hands no more."""

    pk: int
    unit: str
    day: dt.date
    name: str
    hours: str
    skill: str
    begins: dt.datetime
    ends: dt.datetime
    others: tuple[str, ...] = ()
    begun: bool = False


@dataclass(frozen=True)
class MyDay:
    """A day of the month on a phone: free, or the shift."""

    day: dt.date
    number: int
    shift: str
    spoken: str
    pk: int | None


@dataclass(frozen=True)
class OpenForMe:
    """An open shift of my unit: the ``offer`` if I was asked for it, and why I cannot take it, if so.

    While bids are taken (until ``bids_until``) nobody takes it at once; ``bid`` says that I have bid.
    """

    pk: int
    unit: str
    day: dt.date
    name: str
    hours: str
    offer: int | None
    words: str
    faults: tuple[str, ...]
    bids_until: dt.datetime | None
    bid: bool


@dataclass(frozen=True)
class Lapsing:
    """A credential that ends soon or is over; without it the duties that need it are closed."""

    name: str
    on: dt.date
    over: bool


@dataclass(frozen=True)
class MyShifts:
    """Everything on the page of one's own shifts."""

    coming: tuple[MyShift, ...]
    month: tuple[MyDay, ...]
    starts: int
    asked: tuple[OpenForMe, ...]
    open_shifts: tuple[OpenForMe, ...]
    lapsing: tuple[Lapsing, ...]


def my_shifts(person: Person, contract: Contract, *, day: dt.date, now: dt.datetime, tree: Tree) -> MyShifts:
    """The page of one's own shifts from a day on. What is over is not shown."""
    coming = tuple(
        replace(shift, begun=shift.begins <= now)
        for shift in shifts_of(person, first=day - dt.timedelta(days=1))
        if shift.ends > now
    )
    within = open_for(person, contract, day=day, now=now, tree=tree)
    kinds = credential_kinds()
    return MyShifts(
        coming=coming,
        month=_month(coming, day),
        starts=day.isoweekday(),
        asked=tuple(one for one in within if one.offer is not None),
        open_shifts=tuple(one for one in within if one.offer is None),
        lapsing=tuple(
            Lapsing(kinds[kind].name if kind in kinds else kind, ending.ends, ending.lapsed)
            for kind, ending in ((one.ending.cycle.kind, one.ending) for one in ending_soon([contract], day=day))
        ),
    )


def shifts_of(person: Person, *, first: dt.date, days: int = DAYS) -> tuple[MyShift, ...]:
    """The published shifts of somebody, with the names of who else is on the same shift of the unit."""
    last = first + dt.timedelta(days=days)
    held = Assignment.objects.filter(person=person, ended="", day__range=(first, last))
    mine = list(held.select_related("unit__department__facility").order_by("day"))
    others = _others(mine, person)
    clocks: dict[int, Clock] = {}
    return tuple(
        told(one, _clock(one.unit.department.facility, clocks), others.get((one.unit_id, one.day, one.shift), ()))
        for one in mine
    )


def told(one: Assignment, clock: Clock, others: Iterable[str] = ()) -> MyShift:
    """A shift in the words of a page."""
    return MyShift(
        pk=one.pk,
        unit=one.unit.name,
        day=one.day,
        name=clock.name(one.shift),
        hours=clock.hours(one.shift),
        skill=one.skill,
        begins=clock.begins(one.day, one.shift),
        ends=clock.ends(one.day, one.shift),
        others=tuple(others),
    )


def _others(mine: list[Assignment], person: Person) -> dict[tuple[int, dt.date, str], list[str]]:
    found: dict[tuple[int, dt.date, str], list[str]] = defaultdict(list)
    wanted = {(one.unit_id, one.day, one.shift) for one in mine}
    held = Assignment.objects.filter(
        ended="", unit__in={one.unit_id for one in mine}, day__in={one.day for one in mine}
    ).exclude(person=person)
    rows = held.order_by("person__name").values_list("unit_id", "day", "shift", "person__name")
    for unit, day, shift, name in rows:
        if (unit, day, shift) in wanted:
            found[unit, day, shift].append(name)
    return found


def _clock(facility: Facility, clocks: dict[int, Clock]) -> Clock:
    if facility.pk not in clocks:
        clocks[facility.pk] = clock_of(facility)
    return clocks[facility.pk]


def _month(coming: tuple[MyShift, ...], day: dt.date) -> tuple[MyDay, ...]:
    by_day = {one.day: one for one in coming}
    month = []
    for number in range(DAYS):
        date = day + dt.timedelta(days=number)
        shift = by_day.get(date)
        words = f"{date_format(date, 'l j F')}: {shift.name} {shift.hours}" if shift else date_format(date, "l j F")
        month.append(MyDay(date, date.day, shift.name if shift else "", words, shift.pk if shift else None))
    return tuple(month)


def open_for(
    person: Person, contract: Contract, *, day: dt.date, now: dt.datetime, tree: Tree
) -> tuple[OpenForMe, ...]:
    """Open shifts of my unit and those I was asked for: what I may take before what I may not."""
    unit = Unit.objects.select_related("department__facility").get(pk=contract.unit_id)
    waiting = OpenShift.objects.filter(taken=None, withdrawn_at=None, day__gte=day)
    offers = {
        one.shift_id: one for one in Offer.objects.filter(person=person, reply=Offer.Reply.WAITING, shift__in=waiting)
    }
    answered = Offer.objects.filter(person=person, reply=Offer.Reply.NO).values("shift")
    shown = waiting.filter(unit=unit).exclude(pk__in=answered) | waiting.filter(pk__in=offers)
    clock = clock_of(unit.department.facility)
    bidding = {one.shift_id: one for one in Bidding.objects.filter(shift__in=waiting, decided_at=None)}
    mine = my_bids(person.pk, bidding)
    days: dict[tuple[int, dt.date], Around] = {}
    found = []
    for shift in shown.select_related("unit__department__facility").distinct().order_by("day", "pk")[:MOST_OPEN]:
        if clock.begins(shift.day, shift.shift) <= now:
            continue
        where = (shift.unit_id, shift.day)
        if where not in days:
            days[where] = around(shift.unit, shift.day, tree=tree)
        faults = faults_of_taking(shift, person, here=days[where])
        until = bidding[shift.pk].closes_at if shift.pk in bidding else None
        # What is being bid for is not taken by whoever was asked before.
        offer = None if until else offers.get(shift.pk)
        found.append(replace(_open_for(shift, clock, offer, faults), bids_until=until, bid=shift.pk in mine))
    return tuple(sorted(found, key=lambda one: (bool(one.faults), one.day)))


def _open_for(shift: OpenShift, clock: Clock, offer: Offer | None, faults: Iterable[Fault]) -> OpenForMe:
    return OpenForMe(
        pk=shift.pk,
        unit=shift.unit.name,
        day=shift.day,
        name=clock.name(shift.shift),
        hours=clock.hours(shift.shift),
        offer=offer.pk if offer else None,
        words=offer.words if offer else "",
        faults=tuple(fault.message for fault in faults),
        bids_until=None,
        bid=False,
    )
