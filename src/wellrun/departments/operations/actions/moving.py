"""What people do by hand, also where there are no feeds: admit, move, swap, discharge, plan, send on leave, take back.

Each is one event of the same kind as a message would bring. Whoever is second is told.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.keeping.house import keep, lock_house
from wellrun.departments.operations.models import BedSpan, Course, House
from wellrun.departments.operations.models import Event as EventRow
from wellrun.departments.operations.queries.events import as_event, of_names
from wellrun.departments.operations.rules.house.beds import Condition
from wellrun.departments.operations.rules.house.events import CANCELS, NOWHERE, Event, Spot
from wellrun.departments.operations.rules.house.giving import BedAsked, against
from wellrun.departments.operations.rules.house.visits import IN_HOUSE, Stage
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Bed, Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

HAND = "by hand"


@transaction.atomic
def admit(
    *,
    facility: Facility,
    patient: Patient,
    spot: Spot,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    expected: dt.date | None = None,
) -> Course:
    """Admits somebody of the registry to a bed, under a visit number of the house's own."""
    _check(facility, by, tree, spot.unit)
    house = lock_house(facility)
    if Course.objects.filter(facility=facility, patient=patient, stage__in=IN_HOUSE).exists():
        raise Refused(_fault("here_already", _("This patient is in the house already."), "patient"))
    check_bed(house, spot, "")
    course = Course.objects.create(facility=facility, visit=f"W{uuid.uuid4().hex[:12]}", patient=patient)
    event = _event("A01", course, now, spot=spot, admitted=now, expected=expected, patient_class="I")
    keep(house, [event], by=by, source=HAND)
    record("operations.visit.admitted", by=by, about=course, after={"bed": spot.bed}, patients=[patient.pk])
    return _again(course)


@transaction.atomic
def move(*, course: Course, version: int, spot: Spot, by: Account, tree: Tree, now: dt.datetime) -> Course:
    """Moves somebody to another bed. Refuses if it is taken, not open, not clean, or held for another."""
    house, held = _held(course, version, by, tree, spot.unit)
    check_bed(house, spot, str(held.pk))
    trigger = "A02" if held.stage in IN_HOUSE else "A01"
    keep(house, [_event(trigger, held, now, spot=spot, prior=_spot(held))], by=by, source=HAND)
    before = {"bed": held.bed}
    record("operations.visit.moved", by=by, about=held, before=before, after={"bed": spot.bed}, patients=_whose(held))
    return _again(held)


@transaction.atomic
def swap(*, course: Course, version: int, other: Course, by: Account, tree: Tree, now: dt.datetime) -> Course:
    """Two patients change beds."""
    house, held = _held(course, version, by, tree, other.unit)
    second = Course.objects.get(pk=other.pk, facility=held.facility)
    if held.stage not in IN_HOUSE or second.stage not in IN_HOUSE or held.pk == second.pk:
        raise Refused(_fault("not_here", _("Only two patients who are here can change beds."), "other"))
    pair = ((held, second), (second, held))
    keep(house, [_event("A17", one, now, spot=_spot(two), prior=_spot(one)) for one, two in pair], by=by, source=HAND)
    whose = [*_whose(held), *_whose(second)]
    record("operations.visit.swapped", by=by, about=held, after={"bed": second.bed}, patients=whose)
    return _again(held)


@transaction.atomic
def discharge(*, course: Course, version: int, by: Account, tree: Tree, now: dt.datetime) -> Course:
    """Somebody has left."""
    house, held = _held(course, version, by, tree)
    _check_here(held)
    keep(house, [_event("A03", held, now, spot=_spot(held), left=now)], by=by, source=HAND)
    record("operations.visit.discharged", by=by, about=held, before={"bed": held.bed}, patients=_whose(held))
    return _again(held)


@transaction.atomic
def expect(*, course: Course, version: int, day: dt.date, by: Account, tree: Tree, now: dt.datetime) -> Course:
    """Says on which day somebody is expected to leave."""
    house, held = _held(course, version, by, tree)
    _check_here(held)
    keep(house, [_event("A08", held, now, spot=_spot(held), expected=day)], by=by, source=HAND)
    record("operations.visit.expected", by=by, about=held, after={"expected": day}, patients=_whose(held))
    return _again(held)


PLANS = {"plan-leaving": "A16", "leave-of-absence": "A21", "back": "A22"}
"""What can be said of somebody who is here without more words."""


@transaction.atomic
def tell(*, course: Course, version: int, what: str, by: Account, tree: Tree, now: dt.datetime) -> Course:
    """One of the plain events: the discharge is planned, gone on leave, back from leave."""
    house, held = _held(course, version, by, tree)
    _check_here(held)
    keep(house, [_event(PLANS[what], held, now, spot=_spot(held))], by=by, source=HAND)
    record("operations.visit.told", by=by, about=held, after={"what": what}, patients=_whose(held))
    return _again(held)


