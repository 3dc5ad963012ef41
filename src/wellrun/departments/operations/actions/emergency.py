"""What people say of the emergency department by hand: who came, triage, a clinician, the decision, who left unseen.

Coming, the decision to admit and leaving are events of the house like those of messages; what no message tells is a
step of its own. Everything can be taken back.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.actions import moving
from wellrun.departments.operations.keeping.house import keep, lock_house
from wellrun.departments.operations.keeping.marks import boards_changed
from wellrun.departments.operations.models import Course, EmergencyStep
from wellrun.departments.operations.models import Event as EventRow
from wellrun.departments.operations.queries.emergency import emergency_units, steps_of
from wellrun.departments.operations.rules.emergency import Step
from wellrun.departments.operations.rules.house.events import Event, Spot
from wellrun.departments.operations.rules.house.visits import IN_HOUSE
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

LEVELS = range(1, 6)
"""Levels of triage, 1 the most urgent (ESI; CTAS; Manchester)."""


@transaction.atomic
def arrive(
    *,
    facility: Facility,
    patient: Patient,
    unit: str,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    visit: str = "",
    at: dt.datetime | None = None,
) -> Course:
    """Somebody of the registry has come to the department; ``visit`` is the number the tracking system knows them by.

    Raises ``Refused`` if they are in the house already, or for a unit that is no emergency department.
    """
    place = _place(facility, unit, tree)
    check_may(by, Permission.MANAGE_BEDS, place, tree=tree)
    house = lock_house(facility)
    faults = []
    if place.code not in {one.code for one in emergency_units(tree[facility.code], tree=tree)}:
        words = _("Choose an emergency department.")
        faults.append(Fault("operations.emergency.unit", words, place="unit", value=unit))
    if Course.objects.filter(facility=facility, patient=patient, stage__in=IN_HOUSE).exists():
        words = _("This patient is in the house already.")
        faults.append(Fault("operations.house.here_already", words, place="mrn"))
    if visit and Course.objects.filter(facility=facility, visit_index=visit).exists():
        words = _("There is a visit of this number already.")
        faults.append(Fault("operations.emergency.visit", words, place="visit"))
    if faults:
        raise Refused(faults)
    when = at or now
    number = visit or f"W{uuid.uuid4().hex[:12]}"
    course = Course.objects.create(facility=facility, visit=number, patient=patient)
    said = {"visit": str(course.pk), "patient": str(patient.pk), "admitted": when, "patient_class": "E"}
    keep(house, [_event("A04", when, now, spot=Spot(unit), **said)], by=by, source=moving.HAND)
    record("operations.emergency.arrived", by=by, about=course, after={"unit": unit}, patients=[patient.pk])
    course.refresh_from_db()
    return course


@transaction.atomic
def say(
    *,
    course: Course,
    step: Step,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    category: int | None = None,
    clinician: str = "",
    at: dt.datetime | None = None,
) -> EmergencyStep:
    """Says that somebody was triaged, was seen, or has left unseen. Raises ``Refused`` with everything against it."""
    check_may(by, Permission.MANAGE_BEDS, _place(course.facility, course.unit, tree), tree=tree)
    house = lock_house(course.facility)
    held = Course.objects.select_for_update().get(pk=course.pk)
    when, faults = at or now, []
    if held.stage not in IN_HOUSE:
        faults.append(Fault("operations.house.not_here", _("This patient is not in the house."), place="course"))
    if step is Step.TRIAGE and category not in LEVELS:
        words = _("Give a level from 1 to 5, 1 the most urgent.")
        faults.append(Fault("operations.emergency.level", words, place="category", value=str(category or "")))
    if step is Step.LEFT_UNSEEN and any(one.step is Step.SEEN for one in steps_of([held.pk])[held.pk]):
        words = _("This patient was seen by a clinician; whoever leaves after that is discharged.")
        faults.append(Fault("operations.emergency.was_seen", words, place="step"))
    if when > now or (held.admitted and when < held.admitted):
        words = _("It cannot have been then: before the patient came, or not yet.")
        faults.append(Fault("operations.emergency.when", words, place="since", value=when.isoformat()))
    if faults:
        raise Refused(faults)
    made = EmergencyStep.objects.create(
        course=held, step=step, at=when, category=category, clinician=clinician.strip(), by=by
    )
    if step is Step.LEFT_UNSEEN:
        said = {"visit": str(held.pk), "patient": str(held.patient_id or ""), "left": when}
        keep(house, [_event("A03", when, now, spot=Spot(held.unit, held.bed), **said)], by=by, source=moving.HAND)
    record("operations.emergency.said", by=by, about=held, after={"step": step, "level": category}, patients=_who(held))
    boards_changed(held.facility)
    return made


@transaction.atomic
def decide(*, course: Course, version: int, goal: str, by: Account, tree: Tree, now: dt.datetime) -> Course:
    """It is decided to admit the patient, to a unit if it is known: they wait for a bed from now on (A15)."""
    check_may(by, Permission.MANAGE_BEDS, _place(course.facility, course.unit, tree), tree=tree)
    house = lock_house(course.facility)
    held = Course.objects.select_for_update().get(pk=course.pk)
    check_unchanged(version, held.version, code="operations.visit")
    faults = []
    if held.stage not in IN_HOUSE:
        faults.append(Fault("operations.house.not_here", _("This patient is not in the house."), place="course"))
    if held.wanted is not None:
        faults.append(Fault("operations.emergency.decided", _("It was decided already."), place="goal"))
    if faults:
        raise Refused(faults)
    said = {"visit": str(held.pk), "patient": str(held.patient_id or ""), "goal": Spot(goal)}
    keep(house, [_event("A15", now, now, spot=Spot(held.unit, held.bed), **said)], by=by, source=moving.HAND)
    record("operations.emergency.decided", by=by, about=held, after={"goal": goal}, patients=_who(held))
    held.refresh_from_db()
    return held


@transaction.atomic
def undo_step(*, step: EmergencyStep, why: str, by: Account, tree: Tree, now: dt.datetime) -> EmergencyStep:
    """Takes a step back; whoever was said to have left unseen is in the department again."""
    course = step.course
    unit = course.unit or course.spells.order_by("-since").values_list("unit", flat=True).first() or ""
    check_may(by, Permission.MANAGE_BEDS, _place(course.facility, unit, tree), tree=tree)
    lock_house(course.facility)
    faults = []
    if step.undoes_id or EmergencyStep.objects.filter(undoes=step).exists():
        faults.append(Fault("operations.house.undone", _("This was taken back already."), place="step"))
    if not why.strip():
        faults.append(Fault("operations.house.no_why", _("Say why it is taken back."), place="why"))
    if faults:
        raise Refused(faults)
    made = EmergencyStep.objects.create(course=course, step=step.step, at=now, by=by, undoes=step)
    if step.step == Step.LEFT_UNSEEN:
        left = EventRow.objects.filter(course=course, trigger="A03", at=step.at, undone_by=None).last()
        if left is not None:
            moving.undo(event=left, why=why, by=by, tree=tree, now=now)
    record(
        "operations.emergency.undone", by=by, about=course, after={"step": step.step}, why=why, patients=_who(course)
    )
    boards_changed(course.facility)
    return made


def _event(trigger: str, at: dt.datetime, now: dt.datetime, **more: object) -> Event:
    return Event(key="", trigger=trigger, at=at, recorded=now, **more)  # type: ignore[arg-type]


def _who(course: Course) -> list[uuid.UUID]:
    return [course.patient_id] if course.patient_id else []


def _place(facility: Facility, unit: str, tree: Tree) -> Place:
    return tree.get(f"{facility.code}/{unit}") or tree[facility.code]
