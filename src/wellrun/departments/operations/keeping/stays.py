"""The registry is told of the house: who is looked after where and since when, and which records go on under others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from wellrun.departments.operations.models import Course
from wellrun.departments.operations.rules.house import visits as rules
from wellrun.departments.operations.rules.house.visits import Stage
from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.queries import tree as whole_tree
from wellrun.foundations.patients import actions
from wellrun.foundations.patients.actions import StayDetails
from wellrun.foundations.patients.models import Patient, Stay


def keep_stays(facility: Facility, folded: Iterable[tuple[Course, rules.Course]], *, by: Actor) -> None:
    """Enters or changes the stay of each of these visits. One that turned out never to have been ends as it began."""
    tree = whole_tree()
    for row, course in folded:
        if not course.patient:
            continue
        known = Stay.objects.filter(patient__facility=facility, visit_index=row.visit).first()
        if known is not None and str(known.patient_id) != course.patient:
            actions.give_stay(stay=known, patient=Patient.objects.get(pk=course.patient), by=by)
        begun = course.admitted if course.spells else None
        if begun is None and known is None:
            continue
        began = begun or (known.started_at if known else None)
        if began is None:
            continue
        place = f"{facility.code}/{course.spells[-1].spot.unit}" if course.spells else ""
        if tree.get(place) is None:
            place = known.place if known is not None and not course.spells else facility.code
        ended = began if not course.spells else course.left if course.stage is Stage.LEFT else None
        if known is not None and str(known.patient_id) == course.patient:
            newer = (place, began, ended, course.expected or known.expected_on)
            if newer == (known.place, known.started_at, known.ended_at, known.expected_on):
                continue
        details = StayDetails(row.visit, place, began, ended, course.expected)
        actions.stay(patient=Patient.objects.get(pk=course.patient), details=details, by=by)


def keep_merges(facility: Facility, names: Mapping[str, str], *, met: Collection[str], by: Actor) -> None:
    """Records go on under those that the merges say, and under their own numbers again where none says so any more.

    ``met`` are the names the merges were asked about, and all that these led to; of others they say nothing.
    """
    known = Patient.objects.filter(pk__in=met, facility=facility)
    for patient in known.select_related("facility"):
        root = names.get(str(patient.pk), "")
        into = "" if root == str(patient.pk) else root
        if str(patient.merged_into_id or "") != into:
            kept = Patient.objects.get(pk=into) if into else None
            actions.go_on_under(patient=patient, kept=kept, by=by)
