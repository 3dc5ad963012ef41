"""One bed: who lies in it, how it is, and all that happened to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from wellrun.departments.operations.models import BedSpan, Course, Event, Spell
from wellrun.departments.operations.queries.board import BedShown, Board, WardShown
from wellrun.departments.operations.rules.house.board import Look
from wellrun.departments.operations.rules.house.visits import IN_HOUSE, Stage
from wellrun.foundations.organisation.models import Bed, Facility

BACK = dt.timedelta(days=30)
"""So far back the page of a bed tells what happened."""

JUST = dt.timedelta(days=1)
"""So long the page of a bed offers to take back what has emptied it."""


@dataclass(frozen=True)
class BedPage:
    """A bed with what is known of it."""

    bed: Bed
    facility: Facility
    span: BedSpan | None
    here: tuple[Course, ...]
    spells: tuple[Spell, ...]
    spans: tuple[BedSpan, ...]
    events: tuple[Event, ...]

    @property
    def version(self) -> int:
        """What its state is known by."""
        return self.span.pk if self.span else 0


def bed_page(facility: Facility, unit: str, code: str, *, now: dt.datetime) -> BedPage | None:
    """The bed of that code; none if the facility has none."""
    bed = Bed.objects.filter(unit__department__facility=facility, unit__code=unit, code=code).first()
    if bed is None:
        return None
    at = Q(facility=facility, unit=unit, bed=code)
    recent = Q(until=None) | Q(until__gte=now - BACK)
    spans = tuple(BedSpan.objects.filter(at & recent).select_related("said", "held").order_by("-since"))
    spells = tuple(Spell.objects.filter(at & recent).select_related("course").order_by("-since"))
    here = tuple(Course.objects.filter(at, stage__in=IN_HOUSE).order_by("since"))
    told = at & ~Q(word="") | Q(course__in=here)
    for spell in spells:
        # What ended a time here: whoever has just been moved or discharged is taken back where they lay.
        if spell.until is not None and spell.until >= now - JUST:
            told |= Q(course=spell.course, at=spell.until)
    events = Event.objects.filter(Q(facility=facility, at__gte=now - BACK), told)
    last = tuple(events.exclude(trigger="undo").prefetch_related("undone_by").order_by("-at", "-arrival")[:12])
    return BedPage(bed, facility, next((one for one in spans if one.until is None), None), here, spells, spans, last)


def ready_beds(board: Board, held: Course | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The beds that somebody can be given, by ward, for a choice; those that are held for this one come first."""
    own = [
        _choice(ward, bed)
        for ward in board.wards
        for bed in ward.beds
        if held is not None and bed.held == held.pk and not bed.visits
    ]
    wards = [(ward.name, [_choice(ward, bed) for bed in ward.beds if bed.look is Look.READY]) for ward in board.wards]
    return ([("", own)] if own else []) + [(name, beds) for name, beds in wards if beds]


def _choice(ward: WardShown, bed: BedShown) -> tuple[str, str]:
    return f"{bed.unit}|{bed.code}", f"{ward.name}, {bed.number}"


def others_in_beds(board: Board, besides: Course) -> list[tuple[str, str]]:
    """Visits in other beds, by their beds: whom one may change places with."""
    return [
        (str(course.pk), f"{ward.name}, {bed.number}")
        for ward in board.wards
        for bed in ward.beds
        for course in bed.visits
        if course.pk != besides.pk
    ]


def who_could_come(facility: Facility, unit: str) -> list[tuple[str, str]]:
    """Visits for whom a bed may be held: whoever waits for one, and whoever lies in beds of other units."""
    rows = Course.objects.filter(facility=facility).exclude(stage__in=(Stage.LEFT, Stage.UNKNOWN))
    wanting = rows.filter(wanted__isnull=False).order_by("wanted")
    lying = rows.filter(stage__in=IN_HOUSE, wanted=None).exclude(unit=unit).order_by("unit", "bed")
    return [(str(one.pk), _where(one)) for one in (*wanting[:100], *lying[:300])]


def _where(course: Course) -> str:
    goal = f"→ {course.goal_unit}" if course.goal_unit else ""
    return f"{course.bed or course.unit} {goal}".strip()
