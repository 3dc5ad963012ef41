"""The whole house: every visit and bed as of a minute, and every question that stands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wellrun.departments.operations.rules.house.aliases import Aliases, aliases
from wellrun.departments.operations.rules.house.beds import CLEANS, SHUT, BedSpan, conditions
from wellrun.departments.operations.rules.house.events import NOWHERE, Does, Event, Question, Sort, Spot
from wellrun.departments.operations.rules.house.visits import IN_HOUSE, Course, Spell, course_of

OF_VISITS = frozenset(Does) - {
    Does.MERGE_PATIENTS,
    Does.MERGE_VISITS,
    Does.GIVE_VISIT,
    Does.LINK,
    Does.UNLINK,
    Does.BED,
    Does.NOTHING,
}
"""What is folded into the course of a visit."""


@dataclass(frozen=True)
class House:
    """Visits by name, conditions of beds, and the questions. Nothing in it depends on the order of arrival."""

    visits: Mapping[str, Course]
    beds: Mapping[Spot, tuple[BedSpan, ...]]
    names: Aliases
    questions: tuple[Question, ...]

    @property
    def lying(self) -> Mapping[Spot, tuple[str, ...]]:
        """The visits in each bed or unit."""
        found: defaultdict[Spot, list[str]] = defaultdict(list)
        for name, course in sorted(self.visits.items()):
            if course.stage in IN_HOUSE:
                found[course.spot].append(name)
        return {spot: tuple(names) for spot, names in found.items()}


def house_of(events: Iterable[Event], *, until: dt.datetime | None = None) -> House:
    """Folds everything that is known into the house as it was at a minute; without one, after the last event."""
    told = tuple({one.key: one for one in events}.values())
    names = aliases([one for one in told if one.does not in OF_VISITS or one.undoes])
    of_visit: defaultdict[str, list[Event]] = defaultdict(list)
    of_bed: defaultdict[Spot, list[Event]] = defaultdict(list)
    for one in told:
        if one.does is Does.BED or (one.undoes and one.word):
            of_bed[one.spot].append(one)
        elif one.does in OF_VISITS and one.visit:
            of_visit[names.visit(one.visit)].append(one)
    visits = {name: course_of(name, some, until=until) for name, some in of_visit.items()}
    for name, course in visits.items():
        course.patient = names.patient_of(name, course.patient)
    lain: defaultdict[Spot, list[tuple[str, Spell]]] = defaultdict(list)
    for name, course in visits.items():
        for spell in course.spells:
            lain[spell.spot].append((name, spell))
    told_since = cleaning_told_since(told)
    beds = {
        spot: conditions(of_bed[spot], lain[spot], cleaning_told_since=told_since, until=until)
        for spot in sorted({*of_bed, *(spot for spot in lain if spot.bed)})
    }
    return House(visits, beds, names, standing(visits, beds))


def cleaning_told_since(events: Iterable[Event]) -> dt.datetime | None:
    """Since when the house tells that beds are cleaned; none if it never has."""
    return min((one.at for one in events if one.word in CLEANS), default=None)


def standing(visits: Mapping[str, Course], beds: Mapping[Spot, tuple[BedSpan, ...]]) -> tuple[Question, ...]:
    """Every contradiction that a person has to resolve: of single visits, of beds, and of patients."""
    here = {name: one for name, one in visits.items() if one.stage in IN_HOUSE and one.spot != NOWHERE}
    in_bed: defaultdict[Spot, list[str]] = defaultdict(list)
    of_patient: defaultdict[str, list[str]] = defaultdict(list)
    for name, course in sorted(here.items()):
        if course.spot.bed:
            in_bed[course.spot].append(name)
            of_patient[course.patient].append(name)
    asked = [question for course in visits.values() for question in course.questions]
    asked += [in_one_bed(spot, [here[name] for name in names]) for spot, names in in_bed.items() if len(names) > 1]
    asked += [
        Question(Sort.TWO_BEDS, max(_since(here[name]) for name in names), visits=tuple(names))
        for patient, names in of_patient.items()
        if patient and len(names) > 1
    ]
    asked += [
        Question(Sort.CLOSED_IN_USE, max(beds[spot][-1].since, *(_since(here[n]) for n in names)), spot, tuple(names))
        for spot, names in in_bed.items()
        if spot in beds and beds[spot][-1].condition in SHUT
    ]
    return tuple(sorted(asked, key=lambda one: (one.at, one.sort, one.spot, one.visits)))


def in_one_bed(spot: Spot, courses: Iterable[Course]) -> Question:
    """That several lie in one bed, since the last of them came."""
    held = list(courses)
    since = max(_since(one) for one in held)
    return Question(Sort.TWO_IN_BED, since, spot, tuple(sorted(one.visit for one in held)))


def _since(course: Course) -> dt.datetime:
    return course.spells[-1].since