@transaction.atomic
def undo(*, event: EventRow, why: str, by: Account, tree: Tree, now: dt.datetime) -> EventRow:
    """Takes one event back, whoever told it. The event stays in the history, and so does its undoing."""
    _check(event.facility, by, tree, event.unit, Permission.MERGE_PATIENTS if of_names(event) else None)
    house = lock_house(event.facility)
    faults = []
    if event.trigger not in CANCELS["undo"] | {"undo"} or event.undone_by.exists():
        faults.append(_fault("undone", _("This was taken back already."), "event"))
    if not why.strip():
        faults.append(_fault("no_why", _("Say why it is taken back."), "why"))
    if faults:
        raise Refused(faults)
    taken = as_event(event)
    undoing = Event(
        key="",
        trigger="undo",
        at=event.at,
        recorded=now,
        visit=taken.visit,
        patient=taken.patient,
        gone_visit=taken.gone_visit,
        gone_patient=taken.gone_patient,
        spot=taken.spot if taken.word else NOWHERE,
        word=taken.word,
        undoes=taken.key,
    )
    (row,) = keep(house, [undoing], by=by, source=HAND, why=why.strip())
    whose = [key for key in (event.patient_id, event.gone_patient_id) if key]
    record("operations.event.undone", by=by, about=event, after={"by": row}, why=why.strip(), patients=whose)
    return row


def _event(trigger: str, course: Course, now: dt.datetime, **more: object) -> Event:
    said = {"visit": str(course.pk), "patient": str(course.patient_id or ""), **more}
    return Event(key="", trigger=trigger, at=now, recorded=now, **said)  # type: ignore[arg-type]


def _held(course: Course, version: int, by: Account, tree: Tree, goal: str = "") -> tuple[House, Course]:
    """The house and the visit, both locked, if the reader may and has seen how it is."""
    for unit in {course.unit, goal} - {""} or {""}:
        _check(course.facility, by, tree, unit)
    house = lock_house(course.facility)
    held = Course.objects.select_for_update().get(pk=course.pk)
    check_unchanged(version, held.version, code="operations.visit")
    return house, held


def _check(facility: Facility, by: Account, tree: Tree, unit: str, what: Permission | None = None) -> None:
    place = tree.get(f"{facility.code}/{unit}") if unit else None
    check_may(by, what or Permission.MANAGE_BEDS, place or tree[facility.code], tree=tree)


def _check_here(course: Course) -> None:
    if course.stage not in IN_HOUSE:
        raise Refused(_fault("not_here", _("This patient is not in the house."), "course"))


def check_bed(house: House, spot: Spot, who: str) -> None:
    """Raises ``Refused`` with everything that speaks against giving the bed to a visit."""
    asked = bed_asked(house, spot)
    words = {
        "unknown": _("There is no such bed."),
        "taken": _("Somebody lies in this bed: it was given away meanwhile."),
        "shut": _("This bed is not open."),
        "unclean": _("This bed is not clean yet."),
        "held": _("This bed is held for somebody else."),
    }
    remedies = {
        "taken": _("Choose another bed."),
        "shut": _("Open it first, or choose another bed."),
        "unclean": _("Say that it is clean, or choose another bed."),
        "held": _("Release it first, or choose another bed."),
    }
    found: Sequence[str] = against(asked, who)
    if found:
        raise Refused([_fault(code, words[code], "spot", remedies.get(code, "")) for code in found])


def bed_asked(house: House, spot: Spot) -> BedAsked:
    """A bed as it is now, for whoever is to be given it."""
    exists = Bed.objects.filter(unit__department__facility=house.facility, unit__code=spot.unit, code=spot.bed).exists()
    here = Course.objects.filter(
        facility=house.facility, unit=spot.unit, bed=spot.bed, stage__in=(Stage.HERE, Stage.AWAY)
    )
    span = BedSpan.objects.filter(facility=house.facility, unit=spot.unit, bed=spot.bed, until=None).first()
    return BedAsked(
        exists,
        tuple(str(key) for key in here.values_list("pk", flat=True)),
        Condition(span.condition) if span else Condition.READY,
        str(span.held_id or "") if span else "",
    )


def _whose(course: Course) -> list[uuid.UUID]:
    return [course.patient_id] if course.patient_id else []


def _spot(course: Course) -> Spot:
    return Spot(course.unit, course.bed)


def _again(course: Course) -> Course:
    course.refresh_from_db()
    return course


def _fault(code: str, words: str, place: str, remedy: str = "") -> Fault:
    return Fault(f"operations.house.{code}", words, place=place, remedy=remedy)
