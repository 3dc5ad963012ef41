"""The morning of a place and a day, assembled for its reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import System
from wellrun.foundations.followup.models import Action
from wellrun.foundations.followup.queries import actions_within, kept_on, promised_for, to_judge
from wellrun.foundations.followup.rules import standing
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.foundations.today.actions import find_signals
from wellrun.foundations.today.draft import Rank
from wellrun.foundations.today.effects import Effect, effect_on
from wellrun.foundations.today.models import Dismissal, Look, Signal
from wellrun.foundations.today.registry import PANELS, Glance

SHOWN = 7
"""Decisions on the first page; the rest stand behind it."""


@dataclass(frozen=True)
class Item:
    """A signal with who has it in hand and what they promised."""

    signal: Signal
    place: Place
    actions: tuple[Action, ...]

    @property
    def action(self) -> Action | None:
        return next(
            (a for a in self.actions if a.status == Action.Status.OPEN), self.actions[0] if self.actions else None
        )

    @property
    def harm(self) -> bool:
        return self.signal.rank == Rank.HARM_NOW


@dataclass(frozen=True)
class Promised:
    """A promise and how it stands today."""

    action: Action
    standing: str
    mark: str


@dataclass(frozen=True)
class Morning:
    """All that the morning page, the brief and the agenda are made of."""

    place: Place
    day: dt.date
    items: tuple[Item, ...]
    dismissed: tuple[Dismissal, ...]
    glances: tuple[Glance, ...]
    promised: tuple[Promised, ...]
    kept_yesterday: tuple[int, int]
    effects: tuple[Effect, ...]

    @property
    def shown(self) -> tuple[Item, ...]:
        return self.items[:SHOWN]

    @property
    def rest(self) -> tuple[Item, ...]:
        return self.items[SHOWN:]


MARKS = {"done": "done", "stopped": "stopped", "overdue": "risk", "today": "open", "open": "open"}


def morning(place: Place, *, day: dt.date, tree: Tree, reader: Account | None = None) -> Morning:
    """The morning of a place; a day never looked at before is worked out now.

    Signals with an audience are for a ``reader`` who belongs to it; what is passed on has no reader and no such signal.
    """
    _look(day)
    dismissals = tuple(dismissed_on(place, day=day, tree=tree))
    promised = [
        Promised(action, state, MARKS[state])
        for action in promised_for(day, place=place, tree=tree)
        for state in (standing(status=action.status, due_on=action.due_on, today=day),)
    ]
    return Morning(
        place=place,
        day=day,
        items=items(place, day=day, tree=tree, hidden={dismissal.key for dismissal in dismissals}, reader=reader),
        dismissed=dismissals,
        glances=tuple(glance for _order, panel in PANELS for glance in panel(place, tree, day)),
        promised=tuple(promised),
        kept_yesterday=kept_on(day - dt.timedelta(days=1), place=place, tree=tree),
        effects=tuple(effects(place, day=day, tree=tree)),
    )


def looked_at(place: Place, *, day: dt.date, tree: Tree, reader: Account | None = None) -> tuple[Item, ...]:
    """The signals of the morning alone, without those set aside."""
    _look(day)
    hidden = {dismissal.key for dismissal in dismissed_on(place, day=day, tree=tree)}
    return items(place, day=day, tree=tree, hidden=hidden, reader=reader)


def _look(day: dt.date) -> None:
    if not Look.objects.filter(day=day).exists():
        find_signals(day=day, by=System("morning"))


def items(
    place: Place, *, day: dt.date, tree: Tree, hidden: set[str], reader: Account | None = None
) -> tuple[Item, ...]:
    """The signals of the place and below, most consequential first, each said once at the widest place it holds for."""
    codes = [below.code for below in tree.within(place)]
    known = Signal.objects.filter(day=day, place__in=codes)
    found = [signal for signal in known if is_told(reader, signal, tree=tree)]
    said = {(signal.measure, signal.place) for signal in found if signal.measure}
    # What was set aside for a place is set aside for its parts: the same change must not come back one level down.
    wide = [signal for signal in found if signal.key not in hidden and not _said_above(signal, said, tree)]
    by_origin: dict[str, list[Action]] = {}
    for action in actions_within(place, tree=tree).filter(
        origin__in=[signal.key for signal in wide], opened_on__lte=day
    ):
        by_origin.setdefault(action.origin, []).append(action)
    return tuple(Item(signal, tree[signal.place], tuple(by_origin.get(signal.key, ()))) for signal in wide)


def is_told(reader: Account | None, signal: Signal, *, tree: Tree) -> bool:
    """Whether a reader belongs to the audience of a signal; nobody in particular belongs to none."""
    if not signal.audience:
        return True
    return reader is not None and may(reader, Permission(signal.audience), tree[signal.place], tree=tree)


def _said_above(signal: Signal, said: set[tuple[str, str]], tree: Tree) -> bool:
    return bool(signal.measure) and any((signal.measure, above) in said for above in tree[signal.place].path[:-1])


def dismissed_on(place: Place, *, day: dt.date, tree: Tree) -> list[Dismissal]:
    """What is held not to be a concern on the day."""
    codes = [below.code for below in tree.within(place)]
    in_force = Q(withdrawn_on=None) | Q(withdrawn_on__gt=day)
    return list(
        Dismissal.objects.filter(in_force, place__in=codes, on__lte=day, until__gt=day).select_related("by__person")
    )


def effects(place: Place, *, day: dt.date, tree: Tree) -> list[Effect]:
    """The verdicts on actions in force for six weeks or more, newest change first."""
    judged = (effect_on(action, day=day, tree=tree) for action in to_judge(day, place=place, tree=tree)[:12])
    return [effect for effect in judged if effect is not None]
