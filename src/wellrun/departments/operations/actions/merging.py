"""Two records turn out to be one patient's: told by hand as one event, which can be taken back like any other."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.actions.moving import HAND
from wellrun.departments.operations.keeping.house import keep, lock_house
from wellrun.departments.operations.models import Event as EventRow
from wellrun.departments.operations.rules.house.events import Event
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def merge(*, kept: Patient, gone: Patient, why: str, by: Account, tree: Tree, now: dt.datetime) -> EventRow:
    """One record goes on under another; its visits go with it. Taking the event back parts them again."""
    check_may(by, Permission.MERGE_PATIENTS, tree[kept.facility.code], tree=tree)
    house = lock_house(kept.facility)
    locked = {one.pk: one for one in Patient.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk])}
    faults = []
    if len(locked) != 2 or kept.facility_id != gone.facility_id:
        faults.append(_fault("no_pair", _("These are not two records of one facility."), "gone"))
    elif any(one.merged_into_id for one in locked.values()):
        remedy = _("Open the list anew.")
        faults.append(_fault("merged", _("One of these records was given up meanwhile."), "gone", remedy))
    if not why.strip():
        faults.append(_fault("no_why", _("Say what shows that they are one patient’s."), "why"))
    if faults:
        raise Refused(faults)
    told = Event(key="", trigger="A40", at=now, recorded=now, patient=str(kept.pk), gone_patient=str(gone.pk))
    (row,) = keep(house, [told], by=by, source=HAND, why=why.strip())
    record("operations.patients.merged", by=by, about=row, why=why.strip(), patients=[kept.pk, gone.pk])
    return row


def _fault(code: str, words: str, place: str, remedy: str = "") -> Fault:
    return Fault(f"operations.patients.{code}", words, place=place, remedy=remedy)
