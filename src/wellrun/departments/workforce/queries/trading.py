"""Who could have a shift, or swap for it, and whether they settle it alone or the manager decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Assignment, Trade
from wellrun.departments.workforce.queries.around import Around, absent_in, between
from wellrun.departments.workforce.queries.moments import Clock, clock_of
from wellrun.departments.workforce.rules.judging import Judgement
from wellrun.departments.workforce.rules.posing import duty_of, pose
from wellrun.departments.workforce.rules.trading import Move, Verdict, verdict
from wellrun.engines.rostering.problem import Problem
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Person
from wellrun.values.faults import Fault

REACH = dt.timedelta(days=14)
"""How far apart the shifts of a swap may lie: one cannot judge what is not planned yet."""

MOST = 12
"""Swaps that are offered for choice, those settled at once and the nearest days first."""


@dataclass(frozen=True)
class Scene:
    """A unit around the day of a shift, ready to judge who may have it. ``absent`` are who called in when.

    A ``reader`` is told the reasons that are about themselves or the roster; of a colleague, no more than that it
    cannot be, since requests, leave and absence are theirs. Whoever makes the rosters (no reader) is told everything.
    """

    here: Around
    clock: Clock
    absent: frozenset[tuple[int, dt.date]]
    reader: int | None

    @cached_property
    def problem(self) -> Problem:
        """Posed once, however many trades are judged by it."""
        return pose(self.here.question)

    @cached_property
    def names(self) -> dict[int, str]:
        return {one.key: one.name for one in self.here.question.people}

    def judged(self, given: Assignment, taker: int, back: Assignment | None = None) -> Verdict:
        """What giving this shift away, for another or for none, would do."""
        return verdict(self.here.question, self.problem, self.here.plan, _moves(given, taker, back))

    def faults(self, given: Assignment, taker: int, back: Assignment | None = None) -> list[Fault]:
        """Why it may not be: somebody is not of the unit or not free that day, or a law or contract would be broken."""
        if taker not in self.names or given.person_id not in self.names:
            words = _("Both must work on this unit.")
            return [Fault("workforce.not_of_this_unit", words, remedy=_("Ask a colleague of the unit."))]
        found = [fault for who, day in self._new_days(given, taker, back) for fault in self._not_free(who, day)]
        return found or self._forbidden(given, taker, back)

    def _forbidden(self, given: Assignment, taker: int, back: Assignment | None) -> list[Fault]:
        remedy = _("Ask somebody else, or choose another day.")
        told = (self._told(one) for one in self.judged(given, taker, back).broken)
        return [Fault("workforce.trade_not_allowed", words, remedy=remedy) for words in dict.fromkeys(told)]

    def touches(self, found: Verdict) -> tuple[str, ...]:
        """What the manager decides by: each sentence with the name of whom it is about."""
        said = (
            f"{self.names[int(one.person)]}: {one.sentence}" if one.person else one.sentence for one in found.touched
        )
        paid = (
            _("%(name)s is paid by the shift, so the hours cost more.") % {"name": self.names[one]}
            for one in found.dearer
        )
        return (*said, *paid)

    def in_short(self, found: Verdict) -> tuple[str, ...]:
        """What is touched in few words: for the reader what is about them, for the manager by person."""
        groups: dict[str, dict[str, None]] = {}
        for one in found.touched:
            groups.setdefault(one.person, {})[one.group] = None
        for who in found.dearer:
            groups.setdefault(str(who), {})[_("paid by the shift")] = None
        if self.reader is not None:
            return tuple(groups.get(str(self.reader), ()))
        return tuple(
            f"{self.names[int(person)]}: {', '.join(short)}" if person else ", ".join(short)
            for person, short in groups.items()
        )

    def _told(self, one: Judgement) -> str:
        if not one.person:
            return one.sentence
        name = self.names[int(one.person)]
        if self._hidden(int(one.person)):
            return _("The rules of work do not allow it for %(name)s.") % {"name": name}
        return f"{name}: {one.sentence}"

    def _hidden(self, person: int) -> bool:
        return self.reader not in (None, person)

    def _new_days(self, given: Assignment, taker: int, back: Assignment | None) -> list[tuple[int, dt.date]]:
        """Who works on a day they did not work before."""
        if back is None:
            return [(taker, given.day)]
        return [] if back.day == given.day else [(taker, given.day), (given.person_id, back.day)]

    def _not_free(self, who: int, day: dt.date) -> list[Fault]:
        works = self.here.plan.lines[who][(day - self.here.question.first).days] is not None
        absent = (who, day) in self.absent
        if not works and not absent:
            return []
        words = _("%(name)s already works on %(day)s.") if works else _("%(name)s called in absent on %(day)s.")
        if self._hidden(who):
            words = _("%(name)s is not free on %(day)s.")
        said = {"name": self.names[who], "day": date_format(day, "j F")}
        remedy = _("Ask somebody else, or choose another day.")
        return [Fault("workforce.not_free_that_day", words % said, remedy=remedy)]


def _moves(given: Assignment, taker: int, back: Assignment | None) -> tuple[Move, ...]:
    gives = Move(given.person_id, taker, given.day, duty_of(given.shift, given.skill))
    if back is None:
        return (gives,)
    return gives, Move(taker, given.person_id, back.day, duty_of(back.shift, back.skill))


def scene_of(given: Assignment, *, tree: Tree, reader: int | None = None) -> Scene:
    """The unit of a shift, so far around it that every swap within reach has its rests, runs and weeks."""
    unit = Unit.objects.select_related("department__facility").get(pk=given.unit_id)
    first, last = _planned(unit, given.day - 2 * REACH, given.day + 2 * REACH, given.day)
    here = between(unit, first, days=(last - first).days + 1, tree=tree)
    return Scene(here, clock_of(unit.department.facility), absent_in(here.question), reader)


def _planned(unit: Unit, first: dt.date, last: dt.date, day: dt.date) -> tuple[dt.date, dt.date]:
    """The part of these days that published rosters hold: in weeks not planned yet everybody is short of hours."""
    held = [one for one in unit.rosters.exclude(published=None) if one.first <= last and one.last >= first]
    if not any(one.first <= day <= one.last for one in held):
        return first, last
    return max(first, min(one.first for one in held)), min(last, max(one.last for one in held))


@dataclass(frozen=True)
class Choice:
    """A way for a shift to change hands: who takes it, what comes in return, what the manager would decide by."""

    person: int
    name: str
    back: int | None
    day: dt.date | None
    shift: str
    settled: bool
    words: tuple[str, ...]
    points: int


@dataclass(frozen=True)
class Choices:
    """Who could have the shift, who could swap for it, and how many could not."""

    gives: tuple[Choice, ...]
    swaps: tuple[Choice, ...]
    people: int


def choices_of(given: Assignment, *, now: dt.datetime, tree: Tree, reader: int | None = None) -> Choices:
    """Every legal way for a shift to change hands within the unit."""
    scene = scene_of(given, tree=tree, reader=reader)
    others = [one.key for one in scene.here.question.people if one.key != given.person_id]
    gives = (_choice(scene, given, one) for one in others)
    swaps = (_choice(scene, given, back.person_id, back) for back in _near(others, given, now, scene.clock))
    return Choices(
        tuple(sorted((one for one in gives if one), key=_easiest)),
        tuple(sorted((one for one in swaps if one), key=_nearest(given.day)))[:MOST],
        len(others),
    )


def returns_of(trade: Trade, person: Person, *, now: dt.datetime, tree: Tree) -> tuple[Choice, ...]:
    """What somebody could answer a trade with: the shift alone, or one of their own shifts in return."""
    scene = scene_of(trade.given, tree=tree, reader=person.pk)
    backs: Iterable[Assignment | None] = [None]
    if trade.swap:
        near = _near([person.pk], trade.given, now, scene.clock)
        backs = [one for one in near if trade.back_id in (None, one.pk)]
    found = (_choice(scene, trade.given, person.pk, back) for back in backs)
    return tuple(sorted((one for one in found if one), key=_nearest(trade.given.day)))[:MOST]


def _near(people: Iterable[int], given: Assignment, now: dt.datetime, clock: Clock) -> list[Assignment]:
    """Other shifts of the unit that have not begun and lie near enough to be given in return."""
    span = (given.day - REACH, given.day + REACH)
    held = Assignment.objects.filter(person__in=list(people), unit=given.unit_id, ended="", day__range=span)
    held = held.exclude(day=given.day, shift=given.shift)
    return [one for one in held.order_by("day", "person__name") if clock.begins(one.day, one.shift) > now]


def _choice(scene: Scene, given: Assignment, taker: int, back: Assignment | None = None) -> Choice | None:
    if scene.faults(given, taker, back):
        return None
    found = scene.judged(given, taker, back)
    return Choice(
        person=taker,
        name=scene.names[taker],
        back=back.pk if back else None,
        day=back.day if back else None,
        shift=f"{scene.clock.name(back.shift)} {scene.clock.hours(back.shift)}".strip() if back else "",
        settled=found.settled,
        words=scene.in_short(found),
        points=found.points,
    )


def _easiest(one: Choice) -> tuple[bool, int, str]:
    return not one.settled, one.points, one.name


def _nearest(day: dt.date) -> Callable[[Choice], tuple[bool, int, str]]:
    def key(one: Choice) -> tuple[bool, int, str]:
        return not one.settled, abs(((one.day or day) - day).days), one.name

    return key
