"""Which complaints somebody may read: by place; of the names, only those who may see who complains."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from wellrun.departments.quality.models import Complaint
from wellrun.foundations.organisation.places import Place, Tree


def complaints_within(places: Iterable[Place], *, tree: Tree) -> QuerySet[Complaint]:
    """The complaints of places and of every place below them, without who complains and how they are reached."""
    codes = {inner.code for place in places for inner in tree.within(place)}
    return Complaint.objects.filter(place__in=codes).select_related("facility").defer("complainant", "reach")
