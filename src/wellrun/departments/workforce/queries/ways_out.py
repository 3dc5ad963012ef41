"""Who could fill a gap, what it breaks and costs, and why nobody else can: one look at every person of the roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.workforce.queries.roster_page import roster_of
from wellrun.departments.workforce.rules.pay import extra_pay
from wellrun.departments.workforce.rules.plan import Line, Plan
from wellrun.departments.workforce.rules.posing import AtWork, Question, base_skills, duty_of, pose, shift_of, skill_of
from wellrun.engines.rostering.checker import Change, would_change
from wellrun.engines.rostering.problem import Cover, Wish
from wellrun.engines.rostering.solution import Finding, Plain

Group = Callable[[Finding], str]
"""The short reason, for many people at once, why a finding stops somebody."""

MOST_WAYS = 3


@dataclass(frozen=True)
class Way:
    """Somebody who could take the shift: points against leaving it empty, pay beyond the contract, what it touches."""

    person: int
    name: str
    duty: str
    day: int
    points: int
    pay: Decimal
    words: str

    @property
    def saved(self) -> int:
        """Points by which the roster is better for it."""
        return -self.points


@dataclass(frozen=True)
class Reason:
    """Why so many of the people cannot."""

    words: str
    people: tuple[str, ...]

    @property
    def names(self) -> str:
        return ", ".join(self.people) if len(self.people) <= 4 else ""


@dataclass(frozen=True)
class WaysOut:
    """The answer for one gap."""

    ways: tuple[Way, ...]
    reasons: tuple[Reason, ...]
    people: int


def ways_out(
    question: Question,
    plan: Plan,
    *,
    day: int,
    duty: str,
    groups: Group,
    says: Group,
    absent: frozenset[int] = frozenset(),
    most: int = MOST_WAYS,
) -> WaysOut:
    """Everybody on the roster, either as a way out, the cheapest first, or under the reason that stops them.

    ``absent`` are those who called in for that day.
    """
    problem, roster = pose(question), roster_of(plan)
    wanted = _duties(question, duty)
    ways: list[Way] = []
    stopped: dict[str, list[str]] = defaultdict(list)
    for one in question.people:
        line = plan.lines[one.key]
        person = problem.people[str(one.key)]
        could = sorted(wanted & person.may) if skill_of(duty) in (*base_skills(question), *one.skills) else []
        if line[day] in wanted:
            stopped[_("already work that shift")].append(one.name)
        elif line[day] is not None:
            words = _("work another shift that day (%(shift)s)") % {"shift": shift_of(line[day] or "")}
            stopped[words].append(one.name)
        elif one.key in absent:
            stopped[_("called in absent that day")].append(one.name)
        elif not could:
            stopped[_("do not hold what it needs")].append(one.name)
        elif (day, None) in person.kept.items():
            stopped[_("are locked as off")].append(one.name)
        else:
            change = would_change(problem, roster, str(one.key), day, could[0])
            if change.legal:
                pay = _more_pay(one, line, day, could[0], question)
                ways.append(Way(one.key, one.name, could[0], day, change.penalty or 0, pay, _touches(change, says)))
            else:
                hard = next(finding for finding in change.broken if finding.penalty is None)
                stopped[groups(hard)].append(one.name)
    ranked = tuple(sorted(ways, key=lambda way: (way.points, way.name)))
    reasons = tuple(Reason(words, tuple(names)) for words, names in sorted(stopped.items(), key=lambda e: -len(e[1])))
    return WaysOut(ranked[:most], reasons + _dearer(ranked[most:]), len(question.people))


def _more_pay(one: AtWork, line: Line, day: int, duty: str, question: Question) -> Decimal:
    after = (*line[:day], duty, *line[day + 1 :])
    return extra_pay(one, after, question.shifts) - extra_pay(one, line, question.shifts)


def _dearer(ways: tuple[Way, ...]) -> tuple[Reason, ...]:
    if not ways:
        return ()
    words = ngettext("could come too, at a higher cost", "could come too, at higher costs", len(ways))
    return (Reason(words, tuple(way.name for way in ways)),)


def _duties(question: Question, duty: str) -> frozenset[str]:
    skill, base = skill_of(duty), base_skills(question)
    return frozenset(duty_of(shift_of(duty), each) for each in ((skill,) if skill in base else base))


def _touches(change: Change, says: Group) -> str:
    # What somebody costs is told as money.
    touched = [one for one in change.broken if not isinstance(one.about, Cover) and one.about != Plain.COST]
    if not touched:
        return _("No rule, wish or share is touched.")
    asked = [finding for finding in touched if isinstance(finding.about, Wish)]
    rest = [says(finding) for finding in touched if not isinstance(finding.about, Wish)]
    return " ".join([*([_("Asked for something else that day.")] if asked else []), *rest])
