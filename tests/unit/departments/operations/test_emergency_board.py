"""The emergency board: who has come, what is said by hand and taken back, the tracking system beside it, the page."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone
from tests.clinic import Clinic, clinic  # noqa: F401 - a fixture
from tests.reading import read

from wellrun.departments.operations.actions import emergency, moving
from wellrun.departments.operations.models import Course, EmergencyStep, Event
from wellrun.departments.operations.queries.board import waiting
from wellrun.departments.operations.queries.emergency import department
from wellrun.departments.operations.rules.emergency import Stage, Step
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.values.faults import Refused
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def nurse(clinic: Clinic) -> Any:  # noqa: F811 - the fixture
    return clinic.holder(Role.CLINICIAN, "H1")


def came(clinic: Clinic, nurse: Any, patient: Any, *, hours: float = 5, visit: str = "") -> Course:  # noqa: F811
    now = timezone.now()
    return emergency.arrive(
        facility=patient.facility,
        patient=patient,
        unit="ED",
        visit=visit,
        at=now - hours * HOUR,
        by=nurse,
        tree=clinic.tree,
        now=now,
    )


def said(clinic: Clinic, nurse: Any, course: Course, step: Step, **more: Any) -> EmergencyStep:  # noqa: F811
    return emergency.say(course=course, step=step, by=nurse, tree=clinic.tree, now=timezone.now(), **more)


def tracked(*visits: dict[str, Any]) -> None:
    """Rows of the tracking system, with times as hours before now."""
    now = timezone.now().astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None)
    times = ("arrived_at", "triaged_at", "seen_at", "decided_at", "left_at")
    rows = [
        {"facility": "H1", "unit": "ED", "source": "t", "arrival": "t"}
        | {name: now - value * HOUR if name in times else value for name, value in visit.items()}
        for visit in visits
    ]
    replace_rows(Warehouse(django_settings.WAREHOUSE), TABLES["emergency_visits"], rows)


def shown(clinic: Clinic, place: str = "H1") -> Any:  # noqa: F811
    return department(clinic.tree[place], tree=clinic.tree, now=timezone.now())


def test_from_the_door_to_a_bed_every_step_moves_the_board(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    ada = came(clinic, nurse, clinic.ada)
    stages = [shown(clinic).present[0].stage]
    said(clinic, nurse, ada, Step.TRIAGE, category=2)
    stages.append(shown(clinic).present[0].stage)
    said(clinic, nurse, ada, Step.SEEN, clinician="Dr. A")
    stages.append(shown(clinic).present[0].stage)
    ada.refresh_from_db()
    emergency.decide(course=ada, version=ada.version, goal="W1", by=nurse, tree=clinic.tree, now=timezone.now())
    stages.append(shown(clinic).present[0].stage)
    assert stages == [Stage.UNTRIAGED, Stage.UNSEEN, Stage.SEEN, Stage.BOARDING]
    one = shown(clinic).present[0]
    assert (one.attendance.category, one.attendance.clinician, one.goal) == (2, "Dr. A", "Ward 1")
    # Who boards waits for a bed on the bed board too, by the same event.
    assert [row.wants for row in waiting(clinic.tree["H1"], tree=clinic.tree, at=timezone.now())] == ["Ward 1"]
    assert Entry.objects.filter(action__startswith="operations.emergency.").count() == 4


def test_who_left_unseen_is_gone_counted_and_comes_back_when_it_is_taken_back(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    ada = came(clinic, nurse, clinic.ada)
    step = said(clinic, nurse, ada, Step.LEFT_UNSEEN)
    board = shown(clinic)
    assert (len(board.present), board.left_unseen, len(board.gone)) == (0, 1, 1)
    undo = {"by": nurse, "tree": clinic.tree, "now": timezone.now()}
    with pytest.raises(Refused) as refused:
        emergency.undo_step(step=step, why=" ", **undo)
    assert [fault.place for fault in refused.value.faults] == ["why"]
    emergency.undo_step(step=step, why="Was in the toilet", **undo)
    board = shown(clinic)
    assert (len(board.present), board.left_unseen) == (1, 0)
    with pytest.raises(Refused):
        emergency.undo_step(step=step, why="Again", **undo)


def test_what_cannot_be_is_refused_with_every_reason(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    ada = came(clinic, nurse, clinic.ada)
    with pytest.raises(Refused) as refused:
        said(clinic, nurse, ada, Step.TRIAGE, category=9, at=timezone.now() + HOUR)
    assert [fault.place for fault in refused.value.faults] == ["category", "since"]
    said(clinic, nurse, ada, Step.SEEN)
    with pytest.raises(Refused) as refused:
        said(clinic, nurse, ada, Step.LEFT_UNSEEN)
    assert refused.value.faults[0].code == "operations.emergency.was_seen"
    with pytest.raises(Refused) as refused:
        came(clinic, nurse, clinic.ada)
    assert refused.value.faults[0].code == "operations.house.here_already"
    given = {"by": nurse, "tree": clinic.tree, "now": timezone.now(), "unit": "W1"}
    with pytest.raises(Refused) as refused:
        emergency.arrive(facility=clinic.ben.facility, patient=clinic.ben, **given)
    assert refused.value.faults[0].place == "unit"
    with pytest.raises(Refused) as refused:
        came(clinic, clinic.holder(Role.EXECUTIVE, "NET"), clinic.ben)
    assert refused.value.faults[0].code == "access.refused"


def test_a_step_that_was_taken_back_was_never_said(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    ada = came(clinic, nurse, clinic.ada)
    step = said(clinic, nurse, ada, Step.SEEN, clinician="Dr. A")
    emergency.undo_step(step=step, why="Wrong patient", by=nurse, tree=clinic.tree, now=timezone.now())
    assert shown(clinic).present[0].stage is Stage.UNTRIAGED
    assert EmergencyStep.objects.count() == 2


def test_one_visit_of_messages_and_tracking_is_one_line(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    tracked(
        {"visit": "ED1", "arrived_at": 6.0, "triaged_at": 5.5, "acuity": 3, "seen_at": 5.0, "decided_at": 4.5},
        {"visit": "ED2", "arrived_at": 2.0, "triaged_at": 1.5, "acuity": 4},
        {"visit": "ED3", "arrived_at": 3.0, "left_at": 0.1, "outcome": "left_unseen"},
        {"visit": "ED4", "arrived_at": 9.0, "left_at": 8.0, "outcome": "home"},
    )
    came(clinic, nurse, clinic.ada, visit="ed 1")
    board = shown(clinic)
    assert [(one.stage, one.course is not None) for one in board.present] == [
        (Stage.BOARDING_LONG, True),
        (Stage.UNSEEN, False),
    ]
    assert board.present[0].attendance.category == 3
    assert (board.counted.present, board.counted.boarding) == (2, 1)
    assert [row.course for row in waiting(clinic.tree["H1"], tree=clinic.tree, at=timezone.now())] == [None]


def test_whom_the_house_knows_to_have_left_is_gone_whatever_tracking_still_says(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    tracked({"visit": "ED1", "arrived_at": 6.0, "decided_at": 4.5})
    ada = came(clinic, nurse, clinic.ada, visit="ED1")
    moving.discharge(course=ada, version=ada.version, by=nurse, tree=clinic.tree, now=timezone.now())
    assert shown(clinic).present == ()
    assert waiting(clinic.tree["H1"], tree=clinic.tree, at=timezone.now()) == ()


def test_a_decision_by_hand_and_by_tracking_waits_once_on_the_bed_board(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    tracked({"visit": "ED1", "arrived_at": 6.0, "decided_at": 4.5})
    ada = came(clinic, nurse, clinic.ada, visit="ED1")
    emergency.decide(course=ada, version=ada.version, goal="", by=nurse, tree=clinic.tree, now=timezone.now())
    (row,) = waiting(clinic.tree["H1"], tree=clinic.tree, at=timezone.now())
    assert row.course == ada


def test_the_page_names_whom_the_reader_may_see_and_the_wall_nobody(clinic: Clinic, nurse: Any, signed_in: Any) -> None:  # noqa: F811
    came(clinic, nurse, clinic.ada)
    page = f"{reverse('operations:emergency')}?at=H1"
    seen = read(signed_in(nurse).get(page))
    assert "1 patient is in the department; 1 not seen yet, the longest for 5 h 0 min." in seen
    assert "Ada Lovell" in seen
    assert "Ada Lovell" not in read(signed_in(clinic.holder(Role.EXECUTIVE, "NET")).get(page))
    manager = signed_in(clinic.holder(Role.FACILITY_MANAGER, "H1"))
    wall = read(manager.get(f"{reverse('operations:emergency-wall')}?at=H1&initials=yes"))
    assert "waits for triage" in wall
    assert "Ada" not in wall
    assert "AL" not in wall
    assert signed_in(nurse).get(f"{reverse('operations:emergency-wall')}?at=H1").status_code == 403
    found = read(signed_in(nurse).post(page, {"find": "nobody of this name"}))
    assert "Nobody here whom you may see matches." in found


def test_everything_is_said_from_the_page(clinic: Clinic, nurse: Any, signed_in: Any) -> None:  # noqa: F811
    client = signed_in(nurse)
    arrive = f"{reverse('operations:emergency-arrive')}?at=H1"
    wrong = client.post(arrive, {"mrn": "nothing", "unit": "ED", "visit": ""})
    assert "No patient has this number." in read(wrong)
    assert client.post(arrive, {"mrn": clinic.ada.mrn, "unit": "ED", "visit": ""}).status_code == 302
    ada = Course.objects.get()
    enter = lambda what, **given: client.post(  # noqa: E731
        f"{reverse('operations:emergency-enter', args=[ada.pk, what])}?at=H1", given
    )
    assert enter("triage", category="2").status_code == 302
    assert enter("seen", clinician="Dr. A").status_code == 302
    again = enter("left-unseen")
    assert (again.status_code, "This patient was seen by a clinician" in read(again)) == (422, True)
    ada.refresh_from_db()
    assert enter("decide", version=ada.version, goal="W1").status_code == 302
    assert Event.objects.filter(trigger="A15", goal_unit="W1").exists()
    page = read(client.get(f"{reverse('operations:emergency-visit', args=[ada.pk])}?at=H1"))
    assert "Decide to admit" not in page
    step = EmergencyStep.objects.get(step=Step.SEEN)
    undo = f"{reverse('operations:emergency-undo', args=[step.pk])}?at=H1"
    assert client.post(undo, {"why": "Wrong patient"}).status_code == 302
    assert EmergencyStep.objects.filter(undoes=step).exists()
    elsewhere = signed_in(clinic.holder(Role.CLINICIAN, "H2", name="Elsewhere"))
    assert elsewhere.get(f"{reverse('operations:emergency-visit', args=[ada.pk])}?at=H2").status_code == 404


def test_a_place_without_a_department_says_so(clinic: Clinic, nurse: Any, signed_in: Any) -> None:  # noqa: F811
    assert "This place has no emergency department" in read(
        signed_in(nurse).get(f"{reverse('operations:emergency')}?at=H1/W1")
    )
