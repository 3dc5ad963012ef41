"""Says what a roster misses, from the definitions in `problem` alone: the reference for every solver.

``check`` judges a roster, ``faults_of`` one person's line, ``Changes`` single changed cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from wellrun.engines.rostering.problem import (
    OFF,
    Cover,
    Person,
    Problem,
    Rule,
    Run,
    Succession,
    Total,
    Weekends,
    WholeWeekends,
    Wish,
)
from wellrun.engines.rostering.solution import Finding, Line, Plain, Roster, Verdict

FREE = ""
"""How a day off is written where a rule or wish names shifts or duties."""


def check(problem: Problem, roster: Roster) -> Verdict:
    """Every finding of the roster: persons in the order of the problem, then cover lines in theirs."""
    findings = [Finding(Plain.LINE, person, (), 1, 0, None) for person in roster.lines if person not in problem.people]
    for code, person in problem.people.items():
        line = roster.lines.get(code)
        if line is None or len(line) != problem.days:
            findings.append(Finding(Plain.LINE, code, (), 0 if line is None else len(line), problem.days, None))
        else:
            findings.extend(faults_of(problem, person, line))
    for cover, count in zip(problem.cover, counts(problem.cover, roster), strict=True):
        findings.extend(cover_faults(cover, count))
    return Verdict(tuple(findings))


def faults_of(problem: Problem, person: Person, line: Line) -> tuple[Finding, ...]:
    """What one person's line misses by itself: cells, wishes and rules. The line has one entry for each day."""
    shifts, before = shifts_of(problem, line), shifts_of(problem, person.before)
    plan = _Plan(problem, person, line, shifts, before, range(len(line)))
    return tuple(_faults(plan, person.rules))


def _faults(plan: _Plan, rules: Iterable[Rule]) -> list[Finding]:
    findings = [*_cell_faults(plan), *_wish_faults(plan)]
    for rule in rules:
        findings.extend(_judge(rule, plan))
    return findings


def counts(cover: Sequence[Cover], roster: Roster) -> list[int]:
    """How many people each cover line gets."""
    given: dict[tuple[int, str], list[str]] = {}
    days = {each.day for each in cover}
    for person, line in roster.lines.items():
        for day in days:
            if day < len(line) and (duty := line[day]) is not OFF:
                given.setdefault((day, duty), []).append(person)
    found = []
    for each in cover:
        people = [who for duty in each.duties for who in given.get((each.day, duty), ())]
        found.append(sum(who in each.people for who in people) if each.people else len(people))
    return found


def cover_faults(cover: Cover, count: int) -> tuple[Finding, ...]:
    """What one cover line misses when it gets so many people: below its minimum, below what is wanted, above it."""
    findings = []
    below = max(0, cover.minimum - count)
    if below:
        cost = None if cover.under_minimum is None else below * cover.under_minimum
        findings.append(Finding(cover, "", (cover.day,), count, cover.minimum, cost))
    short = max(0, cover.wanted - max(count, cover.minimum))
    if short:
        findings.append(Finding(cover, "", (cover.day,), count, cover.wanted, short * cover.under))
    if count > cover.wanted:
        findings.append(Finding(cover, "", (cover.day,), count, cover.wanted, (count - cover.wanted) * cover.over))
    return tuple(findings)


@dataclass(frozen=True)
class Change:
    """What one changed cell would newly break and mend. ``penalty`` is the difference; None where it breaks a law.

    A finding that stays with another figure stands in both: as mended with the old one, as broken with the new.
    """

    broken: tuple[Finding, ...]
    mended: tuple[Finding, ...]

    @property
    def legal(self) -> bool:
        return all(finding.penalty is not None for finding in self.broken)

    @property
    def penalty(self) -> int | None:
        if not self.legal:
            return None
        return sum(each.penalty or 0 for each in self.broken) - sum(each.penalty or 0 for each in self.mended)


