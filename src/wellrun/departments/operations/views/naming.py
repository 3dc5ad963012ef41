"""Who lies here, for whoever may know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from wellrun.departments.operations.models import Course
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.patients.queries import named


def names_of(request: ReaderRequest, courses: Iterable[Course]) -> Mapping[UUID, Any]:
    """The patients of these visits whom the reader may see, by their keys; nobody for who may not find patients."""
    if not may(request.user, Permission.FIND_PATIENTS, request.place, tree=request.tree):
        return {}
    here = {one.patient_id for one in courses if one.patient_id}
    return named(request.user, here, request.place, tree=request.tree)
