"""Somebody's own shifts as events of a calendar: the unit and the hours, nobody else's name, nothing of a patient."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Assignment, CalendarAddress
from wellrun.departments.workforce.queries.moments import Clock, clock_of
from wellrun.departments.workforce.rules.icalendar import Event, calendar
from wellrun.foundations.access.permissions import holds
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.tokens import digest_of
from wellrun.foundations.people.models import Account, Person

BACK, AHEAD = dt.timedelta(days=31), dt.timedelta(days=184)
"""A month back and half a year ahead: calendars that were offline for a month still hear what was cancelled."""


def address_of(secret: str) -> CalendarAddress | None:
    """The open address of a key, if its owner still works here."""
    found = CalendarAddress.objects.select_related("account__person").filter(ended_at=None, digest=digest_of(secret))
    address = found.first()
    return address if address is not None and holds(address.account, Permission.OWN_SCHEDULE) else None


def open_address(account: Account) -> CalendarAddress | None:
    """The account's open address."""
    return CalendarAddress.objects.filter(account=account, ended_at=None).first()


def calendar_of(person: Person, *, now: dt.datetime) -> str:
    """The shifts of somebody as a calendar; those that no longer hold are cancelled in it."""
    today = now.date()
    held = Assignment.objects.filter(person=person, day__range=(today - BACK, today + AHEAD))
    shifts = held.select_related("unit__department__facility").order_by("day", "pk")
    clocks: dict[int, Clock] = {}
    return calendar(_("My shifts"), [_event(one, clocks) for one in shifts], now=now)


def _event(one: Assignment, clocks: dict[int, Clock]) -> Event:
    facility = one.unit.department.facility
    if facility.pk not in clocks:
        clocks[facility.pk] = clock_of(facility)
    clock = clocks[facility.pk]
    return Event(
        uid=f"shift-{one.pk}.{facility.code.lower()}@wellrun",
        title=f"{clock.name(one.shift)}, {one.unit.name}",
        where=f"{one.unit.name}, {facility.name}",
        begins=clock.begins(one.day, one.shift),
        ends=clock.ends(one.day, one.shift),
        changed=one.until or one.since,
        cancelled=bool(one.ended),
    )
