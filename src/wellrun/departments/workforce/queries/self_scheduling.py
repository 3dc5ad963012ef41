"""Choosing one's shifts: what is needed each day, how much is chosen, what is mine, and what I may choose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import ChoosingWindow, ChosenShift, ShiftType
from wellrun.departments.workforce.queries.moments import clock_of
from wellrun.departments.workforce.rules.posing import AtWork, Question
from wellrun.departments.workforce.rules.self_scheduling import (
    Chosen,
    duty_chosen,
    filled_by,
    minutes_of,
    minutes_owed,
    wanted_of,
)
from wellrun.foundations.organisation.models import Unit
from wellrun.values.faults import Fault


def window_of(unit: Unit, today: dt.date) -> ChoosingWindow | None:
    """The window in which the people of a unit choose today."""
    found = ChoosingWindow.objects.filter(roster__unit=unit, closed_at=None, until__gte=today)
    return found.select_related("roster__unit__department__facility").order_by("roster__first").first()


def chosen_in(window: ChoosingWindow, question: Question) -> list[Chosen]:
    """What everybody chose, in the order in which they did."""
    rows = window.chosen.order_by("chosen_at", "pk").values_list("person_id", "day", "shift__code")
    return [Chosen(person, (day - question.first).days, shift) for person, day, shift in rows]


def faults_of_choosing(
    window: ChoosingWindow,
    question: Question,
    *,
    person: int,
    day: dt.date,
    shift: ShiftType | None,
    now: dt.datetime,
) -> list[Fault]:
    """Why somebody cannot choose this. That too many chose the same is no fault: it is balanced later."""
    today = now.astimezone(clock_of(window.roster.unit.department.facility).zone).date()
    if not window.takes_choices(today):
        words = _("Choosing for this roster is over.")
        return [Fault("workforce.choosing_over", words, remedy=_("Ask for a shift or a day off instead."))]
    me = next((one for one in question.people if one.key == person), None)
    if me is None or not question.first <= day <= question.date(question.days - 1):
        words = _("You are not on this roster that day.")
        return [Fault("workforce.not_of_this_unit", words, remedy=_("Ask the manager of the unit."))]
    if shift is None:
        return []
    duty = duty_chosen(question, me, shift.code)
    if duty is None or day in me.closed:
        words = _("You cannot work this shift that day.")
        remedy = _("Leave, a lapsed credential or your contract stands against it; choose another.")
        return [Fault("workforce.cannot_choose", words, remedy=remedy)]
    others = ChosenShift.objects.filter(window=window, person=person).exclude(day=day)
    duties = [duty_chosen(question, me, code) for code in others.values_list("shift__code", flat=True)]
    if minutes_of(question, [one for one in (*duties, duty) if one]) > minutes_owed(me, question):
        words = _("That is more than the %(hours)s h you owe in these weeks.")
        said = {"hours": f"{minutes_owed(me, question) / 60:g}"}
        return [Fault("workforce.more_than_owed", words % said, remedy=_("Take another choice back first."))]
    return []


@dataclass(frozen=True)
class ShiftToChoose:
    """A shift of a day: how many like me are needed and have chosen it, and whether I have."""

    shift: int
    name: str
    hours: str
    wanted: int
    chosen: int
    mine: bool

    @property
    def full(self) -> bool:
        return self.chosen >= self.wanted


@dataclass(frozen=True)
class DayToChoose:
    """A day with its shifts; none where nothing can be given to me that day."""

    day: dt.date
    shifts: tuple[ShiftToChoose, ...]
    mine: bool
    closed: bool


@dataclass(frozen=True)
class Choosing:
    """The page: the days, and how many hours of those I owe I have chosen."""

    days: tuple[DayToChoose, ...]
    chosen_hours: float
    owed_hours: float


def choosing_of(window: ChoosingWindow, question: Question, person: int) -> Choosing | None:
    """What somebody can choose; none if they are not on this roster."""
    me = next((one for one in question.people if one.key == person), None)
    if me is None:
        return None
    chosen = chosen_in(window, question)
    mine = {one.day: one.shift for one in chosen if one.person == person}
    duties = [duty for shift in mine.values() if (duty := duty_chosen(question, me, shift))]
    days = _days(window, question, me, chosen, mine)
    return Choosing(days, minutes_of(question, duties) / 60, minutes_owed(me, question) / 60)


def _days(
    window: ChoosingWindow, question: Question, me: AtWork, chosen: list[Chosen], mine: dict[int, str]
) -> tuple[DayToChoose, ...]:
    clock = clock_of(window.roster.unit.department.facility)
    wanted, filled = wanted_of(question, me), filled_by(question, chosen)
    days = []
    for number in range(question.days):
        date = question.date(number)
        closed = date in me.closed
        shifts = [
            ShiftToChoose(
                shift=clock.shifts[shift.code].pk,
                name=shift.name,
                hours=clock.hours(shift.code),
                wanted=wanted[number, shift.code],
                chosen=filled[number, duty],
                mine=mine.get(number) == shift.code,
            )
            for shift in question.shifts
            if wanted[number, shift.code] and not closed and (duty := duty_chosen(question, me, shift.code))
        ]
        days.append(DayToChoose(date, tuple(shifts), number in mine, closed))
    return tuple(days)
