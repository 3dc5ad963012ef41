"""Requests: asking, accepting, doing; cleaning is an event of the house; pages, and what Today is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic import Clinic, clinic  # noqa: F401 - a fixture
from tests.conftest import World
from tests.reading import read

from wellrun.departments.operations.actions import moving, requesting
from wellrun.departments.operations.models import BedSpan, Course, Event, Request
from wellrun.departments.operations.queries.answered import request_rows
from wellrun.departments.operations.queries.requests import open_lines, week_figures
from wellrun.departments.operations.rules.house.events import NOWHERE, Spot
from wellrun.departments.operations.rules.requests import Kind, Move, State, Urgency
from wellrun.departments.operations.signals.requests import request_signals
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused
from wellrun.warehouse.tables import TABLES

BED1, BED2 = Spot("W1", "W1-01"), Spot("W1", "W1-02")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def porter(clinic: Clinic) -> Any:  # noqa: F811 - the fixture
    return clinic.holder(Role.STAFF, "H1")


@pytest.fixture
def nurse(clinic: Clinic) -> Any:  # noqa: F811
    return clinic.holder(Role.CLINICIAN, "H1")


def asked(clinic: Clinic, by: Any, kind: Kind = Kind.PORTER, *, spot: Spot = BED1, **more: Any) -> Request:  # noqa: F811
    given: dict[str, Any] = {"urgency": Urgency.SOON, "what": "A wheelchair", "now": timezone.now()}
    given |= {"to_room": "radiology"} if kind is Kind.PORTER else {}
    given |= {"asset": "PUMP-1"} if kind is Kind.EQUIPMENT else {}
    given |= more
    facility = Facility.objects.get(code="H1")
    return requesting.ask(facility=facility, kind=kind, spot=spot, by=by, tree=clinic.tree, **given)


def did(clinic: Clinic, held: Request, move: Move, by: Any, **more: Any) -> Request:  # noqa: F811
    given = {"version": Request.objects.get(pk=held.pk).version, "now": timezone.now(), **more}
    return requesting.move(request=held, move=move, by=by, tree=clinic.tree, **given)


def test_a_porter_accepts_begins_and_ends_and_each_move_is_kept(clinic: Clinic, nurse: Any, porter: Any) -> None:  # noqa: F811
    held = asked(clinic, nurse)
    for move in (Move.ACCEPT, Move.START, Move.FINISH):
        held = did(clinic, held, move, porter)
    assert (held.state, held.owner_id, held.version) == (State.DONE, porter.person_id, 4)
    assert list(held.moves.values_list("move", flat=True)) == ["ask", "accept", "start", "finish"]
    assert Entry.objects.filter(action__startswith="operations.request.").count() == 4


def test_of_two_who_accept_the_second_is_told_by_whom(clinic: Clinic, nurse: Any, porter: Any) -> None:  # noqa: F811
    held = asked(clinic, nurse)
    did(clinic, held, Move.ACCEPT, porter, version=1)
    with pytest.raises(Refused) as refused:
        did(clinic, held, Move.ACCEPT, nurse, version=1)
    assert porter.person.name in str(refused.value)


def test_nobody_but_its_owner_or_a_manager_ends_it(clinic: Clinic, nurse: Any, porter: Any) -> None:  # noqa: F811
    other = clinic.holder(Role.STAFF, "H1", name="Other Porter")
    held = did(clinic, asked(clinic, nurse), Move.ACCEPT, porter)
    with pytest.raises(Refused) as refused:
        did(clinic, held, Move.FINISH, other)
    assert refused.value.faults[0].code == "operations.request.anothers"
    assert did(clinic, held, Move.REASSIGN, other, given_to=other.person).owner_id == other.person_id
    assert did(clinic, held, Move.FINISH, nurse).state == State.DONE


def test_every_fault_of_a_move_is_told(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    held = did(clinic, asked(clinic, nurse), Move.FINISH, nurse)
    with pytest.raises(Refused) as refused:
        did(clinic, held, Move.CANCEL, nurse)
    assert {fault.place for fault in refused.value.faults} == {"move", "words"}
    with pytest.raises(Refused) as refused:
        did(clinic, asked(clinic, nurse), Move.REASSIGN, nurse)
    assert [fault.place for fault in refused.value.faults] == ["given_to"]


def test_another_facilitys_staff_may_not_even_ask(clinic: Clinic) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        asked(clinic, clinic.holder(Role.STAFF, "H2", name="Elsewhere"))
    assert refused.value.faults[0].code == "access.refused"


def bed_is(spot: Spot) -> str:
    span = BedSpan.objects.filter(unit=spot.unit, bed=spot.bed, until=None).first()
    return span.condition if span else "ready"


def test_cleaning_an_empty_bed_is_told_to_the_house_whoever_cleans(clinic: Clinic, nurse: Any, porter: Any) -> None:  # noqa: F811
    held = asked(clinic, nurse, Kind.CLEANING)
    assert bed_is(BED1) == "dirty"
    with pytest.raises(Refused):
        moving.admit(
            facility=held.facility, patient=clinic.ada, spot=BED1, by=nurse, tree=clinic.tree, now=timezone.now()
        )
    did(clinic, held, Move.START, porter)
    assert bed_is(BED1) == "cleaning"
    did(clinic, held, Move.FINISH, porter)
    assert bed_is(BED1) == "ready"
    assert list(Event.objects.values_list("word", "source")) == [
        ("dirty", "request"),
        ("cleaning", "request"),
        ("clean", "request"),
    ]


def test_cleaning_around_a_patient_says_nothing_of_the_bed(clinic: Clinic, nurse: Any, porter: Any) -> None:  # noqa: F811
    moving.admit(
        facility=clinic.ada.facility, patient=clinic.ada, spot=BED1, by=nurse, tree=clinic.tree, now=timezone.now()
    )
    did(clinic, asked(clinic, nurse, Kind.CLEANING), Move.FINISH, porter)
    assert not Event.objects.exclude(word="").exists()


def test_the_most_pressing_stands_first_and_times_are_those_of_the_facility(
    clinic: Clinic,  # noqa: F811
    nurse: Any,
    world: World,
) -> None:
    now = timezone.now()
    calm = asked(clinic, nurse, now=now - 20 * MINUTE, urgency=Urgency.ROUTINE)
    late = asked(clinic, nurse, now=now - 6 * MINUTE, urgency=Urgency.NOW)
    lines = open_lines(world.place("H1"), tree=clinic.tree, now=now)
    assert [line.request.pk for line in lines] == [late.pk, calm.pk]
    assert [line.clock.late for line in lines] == [True, False]
    did(clinic, calm, Move.ACCEPT, nurse, now=now)
    (week,) = week_figures(world.place("H1"), tree=clinic.tree, now=now)
    assert (week.n, week.median, week.in_time) == (1, pytest.approx(20), 1)
    assert week_figures(world.place("H1/W2"), tree=clinic.tree, now=now) == ()


def test_a_porters_phone_accepts_in_one_tap_and_shows_what_is_mine(
    clinic: Clinic,  # noqa: F811
    nurse: Any,
    porter: Any,
    signed_in: Any,
) -> None:
    held = asked(clinic, nurse, course=_ada_in_bed(clinic, nurse))
    client, board = signed_in(porter), f"{reverse('operations:requests')}?at=H1"
    seen = read(client.get(board))
    assert "1 request is open: nobody has taken 1, 0 past the time it should take." in seen
    accept = f"{reverse('operations:request-enter', args=[held.pk, 'accept'])}?at=H1"
    assert client.post(accept, {"version": 1, "back": "board"}).url.startswith("/operations/requests/")
    assert porter.person.name in read(client.get(f"{board}&only=mine"))
    assert "No open request fits." in read(client.get(f"{board}&only=free"))
    late = client.post(accept, {"version": 1})
    assert late.status_code == 422
    assert "Somebody was quicker" in read(late)
    # Whoever may not find patients carries somebody from a bed, not by name.
    assert "Ada Lovell" not in read(client.get(f"{reverse('operations:request', args=[held.pk])}?at=H1"))
    assert "Ada Lovell" in read(signed_in(nurse).get(f"{reverse('operations:request', args=[held.pk])}?at=H1"))


def _ada_in_bed(clinic: Clinic, nurse: Any) -> Course:  # noqa: F811
    given = {"patient": clinic.ada, "spot": BED1, "by": nurse, "tree": clinic.tree, "now": timezone.now()}
    return moving.admit(facility=clinic.ada.facility, **given)


def test_whoever_was_carried_to_a_bed_is_moved_there_on_the_board(
    clinic: Clinic,  # noqa: F811
    nurse: Any,
    porter: Any,
    signed_in: Any,
) -> None:
    course = _ada_in_bed(clinic, nurse)
    held = did(clinic, asked(clinic, nurse, course=course, to=BED2, to_room=""), Move.FINISH, porter)
    one = f"{reverse('operations:request', args=[held.pk])}?at=H1"
    assert "Move the patient there" not in read(signed_in(porter).get(one))
    client = signed_in(nurse)
    assert "Move the patient there" in read(client.get(one))
    moved = f"{reverse('operations:request-moved', args=[held.pk])}?at=H1"
    assert client.post(moved, {"version": course.version}).status_code == 302
    course.refresh_from_db()
    assert (course.unit, course.bed) == BED2
    assert "Move the patient there" not in read(client.get(one))
    assert client.post(moved, {"version": "x"}).status_code == 404


def test_a_request_is_asked_for_on_a_page_that_asks_only_what_the_kind_needs(
    clinic: Clinic,  # noqa: F811
    porter: Any,
    signed_in: Any,
) -> None:
    client = signed_in(porter)
    ask = lambda kind: f"{reverse('operations:requests-ask', args=[kind])}?at=H1"  # noqa: E731
    assert "Number on the label" in read(client.get(ask("equipment")))
    assert "Number on the label" not in read(client.get(ask("cleaning")))
    wrong = client.post(ask("porter"), {"spot": "W1|", "what": "Linen", "urgency": "soon"})
    assert (wrong.status_code, "Say where to." in read(wrong)) == (422, True)
    said = {"spot": "W1|W1-02", "to": "W2|", "what": "Linen", "urgency": "now"}
    assert client.post(ask("porter"), said).status_code == 302
    held = Request.objects.get()
    assert (held.unit, held.bed, held.to_unit, held.urgency, held.what) == (*BED2, "W2", "now", "Linen")
    assert client.get(ask("nothing")).status_code == 404


def test_the_history_of_a_piece_of_equipment_is_that_of_its_facility(
    clinic: Clinic,  # noqa: F811
    nurse: Any,
    signed_in: Any,
) -> None:
    asked(clinic, nurse, Kind.EQUIPMENT, what="Leaks")
    address = reverse("operations:requests-asset", args=["PUMP-1"])
    assert "1 fault was told of" in read(signed_in(nurse).get(f"{address}?at=H1"))
    elsewhere = signed_in(clinic.holder(Role.CLINICIAN, "H2", name="Elsewhere"))
    assert "No fault of equipment with this number" in read(elsewhere.get(f"{address}?at=H2"))
    assert elsewhere.get(f"{reverse('operations:request', args=[Request.objects.get().pk])}?at=H2").status_code == 404


def test_the_morning_is_told_of_what_is_past_its_target_and_of_nothing_else(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    now = timezone.now()
    asked(clinic, nurse, now=now - 5 * MINUTE)
    assert list(request_signals(timezone.localdate(), clinic.tree)) == []
    asked(clinic, nurse, now=now - 90 * MINUTE)
    asked(clinic, nurse, Kind.CLEANING, spot=NOWHERE._replace(unit="W2"), now=now - 300 * MINUTE, what="A spill")
    signals = list(request_signals(timezone.localdate(), clinic.tree))
    assert [one.key for one in signals] == ["requests:late:H1:cleaning", "requests:late:H1:porter"]
    assert "A spill" not in repr(signals)
    assert list(request_signals(timezone.localdate() - dt.timedelta(days=1), clinic.tree)) == []


def test_what_was_answered_is_published_without_words_or_names(clinic: Clinic, nurse: Any, porter: Any) -> None:  # noqa: F811
    held = did(clinic, asked(clinic, nurse, what="For Ada Lovell"), Move.FINISH, porter)
    asked(clinic, nurse)
    (row,) = request_rows(timezone.localdate() + dt.timedelta(days=1))
    assert "Ada" not in repr(row)
    assert row == {
        "facility": "H1",
        "request": str(held.pk),
        "unit": "W1",
        "kind": "porter",
        "urgency": "soon",
        "asked_at": row["asked_at"],
        "answered_at": row["answered_at"],
        "respond_within": 15,
        "done_at": row["answered_at"],
    }
    assert set(row) == {"facility", *(column.name for column in TABLES["service_requests"].columns)}
    assert request_rows(timezone.localdate() - dt.timedelta(days=2)) == []