class Changes:
    """What single cells of one roster would change. Each day's cover is counted once, however many people are asked."""

    def __init__(self, problem: Problem, roster: Roster) -> None:
        self.problem, self.roster = problem, roster
        self._covers: dict[int, list[tuple[Cover, int]]] = {}
        self._sides: dict[tuple[int, int], tuple[bool, bool]] = {}
        self._shift: dict[str | None, str] = {code: duty.shift for code, duty in problem.duties.items()}
        self._asked: tuple[object, tuple[_Plan, _Plan]] | None = None

    def law(self, person: str, day: int, duty: str | None) -> Finding | None:
        """The first law that the person's line would newly break, if any: asked before ``of``, it spares most of it."""
        now, after = self._plans(person, day, duty)
        for rules in [(), *((rule,) for rule in now.person.rules if self._on(rule, day)[0])]:
            found = [one for one in _faults(after, rules) if one.penalty is None]
            known = {_mark(one) for one in _faults(now, rules)} if found else set()
            for one in found:
                if _mark(one) not in known:
                    return one
        return None

    def of(self, person: str, day: int, duty: str | None, *, cover: bool = True, laws: bool = True) -> Change:
        """The person gets this duty (or OFF) on this day, all else stays; ``cover`` False leaves the cover lines out.

        ``laws`` False leaves rules out that are laws alone, for whoever has asked ``law``. A hard finding that was
        there before with the same figure is not counted as newly broken.
        """
        line = self.roster.lines[person]
        now, after = self._plans(person, day, duty)
        asked = [rule for rule in now.person.rules if any(self._on(rule, day)[0 if laws else 1 :])]
        rules = [rule for rule in asked if not isinstance(rule, Total) or _tells(rule, now, after, day)]
        old, new = _faults(now, rules), _faults(after, rules)
        for each, count in self._cover(day) if cover else ():
            held, holds = line[day] in each.duties, duty in each.duties
            if held != holds and (not each.people or person in each.people):
                old.extend(cover_faults(each, count))
                new.extend(cover_faults(each, count + (1 if holds else -1)))
        before, then = {_mark(finding) for finding in old}, {_mark(finding) for finding in new}
        broken = tuple(finding for finding in new if _mark(finding) not in before)
        return Change(broken, tuple(finding for finding in old if _mark(finding) not in then))

    def _on(self, rule: Rule, day: int) -> tuple[bool, bool]:
        """Whether a rule may find something on a day that breaks a law, or that costs points. Many share a rule."""
        key = id(rule), day
        if key not in self._sides:
            reaches = not isinstance(rule, Total) or not rule.days or day in rule.days
            penalties = _penalties(rule) if reaches else ()
            self._sides[key] = None in penalties, any(one is not None for one in penalties)
        return self._sides[key]

    def _plans(self, person: str, day: int, duty: str | None) -> tuple[_Plan, _Plan]:
        """The line before and after, looked at as far as the day has a part in it; the last ones asked for are kept."""
        key = person, day, duty
        if self._asked is None or self._asked[0] != key:
            who, line = self.problem.people[person], self.roster.lines[person]
            before, shifts = self._shifts(who.before), self._shifts(line)
            changed = (*line[:day], duty, *line[day + 1 :])
            then = (*shifts[:day], *self._shifts((duty,)), *shifts[day + 1 :])
            days = range(day, day + 1)
            now = _Plan(self.problem, who, line, shifts, before, days)
            self._asked = key, (now, _Plan(self.problem, who, changed, then, before, days))
        return self._asked[1]

    def _shifts(self, line: Sequence[str | None]) -> tuple[str, ...]:
        """``shifts_of`` with the shifts of all duties looked up once."""
        known = self._shift
        # A past duty no longer known counts as a shift so named.
        return tuple([known.get(duty, duty or FREE) for duty in line])

    def _cover(self, day: int) -> list[tuple[Cover, int]]:
        if day not in self._covers:
            lines = [each for each in self.problem.cover if each.day == day]
            self._covers[day] = list(zip(lines, counts(lines, self.roster), strict=True))
        return self._covers[day]


