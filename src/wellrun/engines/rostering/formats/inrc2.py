"""The Second International Nurse Rostering Competition (Ceschia and others, arXiv 1501.04177), static: all weeks known.

A scenario, one history and one file a week become one problem. A skill worked on a shift is a duty ``shift@skill``.
Weights are the competition's: below optimal cover 30, run of one shift 15, run of work or of days off 30, request 10,
half weekend 30, assignments 20, weekends 30. Minimum cover and successions are hard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wellrun.engines.rostering.formats.reading import Reading, Unreadable, numbered
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
    WholeWeekends,
    Wish,
)
from wellrun.engines.rostering.solution import Line, Roster

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
COVER, SAME_SHIFT, WORK, REST, REQUEST, WEEKEND, ASSIGNMENT = 30, 15, 30, 30, 10, 30, 20


def read_inrc2(scenario: str, history: str, weeks: Sequence[str]) -> Problem:
    """The instance as a problem; raises ``Unreadable`` with every fault."""
    draft = _Draft(Reading("scenario"))
    _read_scenario(draft, scenario)
    readings = [draft.reading]
    readings.append(_read_history(draft, history))
    readings += [_read_week(draft, text, 7 * at, f"week {at + 1}") for at, text in enumerate(weeks)]
    faults = [fault for reading in readings for fault in reading.faults]
    if faults:
        raise Unreadable(faults)
    days = 7 * len(weeks)
    shifts = {code: Shift(code, 1) for code in draft.runs}
    duties = {
        duty_of(shift, skill): Duty(duty_of(shift, skill), shift, skill) for shift in shifts for skill in draft.skills
    }
    people = {code: draft.person(code) for code in draft.nurses}
    weekends = tuple((day, day + 1) for day in range(5, days, 7))
    return Problem(days, shifts, duties, people, tuple(draft.cover), weekends)


def duty_of(shift: str, skill: str) -> str:
    return f"{shift}@{skill}"


@dataclass
class _Draft:
    reading: Reading
    skills: list[str] = field(default_factory=list)
    runs: dict[str, tuple[int, int]] = field(default_factory=dict)
    after: dict[str, frozenset[str]] = field(default_factory=dict)
    contracts: dict[str, list[int]] = field(default_factory=dict)
    nurses: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    worked: dict[str, tuple[int, int, tuple[str | None, ...]]] = field(default_factory=dict)
    cover: list[Cover] = field(default_factory=list)
    wishes: dict[str, list[Wish]] = field(default_factory=dict)

    def person(self, code: str) -> Person:
        contract, skills = self.nurses[code]
        assignments, weekends, before = self.worked.get(code, (0, 0, ()))
        return Person(
            code,
            frozenset(duty_of(shift, skill) for shift in self.runs for skill in skills),
            (*self.shift_rules(), *self.contract_rules(self.contracts[contract], assignments, weekends)),
            wishes=tuple(self.wishes.get(code, ())),
            before=before,
        )

    def shift_rules(self) -> Iterator[Rule]:
        for shift, after in self.after.items():
            if after:
                yield Succession((frozenset({shift}), after), source=f"after {shift}")
        for shift, (least, most) in self.runs.items():
            yield Run(frozenset({shift}), least, most, SAME_SHIFT, SAME_SHIFT, source=f"consecutive {shift}")

    def contract_rules(self, figures: Sequence[int], assignments: int, weekends: int) -> Iterator[Rule]:
        every = frozenset(self.runs)
        least, most, least_run, most_run, least_off, most_off, most_weekends, whole = figures
        yield Run(every, least_run, most_run, WORK, WORK, source="consecutive working days")
        yield Run(frozenset({""}), least_off, most_off, REST, REST, source="consecutive days off")
        yield Total(
            every,
            least,
            most,
            already=assignments,
            penalty_under=ASSIGNMENT,
            penalty_over=ASSIGNMENT,
            source="assignments",
        )
        yield Weekends(most_weekends, already=weekends, penalty=WEEKEND, source="weekends")
        if whole:
            yield WholeWeekends(WEEKEND, source="complete weekends")


def _sections(text: str, reading: Reading) -> Iterator[tuple[str, int, str]]:
    """(section, line number, words) of a file whose sections begin with a heading in capitals."""
    section = ""
    for number, line in numbered(text):
        heading = re.match(r"([A-Z_]{4,})( = \S+)?$", line)
        if heading:
            section = heading.group(1)
        elif section:
            yield section, number, line
        else:
            reading.fault(number, line, "a heading in capitals")


def _figures(draft: _Draft, number: int, line: str, count: int) -> list[int]:
    figures = [int(figure) for figure in re.findall(r"\d+", line)]
    if len(figures) != count:
        draft.reading.fault(number, line, f"{count} figures")
        return [0] * count
    return figures


def _read_scenario(draft: _Draft, text: str) -> None:
    for section, number, line in _sections(text, draft.reading):
        word, *rest = line.split()
        tail = " ".join(rest)
        match section:
            case "SKILLS":
                draft.skills.append(word)
            case "SHIFT_TYPES":
                least, most = _figures(draft, number, tail, 2)
                draft.runs[word] = least, most
            case "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS":
                draft.after[word] = frozenset(
                    draft.reading.known(number, shift, list(draft.runs), "a shift type") for shift in rest[1:]
                )
            case "CONTRACTS":
                draft.contracts[word] = _figures(draft, number, tail, 8)
            case "NURSES":
                if len(rest) < 3:
                    draft.reading.fault(number, line, "nurse, contract, number of skills, skills")
                    continue
                draft.reading.known(number, rest[0], list(draft.contracts), "a contract")
                skills = [draft.reading.known(number, skill, draft.skills, "a skill") for skill in rest[2:]]
                draft.nurses[word] = rest[0], skills


def _read_history(draft: _Draft, text: str) -> Reading:
    reading = Reading("history")
    for section, number, line in _sections(text, reading):
        if section != "NURSE_HISTORY":
            continue
        words = line.split()
        if len(words) != 7:
            reading.fault(number, line, "nurse, assignments, weekends, last shift, three runs")
            continue
        nurse, last = reading.known(number, words[0], list(draft.nurses), "a nurse"), words[3]
        reading.known(number, last, ["None", *draft.runs], "a shift type or None")
        assignments, weekends, same, work, off = (
            reading.number(number, word, "a number") for word in (*words[1:3], *words[4:])
        )
        if nurse in draft.nurses and last in {"None", *draft.runs}:
            draft.worked[nurse] = assignments, weekends, _days_before(draft, last, same, work, off)
    return reading


def _days_before(draft: _Draft, last: str, same: int, work: int, off: int) -> tuple[str | None, ...]:
    """Days that end in these three runs. A day before each run marks where it began; which shift it was is not told."""
    skill = draft.skills[0]
    if last == "None":
        return (duty_of(next(iter(draft.runs)), skill), *[OFF] * off) if off else ()
    other = next((shift for shift in draft.runs if shift != last), last)
    return OFF, *[duty_of(other, skill)] * (work - same), *[duty_of(last, skill)] * same


def _read_week(draft: _Draft, text: str, monday: int, file: str) -> Reading:
    reading = Reading(file)
    for section, number, line in _sections(text, reading):
        if section == "REQUIREMENTS":
            _read_cover(draft, reading, number, line, monday)
        elif section == "SHIFT_OFF_REQUESTS":
            _read_request(draft, reading, number, line, monday)
    return reading


def _read_cover(draft: _Draft, reading: Reading, number: int, line: str, monday: int) -> None:
    shift, skill, *_ = [*line.split(), ""]
    reading.known(number, shift, list(draft.runs), "a shift type")
    reading.known(number, skill, draft.skills, "a skill")
    pairs = re.findall(r"\((\d+),(\d+)\)", line)
    if len(pairs) != len(DAYS):
        reading.fault(number, line, "seven pairs (minimum,optimum)")
    for at, (minimum, wanted) in enumerate(pairs):
        if int(wanted) or int(minimum):
            duties = frozenset({duty_of(shift, skill)})
            draft.cover.append(Cover(monday + at, duties, int(wanted), COVER, minimum=int(minimum)))


def _read_request(draft: _Draft, reading: Reading, number: int, line: str, monday: int) -> None:
    words = line.split()
    if len(words) != 3:
        reading.fault(number, line, "nurse, shift type or Any, day")
        return
    nurse, shift, day = words
    reading.known(number, nurse, list(draft.nurses), "a nurse")
    reading.known(number, shift, ["Any", *draft.runs], "a shift type or Any")
    if reading.known(number, day, DAYS, "a day of the week") in DAYS:
        unwanted = frozenset(
            duty_of(each, skill) for each in draft.runs if shift in {"Any", each} for skill in draft.skills
        )
        draft.wishes.setdefault(nurse, []).append(Wish(monday + DAYS.index(day), unwanted, REQUEST, wanted=False))


def write_weeks(roster: Roster, problem: Problem, scenario: str) -> list[str]:
    """The solution files of the competition, one a week."""
    files = []
    for week in range(problem.days // 7):
        given = [
            f"{person} {DAYS[at]} {problem.duties[duty].shift} {problem.duties[duty].skill}\n"
            for person, line in roster.lines.items()
            for at, duty in enumerate(line[7 * week : 7 * week + 7])
            if duty is not OFF
        ]
        files.append(f"SOLUTION\n{week} {scenario}\n\nASSIGNMENTS = {len(given)}\n{''.join(given)}")
    return files


def read_weeks(texts: Sequence[str], problem: Problem) -> Roster:
    """Solution files in the order of their weeks as a roster; raises ``Unreadable`` with every fault."""
    lines: dict[str, list[str | None]] = {person: [OFF] * problem.days for person in problem.people}
    readings = []
    for week, text in enumerate(texts):
        reading = Reading(f"solution of week {week + 1}")
        readings.append(reading)
        for section, number, line in _sections(text, reading):
            words = line.split()
            # The organisers' sample files end with their solver's own notes, such as "Cost: 575".
            if section != "ASSIGNMENTS" or words[0].endswith(":"):
                continue
            duty = duty_of(words[2], words[3]) if len(words) == 4 else line
            if len(words) != 4 or words[0] not in lines or words[1] not in DAYS or duty not in problem.duties:
                reading.fault(number, line, "nurse, day, shift type, skill")
                continue
            lines[words[0]][7 * week + DAYS.index(words[1])] = duty
    faults = [fault for reading in readings for fault in reading.faults]
    if faults:
        raise Unreadable(faults)
    done: dict[str, Line] = {person: tuple(line) for person, line in lines.items()}
    return Roster(done)
