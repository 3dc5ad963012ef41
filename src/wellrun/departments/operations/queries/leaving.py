"""What holds those who could leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from wellrun.departments.operations.models import Barrier, Course


def barriers_of(courses: Iterable[Course]) -> dict[UUID, tuple[Barrier, ...]]:
    """What holds each of these visits now, longest first."""
    found: defaultdict[UUID, list[Barrier]] = defaultdict(list)
    rows = Barrier.objects.filter(course__in=list(courses), ended_at=None).select_related("action__owner")
    for one in rows.order_by("since"):
        found[one.course_id].append(one)
    return {key: tuple(some) for key, some in found.items()}