def _penalties(rule: Rule) -> tuple[int | None, ...]:
    """What a miss may cost on each side that the rule has a limit on."""
    match rule:
        case Run():
            sides = ((rule.at_least > 1, rule.penalty_short), (rule.at_most is not None, rule.penalty_long))
        case Total():
            sides = ((rule.at_least > 0, rule.penalty_under), (rule.at_most is not None, rule.penalty_over))
        case _:
            return (rule.penalty,)
    return tuple(penalty for limited, penalty in sides if limited)


def _mark(finding: Finding) -> tuple[object, ...]:
    """By what a finding of one problem is known again; what it is about is one object, and dear to compare."""
    return id(finding.about), finding.person, finding.days, finding.figure, finding.limit, finding.penalty


def shifts_of(problem: Problem, line: Sequence[str | None]) -> tuple[str, ...]:
    """The shift of each day, "" for a day off. A past duty no longer known counts as a shift so named."""
    return tuple(
        FREE if duty is OFF else problem.duties[duty].shift if duty in problem.duties else duty for duty in line
    )


@dataclass(frozen=True)
class _Plan:
    problem: Problem
    person: Person
    line: Line
    shifts: tuple[str, ...]
    before: tuple[str, ...]
    days: range
    """Where cells, wishes and successions are looked at; runs and totals are always of the whole line."""

    @cached_property
    def minutes(self) -> tuple[int, ...]:
        """What each day counts as worked."""
        shifts = self.problem.shifts
        return tuple(shifts[shift].minutes if shift in shifts else 0 for shift in self.shifts)

    def finding(
        self, about: Rule | Wish | str, days: Sequence[int], figure: int, limit: int, penalty: int | None
    ) -> Finding:
        return Finding(about, self.person.code, tuple(days), figure, limit, penalty)


def _cell_faults(plan: _Plan) -> Iterator[Finding]:
    person = plan.person
    for day in plan.days:
        duty = plan.line[day]
        if day in person.kept and person.kept[day] != duty:
            yield plan.finding(Plain.KEPT, (day,), 1, 0, None)
        if duty is OFF:
            continue
        if duty not in person.may or duty not in plan.problem.duties:
            yield plan.finding(Plain.MAY, (day,), 1, 0, None)
        if day in person.closed:
            yield plan.finding(Plain.CLOSED, (day,), 1, 0, None)
        if person.cost.get(duty):
            yield plan.finding(Plain.COST, (day,), 1, 0, person.cost[duty])


def _wish_faults(plan: _Plan) -> Iterator[Finding]:
    for wish in plan.person.wishes:
        if wish.day in plan.days:
            met = ((plan.line[wish.day] or FREE) in wish.duties) == wish.wanted
            if not met:
                yield plan.finding(wish, (wish.day,), 0 if wish.wanted else 1, 1 if wish.wanted else 0, wish.penalty)


def _successions(rule: Succession, plan: _Plan) -> Iterator[Finding]:
    known, offset, length, last = plan.before + plan.shifts, len(plan.before), len(rule.pattern), rule.pattern[-1]
    ends = min(len(known), offset + plan.days.stop - 1 + length)
    for end in range(max(offset + plan.days.start, length - 1), ends):
        begin = end - length + 1
        # The last day first: it rules out most.
        if known[end] in last and all(known[begin + at] in some for at, some in enumerate(rule.pattern)):
            days = [at - offset for at in range(max(begin, offset), end + 1)]
            yield plan.finding(rule, days, 1, 0, rule.penalty)


