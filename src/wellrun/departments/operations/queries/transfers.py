"""Transfers as pages read them, with how long each part took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from wellrun.departments.operations.models import Transfer
from wellrun.departments.operations.rules.transfers import OPEN, Move, Moved, State, Times, times
from wellrun.foundations.organisation.places import Level, Place, Tree

ENDED = dt.timedelta(days=7)
"""So long a transfer that is over stays on the board."""


@dataclass(frozen=True)
class TransferLine:
    """A transfer with its clocks and the name of its unit."""

    transfer: Transfer
    where: str
    times: Times


def transfers_within(place: Place, *, tree: Tree) -> QuerySet[Transfer]:
    """The transfers of a place; those that name no unit are their facility's."""
    rows = Transfer.objects.filter(facility__code=place.facility).select_related("facility", "course")
    if place.level is Level.FACILITY:
        return rows
    codes = [unit.code.partition("/")[2] for unit in tree.within(place) if unit.level is Level.UNIT]
    return rows.filter(Q(unit__in=codes) | Q(course__unit__in=codes))


def transfer_lines(place: Place, *, tree: Tree, now: dt.datetime) -> tuple[list[TransferLine], list[TransferLine]]:
    """Those that are open, longest first, and those that ended within a week, newest first."""
    rows = transfers_within(place, tree=tree).prefetch_related("moves")
    ended = rows.exclude(state__in=OPEN).filter(ended_at__gte=now - ENDED).order_by("-ended_at")
    return lines_of(rows.filter(state__in=OPEN), tree=tree, now=now), lines_of(ended[:50], tree=tree, now=now)


def lines_of(rows: Iterable[Transfer], *, tree: Tree, now: dt.datetime) -> list[TransferLine]:
    """These transfers with their clocks."""
    return [line_of(one, tree=tree, now=now) for one in rows]


def line_of(one: Transfer, *, tree: Tree, now: dt.datetime) -> TransferLine:
    """One transfer with its clocks."""
    place = tree.get(f"{one.facility.code}/{one.unit}") if one.unit else None
    moved = [Moved(Move(move.move), move.at) for move in one.moves.all()]
    where = place.name if place else one.unit
    return TransferLine(one, where, times(moved, state=State(one.state), now=now))
