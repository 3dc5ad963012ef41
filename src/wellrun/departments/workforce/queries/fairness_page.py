"""How evenly a plan falls on people: pictures of the plan, and a table over the year that ends with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wellrun.departments.workforce.queries.fairness_dots import Dots, dots
from wellrun.departments.workforce.rules.fairness import Borne, fair_over_the_year, nights_of, weekends_of
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import (
    HOLIDAYS,
    NIGHTS,
    WEEKENDS,
    AtWork,
    Question,
    burdens,
    shift_of,
)
from wellrun.departments.workforce.rules.posing import weekends_of as weekends_between


@dataclass(frozen=True)
class Share:
    """One burden of one person: in the plan, over the year with it, and what of the year would be fair."""

    now: int
    year: int
    fair: float | None

    @property
    def beyond(self) -> bool:
        """Whether the year is more than one beyond what is fair."""
        return self.fair is not None and self.year > self.fair + 1


@dataclass(frozen=True)
class FairRow:
    """One person over the year; bank and agency have no share."""

    person: int
    name: str
    shares: tuple[Share, ...]
    refused: int


@dataclass(frozen=True)
class Fairness:
    """Pictures by burden, and everybody's figures."""

    pictures: tuple[Dots, ...]
    rows: tuple[FairRow, ...]


def fairness_of(question: Question, plan: Plan) -> Fairness:
    """Nights, weekends, holidays and refused requests of everybody on the roster."""
    now = {one.key: _now(one, question, plan) for one in question.people}
    fair: dict[str, dict[int, float]] = {}
    for burden, bearers, _wanted in burdens(question):
        borne = sum(getattr(now[one.key], burden) for one in bearers)
        fair.setdefault(burden, {}).update(fair_over_the_year(bearers, borne))
    rows = tuple(
        FairRow(
            one.key,
            one.name,
            tuple(_share(burden, one, now[one.key], fair) for burden in (NIGHTS, WEEKENDS, HOLIDAYS)),
            one.carried.refused,
        )
        for one in question.people
    )
    return Fairness(_pictures(question, now), rows)


def _now(one: AtWork, question: Question, plan: Plan) -> Borne:
    line = tuple(duty and shift_of(duty) for duty in plan.lines[one.key])
    night = frozenset(shift.code for shift in question.shifts if shift.night)
    holidays = {(date - question.first).days for date in question.holidays}
    return Borne(
        nights=nights_of(line, night),
        weekends=weekends_of(line, weekends_between(question.first, question.days)),
        holidays=sum(bool(duty) for day, duty in enumerate(line) if day in holidays),
    )


def _share(burden: str, one: AtWork, now: Borne, fair: Mapping[str, Mapping[int, float]]) -> Share:
    given = getattr(now, burden)
    return Share(given, getattr(one.carried, burden) + given, fair.get(burden, {}).get(one.key))


def _pictures(question: Question, now: Mapping[int, Borne]) -> tuple[Dots, ...]:
    names = {one.key: one.name for one in question.people}
    weekends = len(weekends_between(question.first, question.days))
    shown = [
        (_("Nights in this roster"), {key: borne.nights for key, borne in now.items()}),
        (_("Weekends worked, of %(all)s") % {"all": weekends}, {key: borne.weekends for key, borne in now.items()}),
    ]
    if question.holidays:
        words = ", ".join(dict.fromkeys(question.holidays.values()))
        shown.append(
            (_("Holidays worked (%(days)s)") % {"days": words}, {key: borne.holidays for key, borne in now.items()})
        )
    refused = {one.key: one.carried.refused for one in question.people}
    shown.append((_("Requests not met in the year before"), refused))
    return tuple(dots(title, values, names) for title, values in shown)
