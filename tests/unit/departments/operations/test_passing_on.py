"""Whatever the house is told goes on to the systems that want it: in its order, in its transaction, and not back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from tests.clinic import Clinic, clinic  # noqa: F401 - a fixture
from tests.unit.departments.operations.test_house import BED1, BED2, adt

from wellrun.departments.operations.actions import bedding, moving
from wellrun.departments.operations.models import Course, Event
from wellrun.departments.operations.rules.house.events import Word
from wellrun.departments.operations.telling import take_file, take_message
from wellrun.engines.hl7v2 import Adt, read, record_of
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.feeds.models import Destination, Outgoing
from wellrun.foundations.organisation.models import Facility

BY = System("test")

pytestmark = pytest.mark.django_db


def destined(name: str = "Laboratory", **more: Any) -> Destination:
    values = {"host": "127.0.0.1", "port": 1, "kinds": "ADT", "application": "LAB", "receiver": "H1"} | more
    return Destination.objects.create(facility=Facility.objects.get(code="H1"), name=name, **values)


def told(*texts: str) -> None:
    facility = Facility.objects.get(code="H1")
    for number, text in enumerate(texts, start=1):
        take_message(read(text + "\r").messages[0], facility=facility, number=number, by=BY)


def said(*numbers: tuple[str, int]) -> list[tuple[str, ...]]:
    """The trigger of each message in line and the fields that are asked for."""
    messages = [read(row.raw).messages[0] for row in Outgoing.objects.order_by("destination", "number")]
    return [(one.value("MSH", 9, 2), *(one.value(segment, field) for segment, field in numbers)) for one in messages]


def two_in_bed(clinic: Clinic) -> tuple[Course, Course, Any, Any, dt.datetime]:  # noqa: F811
    """Ada and Ben in the two beds of the ward, and a manager who put them there."""
    facility, now = clinic.ada.facility, timezone.now()
    manager = clinic.holder(Role.FACILITY_MANAGER)
    one, two = (
        moving.admit(facility=facility, patient=patient, spot=spot, by=manager, tree=clinic.tree, now=now)
        for patient, spot in ((clinic.ada, BED1), (clinic.ben, BED2))
    )
    return one, two, manager, clinic.tree, now


def test_a_movement_that_was_told_goes_on_as_it_was_told(world: Any) -> None:
    destined()
    told(adt("A01", "010800"), adt("A02", "011100", bed="W1^^W1-02"), adt("A03", "021300", bed="W1^^W1-02"))
    found = said(("PID", 3), ("PV1", 19), ("PV1", 3), ("EVN", 6))
    assert [one[:4] for one in found] == [
        ("A01", "A1", "V1", "W1"),
        ("A02", "A1", "V1", "W1"),
        ("A03", "A1", "V1", "W1"),
    ]
    assert found[1][4] == "20260301110000-0500", "the facility's clock, with its offset"
    record = record_of(read(Outgoing.objects.order_by("number")[1].raw).messages[0])
    assert isinstance(record, Adt)
    assert (record.visit.location.bed, record.person.name.family, record.missing) == ("W1-02", "Lovell", ())


def test_a_repeat_and_a_file_tell_nobody(world: Any, tmp_path: Any) -> None:
    destined()
    told(adt("A01", "010800"), adt("A01", "010800"))
    assert len(said()) == 1
    file = tmp_path / "moves.hl7"
    file.write_text(adt("A03", "020800") + "\r", newline="")
    take_file(file, facility=Facility.objects.get(code="H1"), by=BY)
    assert Course.objects.get().left is not None
    assert len(said()) == 1


def test_a_system_is_told_what_it_asked_for_and_never_its_own_news(world: Any) -> None:
    destined("Itself", application="PAS", receiver="H1")
    destined("Kitchen", kinds="ADT^A01 ADT^A03")
    destined("Scheduling", kinds="SIU")
    told(adt("A01", "010800"), adt("A02", "011100", bed="W2"))
    assert [(row.destination.name, row.kind) for row in Outgoing.objects.all()] == [("Kitchen", "ADT^A01")]


def test_what_is_undone_with_its_cause_is_not_sent(world: Any) -> None:
    destined()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told(adt("A01", "010800"))
        raise ZeroDivisionError
    assert (Event.objects.count(), Outgoing.objects.count()) == (0, 0)


def test_a_merge_names_the_number_that_is_given_up(world: Any) -> None:
    destined(kinds="ADT^A40")
    told(adt("A01", "010800"), adt("A40", "011200", visit="", mrn="A9", more="MRG|A1^^^H1^MR"))
    assert said(("PID", 3), ("MRG", 1)) == [("A40", "A9", "A1")]


def test_a_swap_is_one_message_of_two_patients(clinic: Clinic) -> None:  # noqa: F811
    one, two, manager, tree, now = two_in_bed(clinic)
    destined()
    moving.swap(course=one, version=one.version, other=two, by=manager, tree=tree, now=now + dt.timedelta(hours=1))
    (row,) = Outgoing.objects.all()
    message = read(row.raw).messages[0]
    assert row.kind == "ADT^A17"
    assert [pv1.components(3)[2] for pv1 in message.every("PV1")] == [BED2.bed, BED1.bed]
    assert len({pid.value(3) for pid in message.every("PID")}) == 2


def test_what_people_do_by_hand_goes_on_and_their_undoing_cancels_it(clinic: Clinic) -> None:  # noqa: F811
    one, _two, manager, tree, now = two_in_bed(clinic)
    destined()
    later = now + dt.timedelta(hours=1)
    moving.discharge(course=one, version=one.version, by=manager, tree=tree, now=later)
    event = Event.objects.get(trigger="A03")
    moving.undo(event=event, why="another patient", by=manager, tree=tree, now=later + dt.timedelta(minutes=5))
    assert [name for name, *_more in said()] == ["A03", "A13"]
    assert len({time for _name, time in said(("EVN", 6))}) == 1, (
        "EVN-6 of a cancellation is the time of what it cancels"
    )


def test_a_clean_bed_goes_on_and_a_held_one_has_no_code(clinic: Clinic) -> None:  # noqa: F811
    one, _two, manager, tree, now = two_in_bed(clinic)
    destined()
    facility, spot = one.facility, BED1

    def say(word: Word, **more: Any) -> None:
        version = bedding.version_of(facility, spot)
        bedding.say(facility=facility, spot=spot, word=word, version=version, by=manager, tree=tree, now=now, **more)

    say(Word.DIRTY)
    say(Word.HOLD, held=one)
    assert said(("NPU", 1), ("NPU", 2)) == [("A20", "W1", "K")]
