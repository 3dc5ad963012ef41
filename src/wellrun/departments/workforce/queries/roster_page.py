"""The page of one roster, worked out from the question, the plan and what the checker says of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.workforce.queries.fairness_page import Fairness, fairness_of
from wellrun.departments.workforce.rules.pay import Pay, pay_of
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import (
    AtWork,
    Needed,
    Question,
    duty_of,
    filled_of,
    pose,
    shift_of,
)
from wellrun.engines.rostering.checker import check
from wellrun.engines.rostering.problem import Cover, Problem, Wish
from wellrun.engines.rostering.solution import Finding, Roster, Verdict

FULL = 36
"""Hours a week from which a contract needs no mention beside the name."""

Says = Callable[[Finding], str]
"""Puts a finding about a person's contract into words with figures and advice."""


@dataclass(frozen=True)
class DayHead:
    """A day over the grid."""

    number: int
    letter: str
    weekend: bool
    holiday: bool
    spoken: str


@dataclass(frozen=True)
class CellShown:
    """One cell: what stands in it, how it is drawn, and how it is read aloud."""

    person: int
    day: int
    letter: str
    classes: str
    spoken: str
    duty: str
    fault: str = ""


@dataclass(frozen=True)
class RowShown:
    """One person: the cells, the hours of the plan, what the contract asks, and the skills that filter rows."""

    person: int
    name: str
    detail: str
    cells: tuple[CellShown, ...]
    hours: str
    skills: str


@dataclass(frozen=True)
class NeedCell:
    """How many hold a shift on a day against how many are needed."""

    day: int
    have: int
    wanted: int
    weekend: bool
    gap: str
    spoken: str


@dataclass(frozen=True)
class NeedRow:
    """One shift and skill along the days."""

    name: str
    detail: str
    cells: tuple[NeedCell, ...]
    total: int
    first: bool


@dataclass(frozen=True)
class Gap:
    """A shift with fewer people than needed."""

    anchor: str
    day: int
    duty: str
    title: str
    have: int
    wanted: int
    who: str
    why: str

    @property
    def seats(self) -> tuple[bool, ...]:
        """A seat for each person needed: taken or not."""
        return tuple(seat < self.have for seat in range(self.wanted))


@dataclass(frozen=True)
class FaultShown:
    """Something a contract or law does not allow, in words."""

    person: int
    name: str
    when: str
    words: str
    hard: bool


@dataclass(frozen=True)
class RosterPage:
    """Everything the page shows of one plan."""

    heads: tuple[DayHead, ...]
    rows: tuple[RowShown, ...]
    needs: tuple[NeedRow, ...]
    gaps: tuple[Gap, ...]
    faults: tuple[FaultShown, ...]
    fairness: Fairness
    pay: Pay
    penalty: int
    legal: bool
    filled: int
    wanted: int
    wishes: int
    wishes_met: int
    shifts: tuple[tuple[str, str, str, bool], ...] = field(default=())

    @property
    def hard(self) -> tuple[FaultShown, ...]:
        """The faults with which the roster may not be published."""
        return tuple(fault for fault in self.faults if fault.hard)


def page_of(question: Question, plan: Plan, *, says: Says) -> RosterPage:
    """The page."""
    problem = pose(question)
    verdict = check(problem, roster_of(plan))
    view = _View(question, plan, problem, verdict, says)
    gaps = view.gaps()
    wishes = sum(len(one.wishes) for one in problem.people.values())
    missed = sum(isinstance(finding.about, Wish) for finding in verdict.findings)
    filled, wanted = filled_of(question, plan)
    return RosterPage(
        heads=view.heads(),
        rows=tuple(view.row(person) for person in sorted(question.people, key=view.order)),
        needs=view.need_rows(gaps),
        gaps=gaps,
        faults=view.faults,
        fairness=fairness_of(question, plan),
        pay=pay_of(question, plan),
        penalty=verdict.penalty,
        legal=verdict.legal,
        filled=filled,
        wanted=wanted,
        wishes=wishes,
        wishes_met=wishes - missed,
        shifts=tuple(
            (s.code, s.name, f"{_clock(s.start)}–{_clock(s.start + s.length)}", s.night) for s in question.shifts
        ),
    )


