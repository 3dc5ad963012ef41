"""Who could come: people of other units who may be called, and shifts there that count for rest here."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.conftest import account
from tests.unit.departments.workforce.conftest import BY, SINCE, Ward
from tests.unit.departments.workforce.staffed import SKILL, Staffed, staffed

from wellrun.departments.workforce.actions import open_shifts, staff
from wellrun.departments.workforce.models import Assignment, Roster
from wellrun.departments.workforce.queries.asking import question_of
from wellrun.departments.workforce.queries.call_list import CallList, call_list
from wellrun.departments.workforce.queries.gap_board import Team, board, teams
from wellrun.foundations.access.rules import Role
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Person
from wellrun.values.faults import Refused


@pytest.fixture
def here(ward: Ward) -> Staffed:
    return staffed(ward)


@pytest.fixture
def floater(here: Staffed) -> Person:
    """A nurse of the ward next door who may be called to this one."""
    ward = here.ward
    made = people.add_person(name="Nora Next", by=BY, facility=ward.unit.department.facility)
    staff.engage(
        person=made,
        unit=next_door(),
        grade=ward.grade,
        employment="own",
        weekly_hours=Decimal(36),
        starts=SINCE,
        floats_to=(ward.unit,),
        by=account("over.all", Role.FACILITY_MANAGER, "H1"),
        tree=ward.tree,
    )
    return made


def next_door() -> Unit:
    return Unit.objects.get(department__facility__code="H1", code="W2")


def works_next_door(here: Staffed, person: Person, day: int, shift: str = "N") -> Assignment:
    about = {"unit": next_door(), "shift": shift, "skill": SKILL, "since": timezone.now()}
    return Assignment.objects.create(person=person, day=here.day(day), **about)


def called(here: Staffed, day: int = 4) -> CallList:
    return call_list(here.open_shift(day), tree=here.ward.tree)


def test_somebody_of_another_unit_is_called_after_ones_own(here: Staffed, floater: Person) -> None:
    lines = called(here).lines
    assert (lines[-1].person, lines[-1].home) == (floater.pk, next_door().name)
    assert {line.home for line in lines[:-1]} == {""}


def test_a_night_worked_next_door_leaves_too_little_rest_here(here: Staffed, floater: Person) -> None:
    works_next_door(here, floater, 3)
    listed = called(here)
    assert floater.pk not in {line.person for line in listed.lines}
    assert ("too little rest between shifts", ("Nora Next",)) in {(one.words, one.people) for one in listed.reasons}
    with pytest.raises(Refused) as refused:
        open_shifts.take(shift=here.open_shift(4), person=floater, **here.managed)
    assert "Rest is 0 h" in refused.value.faults[0].message


def test_who_floats_in_is_counted_on_the_board_and_who_works_next_door_is_not(here: Staffed, floater: Person) -> None:
    here.works(0, 0)
    place, day = here.ward.tree["H1/W1"], here.day(4)
    works_next_door(here, floater, 4, "D")

    def team() -> Team:
        found = teams(board(place, tree=here.ward.tree, day=day))
        return next(one for one in found if (one.shift.date, one.shift.shift) == (day, "D"))

    assert (team().missing, team().people) == (1, ())
    Assignment.objects.filter(person=floater).update(ended=Assignment.Ended.REPLANNED)
    open_shifts.take(shift=here.open_shift(4), person=floater, **here.managed)
    assert (team().missing, [one.name for one in team().people]) == (0, ["Nora Next"])


def test_a_roster_is_made_around_what_its_people_work_elsewhere(here: Staffed) -> None:
    works_next_door(here, here.person(0), 2)
    question = question_of(Roster(unit=here.ward.unit, first=here.monday, days=7), tree=here.ward.tree)
    (one,) = [one for one in question.people if one.key == here.person(0).pk]
    assert one.closed[here.day(2)] == f"works on {next_door().name}"
    assert all(not other.home for other in question.people)


def test_the_number_of_queries_does_not_grow_with_the_people(ward: Ward) -> None:
    few = staffed(ward, nurses=3)
    with CaptureQueriesContext(connection) as of_few:
        called(few)
    for number in range(6):
        made = people.add_person(name=f"More {number}", by=BY, facility=ward.unit.department.facility)
        staff.engage(
            person=made,
            unit=ward.unit,
            grade=ward.grade,
            employment="own",
            weekly_hours=Decimal(36),
            starts=SINCE,
            by=ward.manager,
            tree=ward.tree,
        )
    with CaptureQueriesContext(connection) as of_more:
        assert len(called(few).lines) > 6
    assert len(of_more) == len(of_few)
