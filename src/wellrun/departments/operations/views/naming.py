"""Who lies here, for whoever may know; and who is meant by a record number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wellrun.departments.operations.models import Course, TheatreCase
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.patients.queries import Search, named, search
from wellrun.values.faults import Fault, Refused


def names_of(request: ReaderRequest, courses: Iterable[Course]) -> Mapping[UUID, Any]:
    """The patients of these visits whom the reader may see, by their keys; nobody for who may not find patients."""
    if not may(request.user, Permission.FIND_PATIENTS, request.place, tree=request.tree):
        return {}
    here = {one.patient_id for one in courses if one.patient_id}
    return named(request.user, here, request.place, tree=request.tree)


def theatre_names(request: ReaderRequest, cases: Iterable[TheatreCase]) -> Mapping[UUID, Any]:
    """The patients of these cases whom the reader may see, by their keys."""
    if not may(request.user, Permission.FIND_PATIENTS, request.place, tree=request.tree):
        return {}
    here = {one.patient_id for one in cases if one.patient_id}
    return named(request.user, here, request.place, tree=request.tree)


def of_record_number(request: ReaderRequest, mrn: str) -> Patient:
    """The patient of the facility with this number. Raises ``Refused`` if there is none the reader may find."""
    found = search(request.user, Search(mrn=mrn), request.tree[request.place.facility], tree=request.tree)
    if len(found) != 1:
        remedy = _("Look at the number again, or register the patient first.")
        raise Refused(Fault("operations.house.nobody", _("No patient has this number."), place="mrn", remedy=remedy))
    return Patient.objects.get(pk=found[0].id)


def initials(patient: Any) -> str:
    """What a screen that everybody passes may show of a name; nothing of who may not be seen."""
    return "".join(part[0] for part in patient.name.split() if part[0].isalpha()) if patient else ""
