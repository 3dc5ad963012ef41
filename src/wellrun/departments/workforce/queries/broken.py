"""What the shifts in force break, wherever they come from: a roster made elsewhere is judged here."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from wellrun.departments.workforce.queries.around import AFTER, BEFORE, between
from wellrun.departments.workforce.queries.roster_page import roster_of
from wellrun.departments.workforce.rules.judging import judgements
from wellrun.departments.workforce.rules.posing import pose
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree


@dataclass(frozen=True)
class Broken:
    """One finding that breaks a law, a contract or an absence; ``times`` it was found of the person."""

    name: str
    person: int
    sentence: str
    times: int


@dataclass(frozen=True)
class BrokenBy:
    """The findings of a unit from one day to another, and how many lesser ones there are."""

    first: dt.date
    last: dt.date
    hard: tuple[Broken, ...]
    lesser: int


def broken_by(unit: Unit, day: dt.date, *, tree: Tree) -> BrokenBy:
    """Two weeks either side of a day. The same rule broken again by the same person is told once, with the first."""
    here = between(unit, day - BEFORE, days=AFTER, tree=tree)
    question = here.question
    names = {str(one.key): one.name for one in question.people}
    found = judgements(pose(question), roster_of(here.plan), question)
    hard = [one for one in found if one.hard and one.person in names]
    times = Counter((one.person, one.group) for one in hard)
    first = {(one.person, one.group): one for one in reversed(hard)}
    lines = [
        Broken(names[person], int(person), first[person, group].sentence, number)
        for (person, group), number in times.items()
    ]
    last = question.date(question.days - 1)
    return BrokenBy(question.first, last, tuple(lines), sum(not one.hard for one in found))
