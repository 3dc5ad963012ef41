"""What if, in words: a change, an answer as a sentence, differences as rows with a drawn interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.operations.models import Scenario
from wellrun.departments.operations.queries.what_if import compared
from wellrun.departments.operations.rules.what_if.answers import WHOLE, Measure, difference, sure
from wellrun.departments.operations.rules.what_if.changes import Change, Kind, in_force
from wellrun.engines.flow.replicate import Estimate
from wellrun.foundations.pages.charts import Reach, interval_line
from wellrun.foundations.pages.templatetags.words import percent, plain_number

Names = Mapping[str, str]
"""Names of units by code."""


@dataclass(frozen=True)
class Told:
    """How a measure is said: its title, unit and what it counts; ``lower`` says whether less of it is better."""

    title: Any
    unit: Any
    counts: Any
    places: int = 1
    share: bool = False
    lower: bool | None = True


MEASURES: Mapping[str, Told] = {
    Measure.WAITING: Told(
        gettext_lazy("Waiting for a bed at 08:00"),
        gettext_lazy("patients"),
        gettext_lazy("patients who wait for a bed as eight strikes, on the mean of all days"),
    ),
    Measure.WAIT: Told(
        gettext_lazy("Wait for a bed"),
        gettext_lazy("hours"),
        gettext_lazy("mean hours from wanting a bed to having one, of all who got one"),
    ),
    Measure.BOARDING: Told(
        gettext_lazy("Boarding"),
        gettext_lazy("hours a day"),
        gettext_lazy("hours that patients in the emergency department wait for a bed, summed over a day"),
    ),
    Measure.OUTLIERS: Told(
        gettext_lazy("Outliers"),
        gettext_lazy("patients a day"),
        gettext_lazy("patients who begin in another unit than the one they belong to"),
        2,
    ),
    Measure.LOST: Told(
        gettext_lazy("Diverted"),
        gettext_lazy("patients a day"),
        gettext_lazy("patients who wait so long that they go elsewhere or come another day"),
        2,
    ),
    Measure.OCCUPANCY: Told(
        gettext_lazy("Occupancy"),
        gettext_lazy("of open beds"),
        gettext_lazy("beds in use over beds open, on the mean of all hours"),
        share=True,
        lower=None,
    ),
}

KINDS = {
    Kind.BEDS: gettext_lazy("Beds, more or fewer"),
    Kind.STAY_DAYS: gettext_lazy("Stay, in days"),
    Kind.STAY_PERCENT: gettext_lazy("Stay, in percent"),
    Kind.ARRIVALS_PERCENT: gettext_lazy("Arrivals, in percent"),
    Kind.ARRIVALS_A_DAY: gettext_lazy("Arrivals, patients a day"),
    Kind.EARLIER: gettext_lazy("Home earlier in the day, by hours"),
    Kind.STAFF: gettext_lazy("Nurses on every shift, more or fewer"),
}


def figure(measure: str, value: float) -> str:
    """A value in the measure's notation, without its unit."""
    told = MEASURES[measure]
    return percent(value, 1) if told.share else plain_number(float(value), told.places)


def signed(measure: str, value: float) -> str:
    """A difference with its sign, a place more than the value; shares in percentage points."""
    size = _size(measure, value)
    sign = "" if not float(round(abs(value) * _scale(measure), _places(measure))) else "+" if value > 0 else "−"
    return f"{sign}{size}"


def _scale(measure: str) -> float:
    return 100.0 if MEASURES[measure].share else 1.0


def _places(measure: str) -> int:
    told = MEASURES[measure]
    return 1 if told.share or measure == Measure.BOARDING else 2


def _size(measure: str, value: float) -> str:
    return plain_number(abs(float(value)) * _scale(measure), _places(measure))


def between(measure: str, one: Estimate, *, of_difference: bool = False) -> str:
    """The interval in words: 2.4 to 3.8."""
    say = signed if of_difference else figure
    return _("%(low)s to %(high)s") % {"low": say(measure, one.low), "high": say(measure, one.high)}


def apart_words(measure: str, one: Estimate) -> str:
    """A difference with its unit where it is no longer that of the value: −2.6 points."""
    said = signed(measure, one.mean)
    return _("%(n)s points") % {"n": said} if MEASURES[measure].share else said


