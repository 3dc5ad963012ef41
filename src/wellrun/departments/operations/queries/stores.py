"""Stores as pages and actions read them: what is there, what was issued, where a lot went."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Sum

from wellrun.departments.operations.models import StoreItem, StoreLot, StoreMove
from wellrun.departments.operations.rules import stores as rules
from wellrun.departments.operations.rules.stores import Held, Kind, Standing
from wellrun.foundations.organisation.models import Facility

SOON = 30
"""Days within which what expires is shown."""

REACH = dt.timedelta(days=91)


@dataclass(frozen=True)
class ItemLine:
    """An item with what is there of it and how it stands."""

    item: StoreItem
    held: tuple[Held, ...]
    standing: Standing
    burn_90: rules.Burn
    expiring: tuple[Held, ...]

    @property
    def recalled(self) -> int:
        """How much of it is recalled and still here."""
        return sum(one.quantity for one in self.held if one.recalled)


def item_lines(facility: Facility, *, now: dt.datetime) -> list[ItemLine]:
    """Every item of a facility."""
    return lines_of(StoreItem.objects.filter(facility=facility).select_related("facility"), now=now)


def lines_of(items: Iterable[StoreItem], *, now: dt.datetime) -> list[ItemLine]:
    """These items, in three readings however many they are."""
    listed = list(items)
    held = held_of(listed)
    issued: dict[int, list[tuple[dt.datetime, int]]] = defaultdict(list)
    rows = StoreMove.objects.filter(lot__item__in=listed, kind=Kind.ISSUE, at__gte=now - REACH)
    for key, at, quantity in rows.values_list("lot__item", "at", "quantity"):
        issued[key].append((at, -quantity))
    return [_line(item, held.get(item.pk, ()), issued[item.pk], now) for item in listed]


def _line(item: StoreItem, held: tuple[Held, ...], issued: list[tuple[dt.datetime, int]], now: dt.datetime) -> ItemLine:
    zone = ZoneInfo(item.facility.time_zone)
    today = now.astimezone(zone).date()
    by_day = [(at.astimezone(zone).date(), quantity) for at, quantity in issued]
    stands = rules.standing(held, by_day, reorder_at=item.reorder_at, lead_days=item.lead_days, today=today)
    soon = tuple(rules.expiring(held, today=today, within=SOON))
    return ItemLine(item, held, stands, rules.burn(by_day, today=today, days=90), soon)


def held_of(items: Iterable[StoreItem]) -> dict[int, tuple[Held, ...]]:
    """What is there of each item by lot and place: the sum of all movements."""
    rows = (
        StoreMove.objects.filter(lot__item__in=list(items))
        .values_list("lot__item", "lot__number", "place", "lot__expires", "lot__recalled_at")
        .annotate(there=Sum("quantity"))
        .order_by("lot__item", "lot__expires", "lot__number", "place")
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for item, lot, place, expires, recalled, there in rows:
        if there:
            found[item].append(Held(lot, place, expires, recalled is not None, there))
    return {item: tuple(some) for item, some in found.items()}


def places_of(facility: Facility) -> list[str]:
    """The places in which something of a facility is or was kept."""
    rows = StoreMove.objects.filter(lot__item__facility=facility).order_by("place")
    return list(rows.values_list("place", flat=True).distinct())


def where_it_went(lot: StoreLot) -> list[StoreMove]:
    """Every movement of a lot, the newest first: for a recall, where it is and who has had it."""
    return list(lot.moves.select_related("by__person").order_by("-at", "-pk"))
