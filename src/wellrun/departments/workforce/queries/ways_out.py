"""Who could fill a gap, what it breaks and costs, and why nobody else can: one look at every person of the roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.workforce.queries.roster_page import roster_of
from wellrun.departments.workforce.rules.calling import Call, call_of
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import Question, duty_of, pose, shift_of, skill_of
from wellrun.engines.rostering.checker import Change, Changes
from wellrun.engines.rostering.problem import Cover, Wish
from wellrun.engines.rostering.solution import Finding, Plain

Group = Callable[[Finding], str]
"""The short reason, for many people at once, why a finding stops somebody."""

MOST_WAYS = 3


@dataclass(frozen=True)
class Way:
    """Somebody who could take the shift: points against leaving it empty, what their coming means, what it touches.

    ``home`` names the unit of somebody who floats here.
    """

    person: int
    name: str
    home: str
    duty: str
    day: int
    points: int
    call: Call
    touches: tuple[str, ...]

    @property
    def saved(self) -> int:
        """Points by which the roster is better for it."""
        return -self.points

    @property
    def words(self) -> str:
        """What it touches, as sentences."""
        return " ".join(self.touches) or _("No rule, wish or share is touched.")


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
    rank: Callable[[Way], Any] = lambda way: way.points,
    most: int = MOST_WAYS,
) -> WaysOut:
    """Everybody on the roster, either as a way out, in the order of ``rank``, or under the reason that stops them.

    ``absent`` are those who called in for that day; ``says`` tells what is touched, nothing where that is not worth it.
    """
    problem = pose(question)
    changes = Changes(problem, roster_of(plan))
    wanted = _duties(question, duty)
    ways: list[Way] = []
    stopped: dict[str, list[str]] = defaultdict(list)
    for one in question.people:
        line = plan.lines[one.key]
        person = problem.people[str(one.key)]
        could = sorted(wanted & person.may) if skill_of(duty) in (*question.base_skills, *one.skills) else []
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
        elif law := changes.law(str(one.key), day, could[0]):
            stopped[groups(law)].append(one.name)
        else:
            change = changes.of(str(one.key), day, could[0], laws=False)
            call = call_of(one, line, day, could[0], question)
            about = (one.key, one.name, one.home, could[0], day, change.penalty or 0)
            ways.append(Way(*about, call, tuple(_touches(change, says))))
    ranked = tuple(sorted(ways, key=lambda way: (rank(way), way.name)))
    reasons = tuple(Reason(words, tuple(names)) for words, names in sorted(stopped.items(), key=lambda e: -len(e[1])))
    return WaysOut(ranked[:most], reasons + _dearer(ranked[most:]), len(question.people))


def _dearer(ways: tuple[Way, ...]) -> tuple[Reason, ...]:
    if not ways:
        return ()
    words = ngettext("could come too, at a higher cost", "could come too, at higher costs", len(ways))
    return (Reason(words, tuple(way.name for way in ways)),)


def _duties(question: Question, duty: str) -> frozenset[str]:
    skill, base = skill_of(duty), question.base_skills
    return frozenset(duty_of(shift_of(duty), each) for each in ((skill,) if skill in base else base))


def _touches(change: Change, says: Group) -> Iterable[str]:
    # What somebody costs is told as money.
    touched = [one for one in change.broken if not isinstance(one.about, Cover) and one.about != Plain.COST]
    if any(isinstance(finding.about, Wish) for finding in touched):
        yield _("Asked for something else that day.")
    yield from filter(None, (says(finding) for finding in touched if not isinstance(finding.about, Wish)))
