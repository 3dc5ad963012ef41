"""A finding of the checker as a sentence: what was found, what is needed, by which source, what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from wellrun.departments.workforce.rules.book import Kind, LabourRule, shipped
from wellrun.departments.workforce.rules.shifts import DAY, ShiftSpan, rest_minutes
from wellrun.departments.workforce.rules.stating import rule_stated
from wellrun.engines.rostering.problem import Cover, Rule, Run, Succession, Total, Wish
from wellrun.engines.rostering.solution import Finding, Plain


class Asked(Protocol):
    """What a sentence needs of a roster: its first day and the shifts by which it is planned."""

    @property
    def first(self) -> dt.date: ...
    @property
    def shifts(self) -> Sequence[ShiftSpan]: ...


@dataclass(frozen=True)
class Scene:
    """A finding with the rule of the book it comes from, ready to be told."""

    finding: Finding
    rule: LabourRule
    first: dt.date
    shifts: Mapping[str, ShiftSpan]

    @property
    def begins(self) -> dt.date:
        return self.first + self.finding.days[0] * DAY

    @property
    def ends(self) -> dt.date:
        return self.first + self.finding.days[-1] * DAY

    @property
    def between(self) -> str:
        """The days it is about, where it names any."""
        if not self.finding.days:
            return "in these weeks"
        return f"from {spoken(self.begins)} to {spoken(self.ends)}"


def words_of(finding: Finding, question: Asked) -> str:
    """The finding in one or two sentences, for whoever made the roster."""
    rule = rule_of(finding)
    if rule is not None:
        shifts = {shift.code: shift for shift in question.shifts}
        scene = Scene(finding, rule, question.first, shifts)
        return " ".join(part for part in (TOLD[rule.kind](scene), rule.advice) if part)
    return _otherwise(finding, question)


def group_of(finding: Finding, question: Asked) -> str:  # noqa: ARG001 - the callers' common form
    """The reason in few words, the same for everybody it stops."""
    rule = rule_of(finding)
    if rule is not None:
        return GROUPS[rule.kind]
    if isinstance(finding.about, str):
        return PLAIN_GROUPS.get(finding.about, finding.about)
    if isinstance(finding.about, Wish):
        return "asked otherwise"
    return getattr(finding.about, "source", "") or "the number of people"


def rule_of(finding: Finding) -> LabourRule | None:
    """The rule of the book that a finding comes from, with the figures that held."""
    return in_the_book(finding.about) if isinstance(finding.about, Rule) else None


def name_of(about: Rule | str) -> str:
    """A rule of somebody's, or a field of theirs, by its name alone."""
    if isinstance(about, str):
        return PLAIN_GROUPS.get(about, about)
    rule = in_the_book(about)
    return rule.words if rule is not None else about.source


def in_the_book(about: Rule) -> LabourRule | None:
    """The rule of the book that a rule of the engine was made from; none for a fair share."""
    return _of_source(about.source) if about.source else None


@lru_cache(maxsize=4096)
def _of_source(source: str) -> LabourRule | None:
    # A ward of forty states some thousand rules in a few dozen ways.
    return rule_stated(source, shipped())


def spoken(date: dt.date) -> str:
    """A date as it is said: 16 January."""
    return f"{date.day} {date:%B}"


def hours(minutes: float) -> str:
    """Minutes as hours without a needless fraction."""
    return f"{minutes / 60:.1f}".removesuffix(".0") + " h"


def _too_close(scene: Scene) -> str:
    about = scene.finding.about
    if not isinstance(about, Succession):
        return ""
    earlier, later = (scene.shifts[next(iter(about.pattern[end]))] for end in (0, -1))
    apart = len(about.pattern) - 1
    rest = max(0, rest_minutes(earlier, later, days_apart=apart))
    return (
        f"Rest is {hours(rest)} between the {earlier.name} of {spoken(scene.ends - apart * DAY)} and the {later.name} "
        f"of {spoken(scene.ends)}; {scene.rule.figure('hours'):g} h are needed ({scene.rule.source})."
    )


def _weekly_rest(scene: Scene) -> str:
    if isinstance(scene.finding.about, Succession):
        return _too_close(scene)
    needed = f"{scene.rule.figure('hours'):g} h of rest are needed in each {scene.rule.figure('days'):g} days"
    return f"{scene.finding.figure} days at work in a row, to {spoken(scene.ends)}; {needed} ({scene.rule.source})."


def _run(scene: Scene) -> str:
    what = "nights" if scene.rule.kind is Kind.NIGHT_RUN else "days at work"
    found, limit = scene.finding.figure, scene.finding.limit
    return f"{found} {what} in a row, to {spoken(scene.ends)}; at most {limit} ({scene.rule.source})."


def _hours(scene: Scene) -> str:
    found, limit = hours(scene.finding.figure), hours(scene.finding.limit)
    return f"{found} at work within {_stretch(scene)}; at most {limit} ({scene.rule.source})."


def _stretch(scene: Scene) -> str:
    if scene.rule.kind is Kind.HOURS_IN_DAYS:
        last = scene.first + max(_days_counted(scene), default=0) * DAY
        return f"the {scene.rule.figure('days'):g} days to {spoken(last)}"
    return f"the {scene.rule.figure('weeks'):g} weeks that the average is taken over"


def _days_counted(scene: Scene) -> Sequence[int]:
    about = scene.finding.about
    return about.days if isinstance(about, Total) and about.days else scene.finding.days


def _weekends(scene: Scene) -> str:
    found, limit = scene.finding.figure, scene.finding.limit
    return f"{found} weekends at work; at most {limit} in this plan ({scene.rule.source})."


