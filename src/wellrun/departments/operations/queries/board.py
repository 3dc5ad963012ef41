"""The bed board as of a minute: wards, beds, who may leave, who waits. Nobody is named here."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from wellrun.departments.operations.models import BedSpan, Course, House, Question, Spell
from wellrun.departments.operations.queries.leaving import ready_at
from wellrun.departments.operations.queries.now import latest
from wellrun.departments.operations.rules.house.beds import SHUT, Condition
from wellrun.departments.operations.rules.house.board import Look, look_of
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.departments.operations.rules.house.visits import IN_HOUSE, Stage
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.models import Bed
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.patients.rules import plain_number

KINDS = ("ward", "critical", "residential")


@dataclass(frozen=True)
class BedShown:
    """A bed on the board: how it looks, and the visits that lie in it."""

    unit: str
    code: str
    number: str
    look: Look
    isolated: bool = False
    condition: Condition = Condition.READY
    visits: tuple[Course, ...] = ()
    held: UUID | None = None

    @property
    def open(self) -> bool:
        """Whether it counts among the beds that are open; one that somebody lies in does."""
        return self.condition not in SHUT or bool(self.visits)


@dataclass(frozen=True)
class WardShown:
    """A ward with its beds. ``loose`` are patients of the ward who lie in no bed that it has."""

    code: str
    name: str
    group: str
    beds: tuple[BedShown, ...]
    loose: tuple[Course, ...]
    leaving: int
    coming: int

    @property
    def in_use(self) -> int:
        """Patients who lie in the ward."""
        return sum(len(bed.visits) for bed in self.beds) + len(self.loose)

    @property
    def open(self) -> int:
        """Beds that are open."""
        return sum(bed.open for bed in self.beds)

    def count(self, look: Look) -> int:
        """Beds that look so."""
        return sum(bed.look is look for bed in self.beds)

    @property
    def looks(self) -> tuple[tuple[Look, int], ...]:
        """How many beds look how, for whoever does not see them."""
        counted = Counter(bed.look for bed in self.beds)
        return tuple((look, counted[look]) for look in Look if counted[look])


@dataclass(frozen=True)
class Board:
    """The wards of a place as of a minute. ``number`` is the event up to which the house was told.

    ``ready`` are those of its patients who were ready to leave.
    """

    place: Place
    at: dt.datetime
    wards: tuple[WardShown, ...]
    number: int
    told: bool
    ready: frozenset[UUID] = frozenset()

    def total(self, look: Look) -> int:
        """Beds of all wards that look so."""
        return sum(ward.count(look) for ward in self.wards)

    @property
    def in_use(self) -> int:
        """Patients in all wards."""
        return sum(ward.in_use for ward in self.wards)

    @property
    def open(self) -> int:
        """Open beds of all wards."""
        return sum(ward.open for ward in self.wards)


def board(place: Place, *, tree: Tree, at: dt.datetime) -> Board:
    """The board of a facility, or of a part of it, as far as is known now of that minute."""
    facility = place.facility
    units = {
        unit.code.partition("/")[2]: unit
        for unit in tree.within(place)
        if unit.level is Level.UNIT and unit.kind in KINDS
    }
    in_units = Q(facility__code=facility, unit__in=sorted(units), since__lte=at) & (Q(until=None) | Q(until__gt=at))
    lying: defaultdict[Spot, list[Course]] = defaultdict(list)
    for spell in Spell.objects.filter(in_units).select_related("course"):
        lying[Spot(spell.unit, spell.bed)].append(spell.course)
    spans = {Spot(one.unit, one.bed): one for one in BedSpan.objects.filter(in_units)}
    beds = Bed.objects.filter(unit__department__facility__code=facility, unit__code__in=units)
    day = at.astimezone(ZoneInfo(place.time_zone)).date()
    ready = ready_at([course for courses in lying.values() for course in courses], at)
    by_unit: defaultdict[str, list[BedShown]] = defaultdict(list)
    for unit, code in beds.order_by("code").values_list("unit__code", "code"):
        spot = Spot(unit, code)
        by_unit[unit].append(_bed(spot, spans.get(spot), lying.pop(spot, []), day, ready))
    loose: defaultdict[str, list[Course]] = defaultdict(list)
    for spot, courses in lying.items():
        loose[spot.unit] += courses
    coming = _coming(facility, units)
    wards = tuple(
        _ward(code, unit, tree, by_unit[code], loose[code], (day, ready), coming[code])
        for code, unit in units.items()
        if by_unit[code] or loose[code]
    )
    house = House.objects.filter(facility__code=facility).first()
    return Board(place, at, wards, house.number if house else 0, house is not None and house.number > 0, ready)


def _bed(spot: Spot, span: BedSpan | None, courses: list[Course], day: dt.date, ready: frozenset[UUID]) -> BedShown:
    condition = Condition(span.condition) if span else Condition.READY
    isolated, held = (span.isolated, span.held_id) if span else (False, None)
    going = any(could_leave(course, day, ready) for course in courses)
    look = look_of(condition, occupied=bool(courses), going=going, isolated=isolated, held=held is not None)
    return BedShown(spot.unit, spot.bed, number_of(spot), look, isolated, condition, tuple(courses), held)


def number_of(spot: Spot) -> str:
    """What a bed is called within its ward."""
    return spot.bed.removeprefix(f"{spot.unit}-").lstrip("0") or spot.bed


def _ward(
    code: str,
    unit: Place,
    tree: Tree,
    beds: Iterable[BedShown],
    loose: Iterable[Course],
    going: tuple[dt.date, frozenset[UUID]],
    coming: int,
) -> WardShown:
    here = [course for bed in beds for course in bed.visits] + list(loose)
    group = tree[unit.path[-2]].name if len(unit.path) > 1 else ""
    leaving = sum(could_leave(course, *going) for course in here)
    return WardShown(code, unit.name, group, tuple(beds), tuple(loose), leaving, coming)


def could_leave(course: Course, day: dt.date, ready: frozenset[UUID]) -> bool:
    """Whether somebody could leave on a day: a discharge is planned, the ward expects it, or the patient is ready."""
    return course.leaving is not None or (course.expected is not None and course.expected <= day) or course.pk in ready


def _coming(facility: str, units: Mapping[str, Place]) -> Counter[str]:
    wanted = Course.objects.filter(facility__code=facility, goal_unit__in=sorted(units)).exclude(stage=Stage.LEFT)
    return Counter(wanted.values_list("goal_unit", flat=True))


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for a bed: since when, where, and for which bed or ward if that is known."""

    since: dt.datetime
    where: str
    wants: str
    course: Course | None = None
    acuity: int | None = None


