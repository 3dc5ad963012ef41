"""The panel of what would free most beds: what it counts, what is learnt from the past, what can be asked for there."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.clinic import Clinic
from tests.reading import read

from wellrun.departments.operations.actions import bedding, freeing, moving
from wellrun.departments.operations.actions.leaving import say_ready
from wellrun.departments.operations.models import Barrier, BoardMark, Course, Request
from wellrun.departments.operations.queries.freeing import went
from wellrun.departments.operations.rules.freeing import Went
from wellrun.departments.operations.rules.house.events import Spot, Word
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.followup.models import Action
from wellrun.foundations.people.models import Person
from wellrun.values.faults import Refused

BED1, BED2 = Spot("W1", "W1-01"), Spot("W1", "W1-02")
DAY = dt.timedelta(days=1)
ZONE = ZoneInfo("America/New_York")
BOARD = "/operations/beds/?at=H1"


@pytest.fixture
def nurse(clinic: Clinic) -> Any:
    account = clinic.holder(Role.CLINICIAN, "H1")
    Person.objects.filter(pk=account.person_id).update(facility=clinic.ada.facility)
    return account


@pytest.fixture
def doing(clinic: Clinic, nurse: Any) -> dict[str, Any]:
    return {"by": nurse, "tree": clinic.tree, "now": timezone.now()}


@pytest.fixture
def ada(clinic: Clinic, doing: dict[str, Any]) -> Course:
    """Ada lies in a bed of ward 1 and is ready to leave."""
    given = doing | {"now": doing["now"] - 5 * DAY}
    course = moving.admit(facility=clinic.ada.facility, patient=clinic.ada, spot=BED1, **given)
    say_ready(course=course, ready=True, at=doing["now"] - DAY, **doing)
    return course


def test_nothing_is_told_where_nothing_holds_a_bed(nurse: Any, ada: Course, doing: Any, signed_in: Any) -> None:
    moving.discharge(course=ada, version=Course.objects.get().version, **doing)
    assert "Nothing holds a bed that could be free" in read(signed_in(nurse).get("/operations/beds/freeing/?at=H1"))


def test_who_is_ready_and_of_whom_nothing_was_said_is_to_be_asked_about(
    nurse: Any, ada: Course, signed_in: Any
) -> None:
    seen = read(signed_in(nurse).get(BOARD))
    assert "Ask what keeps those who are ready to leave" in seen
    assert "Of 1 patient who is ready nobody has said what holds them: Ward 1." in seen


def test_one_promise_sees_to_all_whom_one_thing_holds(
    nurse: Any, ada: Course, doing: dict[str, Any], signed_in: Any
) -> None:
    held = bedding.hold_back(course=ada, reason="transport", words="", **doing)
    client = signed_in(nurse)
    assert "Find transport for those who only wait for it" in read(client.get(BOARD))
    sent = {"at": "H1", "reason": "transport", "owner": nurse.person.pk}
    before = BoardMark.objects.get().number
    assert client.post("/operations/beds/freeing/see-to/?at=H1", sent).status_code == 302
    held.refresh_from_db()
    action = Action.objects.get()
    assert held.action == action
    assert (action.title, action.owner) == ("Waits for transport: Ward 1 1", nurse.person)
    assert action.due_on == doing["now"].astimezone(ZONE).date()
    assert BoardMark.objects.get().number > before
    entry = Entry.objects.get(action="operations.barrier.seen_to")
    assert entry.after["patients"] == 1
    seen = read(client.get(BOARD))
    assert "Somebody sees to it." in seen
    assert "Promise it for today" not in seen


def test_the_second_who_asks_is_told(nurse: Any, ada: Course, doing: dict[str, Any], clinic: Clinic) -> None:
    bedding.hold_back(course=ada, reason="transport", words="", **doing)
    given = {"place": clinic.tree["H1"], "reason": "transport", "owner": nurse.person, **doing}
    freeing.see_to(**given)
    with pytest.raises(Refused) as refused:
        freeing.see_to(**given)
    assert [fault.code for fault in refused.value.faults] == ["operations.freeing.seen_to"]
    assert Action.objects.count() == 1


def test_whom_two_things_hold_nobody_is_asked_for_alone(ada: Course, doing: Any, nurse: Any, clinic: Clinic) -> None:
    for reason in ("transport", "test"):
        bedding.hold_back(course=ada, reason=reason, words="", **doing)
    with pytest.raises(Refused):
        freeing.see_to(place=clinic.tree["H1"], reason="transport", owner=nurse.person, **doing)
    assert not Barrier.objects.exclude(action=None).exists()


def test_all_empty_beds_that_need_it_are_asked_for_at_once(
    nurse: Any,
    ada: Course,
    doing: dict[str, Any],
    signed_in: Any,
    clinic: Clinic,
    world: Any,
) -> None:
    for spot in (BED1, BED2):
        given = {"facility": clinic.ada.facility, "spot": spot, "version": bedding.version_of(ada.facility, spot)}
        bedding.say(word=Word.DIRTY, **given, **doing)
    client = signed_in(nurse)
    seen = read(client.get(BOARD))
    # Ada lies in the first: it is not to be cleaned under her.
    assert "Ask for cleaning of 1 bed" in seen
    assert client.post("/operations/beds/freeing/clean/?at=H1", {"at": "H1"}).status_code == 302
    request = Request.objects.get()
    assert (request.kind, request.unit, request.bed, request.urgency) == ("cleaning", "W1", "W1-02", "now")
    assert "Somebody sees to it." in read(client.get(BOARD))
    with pytest.raises(Refused):
        freeing.clean(place=clinic.tree["H1"], **doing)


def test_who_may_not_manage_beds_is_shown_no_verb_and_refused(
    ada: Course,
    doing: Any,
    clinic: Clinic,
    signed_in: Any,
    nurse: Any,
) -> None:
    bedding.hold_back(course=ada, reason="transport", words="", **doing)
    executive = clinic.holder(Role.EXECUTIVE, "NET")
    client = signed_in(executive)
    seen = read(client.get(BOARD))
    assert "Find transport" in seen
    assert "Promise it for today" not in seen
    sent = {"at": "H1", "reason": "transport", "owner": nurse.person.pk}
    assert client.post("/operations/beds/freeing/see-to/?at=H1", sent).status_code == 403
    given = doing | {"by": executive}
    with pytest.raises(Refused):
        freeing.see_to(place=clinic.tree["H1"], reason="transport", owner=nurse.person, **given)


def test_the_past_is_that_of_the_last_barrier_and_its_day(
    ada: Course,
    doing: dict[str, Any],
    clinic: Clinic,
    nurse: Any,
) -> None:
    """Ada left on the day her last barrier ended, Ben a day later; today tells nothing yet."""
    noon = dt.datetime.combine(doing["now"].astimezone(ZONE).date(), dt.time(12), ZONE)
    ben = moving.admit(
        facility=clinic.ben.facility, patient=clinic.ben, spot=BED2, by=nurse, tree=clinic.tree, now=noon - 6 * DAY
    )
    ended = {
        (ada, "medicines"): noon - 4 * DAY,
        (ada, "transport"): noon - 3 * DAY,
        (ben, "transport"): noon - 3 * DAY,
    }
    for (course, reason), when in ended.items():
        held = bedding.hold_back(course=course, reason=reason, words="", **doing)
        Barrier.objects.filter(pk=held.pk).update(ended_at=when)
    Course.objects.filter(pk=ada.pk).update(left=noon - 3 * DAY + dt.timedelta(hours=5))
    Course.objects.filter(pk=ben.pk).update(left=noon - 2 * DAY)
    assert went("H1", at=noon, zone=ZONE) == {"transport": Went(1, 2)}
    bedding.hold_back(course=ben, reason="test", words="", **doing)
    assert went("H1", at=noon, zone=ZONE) == {"transport": Went(1, 1)}
    assert went("H1", at=noon - 3 * DAY, zone=ZONE) == {}
