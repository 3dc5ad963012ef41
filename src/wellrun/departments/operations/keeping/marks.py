"""Open boards are told that something has changed."""

from __future__ import annotations

from wellrun.departments.operations.models import BoardMark
from wellrun.foundations.organisation.models import Facility


def boards_changed(facility: Facility) -> int:
    """Counts one more change of a facility's boards; the caller has a transaction and records what it did."""
    BoardMark.objects.get_or_create(facility=facility)
    mark = BoardMark.objects.select_for_update().get(facility=facility)
    mark.number += 1
    mark.save(update_fields=["number"])
    return mark.number
