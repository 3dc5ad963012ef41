"""One bed: open or not, clean or not, isolated, held for whom, by what was said of it and by who lay in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from wellrun.departments.operations.rules.house.cancelling import heard
from wellrun.departments.operations.rules.house.events import Does, Event, Word
from wellrun.departments.operations.rules.house.visits import Spell


class Condition(StrEnum):
    """Whether a bed can be given to somebody."""

    READY = "ready"
    DIRTY = "dirty"
    CLEANING = "cleaning"
    BLOCKED = "blocked"
    CLOSED = "closed"


SHUT = frozenset({Condition.BLOCKED, Condition.CLOSED})
"""A bed that is not open: closed because there is nobody to staff it, or blocked because something is wrong with it."""

SAYS: Mapping[Word, Condition] = MappingProxyType(
    {
        Word.OPEN: Condition.READY,
        Word.CLOSE: Condition.CLOSED,
        Word.BLOCK: Condition.BLOCKED,
        Word.DIRTY: Condition.DIRTY,
        Word.CLEANING: Condition.CLEANING,
        Word.CLEAN: Condition.READY,
    }
)
EVER = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
"""Since when a bed has been as it is, if nothing else was ever said."""

CLEANS = frozenset({Word.DIRTY, Word.CLEANING, Word.CLEAN})


class BedSpan(NamedTuple):
    """A time in which a bed was in one condition; ``held`` is the visit it is kept for, ``said`` the event."""

    condition: Condition
    isolated: bool
    held: str
    since: dt.datetime
    until: dt.datetime | None = None
    said: str = ""


def conditions(
    events: Iterable[Event],
    lain: Collection[tuple[str, Spell]],
    *,
    cleaning_told_since: dt.datetime | None,
    until: dt.datetime | None = None,
    begin: BedSpan | None = None,
    since: dt.datetime = EVER,
) -> tuple[BedSpan, ...]:
    """The conditions of one bed in order, from what was said of it and the spells of the visits that lay in it.

    A bed is ready until something else is said. Whoever leaves it leaves it to be cleaned, from the moment on at which
    the house has begun to tell when cleaning is done; before that nobody would ever say that it is ready again.
    Where ``since`` is given, only what happened from then on counts, and ``begin`` is the condition it happened to.
    """
    told = heard(events)
    said = [one for one in told.events if one.does is Does.BED and one.key not in told.void]
    moments: list[tuple[dt.datetime, int, int, Any]] = [
        *((one.effective, 1, order, one) for order, one in enumerate(said)),
        *((spell.since, 2, order, visit) for order, (visit, spell) in enumerate(sorted(lain))),
        *((spell.until, 0, 0, visit) for visit, spell in lain if spell.until is not None),
    ]
    if not moments and not told.events and begin is None:
        return ()
    spans: list[BedSpan] = []
    now = begin._replace(until=None) if begin else BedSpan(Condition.READY, isolated=False, held="", since=EVER)
    for when, rank, _order, what in sorted((one for one in moments if one[0] >= since), key=lambda one: one[:3]):
        if until is not None and when > until:
            break
        if rank == 1:
            then = _said(now, what)
        elif rank == 2:
            then = now._replace(held="" if now.held == what else now.held, condition=_taken(now.condition), said="")
        else:
            then = _left(now, when, cleaning_told_since)
        if then[:3] != now[:3]:
            spans.append(now._replace(until=when))
            now = then._replace(since=when)
    return tuple(one for one in (*spans, now) if one.until is None or one.until > one.since)


def _said(now: BedSpan, event: Event) -> BedSpan:
    word = event.word
    if word is not None and word in SAYS:
        # A cleaned bed that is closed stays closed: it was said by somebody else, for another reason.
        kept = now.condition in SHUT and word in CLEANS
        isolated = now.isolated and word is not Word.CLEAN
        return now._replace(condition=now.condition if kept else SAYS[word], isolated=isolated, said=event.key)
    if word in (Word.ISOLATE, Word.UNISOLATE):
        return now._replace(isolated=word is Word.ISOLATE, said=event.key)
    return now._replace(held=event.visit if word is Word.HOLD else "", said=event.key)


def _taken(condition: Condition) -> Condition:
    return condition if condition in SHUT else Condition.READY


def _left(now: BedSpan, when: dt.datetime, cleaning_told_since: dt.datetime | None) -> BedSpan:
    cleaned = cleaning_told_since is not None and when >= cleaning_told_since
    return now._replace(condition=Condition.DIRTY, said="") if cleaned and now.condition not in SHUT else now
