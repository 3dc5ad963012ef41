"""What the events of a facility add up to, in rows for quick reading: rebuilt from the events, never nudged."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from uuid import UUID

from django.db.models import Q

from wellrun.departments.operations.keeping.stays import keep_merges, keep_stays
from wellrun.departments.operations.models import BedSpan, Course, House, Question, Spell
from wellrun.departments.operations.models import Event as EventRow
from wellrun.departments.operations.queries.events import OF_COURSES, as_course, as_event, names_about
from wellrun.departments.operations.rules.house import beds as bed_rules
from wellrun.departments.operations.rules.house import events as event_rules
from wellrun.departments.operations.rules.house import visits as visit_rules
from wellrun.departments.operations.rules.house.aliases import Aliases
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.departments.operations.rules.house.state import standing
from wellrun.departments.operations.rules.house.visits import IN_HOUSE, Stage, course_of
from wellrun.foundations.audit.actions import Actor

IN = [stage.value for stage in IN_HOUSE]
FEW = 4
"""Up to so many rows are written one by one: the statement for many costs more than they do."""

ABOUT_PATIENTS = (event_rules.Sort.TWO_BEDS,)
ABOUT_BEDS = (event_rules.Sort.TWO_IN_BED, event_rules.Sort.CLOSED_IN_USE)


@dataclass
class Touched:
    """What is to be folded anew: visits and patients by their keys, beds from a moment on."""

    visits: set[str] = field(default_factory=set)
    beds: dict[Spot, dt.datetime] = field(default_factory=dict)
    patients: set[str] = field(default_factory=set)

    def by(self, event: event_rules.Event) -> None:
        """Notes everything that an event is about."""
        self.visits |= {event.visit, event.gone_visit} - {""}
        self.patients |= {event.patient, event.gone_patient} - {""}
        self.bed(event.spot, event.at)

    def bed(self, spot: Spot, since: dt.datetime) -> None:
        """Notes that something of a bed is another from a moment on; a place without a bed is none."""
        if spot.bed:
            self.beds[spot] = min(since, self.beds.get(spot, since))


def project(house: House, touched: Touched, *, merged: bool, by: Actor) -> None:
    """Folds what was touched anew. ``merged``: names have changed, so every visit of the patients is looked at."""
    house.renamed = house.renamed or merged
    if merged:
        theirs = Course.objects.filter(facility=house.facility, patient__in=[UUID(one) for one in touched.patients])
        touched.visits |= {str(key) for key in theirs.values_list("pk", flat=True)}
    names, met = Aliases({}, {}, {}, frozenset()), frozenset[str]()
    if house.renamed:
        names, met = names_about(touched.visits | touched.patients)
    if merged:
        _keep_merged(names, met)
        keep_merges(house.facility, names.patients, met=met, by=by)
    roots = {names.visit(visit) for visit in touched.visits}
    courses = _fold_visits(house, roots, names, touched)
    _fold_beds(house, touched.beds)
    _ask(house, courses, touched)
    keep_stays(house.facility, courses, by=by)


def _keep_merged(names: Aliases, met: Collection[str]) -> None:
    for row in Course.objects.filter(pk__in=met):
        root = names.visit(str(row.pk))
        into = None if root == str(row.pk) else root
        if str(row.merged_into_id or "") != (into or ""):
            row.merged_into_id = into
            row.stage = Stage.UNKNOWN
            row.save(update_fields=["merged_into", "stage"])
            row.spells.all().delete()


def _fold_visits(
    house: House, roots: set[str], names: Aliases, touched: Touched
) -> list[tuple[Course, visit_rules.Course]]:
    parts = {root: root for root in roots} | {gone: root for gone, root in names.visits.items() if root in roots}
    told: defaultdict[str, list[event_rules.Event]] = defaultdict(list)
    for event in EventRow.objects.filter(course__in=[UUID(one) for one in parts], trigger__in=OF_COURSES):
        told[parts[str(event.course_id)]].append(as_event(event))
    kept = {str(row.pk): row for row in Course.objects.filter(pk__in=roots)}
    before: defaultdict[str, set[visit_rules.Spell]] = defaultdict(set)
    for spell in Spell.objects.filter(course__in=[UUID(root) for root in roots]):
        held = visit_rules.Spell(Spot(spell.unit, spell.bed), spell.since, spell.until)
        before[str(spell.course_id)].add(held)
    folded: list[tuple[Course, visit_rules.Course]] = []
    changed: list[Course] = []
    fresh: list[Spell] = []
    stale: list[UUID] = []
    for root in sorted(roots):
        row, course = kept[root], course_of(root, told[root])
        last = max(told[root], key=lambda one: one.happened, default=None)
        course.patient = names.patient_of(root, course.patient or (last.patient if last else ""))
        ends = before[root] ^ set(course.spells)
        for one in ends:
            touched.bed(one.spot, one.since)
        touched.patients |= {course.patient, str(row.patient_id or "")} - {""}
        if ends:
            stale.append(row.pk)
            fresh += [_spell_row(house, row, one) for one in course.spells]
        if _write(row, course, house.number):
            changed.append(row)
        folded.append((row, course))
    Spell.objects.filter(course__in=stale).delete()
    Spell.objects.bulk_create(fresh, batch_size=500)
    _save(changed)
    return folded


def _save(changed: Sequence[Course]) -> None:
    if len(changed) > FEW:
        Course.objects.bulk_update(changed, PROJECTED, batch_size=200)
        return
    for row in changed:
        row.save(update_fields=PROJECTED)


def _spell_row(house: House, row: Course, spell: visit_rules.Spell) -> Spell:
    (unit, bed), since, until = spell
    return Spell(course=row, facility=house.facility, unit=unit, bed=bed, since=since, until=until)


PROJECTED = (
    *("patient", "stage", "patient_class", "unit", "bed", "since", "admitted", "left", "expected"),
    *("goal_unit", "goal_bed", "wanted", "leaving", "elsewhere", "version"),
)


def _write(row: Course, course: visit_rules.Course, number: int) -> bool:
    """Puts a course into its row; says whether anything of it is new."""
    now = course.spot
    values = {
        "patient_id": course.patient or None,
        "stage": course.stage.value,
        "patient_class": course.patient_class,
        "unit": now.unit,
        "bed": now.bed,
        "since": course.spells[-1].since if now.unit else None,
        "admitted": course.admitted,
        "left": course.left,
        "expected": course.expected,
        "goal_unit": course.goal.unit,
        "goal_bed": course.goal.bed,
        "wanted": course.wanted,
        "leaving": course.leaving,
        "elsewhere": course.elsewhere,
    }
    differs = [name for name, value in values.items() if _plain(getattr(row, name)) != _plain(value)]
    for name in differs:
        setattr(row, name, values[name])
    if differs:
        row.version = number
    return bool(differs)


def _plain(value: object) -> object:
    return str(value) if hasattr(value, "hex") and not isinstance(value, float | bytes) else value


def _fold_beds(house: House, touched: Mapping[Spot, dt.datetime]) -> None:
    """Folds beds anew from the first moment on that was touched: what was before stands, however long the house is."""
    if not touched:
        return
    here, since = _at(touched), min(touched.values())
    lasting = Q(until=None) | Q(until__gte=since)
    told: defaultdict[Spot, list[event_rules.Event]] = defaultdict(list)
    for row in EventRow.objects.filter(here, facility=house.facility, at__gte=since).exclude(word=""):
        told[Spot(row.unit, row.bed)].append(as_event(row))
    lain: defaultdict[Spot, list[tuple[str, visit_rules.Spell]]] = defaultdict(list)
    for spell in Spell.objects.filter(here, lasting, facility=house.facility).order_by("since"):
        spot = Spot(spell.unit, spell.bed)
        lain[spot].append((str(spell.course_id), visit_rules.Spell(spot, spell.since, spell.until)))
    before: defaultdict[Spot, list[BedSpan]] = defaultdict(list)
    for span in BedSpan.objects.filter(here, lasting, facility=house.facility):
        before[Spot(span.unit, span.bed)].append(span)
    stale: list[int] = []
    fresh: list[BedSpan] = []
    for spot in sorted(touched):
        were = [as_span(row) for row in before[spot]]
        now = bed_rules.conditions(
            told[spot],
            lain[spot],
            cleaning_told_since=house.cleaning_told_since,
            begin=next((one for one in were if one.since < since), None),
            since=since,
        )
        same = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(were, now, strict=False)))
        stale += [row.pk for row in before[spot][same:]]
        fresh += [_span_row(house, spot, one) for one in now[same:]]
    if stale:
        BedSpan.objects.filter(pk__in=stale).delete()
    if fresh:
        BedSpan.objects.bulk_create(fresh, batch_size=500)


def as_span(row: BedSpan) -> bed_rules.BedSpan:
    """A span as the rules know it."""
    held, said = str(row.held_id or ""), str(row.said_id or "")
    return bed_rules.BedSpan(bed_rules.Condition(row.condition), row.isolated, held, row.since, row.until, said)


def _span_row(house: House, spot: Spot, span: bed_rules.BedSpan) -> BedSpan:
    return BedSpan(
        facility=house.facility,
        unit=spot.unit,
        bed=spot.bed,
        condition=span.condition,
        isolated=span.isolated,
        held_id=span.held or None,
        since=span.since,
        until=span.until,
        said_id=span.said or None,
    )


def _at(spots: Iterable[Spot]) -> Q:
    by_unit: defaultdict[str, list[str]] = defaultdict(list)
    for unit, bed in spots:
        by_unit[unit].append(bed)
    found = Q(pk=None)
    for unit, beds in by_unit.items():
        found |= Q(unit=unit, bed__in=beds)
    return found


def _ask(house: House, folded: Iterable[tuple[Course, visit_rules.Course]], touched: Touched) -> None:
    """Asks what contradicts now, and lets go of what no longer does, among all that was touched."""
    courses = {str(row.pk): course for row, course in folded}
    near = Course.objects.filter(
        _at(touched.beds) | Q(patient__in=touched.patients), facility=house.facility, stage__in=IN
    ).exclude(pk__in=courses)
    near_ones = list(near.prefetch_related("spells"))
    beside = {str(row.pk): as_course(row, row.spells.all()) for row in near_ones}
    spans: defaultdict[Spot, tuple[bed_rules.BedSpan, ...]] = defaultdict(tuple)
    everywhere = {*touched.beds, *(one.spot for one in (*courses.values(), *beside.values()) if one.spot.bed)}
    # Only what a bed is now can be contradicted.
    for span in BedSpan.objects.filter(_at(everywhere), facility=house.facility, until=None):
        spot = Spot(span.unit, span.bed)
        spans[spot] = (*spans[spot], as_span(span))
    asked = {key_of(one): one for one in standing({**beside, **courses}, spans)}
    _settle(house, asked, courses, touched)
    for key, one in asked.items():
        row, new = Question.objects.get_or_create(facility=house.facility, key=key, defaults=_question(one))
        if new:
            row.courses.set(Course.objects.filter(pk__in=one.visits))
        elif not row.stands and row.answered_at is None:
            row.stands = True
            row.save(update_fields=["stands"])


def _settle(
    house: House, asked: Mapping[str, event_rules.Question], courses: Mapping[str, object], touched: Touched
) -> None:
    over = (
        Q(courses__in=list(courses))
        | _at(touched.beds) & Q(sort__in=ABOUT_BEDS)
        | Q(courses__patient__in=touched.patients, sort__in=ABOUT_PATIENTS)
    )
    gone = Question.objects.filter(over, facility=house.facility, stands=True).exclude(key__in=asked)
    # What is asked of somebody who was only near is not settled by what happens next door.
    keys = set(gone.values_list("pk", flat=True))
    if keys:
        Question.objects.filter(pk__in=keys).update(stands=False)


def key_of(question: event_rules.Question) -> str:
    """What a question is known by: one that comes up again is the same."""
    when = "" if question.sort in (*ABOUT_BEDS, *ABOUT_PATIENTS) else question.at.isoformat()
    said = (question.sort.value, when, *question.spot, *question.other, *sorted(question.visits))
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _question(one: event_rules.Question) -> dict[str, object]:
    return {
        "sort": one.sort,
        "at": one.at,
        "unit": one.spot.unit,
        "bed": one.spot.bed,
        "other_unit": one.other.unit,
        "other_bed": one.other.bed,
    }
