"""Trades as people read them: what is offered to me, what became of mine, what waits for the manager."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Assignment, Trade
from wellrun.departments.workforce.queries.homes import in_places
from wellrun.departments.workforce.queries.moments import Clock, clock_of
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Person

KEPT = dt.timedelta(days=42)
"""How far back trades are listed."""

MOST = 40


@dataclass(frozen=True)
class TradeLine:
    """One trade: who gives which shift to whom, for which, how it stands. ``touches`` and ``points`` are the manager's.

    ``mark`` is the shape of its state; ``live`` says that something can still be done.
    """

    pk: int
    unit: str
    giver: str
    other: str
    day: dt.date
    shift: str
    back_day: dt.date | None
    back_shift: str
    swap: bool
    mark: str
    state: str
    live: bool
    waiting: bool
    touches: tuple[str, ...]
    points: int
    why: str
    by_manager: bool


def offered_to(person: Person, unit: Unit, *, now: dt.datetime) -> list[TradeLine]:
    """What colleagues offer to somebody by name, and to everybody of the unit."""
    to_all = Q(asked=None, given__unit=unit) & ~Q(given__person=person)
    found = _trades(Q(asked=person) | to_all).filter(state=Trade.State.OPEN, lapses_at__gt=now, given__ended="")
    return _lines(found.order_by("given__day"), now)


def of_person(person: Person, *, now: dt.datetime) -> list[TradeLine]:
    """Somebody's own trades of the last weeks, on either side, those that wait first."""
    mine = Q(given__person=person) | Q(taker=person)
    lines = _lines(_trades(mine).filter(opened_at__gt=now - KEPT), now)
    return sorted(lines, key=lambda one: not one.live)


def of_places(places: Iterable[Place], *, tree: Tree, now: dt.datetime) -> list[TradeLine]:
    """The trades of some places: those that wait for the manager first, then those under way, then what became."""
    within = in_places(places, tree, prefix="given__unit__")
    lines = _lines(_trades(within).filter(opened_at__gt=now - KEPT), now)
    return sorted(lines, key=lambda one: (not one.waiting, not one.live))


def waiting_in(place: Place, *, tree: Tree, now: dt.datetime) -> int:
    """How many trades wait for the manager in a place."""
    within = in_places([place], tree, prefix="given__unit__")
    return Trade.objects.filter(within, state=Trade.State.WAITING, lapses_at__gt=now).count()


def _trades(which: Q) -> QuerySet[Trade]:
    names = ("given__unit__department__facility", "given__person", "asked", "taker", "back")
    return Trade.objects.filter(which).select_related(*names)


def _lines(found: QuerySet[Trade], now: dt.datetime) -> list[TradeLine]:
    clocks: dict[int, Clock] = {}
    return [_line(one, clocks, now) for one in found[:MOST]]


MARKS = {Trade.State.DONE: "done", Trade.State.OPEN: "open", Trade.State.WAITING: "open"}


def _line(one: Trade, clocks: dict[int, Clock], now: dt.datetime) -> TradeLine:
    facility = one.given.unit.department.facility
    if facility.pk not in clocks:
        clocks[facility.pk] = clock_of(facility)
    clock, live = clocks[facility.pk], one.state in (Trade.State.OPEN, Trade.State.WAITING)
    lapsed = live and one.lapses_at <= now
    who = one.taker or one.asked
    return TradeLine(
        pk=one.pk,
        unit=one.given.unit.name,
        giver=one.given.person.name,
        other=who.name if who else _("everybody of the unit"),
        day=one.given.day,
        shift=_shift(one.given, clock),
        back_day=one.back.day if one.back else None,
        back_shift=_shift(one.back, clock) if one.back else "",
        swap=one.swap,
        mark="stopped" if lapsed else MARKS.get(Trade.State(one.state), "stopped"),
        state=_("over: the shift has begun") if lapsed else one.get_state_display(),
        live=live and not lapsed,
        waiting=one.state == Trade.State.WAITING and not lapsed,
        touches=tuple(one.touches),
        points=one.points,
        why=one.why,
        by_manager=one.decided_by_id is not None,
    )


def _shift(one: Assignment, clock: Clock) -> str:
    return f"{clock.name(one.shift)} {clock.hours(one.shift)}".strip()


def trade_for_reader(pk: int, person: Person, unit: Unit | None) -> Trade | None:
    """The trade, if it was offered to somebody or is theirs."""
    to_all = Q(asked=None, given__unit=unit)
    return _trades(Q(asked=person) | Q(given__person=person) | Q(taker=person) | to_all).filter(pk=pk).first()