def change_words(change: Change, names: Names) -> str:
    """A change as people say it: 6 more beds on Ward 5 from 1 Dec 2026."""
    where = names.get(change.unit, change.unit) if change.unit else _("all units")
    said = _SAID[change.kind](change, where)
    if change.since and change.until:
        days = {"since": date_format(change.since, "j M Y"), "until": date_format(change.until, "j M Y")}
        return said + " " + _("from %(since)s to %(until)s") % days
    if change.since:
        return said + " " + _("from %(day)s") % {"day": date_format(change.since, "j M Y")}
    if change.until:
        return said + " " + _("until %(day)s") % {"day": date_format(change.until, "j M Y")}
    return said


def _beds(change: Change, where: str) -> str:
    n = int(abs(change.amount))
    told = {"n": n, "where": where}
    if change.amount > 0:
        words = ngettext("%(n)s more bed on %(where)s", "%(n)s more beds on %(where)s", n)
    else:
        words = ngettext("%(n)s bed fewer on %(where)s", "%(n)s beds fewer on %(where)s", n)
    return words % told


def _staff(change: Change, where: str) -> str:
    n = int(abs(change.amount))
    told = {"n": n, "where": where, "each": plain_number(change.each, 0 if change.each == int(change.each) else 1)}
    if change.amount > 0:
        words = ngettext(
            "%(n)s more nurse on every shift of %(where)s, %(each)s patients each",
            "%(n)s more nurses on every shift of %(where)s, %(each)s patients each",
            n,
        )
    else:
        words = ngettext(
            "%(n)s nurse fewer on every shift of %(where)s, %(each)s patients each",
            "%(n)s nurses fewer on every shift of %(where)s, %(each)s patients each",
            n,
        )
    return words % told


def _days(change: Change, where: str) -> str:
    # Half a day is said as several: 0.5 days.
    n = 1 if abs(change.amount) == 1 else 2
    if change.amount > 0:
        words = ngettext("Stays on %(where)s longer by %(n)s day", "Stays on %(where)s longer by %(n)s days", n)
    else:
        words = ngettext("Stays on %(where)s shorter by %(n)s day", "Stays on %(where)s shorter by %(n)s days", n)
    return words % {"n": _plainly(change.amount), "where": where}


def _plainly(amount: float) -> str:
    """As many places as were typed, at most two."""
    return plain_number(
        abs(amount), next(places for places in (0, 1, 2) if places == 2 or amount == round(amount, places))
    )


def _either(more: Any, less: Any) -> Callable[[Change, str], str]:
    def said(change: Change, where: str) -> str:
        words = more if change.amount > 0 else less
        return str(words) % {"n": _plainly(change.amount), "where": where}

    return said


_SAID: Mapping[Kind, Callable[[Change, str], str]] = {
    Kind.BEDS: _beds,
    Kind.STAFF: _staff,
    Kind.STAY_DAYS: _days,
    Kind.STAY_PERCENT: _either(
        gettext_lazy("Stays on %(where)s longer by %(n)s percent"),
        gettext_lazy("Stays on %(where)s shorter by %(n)s percent"),
    ),
    Kind.ARRIVALS_PERCENT: _either(
        gettext_lazy("%(n)s percent more patients come to %(where)s"),
        gettext_lazy("%(n)s percent fewer patients come to %(where)s"),
    ),
    Kind.ARRIVALS_A_DAY: _either(
        gettext_lazy("%(n)s more patients a day come to %(where)s"),
        gettext_lazy("%(n)s fewer patients a day come to %(where)s"),
    ),
    Kind.EARLIER: _either(
        gettext_lazy("Home %(n)s h earlier in the day from %(where)s"),
        gettext_lazy("Home %(n)s h later in the day from %(where)s"),
    ),
}


def changes_words(scenario: Scenario, names: Names) -> str:
    """All changes in one line."""
    return "; ".join(change_words(one, names) for one in scenario.asked)


def sentence(scenario: Scenario, names: Names) -> str:
    """The answer first: what is changed, and how many fewer wait at 08:00, with the interval."""
    waiting = difference(scenario.of.base, scenario.answer, Measure.WAITING, WHOLE)
    told = {"what": changes_words(scenario, names), "between": _range(waiting)}
    told["n"] = _size(Measure.WAITING, waiting.mean)
    if not sure(waiting):
        words = _("%(what)s: no difference beyond chance in patients waiting for a bed at 08:00 (%(between)s).")
        return words % {**told, "between": between(Measure.WAITING, waiting, of_difference=True)}
    if waiting.mean < 0:
        return _("%(what)s: %(n)s fewer patients wait for a bed at 08:00 (%(between)s).") % told
    return _("%(what)s: %(n)s more patients wait for a bed at 08:00 (%(between)s).") % told


