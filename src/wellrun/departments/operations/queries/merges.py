"""The merges that hold, newest first."""

from __future__ import annotations

from django.db.models import QuerySet

from wellrun.departments.operations.models import Event
from wellrun.departments.operations.rules.house.events import TRIGGERS, Does
from wellrun.foundations.organisation.places import Level, Place, Tree

OF_MERGES = tuple(name for name, does in TRIGGERS.items() if does is Does.MERGE_PATIENTS)


def merges(place: Place, *, tree: Tree) -> QuerySet[Event]:
    """Every merge of patients' records in a place, by hand or by message, that was not taken back."""
    facilities = [one.code for one in tree.within(place) if one.level is Level.FACILITY]
    found = Event.objects.filter(facility__code__in=facilities, trigger__in=OF_MERGES, undone_by=None)
    return found.select_related("facility", "by__person").order_by("-recorded", "-arrival")
