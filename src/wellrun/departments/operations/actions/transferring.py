"""Patients come from other facilities and go to them: asked, accepted, a bed held, on the way, arrived.

Accepting somebody makes a visit that is expected (A14), so that the bed board knows that they wait; holding a bed,
arriving and leaving are what they are for everybody else.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.actions import bedding, moving
from wellrun.departments.operations.keeping.house import keep, lock_house
from wellrun.departments.operations.keeping.marks import boards_changed
from wellrun.departments.operations.models import BedSpan, Course, Transfer, TransferMove
from wellrun.departments.operations.models import Event as EventRow
from wellrun.departments.operations.models.transfers import STATES
from wellrun.departments.operations.rules.house.events import NOWHERE, Event, Spot, Word
from wellrun.departments.operations.rules.house.visits import IN_HOUSE, Stage
from wellrun.departments.operations.rules.transfers import MOVES, NEEDS_WORDS, OPEN, Direction, Move, State
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def ask(
    *,
    facility: Facility,
    direction: Direction,
    elsewhere: str,
    need: str,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    unit: str = "",
    who: str = "",
    course: Course | None = None,
) -> Transfer:
    """Asks to take somebody in, or to have somebody taken. Raises ``Refused`` with everything that is missing."""
    check_may(by, Permission.MANAGE_BEDS, _place(facility, course.unit if course else unit, tree), tree=tree)
    wrong = (
        (not elsewhere.strip(), "elsewhere", _("Name the other facility.")),
        (not need.strip(), "need", _("Say why, and what is needed.")),
        (direction is Direction.IN and not who.strip(), "who", _("Say who it is.")),
        (direction is Direction.IN and not unit, "unit", _("Say to which unit.")),
        (
            direction is Direction.OUT and (course is None or course.stage not in IN_HOUSE),
            "course",
            _("Only a patient who is here can go elsewhere."),
        ),
    )
    faults = [Fault(f"operations.transfer.no_{place}", words, place=place) for so, place, words in wrong if so]
    if course is not None and course.transfers.filter(state__in=OPEN).exists():
        faults.append(
            Fault("operations.transfer.open", _("This patient has an open transfer already."), place="course")
        )
    if faults:
        raise Refused(faults)
    made = Transfer.objects.create(
        facility=facility,
        direction=direction,
        elsewhere=elsewhere.strip(),
        course=course,
        unit=course.unit if course else unit,
        who=who.strip(),
        need=need.strip(),
        state=State.ASKED,
        asked_at=now,
    )
    TransferMove.objects.create(transfer=made, move=Move.ASK, at=now, by=by)
    record("operations.transfer.asked", by=by, about=made, after={"direction": direction}, patients=_whose(made))
    boards_changed(facility)
    return made


@transaction.atomic
def move(
    *,
    transfer: Transfer,
    move: Move,
    version: int,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    words: str = "",
    spot: Spot = NOWHERE,
    patient: Patient | None = None,
) -> Transfer:
    """Takes a transfer a step further. ``spot`` is the bed that is held, ``patient`` who of the registry has arrived.

    Raises ``Refused`` if somebody was quicker, with all that is missing, or with what speaks against the bed.
    """
    check_may(by, Permission.MANAGE_BEDS, _place(transfer.facility, transfer.unit, tree), tree=tree)
    house = lock_house(transfer.facility)
    held = Transfer.objects.select_for_update().get(pk=transfer.pk)
    check_unchanged(version, held.version, code="operations.transfer")
    to = MOVES[Direction(held.direction)].get((State(held.state), move))
    faults = _faults_of(held, move, to, words=words, spot=spot)
    if faults or to is None:
        raise Refused(faults)
    before = held.state
    coming = held.direction == Direction.IN
    if coming and move is Move.ACCEPT:
        held.course = _expected(held, by, now)
    elif coming and move is Move.ASSIGN:
        _hold(held, spot, by, tree, now)
    elif coming and move is Move.ARRIVE:
        _arrive(held, patient, by, tree, now)
    elif coming and move is Move.CANCEL:
        _expected_no_more(held, by, tree, now)
    elif not coming and move is Move.ARRIVE:
        _left(held, by, tree, now)
    held.state, held.version = to, held.version + 1
    held.ended_at = None if to in OPEN else now
    held.save()
    TransferMove.objects.create(transfer=held, move=move, at=now, by=by, words=words.strip())
    action = f"operations.transfer.{move}"
    record(action, by=by, about=held, before={"state": before}, after={"state": to}, patients=_whose(held))
    boards_changed(house.facility)
    return held


def _faults_of(held: Transfer, move: Move, to: State | None, *, words: str, spot: Spot) -> list[Fault]:
    faults = []
    if to is None:
        told = _("This transfer is %(state)s.") % {"state": STATES[State(held.state)]}
        faults.append(Fault("operations.transfer.move", told, place="move", value=move, expected=held.state))
    if move in NEEDS_WORDS and not words.strip():
        faults.append(Fault("operations.transfer.no_words", _("Say why."), place="words"))
    if move is Move.ASSIGN and not spot.bed:
        faults.append(Fault("operations.transfer.no_bed", _("Choose a bed."), place="spot"))
    if move is Move.ARRIVE and held.direction == Direction.IN and not held.bed:
        faults.append(Fault("operations.transfer.bedless", _("Hold a bed first."), place="move"))
    return faults


def _expected(held: Transfer, by: Account, now: dt.datetime) -> Course:
    course = held.course or Course.objects.create(facility=held.facility, visit=f"T{uuid.uuid4().hex[:12]}")
    event = Event(key="", trigger="A14", at=now, recorded=now, visit=str(course.pk), goal=Spot(held.unit))
    keep(lock_house(held.facility), [event], by=by, source="transfer")
    course.refresh_from_db()
    return course


def _hold(held: Transfer, spot: Spot, by: Account, tree: Tree, now: dt.datetime) -> None:
    _release(held, by, tree, now)
    house = lock_house(held.facility)
    moving.check_bed(house, spot, str(held.course_id))
    _say(held, spot, Word.HOLD, by, tree, now)
    held.unit, held.bed = spot


def _release(held: Transfer, by: Account, tree: Tree, now: dt.datetime) -> None:
    spans = BedSpan.objects.filter(facility=held.facility, unit=held.unit, bed=held.bed, until=None)
    if held.bed and held.course_id and spans.filter(held=held.course_id).exists():
        _say(held, Spot(held.unit, held.bed), Word.RELEASE, by, tree, now)


def _say(held: Transfer, spot: Spot, word: Word, by: Account, tree: Tree, now: dt.datetime) -> None:
    bedding.say(
        facility=held.facility,
        spot=spot,
        word=word,
        version=bedding.version_of(held.facility, spot),
        held=held.course if word is Word.HOLD else None,
        by=by,
        tree=tree,
        now=now,
    )


def _arrive(held: Transfer, patient: Patient | None, by: Account, tree: Tree, now: dt.datetime) -> None:
    course = held.course
    if course is None:
        return
    if patient is not None and course.patient_id is None:
        said = {"visit": str(course.pk), "patient": str(patient.pk)}
        event = Event(key="", trigger="A08", at=now, recorded=now, **said)  # type: ignore[arg-type]
        keep(lock_house(held.facility), [event], by=by, source="transfer")
        course.refresh_from_db()
    if course.stage not in IN_HOUSE:
        spot = Spot(held.unit, held.bed)
        moving.move(course=course, version=course.version, spot=spot, by=by, tree=tree, now=now)


def _expected_no_more(held: Transfer, by: Account, tree: Tree, now: dt.datetime) -> None:
    _release(held, by, tree, now)
    held.bed = ""
    course = held.course
    if course is None or course.stage != Stage.EXPECTED:
        return
    asked = EventRow.objects.filter(course=course, trigger="A14", undone_by=None).last()
    if asked is not None:
        moving.undo(event=asked, why=_("The transfer was cancelled."), by=by, tree=tree, now=now)


def _left(held: Transfer, by: Account, tree: Tree, now: dt.datetime) -> None:
    if held.course is not None and held.course.stage in IN_HOUSE:
        moving.discharge(course=held.course, version=held.course.version, by=by, tree=tree, now=now)


def _whose(transfer: Transfer) -> list[uuid.UUID]:
    return [transfer.course.patient_id] if transfer.course and transfer.course.patient_id else []


def _place(facility: Facility, unit: str, tree: Tree) -> Place:
    return tree.get(f"{facility.code}/{unit}") or tree[facility.code]