def _runs(rule: Run, plan: _Plan) -> Iterator[Finding]:
    known, offset = plan.before + plan.shifts, len(plan.before)
    for begin, end in stretches(known, rule.of):
        length, inside = end - begin, range(max(begin, offset), end)
        if rule.at_most is not None and length > rule.at_most:
            beyond = range(max(begin + rule.at_most, offset), end)
            if beyond:
                cost = None if rule.penalty_long is None else rule.penalty_long * len(beyond)
                yield plan.finding(rule, [at - offset for at in inside], length, rule.at_most, cost)
        # The run that reaches back to the first day known may be older, so it is long enough.
        if length < rule.at_least and begin > 0 and offset <= end < len(known):
            cost = None if rule.penalty_short is None else rule.penalty_short * (rule.at_least - length)
            yield plan.finding(rule, [at - offset for at in inside] or [end - offset], length, rule.at_least, cost)


def stretches(shifts: Sequence[str], of: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Begin and end (not in it) of each run of consecutive days on one of these shifts."""
    begin = None
    for at, shift in enumerate(shifts):
        if shift in of:
            begin = at if begin is None else begin
        elif begin is not None:
            yield begin, at
            begin = None
    if begin is not None:
        yield begin, len(shifts)


def _totals(rule: Total, plan: _Plan) -> Iterator[Finding]:
    worked = _worked(rule, plan)
    total = _sum(rule, plan, worked)
    if total < rule.at_least:
        lacking = -((total - rule.at_least) // rule.step)
        cost = None if rule.penalty_under is None else rule.penalty_under * lacking
        yield plan.finding(rule, worked, total, rule.at_least, cost)
    if rule.at_most is not None and total > rule.at_most:
        beyond = -((rule.at_most - total) // rule.step)
        cost = None if rule.penalty_over is None else rule.penalty_over * beyond
        yield plan.finding(rule, worked, total, rule.at_most, cost)


def _tells(rule: Total, now: _Plan, after: _Plan, day: int) -> bool:
    """Whether a changed day may change what a total finds: most are within both limits before and after."""
    total = _sum(rule, now, _worked(rule, now))
    changed = total + _amount(rule, after, day) - _amount(rule, now, day)
    least, most = min(total, changed), max(total, changed)
    return least < rule.at_least or (rule.at_most is not None and most > rule.at_most)


def _worked(rule: Total, plan: _Plan) -> list[int]:
    """The days of the total that are worked, in order, each once."""
    shifts, of = plan.shifts, rule.of
    days = sorted(set(rule.days)) if rule.days else range(len(shifts))
    return [day for day in days if 0 <= day < len(shifts) and shifts[day] in of]


def _sum(rule: Total, plan: _Plan, worked: list[int]) -> int:
    return rule.already + (sum(map(plan.minutes.__getitem__, worked)) if rule.in_minutes else len(worked))


def _amount(rule: Total, plan: _Plan, day: int) -> int:
    if plan.shifts[day] not in rule.of:
        return 0
    return plan.minutes[day] if rule.in_minutes else 1


def _weekends(rule: Weekends, plan: _Plan) -> Iterator[Finding]:
    worked = [group for group in _groups(plan) if any(plan.shifts[day] for day in group)]
    total = rule.already + len(worked)
    if total > rule.at_most:
        cost = None if rule.penalty is None else rule.penalty * (total - rule.at_most)
        days = [day for group in worked for day in group if plan.shifts[day]]
        yield plan.finding(rule, days, total, rule.at_most, cost)


def _whole_weekends(rule: WholeWeekends, plan: _Plan) -> Iterator[Finding]:
    for group in _groups(plan):
        worked = sum(bool(plan.shifts[day]) for day in group)
        if 0 < worked < len(group):
            yield plan.finding(rule, group, worked, len(group), rule.penalty)


def _groups(plan: _Plan) -> Iterator[list[int]]:
    for group in plan.problem.weekends:
        inside = [day for day in group if 0 <= day < len(plan.shifts)]
        if inside:
            yield inside


def _judge(rule: Rule, plan: _Plan) -> Iterator[Finding]:
    match rule:
        case Succession():
            return _successions(rule, plan)
        case Run():
            return _runs(rule, plan)
        case Total():
            return _totals(rule, plan)
        case Weekends():
            return _weekends(rule, plan)
        case WholeWeekends():
            return _whole_weekends(rule, plan)