BOARDING = """
SELECT unit, acuity, decided_at, visit FROM emergency_visits
WHERE facility || '/' || unit IN (SELECT unnest($units)) AND decided_at <= $until AND arrived_at >= $since
  AND arrived_at < $until AND (left_at IS NULL OR left_at > $until)
ORDER BY decided_at
"""


def waiting(place: Place, *, tree: Tree, at: dt.datetime) -> tuple[Waiting, ...]:
    """Who waits for a bed, longest first: by the events of the house, and by the feed of the emergency departments."""
    codes = {unit.code.partition("/")[2]: unit for unit in tree.within(place) if unit.level is Level.UNIT}
    wanting = Course.objects.filter(facility__code=place.facility, wanted__lte=at).exclude(stage=Stage.LEFT)
    told = [
        Waiting(course.wanted, _name(codes, course.unit), _name(codes, course.goal_unit), course)
        for course in wanting.filter(Q(goal_unit__in=codes) | Q(unit__in=codes) | Q(goal_unit="", unit=""))
        if course.wanted is not None
    ]
    units = [unit.code for unit in codes.values() if unit.kind == "emergency"]
    zone = ZoneInfo(place.time_zone)
    until = min(at.astimezone(zone).replace(tzinfo=None), latest(at.astimezone(zone).date(), place.time_zone))
    asked = {"units": units, "until": until, "since": until - dt.timedelta(days=4)}
    rows = facts().rows_of_patients(BOARDING, asked) if units else []
    # Whoever the house knows by the same number waits once, or no longer.
    known = _known_visits(place.facility, [visit for *_rest, visit in rows])
    tracked = [
        Waiting(decided.replace(tzinfo=zone), _name(codes, unit), "", acuity=acuity)
        for unit, acuity, decided, visit in rows
        if plain_number(visit) not in known
    ]
    return tuple(sorted((*told, *tracked), key=lambda one: one.since))


def _known_visits(facility: str, visits: Collection[str]) -> set[str]:
    """Those of these numbers whose visit waits for a bed by the house's own events, or is over."""
    if not visits:
        return set()
    over = Q(stage=Stage.LEFT) | Q(wanted__isnull=False)
    rows = Course.objects.filter(over, facility__code=facility, visit_index__in=list(visits))
    return {plain_number(one.visit) for one in rows}


def _name(units: Mapping[str, Place], code: str) -> str:
    return units[code].name if code in units else code


def questions(place: Place, *, tree: Tree) -> tuple[Question, ...]:
    """What contradicts in a place and waits for an answer, newest first; what names no unit is its facility's."""
    codes = {unit.code.partition("/")[2] for unit in tree.within(place) if unit.level is Level.UNIT}
    found = Question.objects.filter(facility__code=place.facility, stands=True)
    inside = Q(unit__in=codes) | Q(courses__unit__in=codes)
    if place.level is Level.FACILITY:
        inside |= Q(unit="")
    return tuple(found.filter(inside).distinct().prefetch_related("courses").order_by("-at"))


def leaving(shown: Board) -> tuple[tuple[WardShown, BedShown, Course], ...]:
    """Who could leave on the day of the board, by ward and bed."""
    day = shown.at.astimezone(ZoneInfo(shown.place.time_zone)).date()
    return tuple(
        (ward, bed, course)
        for ward in shown.wards
        for bed in ward.beds
        for course in bed.visits
        if could_leave(course, day, shown.ready) and course.stage in IN_HOUSE
    )
