"""The page of a bed: who lies there, the verbs for whoever may, and what a drag on the board has begun."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from tests.clinic import Clinic
from tests.reading import read

from wellrun.departments.operations.actions import moving
from wellrun.departments.operations.models import Course
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.foundations.access.rules import Role

BED = "/operations/beds/bed/W1/W1-01/?at=H1"


@pytest.fixture
def nurse(clinic: Clinic) -> Any:
    return clinic.holder(Role.CLINICIAN, "H1")


@pytest.fixture
def ada(clinic: Clinic, nurse: Any) -> Course:
    given = {"by": nurse, "tree": clinic.tree, "now": timezone.now()}
    return moving.admit(facility=clinic.ada.facility, patient=clinic.ada, spot=Spot("W1", "W1-01"), **given)


def test_a_bed_that_was_dragged_to_is_chosen_and_asked_for_once_more(nurse: Any, ada: Course, signed_in: Any) -> None:
    client = signed_in(nurse)
    plain = read(client.get(BED))
    assert "Ada Lovell" in plain
    assert '<option value="W1|W1-02" selected>' not in plain
    begun = read(client.get(f"{BED}&to=W1%7CW1-02"))
    assert '<option value="W1|W1-02" selected>' in begun
    assert Course.objects.get().bed == "W1-01"
    sent = {"at": "H1", "spot": "W1|W1-02", "version": ada.version}
    assert client.post(f"/operations/beds/visit/{ada.pk}/move/?at=H1", sent).status_code == 302
    assert Course.objects.get().bed == "W1-02"


def test_a_bed_that_cannot_be_given_is_not_chosen(nurse: Any, ada: Course, signed_in: Any) -> None:
    seen = read(signed_in(nurse).get(f"{BED}&to=W9%7CW9-09"))
    assert "selected>" not in seen.split('name="spot"')[1].split("</select>")[0]


def test_the_map_can_be_dragged_on_by_whoever_may_move_patients(
    clinic: Clinic, nurse: Any, ada: Course, signed_in: Any
) -> None:
    seen = read(signed_in(nurse).get("/operations/beds/?at=H1"))
    assert 'data-spot="W1|W1-01"' in seen
    assert "drag a patient to a bed that is ready" in seen
    others = read(signed_in(clinic.holder(Role.EXECUTIVE, "NET")).get("/operations/beds/?at=H1"))
    assert "data-moves" not in others
    assert "drag a patient" not in others


def test_whoever_was_moved_or_discharged_is_taken_back_where_they_lay(
    nurse: Any, ada: Course, clinic: Clinic, signed_in: Any
) -> None:
    client, given = signed_in(nurse), {"by": nurse, "tree": clinic.tree}
    moving.move(course=ada, spot=Spot("W1", "W1-02"), version=ada.version, now=timezone.now(), **given)
    seen = client.get(BED)
    assert "Nobody lies in this bed." in read(seen)
    undo = re.findall(r"/operations/beds/event/[0-9a-f-]+/undo/", seen.content.decode())
    assert len(undo) == 1
    assert client.post(f"{undo[0]}?at=H1", {"at": "H1", "why": "The wrong bed"}).status_code == 302
    assert Course.objects.get().bed == "W1-01"
    again = Course.objects.get()
    moving.discharge(course=again, version=again.version, now=timezone.now(), **given)
    undo = re.findall(r"/operations/beds/event/[0-9a-f-]+/undo/", client.get(BED).content.decode())
    assert client.post(f"{undo[0]}?at=H1", {"at": "H1", "why": "Still here"}).status_code == 302
    assert (Course.objects.get().bed, Course.objects.get().left) == ("W1-01", None)
