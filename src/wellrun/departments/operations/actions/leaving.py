"""Somebody is ready to leave, or no longer."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.keeping.house import lock_house
from wellrun.departments.operations.keeping.marks import boards_changed
from wellrun.departments.operations.models import Course, Readiness
from wellrun.departments.operations.rules.house.visits import IN_HOUSE
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def say_ready(
    *,
    course: Course,
    ready: bool,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    at: dt.datetime | None = None,
) -> Readiness:
    """Says that a patient needs no more acute care here, or does again; ``at`` if it was earlier than now.

    Raises ``Refused`` if the patient is not in the house, if it was so already, or for a time before they came or to
    come.
    """
    place = tree.get(f"{course.facility.code}/{course.unit}") or tree[course.facility.code]
    check_may(by, Permission.MANAGE_BEDS, place, tree=tree)
    lock_house(course.facility)
    held = Course.objects.select_for_update().get(pk=course.pk)
    when = at or now
    faults = []
    if held.stage not in IN_HOUSE:
        words = _("This patient is not in the house.")
        faults.append(Fault("operations.leaving.not_here", words, place="course"))
    last = held.readiness.last()
    if (last.ready if last else False) == ready:
        words = _("Somebody has said so already.")
        faults.append(Fault("operations.leaving.said", words, place="course", remedy=_("Look at the board again.")))
    if when > now or (held.admitted and when < held.admitted) or (last is not None and when < last.at):
        words = _("It cannot have been so then.")
        remedy = _("Give a time after the patient came, after what was said last, and not to come.")
        faults.append(Fault("operations.leaving.when", words, place="since", value=when.isoformat(), remedy=remedy))
    if faults:
        raise Refused(faults)
    made = Readiness.objects.create(course=held, ready=ready, at=when, by=by)
    concerned = [held.patient_id] if held.patient_id else []
    record("operations.visit.ready", by=by, about=held, after={"ready": ready, "at": when}, patients=concerned)
    boards_changed(held.facility)
    return made
