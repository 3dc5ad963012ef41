"""The 24 shift scheduling instances (Curtois and Qu 2014) as a problem, and a roster as a table of text.

Day 0 is a Monday. History is not part of the format, so ``Person.before`` stays empty, which gives its rule for the
edges: for the longest run the days outside the plan are off, a run at an edge is long enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from wellrun.engines.rostering.formats.reading import Reading, numbered
from wellrun.engines.rostering.problem import (
    OFF,
    Cover,
    Duty,
    Person,
    Problem,
    Rule,
    Run,
    Shift,
    Succession,
    Total,
    Weekends,
    Wish,
)
from wellrun.engines.rostering.solution import Line, Roster

FREE = "-"
"""A day off in the table of a roster."""


def read_curtois(text: str, *, file: str = "instance") -> Problem:
    """The instance as a problem; raises ``Unreadable`` with every fault."""
    draft = _Draft(Reading(file))
    section = ""
    for number, line in numbered(text):
        if line.startswith("SECTION_"):
            section = line
            if section not in _SECTIONS:
                draft.reading.fault(number, section, f"one of {', '.join(_SECTIONS)}")
        elif section in _SECTIONS:
            _SECTIONS[section](draft, number, line)
    if not draft.days:
        draft.reading.fault(1, "", "SECTION_HORIZON with a number of days")
    draft.reading.finish()
    weekends = tuple((day, day + 1) for day in range(5, draft.days, 7))
    shifts = {code: Shift(code, minutes, length=minutes) for code, minutes in draft.minutes.items()}
    duties = {code: Duty(code, code) for code in shifts}
    people = {code: draft.person(code) for code in draft.staff}
    return Problem(draft.days, shifts, duties, people, tuple(draft.cover), weekends)


@dataclass
class _Draft:
    reading: Reading
    days: int = 0
    minutes: dict[str, int] = field(default_factory=dict)
    forbidden: dict[str, frozenset[str]] = field(default_factory=dict)
    staff: dict[str, tuple[dict[str, int], list[int]]] = field(default_factory=dict)
    closed: dict[str, dict[int, str]] = field(default_factory=dict)
    wishes: dict[str, list[Wish]] = field(default_factory=dict)
    cover: list[Cover] = field(default_factory=list)

    def person(self, code: str) -> Person:
        most, limits = self.staff[code]
        return Person(
            code,
            frozenset(shift for shift in self.minutes if most.get(shift, 0) > 0),
            (*self.successions(), *_contract(most, limits, frozenset(self.minutes), self.days)),
            closed=self.closed.get(code, {}),
            wishes=tuple(self.wishes.get(code, ())),
        )

    def successions(self) -> list[Rule]:
        return [
            Succession((frozenset({shift}), after), source="SECTION_SHIFTS")
            for shift, after in self.forbidden.items()
            if after
        ]

    def parts(self, number: int, line: str, expected: str) -> list[str]:
        """The parts of a line between commas; empty and a fault where there are not as many as expected."""
        parts = [part.strip() for part in line.split(",")]
        if len(parts) != expected.count(",") + 1:
            self.reading.fault(number, line, expected)
            return []
        return parts


def _contract(most: dict[str, int], limits: list[int], every: frozenset[str], days: int) -> list[Rule]:
    most_minutes, least_minutes, longest, shortest, shortest_off, weekends = limits
    rules: list[Rule] = [
        Run(every, at_least=shortest, at_most=longest, source="consecutive shifts"),
        Run(frozenset({""}), at_least=shortest_off, source="consecutive days off"),
        Total(every, at_least=least_minutes, at_most=most_minutes, in_minutes=True, source="total minutes"),
        Weekends(weekends, source="weekends"),
    ]
    rules += [
        Total(frozenset({shift}), at_most=count, source=f"at most {count} {shift}")
        for shift, count in most.items()
        if 0 < count < days
    ]
    return rules


def _horizon(draft: _Draft, number: int, line: str) -> None:
    draft.days = draft.reading.number(number, line, "a number of days")


def _shifts(draft: _Draft, number: int, line: str) -> None:
    parts = draft.parts(number, line, "shift,minutes,shifts that may not follow")
    if parts:
        draft.minutes[parts[0]] = draft.reading.number(number, parts[1], "minutes")
        draft.forbidden[parts[0]] = frozenset(filter(None, parts[2].split("|")))


def _staff(draft: _Draft, number: int, line: str) -> None:
    parts = draft.parts(number, line, "person,shift=most|...,minutes,minutes,run,run,days off,weekends")
    if not parts:
        return
    most = {}
    for each in parts[1].split("|"):
        shift, _, count = each.partition("=")
        draft.reading.known(number, shift, list(draft.minutes), "a shift of SECTION_SHIFTS")
        most[shift] = draft.reading.number(number, count, "a number of shifts")
    draft.staff[parts[0]] = most, [draft.reading.number(number, part, "a limit") for part in parts[2:]]


def _days_off(draft: _Draft, number: int, line: str) -> None:
    code, *days = [part.strip() for part in line.split(",")]
    draft.reading.known(number, code, list(draft.staff), "a person of SECTION_STAFF")
    draft.closed[code] = {draft.reading.number(number, day, "a day"): "days off" for day in days}


def _request(wanted: bool) -> Callable[[_Draft, int, str], None]:
    def read(draft: _Draft, number: int, line: str) -> None:
        parts = draft.parts(number, line, "person,day,shift,weight")
        if parts:
            code, day, shift, weight = parts
            draft.reading.known(number, code, list(draft.staff), "a person of SECTION_STAFF")
            draft.reading.known(number, shift, list(draft.minutes), "a shift of SECTION_SHIFTS")
            draft.wishes.setdefault(code, []).append(
                Wish(
                    draft.reading.number(number, day, "a day"),
                    frozenset({shift}),
                    draft.reading.number(number, weight, "a weight"),
                    wanted,
                )
            )

    return read


def _cover(draft: _Draft, number: int, line: str) -> None:
    parts = draft.parts(number, line, "day,shift,required,weight under,weight over")
    if parts:
        draft.reading.known(number, parts[1], list(draft.minutes), "a shift of SECTION_SHIFTS")
        day, wanted, under, over = (draft.reading.number(number, part, "a number") for part in (parts[0], *parts[2:]))
        draft.cover.append(Cover(day, frozenset({parts[1]}), wanted, under, over))


_SECTIONS: dict[str, Callable[[_Draft, int, str], None]] = {
    "SECTION_HORIZON": _horizon,
    "SECTION_SHIFTS": _shifts,
    "SECTION_STAFF": _staff,
    "SECTION_DAYS_OFF": _days_off,
    "SECTION_SHIFT_ON_REQUESTS": _request(True),
    "SECTION_SHIFT_OFF_REQUESTS": _request(False),
    "SECTION_COVER": _cover,
}


def write_table(roster: Roster) -> str:
    """One line a person: code, then the duty of each day or ``-``, between tabs."""
    return "".join(
        "\t".join((person, *(duty or FREE for duty in line))) + "\n" for person, line in roster.lines.items()
    )


def read_table(text: str, problem: Problem, *, file: str = "roster") -> Roster:
    """What ``write_table`` wrote; raises ``Unreadable`` with every fault."""
    reading, lines = Reading(file), dict[str, Line]()
    for number, said in numbered(text):
        code, *duties = said.split("\t")
        reading.known(number, code, list(problem.people), "a person of the problem")
        if len(duties) != problem.days:
            reading.fault(number, f"{len(duties)} days", f"{problem.days} days")
        for duty in duties:
            reading.known(number, duty, [FREE, *problem.duties], "a duty of the problem or -")
        lines[code] = tuple(OFF if duty == FREE else duty for duty in duties)
    reading.finish()
    return Roster(lines)
