"""Messages and hands change the house; the rows say what the rules say of the events, and can be rebuilt from them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from tests.clinic import Clinic, clinic  # noqa: F401 - a fixture

from wellrun.departments.operations.actions import bedding, moving
from wellrun.departments.operations.actions.rebuilding import rebuild
from wellrun.departments.operations.models import BedSpan, Course, Event, Question, Readiness, Spell
from wellrun.departments.operations.queries.board import board, leaving
from wellrun.departments.operations.queries.discharges import leavers
from wellrun.departments.operations.queries.events import as_event
from wellrun.departments.operations.rules.house.events import Spot, Word
from wellrun.departments.operations.rules.house.state import house_of
from wellrun.departments.operations.rules.house.visits import IN_HOUSE
from wellrun.departments.operations.rules.leaving import When
from wellrun.departments.operations.telling import take_message
from wellrun.engines.hl7v2 import read
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Patient, Stay
from wellrun.values.faults import Refused

BY = System("test")
BED1, BED2 = Spot("W1", "W1-01"), Spot("W1", "W1-02")


def adt(event: str, when: str, *, visit: str = "V1", mrn: str = "A1", bed: str = "W1^^W1-01", more: str = "") -> str:
    pv1 = {2: "I", 3: bed, 19: visit}
    return "\r".join(
        (
            f"MSH|^~\\&|PAS|H1|X|Y|202603{when}00||ADT^{event}|{event}{when}|P|2.5.1",
            f"EVN|{event}|202603{when}00||||202603{when}00",
            f"PID|1||{mrn}^^^H1^MR||Lovell^Ada||19410506|F",
            *([more] if more else []),
            "PV1|1|" + "|".join(pv1.get(number, "") for number in range(2, 46)),
        )
    )


@pytest.fixture
def tell(world: Any) -> Any:
    facility = Facility.objects.get(code="H1")

    def told(*texts: str) -> None:
        for text in texts:
            take_message(read(text + "\r").messages[0], facility=facility, number=1, by=BY)

    return told


def rows() -> Any:
    """All that is projected, without the keys of its rows."""
    return (
        sorted(Course.objects.values_list("pk", "patient", "stage", "unit", "bed", "since", "left", "expected")),
        sorted(Spell.objects.values_list("course", "unit", "bed", "since", "until"), key=str),
        sorted(BedSpan.objects.values_list("unit", "bed", "condition", "isolated", "held", "since", "until"), key=str),
        sorted(Question.objects.filter(stands=True).values_list("key", flat=True)),
        sorted(Stay.objects.values_list("patient", "place", "started_at", "ended_at"), key=str),
    )


HISTORY = (
    adt("A01", "010800"),
    adt("A01", "010900", visit="V2", mrn="A2", bed="W1^^W1-02"),
    adt("A20", "011000") + "\rNPU|W1^^W1-01|U",
    adt("A02", "011100", visit="V2", mrn="A2", bed="W2"),
    adt("A01", "011130", visit="V3", mrn="A3", bed="W1^^W1-01"),
    adt("A12", "011100", visit="V2", mrn="A2", bed="W1^^W1-02"),
    adt("A40", "011200", visit="", mrn="A1", more="MRG|A3^^^H1^MR"),
    adt("A03", "011300", bed="W1^^W1-01"),
)


def test_the_rows_say_what_the_events_say(tell: Any) -> None:
    tell(*HISTORY)
    house = house_of(as_event(row) for row in Event.objects.all())
    for name, course in house.visits.items():
        row = Course.objects.get(pk=name)
        assert (row.stage, row.unit, row.bed) == (course.stage, *course.spot)
        assert str(row.patient_id) == course.patient
    for spot, spans in house.beds.items():
        kept = BedSpan.objects.filter(unit=spot.unit, bed=spot.bed).values_list("condition", "since", "until")
        assert list(kept) == [(one.condition, one.since, one.until) for one in spans]
    standing = Question.objects.filter(stands=True)
    assert sorted(standing.values_list("sort", flat=True)) == sorted(one.sort for one in house.questions)


def test_in_any_order_the_rows_are_the_same(tell: Any) -> None:
    tell(*reversed(HISTORY), *HISTORY)
    house = house_of(as_event(row) for row in Event.objects.all())
    assert Event.objects.count() == len(HISTORY)
    here = Course.objects.filter(stage__in=IN_HOUSE)
    assert {str(row.pk): (row.unit, row.bed) for row in here} == {
        name: tuple(spot) for spot, names in house.lying.items() for name in names
    }


def test_rebuilding_from_the_events_changes_nothing(tell: Any) -> None:
    tell(*HISTORY)
    before = rows()
    rebuild(facility=Facility.objects.get(code="H1"), by=BY)
    assert rows() == before


def test_a_question_is_asked_and_goes_when_the_contradiction_does(tell: Any) -> None:
    tell(adt("A01", "010800"), adt("A01", "010900", visit="V2", mrn="A2"))
    question = Question.objects.get()
    assert (question.sort, question.stands, question.courses.count()) == ("two in bed", True, 2)
    tell(adt("A02", "010910", visit="V2", mrn="A2", bed="W1^^W1-02"))
    question.refresh_from_db()
    assert not question.stands


def test_merged_numbers_bring_the_stay_to_the_patient_who_is_kept(tell: Any) -> None:
    tell(adt("A01", "010800", mrn="OLD"), adt("A40", "010900", visit="", mrn="A1", more="MRG|OLD^^^H1^MR"))
    assert Stay.objects.get().patient.mrn == "A1"
    assert Course.objects.get().patient.mrn == "A1"


def test_every_fault_of_a_message_is_told(tell: Any) -> None:
    with pytest.raises(Refused) as refused:
        tell(adt("A01", "010800", visit="", bed=""))
    assert [fault.place for fault in refused.value.faults] == ["PV1-19", "PV1-3"]
    assert not Patient.objects.exists()


# By hand


@pytest.fixture
def nurse(clinic: Clinic) -> Any:  # noqa: F811 - the fixture
    return clinic.holder(Role.CLINICIAN, "H1")


def in_bed(clinic: Clinic, nurse: Any, patient: Any, spot: Spot) -> Course:  # noqa: F811
    return moving.admit(
        facility=patient.facility, patient=patient, spot=spot, by=nurse, tree=clinic.tree, now=timezone.now()
    )


def again(course: Course) -> dict[str, Any]:
    return {"course": course, "version": Course.objects.get(pk=course.pk).version}


def test_a_facility_without_feeds_admits_moves_and_discharges(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    ada = in_bed(clinic, nurse, clinic.ada, BED1)
    doing = {"by": nurse, "tree": clinic.tree}
    moved = moving.move(**again(ada), spot=BED2, now=timezone.now(), **doing)
    assert (moved.unit, moved.bed, moved.stage) == (*BED2, "here")
    gone = moving.discharge(**again(ada), now=timezone.now(), **doing)
    assert (gone.stage, gone.bed) == ("left", "")
    moving.undo(event=Event.objects.get(trigger="A03"), why="Was another patient", now=timezone.now(), **doing)
    ada.refresh_from_db()
    assert (ada.stage, ada.bed) == ("here", BED2.bed)


def test_who_is_second_is_told(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    in_bed(clinic, nurse, clinic.ada, BED1)
    with pytest.raises(Refused) as refused:
        in_bed(clinic, nurse, clinic.ben, BED1)
    assert [fault.code for fault in refused.value.faults] == ["operations.house.taken"]


def test_an_old_version_is_refused(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    ada = in_bed(clinic, nurse, clinic.ada, BED1)
    seen = again(ada)
    doing = {"by": nurse, "tree": clinic.tree}
    moving.expect(**seen, day=dt.date(2027, 1, 1), now=timezone.now(), **doing)
    with pytest.raises(Refused) as refused:
        moving.discharge(**seen, now=timezone.now(), **doing)
    assert refused.value.faults[0].code == "operations.visit.changed_meanwhile"


def test_two_change_beds(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    ada, ben = in_bed(clinic, nurse, clinic.ada, BED1), in_bed(clinic, nurse, clinic.ben, BED2)
    moving.swap(**again(ada), other=ben, by=nurse, tree=clinic.tree, now=timezone.now())
    assert dict(Course.objects.values_list("pk", "bed")) == {ada.pk: BED2.bed, ben.pk: BED1.bed}
    assert not Question.objects.filter(stands=True).exists()


@pytest.mark.parametrize("word", [Word.CLOSE, Word.BLOCK, Word.DIRTY, Word.CLEANING])
def test_a_bed_that_is_not_ready_is_given_to_nobody(clinic: Clinic, nurse: Any, word: Word) -> None:  # noqa: F811
    h1 = clinic.ada.facility
    doing = {"by": nurse, "tree": clinic.tree, "now": timezone.now()}
    bedding.say(facility=h1, spot=BED1, word=word, version=0, why="No nurse", **doing)
    with pytest.raises(Refused):
        in_bed(clinic, nurse, clinic.ada, BED1)
    undo = Word.OPEN if word in (Word.CLOSE, Word.BLOCK) else Word.CLEAN
    bedding.say(facility=h1, spot=BED1, word=undo, version=bedding.version_of(h1, BED1), **doing)
    assert in_bed(clinic, nurse, clinic.ada, BED1).bed == BED1.bed


def test_a_bed_is_held_for_one_and_given_to_no_other(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    ada = in_bed(clinic, nurse, clinic.ada, BED2)
    doing = {"by": nurse, "tree": clinic.tree}
    bedding.say(facility=ada.facility, spot=BED1, word=Word.HOLD, version=0, held=ada, now=timezone.now(), **doing)
    with pytest.raises(Refused):
        in_bed(clinic, nurse, clinic.ben, BED1)
    assert moving.move(**again(ada), spot=BED1, now=timezone.now(), **doing).bed == BED1.bed


def test_nobody_without_the_permission_moves_anybody(clinic: Clinic) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        in_bed(clinic, clinic.holder(Role.EXECUTIVE, "NET"), clinic.ada, BED1)
    assert refused.value.faults[0].code == "access.refused"
    with pytest.raises(Refused):
        in_bed(clinic, clinic.holder(Role.CLINICIAN, "H2", name="Elsewhere"), clinic.ada, BED1)


def test_an_answered_question_stays_answered(clinic: Clinic, nurse: Any, tell: Any) -> None:  # noqa: F811
    tell(adt("A01", "010800"), adt("A01", "010900", visit="V2", mrn="A2"))
    doing = {"by": nurse, "tree": clinic.tree, "now": timezone.now()}
    bedding.answer(question=Question.objects.get(), words="Mother and child", **doing)
    tell(adt("A08", "011000"))
    assert not Question.objects.get().stands


def test_whoever_is_ready_could_leave_today_on_every_board(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    ada = in_bed(clinic, nurse, clinic.ada, BED1)
    place, now = clinic.tree["H1"], timezone.now()
    assert leaving(board(place, tree=clinic.tree, at=now)) == ()
    Readiness.objects.create(course=ada, ready=True, at=now, by=nurse)
    shown = board(place, tree=clinic.tree, at=now + dt.timedelta(minutes=1))
    assert [course.pk for _ward, _bed, course in leaving(shown)] == [ada.pk]
    assert [one.when for one in leavers(shown)] == [When.TODAY]
    Readiness.objects.create(course=ada, ready=False, at=now + dt.timedelta(minutes=2), by=nurse)
    assert leaving(board(place, tree=clinic.tree, at=now + dt.timedelta(minutes=3))) == ()


def test_a_first_cleaning_that_is_told_late_dirties_every_bed_left_since(tell: Any) -> None:
    """Since when cleaning is told is known of the whole house, whichever bed it was told of."""
    tell(adt("A01", "010800"), adt("A03", "011000"))
    assert BedSpan.objects.get(bed=BED1.bed, until=None).condition == "ready"
    tell(adt("A20", "010900") + "\rNPU|W1^^W1-02|U")
    assert BedSpan.objects.get(bed=BED1.bed, until=None).condition == "dirty"
    before = rows()
    rebuild(facility=Facility.objects.get(code="H1"), by=BY)
    assert rows() == before


def lain(number: int) -> tuple[str, ...]:
    """So many patients in one bed, one after the other, each with a number that was given up."""
    return tuple(
        text
        for day in range(1, number + 1)
        for text in (
            adt("A01", f"{day:02}0800", visit=f"V{day}", mrn=f"OLD{day}"),
            adt("A40", f"{day:02}0900", visit="", mrn=f"A{day}", more=f"MRG|OLD{day}^^^H1^MR"),
            adt("A03", f"{day:02}1000", visit=f"V{day}", mrn=f"A{day}"),
            adt("A20", f"{day:02}1100") + "\rNPU|W1^^W1-01|U",
        )
    )


def rows_read(tell: Any, text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many rows a message reads of what the house keeps."""
    read_rows: list[str] = []
    for model in (Event, Spell, BedSpan, Course):
        plain = model.from_db.__func__  # type: ignore[attr-defined]

        def counted(cls: Any, *given: Any, plain: Any = plain) -> Any:
            read_rows.append(cls.__name__)
            return plain(cls, *given)

        monkeypatch.setattr(model, "from_db", classmethod(counted))
    tell(text)
    monkeypatch.undo()
    return len(read_rows)


def test_what_an_event_reads_does_not_grow_with_the_age_of_the_house(
    tell: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for begun, until in ((0, 3), (3, 12)):
        tell(*lain(until)[4 * begun :])
        text = adt("A01", f"{15 + until // 12:02}0800", visit=f"N{until}", mrn=f"N{until}")
        counts.append(rows_read(tell, text, monkeypatch))
        tell(adt("A11", f"{15 + until // 12:02}0800", visit=f"N{until}", mrn=f"N{until}"))
    assert counts[1] <= counts[0] + 2, counts
