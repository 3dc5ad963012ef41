"""Transfers: accepting makes an expected visit, a bed is held for it; arriving and leaving are events of the house."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic import Clinic, clinic  # noqa: F401 - a fixture
from tests.reading import read

from wellrun.departments.operations.actions import moving, transferring
from wellrun.departments.operations.models import BedSpan, Course, Transfer
from wellrun.departments.operations.queries.board import waiting
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.departments.operations.rules.transfers import Direction, Move, State
from wellrun.foundations.access.rules import Role
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused

BED1, BED2 = Spot("W1", "W1-01"), Spot("W1", "W1-02")


@pytest.fixture
def nurse(clinic: Clinic) -> Any:  # noqa: F811 - the fixture
    return clinic.holder(Role.CLINICIAN, "H1")


def asked(clinic: Clinic, nurse: Any, **more: Any) -> Transfer:  # noqa: F811
    given = {
        "direction": Direction.IN,
        "elsewhere": "St. Elsewhere",
        "need": "Telemetry",
        "unit": "W1",
        "who": "Ada L.",
    }
    given |= {"by": nurse, "tree": clinic.tree, "now": timezone.now(), **more}
    return transferring.ask(facility=Facility.objects.get(code="H1"), **given)


def did(clinic: Clinic, held: Transfer, move: Move, nurse: Any, **more: Any) -> Transfer:  # noqa: F811
    given = {"version": Transfer.objects.get(pk=held.pk).version, "now": timezone.now(), **more}
    return transferring.move(transfer=held, move=move, by=nurse, tree=clinic.tree, **given)


def test_somebody_comes_from_elsewhere_into_the_bed_that_was_held(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    held = did(clinic, asked(clinic, nurse), Move.ACCEPT, nurse)
    assert held.course is not None
    (row,) = waiting(clinic.tree["H1"], tree=clinic.tree, at=timezone.now())
    assert (row.course, row.wants) == (held.course, "Ward 1")
    with pytest.raises(Refused) as refused:
        did(clinic, held, Move.ASSIGN, nurse)
    assert [fault.place for fault in refused.value.faults] == ["spot"]
    did(clinic, held, Move.ASSIGN, nurse, spot=BED1)
    assert BedSpan.objects.get(bed=BED1.bed, until=None).held == held.course
    with pytest.raises(Refused):
        moving.admit(
            facility=held.facility, patient=clinic.ben, spot=BED1, by=nurse, tree=clinic.tree, now=timezone.now()
        )
    did(clinic, held, Move.DEPART, nurse)
    held = did(clinic, held, Move.ARRIVE, nurse, patient=clinic.ada)
    course = Course.objects.get(pk=held.course_id)
    assert (held.state, course.stage, course.bed, course.patient) == (State.ARRIVED, "here", BED1.bed, clinic.ada)
    assert waiting(clinic.tree["H1"], tree=clinic.tree, at=timezone.now()) == ()


def test_another_bed_lets_the_first_go_and_a_cancelled_transfer_all(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    held = did(clinic, asked(clinic, nurse), Move.ACCEPT, nurse)
    did(clinic, held, Move.ASSIGN, nurse, spot=BED1)
    did(clinic, held, Move.ASSIGN, nurse, spot=BED2)
    spans = dict(BedSpan.objects.filter(until=None).values_list("bed", "held"))
    assert spans == {BED1.bed: None, BED2.bed: held.course_id}
    held = did(clinic, held, Move.CANCEL, nurse, words="Went elsewhere")
    assert not BedSpan.objects.filter(until=None, held__isnull=False).exists()
    assert waiting(clinic.tree["H1"], tree=clinic.tree, at=timezone.now()) == ()
    again = did(clinic, did(clinic, held, Move.REOPEN, nurse, words="Comes after all"), Move.ACCEPT, nurse)
    assert (again.course_id, again.state) == (held.course_id, State.ACCEPTED)
    assert len(waiting(clinic.tree["H1"], tree=clinic.tree, at=timezone.now())) == 1


def test_a_bed_that_somebody_lies_in_is_held_for_nobody(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    here = {"spot": BED1, "by": nurse, "tree": clinic.tree, "now": timezone.now()}
    moving.admit(facility=clinic.ben.facility, patient=clinic.ben, **here)
    held = did(clinic, asked(clinic, nurse), Move.ACCEPT, nurse)
    with pytest.raises(Refused) as refused:
        did(clinic, held, Move.ASSIGN, nurse, spot=BED1)
    assert refused.value.faults[0].code == "operations.house.taken"


def test_somebody_goes_elsewhere_and_has_left(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    here = {"spot": BED1, "by": nurse, "tree": clinic.tree, "now": timezone.now()}
    course = moving.admit(facility=clinic.ben.facility, patient=clinic.ben, **here)
    held = asked(clinic, nurse, direction=Direction.OUT, course=course, unit="", who="")
    with pytest.raises(Refused) as refused:
        asked(clinic, nurse, direction=Direction.OUT, course=course, unit="", who="")
    assert refused.value.faults[0].code == "operations.transfer.open"
    for move in (Move.ACCEPT, Move.DEPART, Move.ARRIVE):
        held = did(clinic, held, move, nurse)
    course.refresh_from_db()
    assert (held.state, course.stage) == (State.ARRIVED, "left")


def test_everything_that_is_missing_is_told_and_the_second_is_told(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        asked(clinic, nurse, elsewhere="", need=" ", unit="", who="")
    assert [fault.place for fault in refused.value.faults] == ["elsewhere", "need", "who", "unit"]
    with pytest.raises(Refused) as refused:
        asked(clinic, nurse, direction=Direction.OUT)
    assert [fault.place for fault in refused.value.faults] == ["course"]
    held = asked(clinic, nurse)
    did(clinic, held, Move.ACCEPT, nurse, version=1)
    with pytest.raises(Refused) as refused:
        did(clinic, held, Move.DECLINE, nurse, version=1, words="Full")
    assert refused.value.faults[0].code == "operations.transfer.changed_meanwhile"
    with pytest.raises(Refused) as refused:
        did(clinic, held, Move.DECLINE, nurse)
    assert {fault.place for fault in refused.value.faults} == {"move", "words"}
    with pytest.raises(Refused) as refused:
        asked(clinic, clinic.holder(Role.EXECUTIVE, "NET"))
    assert refused.value.faults[0].code == "access.refused"


def test_a_transfer_is_worked_from_its_page(clinic: Clinic, nurse: Any, signed_in: Any) -> None:  # noqa: F811
    client = signed_in(nurse)
    ask = f"{reverse('operations:transfers-ask', args=['in'])}?at=H1"
    given = {"elsewhere": "St. Elsewhere", "who": "Greta O.", "unit": "W1", "need": "Telemetry"}
    assert client.post(ask, given).status_code == 302
    assert client.post(ask, {**given, "who": ""}).status_code == 422
    held = Transfer.objects.get()
    board = read(client.get(f"{reverse('operations:transfers')}?at=H1"))
    assert "1 patient is to come from elsewhere, 0 are to go." in board
    assert "Greta O." in board
    assert "Greta O." not in read(
        signed_in(clinic.holder(Role.EXECUTIVE, "NET")).get(f"{reverse('operations:transfers')}?at=H1")
    )
    enter = lambda what, **said: client.post(  # noqa: E731
        f"{reverse('operations:transfer-enter', args=[held.pk, what])}?at=H1", said
    )
    assert enter("accept", version=1).status_code == 302
    assert enter("assign", version=2, spot="W1|W1-01").status_code == 302
    late = enter("assign", version=2, spot="W1|W1-02")
    assert (late.status_code, "Somebody was quicker" in read(late)) == (422, True)
    assert enter("depart", version=3).status_code == 302
    assert "No patient has this number." in read(enter("arrive", version=4, mrn="nothing"))
    assert enter("arrive", version=4, mrn=clinic.ada.mrn).status_code == 302
    assert "Ada Lovell" in read(client.get(f"{reverse('operations:transfer', args=[held.pk])}?at=H1"))
    elsewhere = signed_in(clinic.holder(Role.CLINICIAN, "H2", name="Elsewhere"))
    assert elsewhere.get(f"{reverse('operations:transfer', args=[held.pk])}?at=H2").status_code == 404
