"""Who is ready to leave, and what holds them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from wellrun.departments.operations.models import Barrier, Course, Readiness
from wellrun.departments.operations.rules.leaving import Said, Span, ready_spans


def barriers_of(courses: Iterable[Course]) -> dict[UUID, tuple[Barrier, ...]]:
    """What holds each of these visits now, longest first."""
    found: defaultdict[UUID, list[Barrier]] = defaultdict(list)
    rows = Barrier.objects.filter(course__in=list(courses), ended_at=None).select_related("action__owner")
    for one in rows.order_by("since"):
        found[one.course_id].append(one)
    return {key: tuple(some) for key, some in found.items()}


def ready_of(courses: Iterable[Course]) -> dict[UUID, tuple[Span, ...]]:
    """The times in which each of these patients was ready to leave; those of whom nothing was said are left out."""
    by_key = {one.pk: one for one in courses}
    said: defaultdict[UUID, list[Said]] = defaultdict(list)
    for one in Readiness.objects.filter(course__in=by_key):
        said[one.course_id].append(Said(one.at, one.ready, one.pk))
    return {key: ready_spans(some, left=by_key[key].left) for key, some in said.items()}


def ready_at(courses: Iterable[Course], at: dt.datetime) -> frozenset[UUID]:
    """Those of these patients who were ready to leave at a moment."""
    return frozenset(
        key
        for key, spans in ready_of(courses).items()
        if any(one.since <= at and (one.until is None or one.until > at) for one in spans)
    )
