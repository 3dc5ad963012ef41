"""Kept events as the rules read them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from wellrun.departments.operations.models import Course as CourseRow
from wellrun.departments.operations.models import Event as EventRow
from wellrun.departments.operations.models import Spell as SpellRow
from wellrun.departments.operations.rules.house.aliases import Aliases, aliases
from wellrun.departments.operations.rules.house.events import TRIGGERS, Does, Event, Spot, Word
from wellrun.departments.operations.rules.house.state import OF_VISITS
from wellrun.departments.operations.rules.house.visits import Course, Spell, Stage
from wellrun.foundations.organisation.models import Facility

OF_NAMES = tuple(name for name, does in TRIGGERS.items() if does not in OF_VISITS | {Does.BED, Does.NOTHING})
OF_COURSES = tuple(name for name, does in TRIGGERS.items() if does in OF_VISITS)
PLAIN = ("trigger", "at", "recorded", "arrival", "admitted", "left", "expected", "patient_class", "elsewhere")


def as_event(row: EventRow) -> Event:
    """A kept event as the rules know it; visits and patients go by their keys."""
    return Event(
        key=str(row.pk),
        visit=_name(row.course_id),
        patient=_name(row.patient_id),
        gone_visit=_name(row.gone_course_id),
        gone_patient=_name(row.gone_patient_id),
        spot=Spot(row.unit, row.bed),
        prior=Spot(row.prior_unit, row.prior_bed),
        goal=Spot(row.goal_unit, row.goal_bed),
        word=Word(row.word) if row.word else None,
        undoes=_name(row.undoes_id),
        **{name: getattr(row, name) for name in PLAIN},
    )


def as_row(event: Event, facility: Facility, **more: Any) -> EventRow:
    """An event as it is kept."""
    return EventRow(
        facility=facility,
        meaning=meaning_of(event),
        course_id=event.visit or None,
        patient_id=event.patient or None,
        gone_course_id=event.gone_visit or None,
        gone_patient_id=event.gone_patient or None,
        unit=event.spot.unit,
        bed=event.spot.bed,
        prior_unit=event.prior.unit,
        prior_bed=event.prior.bed,
        goal_unit=event.goal.unit,
        goal_bed=event.goal.bed,
        word=event.word or "",
        undoes_id=event.undoes or None,
        **{name: getattr(event, name) for name in PLAIN},
        **more,
    )


def meaning_of(event: Event) -> str:
    """A digest of all that an event says; two messages that say the same are one event, whatever their numbers."""
    said = [value for name, value in sorted(vars(event).items()) if name not in ("key", "arrival")]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def names_about(keys: Iterable[str]) -> tuple[Aliases, frozenset[str]]:
    """What the merges say of these visits and patients and of all that they lead to, and the names that were met.

    A merge tells nothing of anybody whom no chain of merges joins to its names, so the others need not be read.
    """
    seen = front = set(keys)
    found: dict[UUID, Event] = {}
    while front:
        held = [UUID(one) for one in front]
        # Not by facility: keys are of one facility, and its index would lead through every merge there ever was.
        near = Q(course__in=held) | Q(gone_course__in=held) | Q(patient__in=held) | Q(gone_patient__in=held)
        rows = EventRow.objects.filter(near).filter(Q(trigger__in=OF_NAMES) | Q(trigger="undo", word="")).order_by()
        told = {row.pk: as_event(row) for row in rows}
        met = {key for one in told.values() for key in (one.visit, one.gone_visit, one.patient, one.gone_patient)}
        whose = EventRow.objects.filter(course__in=held).exclude(patient=None).order_by()
        met |= {str(key) for key in whose.values_list("patient", flat=True).distinct()}
        found |= told
        front = met - seen - {""}
        seen = seen | front
    return aliases(found.values()), frozenset(seen)


def of_names(event: EventRow) -> bool:
    """Whether an event tells who is who, and not what happened to somebody."""
    return event.trigger in OF_NAMES


def as_course(row: CourseRow, spells: Iterable[SpellRow] = ()) -> Course:
    """A visit as it was projected, with the spells that are at hand; without its questions."""
    return Course(
        visit=str(row.pk),
        patient=_name(row.patient_id),
        stage=Stage(row.stage),
        spells=[Spell(Spot(one.unit, one.bed), one.since, one.until) for one in spells],
    )


def _name(key: UUID | None) -> str:
    return str(key) if key else ""