def roster_of(plan: Plan) -> Roster:
    """The plan as the engine reads it."""
    return Roster({str(person): line for person, line in plan.lines.items()})


class _View:
    """One look at a plan; what several parts of the page need is worked out once."""

    def __init__(
        self,
        question: Question,
        plan: Plan,
        problem: Problem,
        verdict: Verdict,
        says: Says,
    ) -> None:
        self.question, self.plan, self.problem, self.verdict = question, plan, problem, verdict
        self.base = question.base_skills
        self.shifts = {shift.code: shift for shift in question.shifts}
        self.faults = tuple(self._faults(says))
        self.marked: dict[tuple[int, int], list[str]] = defaultdict(list)
        self.missed: set[tuple[int, int]] = set()
        for finding in verdict.findings:
            for day in finding.days:
                if isinstance(finding.about, Wish):
                    self.missed.add((int(finding.person), day))
                elif finding.person and finding.penalty is None:
                    self.marked[int(finding.person), day].append(says(finding))

    def order(self, one: AtWork) -> tuple[int, bool, str]:
        """People who are counted alike stand together, those with more skills first."""
        group = next((number for number, skill in enumerate(self.base) if skill in one.skills), len(self.base))
        return group, len(one.skills & frozenset(self.question.skills)) < 2, one.name

    def weekend(self, day: int) -> bool:
        return self.question.date(day).weekday() >= 5

    def heads(self) -> tuple[DayHead, ...]:
        dates = [self.question.date(day) for day in range(self.question.days)]
        return tuple(
            DayHead(
                date.day,
                date_format(date, "D")[:1],
                date.weekday() >= 5,
                date in self.question.holidays,
                ", ".join(part for part in (date_format(date, "l j F"), self.question.holidays.get(date, "")) if part),
            )
            for date in dates
        )

    def row(self, one: AtWork) -> RowShown:
        line = self.plan.lines[one.key]
        minutes = sum(self.shifts[shift_of(duty)].minutes for duty in line if duty and shift_of(duty) in self.shifts)
        extra = [skill for skill in sorted(one.skills) if skill in self.question.skills and skill not in self.base]
        return RowShown(
            one.key,
            one.name,
            " ".join([*extra, *([] if one.weekly_hours >= FULL else [_hours_of(one)])]),
            tuple(self._cell(one, day, duty) for day, duty in enumerate(line)),
            f"{minutes / 60:.0f}",
            " ".join(skill for skill in self.question.skills if skill in one.skills),
        )

    def _cell(self, one: AtWork, day: int, duty: str | None) -> CellShown:
        date = self.question.date(day)
        shift = self.shifts.get(shift_of(duty)) if duty else None
        closed = one.closed.get(date, "")
        fault = " ".join(self.marked.get((one.key, day), ()))
        asked = [wished for wished in one.wishes if wished.date == date]
        classes = {
            "shift-night" if shift and shift.night else "shift-day": shift is not None,
            "shift-leave": shift is None and bool(closed),
            "weekend": self.weekend(day),
            "wish": bool(asked),
            "missed": (one.key, day) in self.missed,
            "locked": (one.key, day) in self.plan.locked,
            "fault": bool(fault),
        }
        said = [
            one.name,
            date_format(date, "j F"),
            shift.name if shift else closed or _("off"),
            _("locked") if classes["locked"] else "",
            (_("request not met") if classes["missed"] else _("request met")) if asked else "",
            fault,
        ]
        letter = shift.code if shift else closed[:1].upper()
        spoken = ", ".join(part for part in said if part)
        names = " ".join(name for name, holds in classes.items() if holds)
        return CellShown(one.key, day, letter, names, spoken, duty or "", fault)

    def _counts(self) -> list[tuple[Needed, int]]:
        counted = [len(self._who(need)) for need in self.question.needs]
        return list(zip(self.question.needs, counted, strict=True))

    def _who(self, need: Needed) -> list[str]:
        day = (need.date - self.question.first).days
        skills = (need.skill,) if need.skill in self.base else self.base
        wanted = {duty_of(need.shift, skill) for skill in skills}
        return [
            one.name
            for one in self.question.people
            if self.plan.lines[one.key][day] in wanted and (need.skill in self.base or need.skill in one.skills)
        ]

    def gaps(self) -> tuple[Gap, ...]:
        found: list[Gap] = []
        for need in self.question.needs:
            who = self._who(need)
            if len(who) >= need.wanted:
                continue
            day = (need.date - self.question.first).days
            shift = self.shifts[need.shift]
            figures = {
                "day": date_format(need.date, "D j M"),
                "shift": shift.name,
                "have": len(who),
                "wanted": need.wanted,
                "skill": self.question.skill_name(need.skill),
            }
            title = (
                _("%(day)s, %(shift)s: %(have)s of %(wanted)s %(skill)s")
                if len(self.question.skills) > 1
                else _("%(day)s, %(shift)s: %(have)s of %(wanted)s")
            ) % figures
            anchor = f"gap-{day}-{need.shift}-{need.skill}"
            duty = duty_of(need.shift, need.skill)
            found.append(Gap(anchor, day, duty, title, len(who), need.wanted, ", ".join(who), need.why))
        return tuple(found)

    def need_rows(self, gaps: Iterable[Gap]) -> tuple[NeedRow, ...]:
        anchors = {(gap.day, gap.duty): gap.anchor for gap in gaps}
        rows: dict[tuple[str, str], dict[int, tuple[Needed, int]]] = defaultdict(dict)
        for need, have in self._counts():
            rows[need.shift, need.skill][(need.date - self.question.first).days] = (need, have)
        found: list[NeedRow] = []
        for (shift, skill), by_day in rows.items():
            cells = tuple(self._need_cell(by_day.get(day), day, anchors) for day in range(self.question.days))
            usual = {need.wanted for need, _have in by_day.values()}
            of = next(iter(usual)) if len(usual) == 1 else f"{min(usual)}–{max(usual)}"
            name = self._need_name(shift, skill)
            found.append(
                NeedRow(name, _("of %(wanted)s") % {"wanted": of}, cells, sum(cell.have for cell in cells), not found)
            )
        return tuple(found)

    def _need_name(self, shift: str, skill: str) -> str:
        if len(self.question.skills) == 1:
            return self.shifts[shift].name
        return f"{shift} {self.question.skill_name(skill)}"

    def _need_cell(
        self, asked: tuple[Needed, int] | None, day: int, anchors: Mapping[tuple[int, str], str]
    ) -> NeedCell:
        if asked is None:
            return NeedCell(day, 0, 0, self.weekend(day), "", "")
        need, have = asked
        figures = {
            "shift": self.shifts[need.shift].name,
            "day": date_format(need.date, "j F"),
            "have": have,
            "wanted": need.wanted,
        }
        spoken = _("%(shift)s %(day)s: %(have)s of %(wanted)s, explained beside") % figures
        gap = anchors.get((day, duty_of(need.shift, need.skill)), "")
        return NeedCell(day, have, need.wanted, self.weekend(day), gap, spoken)

    def _faults(self, says: Says) -> Iterable[FaultShown]:
        names = {str(one.key): one.name for one in self.question.people}
        for finding in self.verdict.findings:
            if finding.penalty is not None or isinstance(finding.about, Cover) or finding.person not in names:
                continue
            days = [date_format(self.question.date(day), "j F") for day in finding.days if day >= 0]
            when = days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}" if days else ""
            yield FaultShown(int(finding.person), names[finding.person], when, says(finding), hard=True)


def _hours_of(one: AtWork) -> str:
    return f"{one.weekly_hours:g} h" if one.weekly_hours else _("bank")


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}" if minutes % 60 == 0 else f"{minutes // 60 % 24:02}:{minutes % 60:02}"