def _half_weekend(scene: Scene) -> str:
    return f"Half of the weekend of {spoken(scene.begins)} is worked ({scene.rule.source})."


def _contract_hours(scene: Scene) -> str:
    found, limit = hours(scene.finding.figure), hours(scene.finding.limit)
    word = "at least" if scene.finding.figure < scene.finding.limit else "at most"
    return f"{found} in the plan; {word} {limit} by contract."


def _shift_length(scene: Scene) -> str:
    about = scene.finding.about
    names = sorted(scene.shifts[code].name for code in about.of) if isinstance(about, Total) else []
    limit = f"{scene.rule.figure('hours'):g} h"
    return f"The {' and the '.join(names)} is longer than {limit} ({scene.rule.source})."


def _overtime(scene: Scene) -> str:
    about = scene.finding.about
    if isinstance(about, Total) and not about.in_minutes:
        limit = f"{scene.rule.figure('day_hours'):g} h"
        return f"{scene.finding.figure} shifts are longer than {limit}: overtime ({scene.rule.source})."
    beyond = hours(scene.finding.figure - scene.finding.limit)
    days = _days_counted(scene)
    when = f"from {spoken(scene.first + days[0] * DAY)} to {spoken(scene.first + days[-1] * DAY)}" if days else ""
    return f"{beyond} of overtime {when}: beyond {hours(scene.finding.limit)} ({scene.rule.source})."


def _otherwise(finding: Finding, question: Asked) -> str:
    """What is no rule of the book: a wish, a cover line, a plain field of the person, a rule of the roster itself."""
    days = ", ".join(spoken(question.first + day * DAY) for day in finding.days)
    about = finding.about
    if isinstance(about, Cover):
        names = {shift.code: shift.name for shift in question.shifts}
        which = " or ".join(sorted({names.get(duty.partition(".")[0], duty) for duty in about.duties}))
        return f"{finding.figure} of {finding.limit} people on the {which} of {days}."
    if isinstance(about, Wish):
        return (
            f"{_asked(about, question)} was asked for on {days}."
            if about.wanted
            else f"{days}: asked not to be given this."
        )
    if isinstance(about, str):
        return PLAIN_WORDS.get(about, about) % {"days": days, "why": _closed(finding, question)}
    word = "in a row" if isinstance(about, Run) else "in these weeks"
    return f"{about.source or 'A rule of this roster'}: {finding.figure} {word}, {finding.limit} allowed."


def _asked(wish: Wish, question: Asked) -> str:
    if "" in wish.duties:
        return "A day off"
    names = {shift.code: shift.name for shift in question.shifts}
    return "The " + " or ".join(sorted({names.get(duty.partition(".")[0], duty) for duty in wish.duties}))


def _closed(finding: Finding, question: Asked) -> str:
    """Why a day is closed to the person, if the question knows its people."""
    for person in getattr(question, "people", ()):
        if str(getattr(person, "key", "")) == finding.person and finding.days:
            why = person.closed.get(question.first + finding.days[0] * DAY, "")
            return f": {why}" if why else ""
    return ""


PLAIN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Plain.LINE: "This person has no line in the roster, or one of another length.",
        Plain.MAY: "The skill this duty needs is not held on %(days)s.",
        Plain.CLOSED: "Nothing can be given on %(days)s%(why)s.",
        Plain.KEPT: "The cell of %(days)s is locked to something else.",
        Plain.COST: "The duty of %(days)s costs more than others’.",
    }
)
PLAIN_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        Plain.LINE: "not on this roster",
        Plain.MAY: "skill not held",
        Plain.CLOSED: "away that day",
        Plain.KEPT: "cell locked",
        Plain.COST: "costs more",
    }
)
TOLD: Mapping[Kind, Callable[[Scene], str]] = MappingProxyType(
    {
        Kind.REST: _too_close,
        Kind.AFTER_NIGHTS: _too_close,
        Kind.WEEKLY_REST: _weekly_rest,
        Kind.RUN: _run,
        Kind.NIGHT_RUN: _run,
        Kind.AVERAGE_WEEK: _hours,
        Kind.AVERAGE_NIGHTS: _hours,
        Kind.HOURS_IN_DAYS: _hours,
        Kind.WEEKENDS: _weekends,
        Kind.WHOLE_WEEKENDS: _half_weekend,
        Kind.CONTRACT_HOURS: _contract_hours,
        Kind.SHIFT_LENGTH: _shift_length,
        Kind.NIGHT_LENGTH: _shift_length,
        Kind.OVERTIME_WEEK: _overtime,
        Kind.OVERTIME_8_80: _overtime,
    }
)
GROUPS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.REST: "too little rest between shifts",
        Kind.AFTER_NIGHTS: "too little rest after nights",
        Kind.WEEKLY_REST: "no weekly rest",
        Kind.RUN: "too many days in a row",
        Kind.NIGHT_RUN: "too many nights in a row",
        Kind.AVERAGE_WEEK: "average week too long",
        Kind.AVERAGE_NIGHTS: "average night work too long",
        Kind.HOURS_IN_DAYS: "too many hours within days",
        Kind.WEEKENDS: "too many weekends",
        Kind.WHOLE_WEEKENDS: "half a weekend",
        Kind.CONTRACT_HOURS: "hours outside the contract",
        Kind.SHIFT_LENGTH: "shift too long",
        Kind.NIGHT_LENGTH: "night too long",
        Kind.OVERTIME_WEEK: "overtime",
        Kind.OVERTIME_8_80: "overtime",
    }
)