def waiting_words(scenario: Scenario) -> str:
    """The same in few words, for a list: −3.1 (−3.8 to −2.4)."""
    waiting = difference(scenario.of.base, scenario.answer, Measure.WAITING, WHOLE)
    inner = between(Measure.WAITING, waiting, of_difference=True)
    return f"{signed(Measure.WAITING, waiting.mean)} ({inner})"


def _range(one: Estimate) -> str:
    ends = sorted((abs(one.low), abs(one.high)))
    low, high = (_size(Measure.WAITING, end) for end in ends)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def formula_words(more: float | None) -> str:
    """What the queue formula says meanwhile, marked as what it is; nothing where it has no answer."""
    if more is None:
        return ""
    told = {"n": plain_number(abs(more), 1)}
    if round(abs(more), 1) == 0:
        return _("By Erlang’s formula hardly anything changes in how many wait on the mean.")
    if more < 0:
        return _("By Erlang’s formula about %(n)s fewer wait on the mean.") % told
    return _("By Erlang’s formula about %(n)s more wait on the mean.") % told


def force_words(scenario: Scenario) -> str:
    """For which days the answer holds."""
    since, until = in_force(scenario.asked)
    if since is None and until is None:
        return _("An average week with the change in force.")
    told = {
        "since": date_format(since, "j M Y") if since else "",
        "until": date_format(until, "j M Y") if until else "",
    }
    if since and until:
        return _("An average week between %(since)s and %(until)s, when all changes hold.") % told
    if since:
        return _("An average week from %(since)s on, when all changes hold.") % told
    return _("An average week until %(until)s, while all changes hold.") % told


class Cell(NamedTuple):
    """One question's value of a measure, its difference from today, the interval in words and drawn, and its mark.

    ``head`` names the question where several stand side by side.
    """

    head: str
    value: str
    difference: str
    interval: str
    picture: SafeString
    mark: str


class Row(NamedTuple):
    """A measure (of a unit, or all): today's value and interval, and each question's cell."""

    title: str
    unit: str
    counts: str
    today: str
    today_interval: str
    cells: tuple[Cell, ...]


def heads_of(scenarios: Sequence[Scenario]) -> list[str]:
    """What stands above each question's column."""
    return [_("Then")] if len(scenarios) == 1 else [one.name for one in scenarios]


def rows_of(scenarios: Sequence[Scenario], *, unit: str = WHOLE) -> list[Row]:
    """Every measure of a unit or of all: today beside each question, with the differences by pairs."""
    found = []
    for one in compared(scenarios, units=(unit,)):
        told = MEASURES[one.measure]
        reach = reach_of([apart for _value, apart in one.others])
        found.append(
            Row(
                str(told.title),
                str(told.unit),
                str(told.counts),
                figure(one.measure, one.today.mean),
                between(one.measure, one.today),
                tuple(
                    _cell(one.measure, head, *estimates, reach)
                    for head, estimates in zip(heads_of(scenarios), one.others, strict=True)
                ),
            )
        )
    return found


def reach_of(differences: Sequence[Estimate]) -> Reach:
    """A scale that holds all intervals, nothing changed in its middle."""
    size = max((abs(end) for one in differences for end in (one.low, one.high)), default=0.0) or 1.0
    return Reach(low=-size * 1.05, high=size * 1.05, level=0.0)


def _cell(measure: str, head: str, value: Estimate, apart: Estimate, reach: Reach) -> Cell:
    mark = _mark(measure, apart)
    interval = between(measure, apart, of_difference=True)
    said = _("%(title)s: %(n)s, %(between)s") % {
        "title": MEASURES[measure].title,
        "n": signed(measure, apart.mean),
        "between": interval,
    }
    picture = interval_line(
        value=apart.mean, lower=apart.low, upper=apart.high, reach=reach, kind=mark, label=str(said)
    )
    return Cell(head, figure(measure, value.mean), apart_words(measure, apart), interval, picture, mark)


def _mark(measure: str, apart: Estimate) -> str:
    lower = MEASURES[measure].lower
    if not sure(apart):
        return "common"
    if lower is None:
        return "neutral"
    return "improve" if (apart.mean < 0) == lower else "concern"
