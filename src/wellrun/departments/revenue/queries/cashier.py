"""Drawers and their days, as their pages show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wellrun.departments.revenue.models import Drawer, DrawerDay, Receipt
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.cashier import DaySheet, Method, Taken, day_sheet
from wellrun.foundations.organisation.places import Place, Tree


def drawers_in(place: Place, *, tree: Tree) -> list[Drawer]:
    """The drawers of the facilities of a place."""
    return list(Drawer.objects.filter(facility__in=facilities_in(place, tree=tree)).select_related("facility"))


def receipts_of(drawer: Drawer, day: dt.date) -> list[Receipt]:
    """What was taken in a drawer on a day, in order."""
    found = Receipt.objects.filter(drawer=drawer, on=day).select_related("taken_by__person", "account")
    return list(found.order_by("number"))


def sheet_of(drawer: Drawer, day: dt.date) -> DaySheet:
    """The sheet of a drawer's day, with what was counted where it is closed."""
    closed = closing_of(drawer, day)
    counted = {Method(key): as_money(cents) for key, cents in closed.counted.items()} if closed else None
    taken = (
        Taken(one.number, Method(one.method), one.taken_by.person.name, one.amount, one.voided_at is not None)
        for one in receipts_of(drawer, day)
    )
    return day_sheet(taken, day, counted)


def closing_of(drawer: Drawer, day: dt.date) -> DrawerDay | None:
    """How the day was closed, unless it is open."""
    found = DrawerDay.objects.filter(drawer=drawer, day=day, reopened_at=None)
    return found.select_related("closed_by__person", "drawer__facility").first()


@dataclass(frozen=True)
class DrawerNow:
    """A drawer today."""

    drawer: Drawer
    sheet: DaySheet
    closed: DrawerDay | None
    open_before: tuple[dt.date, ...]


def drawer_now(drawer: Drawer, day: dt.date) -> DrawerNow:
    """A drawer on a day, and earlier days with receipts on which nobody closed it."""
    closed = DrawerDay.objects.filter(drawer=drawer, reopened_at=None).values("day")
    left = Receipt.objects.filter(drawer=drawer, on__lt=day).exclude(on__in=closed).order_by("on")
    days = tuple(left.values_list("on", flat=True).distinct())
    return DrawerNow(drawer, sheet_of(drawer, day), closing_of(drawer, day), days)
