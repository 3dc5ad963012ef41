"""The discharge board: who could leave when, what keeps them, and what that has cost in days."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from wellrun.departments.operations.models import Barrier, Course, Event, Spell
from wellrun.departments.operations.queries.board import BedShown, Board, WardShown
from wellrun.departments.operations.queries.leaving import barriers_of, ready_of
from wellrun.departments.operations.rules.leaving import (
    BEHIND,
    Avoidable,
    Foreseen,
    Held,
    Kept,
    Lain,
    Lengths,
    Promised,
    Span,
    When,
    avoidable_days,
    foreseen,
    kept,
    when,
)
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.warehouse.marts.encounters.vocabulary import FAMILIES, FROM_EMERGENCY

LEARNT = dt.timedelta(days=365)
"""So far back the facility's own stays are looked at for an estimate."""

STAYS = """
SELECT coalesce(unit, ''), way, list(days ORDER BY days) FROM (
    SELECT unit, epoch(ended_at - started_at) / 86400 AS days,
           CASE WHEN upper(admit_source) IN (SELECT unnest($emergency)) THEN 'emergency' ELSE 'planned' END AS way
    FROM encounters
    WHERE facility = $facility AND upper(class_code) IN (SELECT unnest($classes))
      AND ended_at >= $since AND ended_at < $until AND ended_at > started_at AND unit IS NOT NULL
) GROUP BY GROUPING SETS ((unit, way), (unit), ())
"""
WAYS = """
SELECT encounter, CASE WHEN upper(admit_source) IN (SELECT unnest($emergency)) THEN 'emergency' ELSE 'planned' END
FROM encounters WHERE facility = $facility AND encounter IN (SELECT unnest($visits)) AND admit_source IS NOT NULL
"""


@dataclass(frozen=True)
class Leaver:
    """A patient in the house as the board shows them. ``avoidable`` are the days so far."""

    ward: WardShown
    bed: BedShown | None
    course: Course
    foreseen: Foreseen
    when: When
    ready_since: dt.datetime | None
    barriers: tuple[Barrier, ...]
    avoidable: int

    @property
    def number(self) -> str:
        """What the bed is called; nothing for who lies in none."""
        return self.bed.number if self.bed else ""


@dataclass(frozen=True)
class Lost:
    """Avoidable days of a place in the last weeks, by reason and by unit, most first; the reason may be unsaid."""

    days: int
    by_reason: tuple[tuple[str, int], ...]
    by_unit: tuple[tuple[str, int], ...]
    since: dt.date


def leavers(shown: Board) -> tuple[Leaver, ...]:
    """Everybody who lies in a ward of the board, in the order of leaving."""
    zone = ZoneInfo(shown.place.time_zone)
    lying: list[tuple[WardShown, BedShown | None, Course]] = []
    for ward in shown.wards:
        lying += [(ward, bed, course) for bed in ward.beds for course in bed.visits]
        lying += [(ward, None, course) for course in ward.loose]
    courses = [course for _ward, _bed, course in lying]
    lengths = lengths_of(shown.place.facility, shown.at.astimezone(zone).date())
    ways = _ways(shown.place.facility, courses) if lengths else {}
    spans, held = ready_of(courses), barriers_of(courses)
    days = Counter(key for key, _one in _avoidable(courses, spans, zone=zone, until=shown.at))
    found = []
    for ward, bed, course in lying:
        begun = course.admitted or course.since or shown.at
        day = foreseen(
            said=course.expected,
            begun=begun,
            unit=ward.code,
            way=ways.get(course.visit, "") if not course.expected else "",
            lengths=lengths,
            now=shown.at,
            zone=zone,
        )
        mine = spans.get(course.pk, ())
        since = mine[-1].since if mine and mine[-1].until is None else None
        going = since is not None or course.leaving is not None
        group = when(day.day, ready=going, today=shown.at.astimezone(zone).date())
        found.append(Leaver(ward, bed, course, day, group, since, held.get(course.pk, ()), days[course.pk]))
    order = list(When)
    return tuple(sorted(found, key=lambda one: (order.index(one.when), one.ready_since is None, -one.avoidable)))


def lengths_of(facility: str, today: dt.date) -> Lengths:
    """Days of the inpatient stays that ended in the year before, rising, by unit and way of coming in."""
    asked = {
        "facility": facility,
        "emergency": list(FROM_EMERGENCY),
        "classes": [*FAMILIES["inpatient"], *FAMILIES["observation"]],
        "since": dt.datetime.combine(today - LEARNT, dt.time()),
        "until": dt.datetime.combine(today, dt.time()),
    }
    return {(unit or "", way or ""): days for unit, way, days in facts().rows(STAYS, asked) if days}


def _ways(facility: str, courses: Iterable[Course]) -> Mapping[str, str]:
    visits = [one.visit for one in courses if one.expected is None]
    asked = {"facility": facility, "visits": visits, "emergency": list(FROM_EMERGENCY)}
    return dict(facts().rows_of_patients(WAYS, asked)) if visits else {}


def _avoidable(
    courses: Iterable[Course], spans: Mapping[UUID, tuple[Span, ...]], *, zone: ZoneInfo, until: dt.datetime
) -> list[tuple[UUID, Avoidable]]:
    concerned = [one.pk for one in courses if spans.get(one.pk)]
    held: defaultdict[UUID, list[Held]] = defaultdict(list)
    for barrier in Barrier.objects.filter(course__in=concerned):
        held[barrier.course_id].append(Held(barrier.reason, barrier.since, barrier.ended_at))
    lain: defaultdict[UUID, list[Lain]] = defaultdict(list)
    for spell in Spell.objects.filter(course__in=concerned):
        lain[spell.course_id].append(Lain(spell.unit, spell.since, spell.until))
    return [
        (key, day)
        for key in concerned
        for day in avoidable_days(spans[key], held[key], lain[key], zone=zone, until=until)
    ]


def lost_days(place: Place, *, tree: Tree, now: dt.datetime) -> Lost:
    """The avoidable days of a place that began in the last weeks, of whoever is here or has left since."""
    zone = ZoneInfo(place.time_zone)
    since = (now - BEHIND).astimezone(zone).date() + dt.timedelta(days=1)
    units = _units(place, tree)
    lately = Q(left=None) | Q(left__gte=now - BEHIND)
    courses = list(Course.objects.filter(lately, facility__code=place.facility, readiness__isnull=False).distinct())
    spans = ready_of(courses)
    days = [
        day for _key, day in _avoidable(courses, spans, zone=zone, until=now) if day.unit in units and day.day >= since
    ]
    reasons = Counter(one.reason for one in days)
    by_unit = Counter(units[one.unit].name for one in days)
    return Lost(len(days), tuple(reasons.most_common()), tuple(by_unit.most_common()), since)


def kept_of(place: Place, *, tree: Tree, day: dt.date) -> Kept:
    """Of those who were in the place as a day began and were then said to leave on it, how many left on it."""
    zone = ZoneInfo(place.time_zone)
    start = dt.datetime.combine(day, dt.time(), zone)
    events = Event.objects.filter(facility__code=place.facility, at__lt=start, undone_by=None, trigger__startswith="A")
    candidates = events.filter(expected=day).exclude(course=None).values("course")
    told = events.filter(course__in=candidates, expected__isnull=False).order_by("at", "recorded", "arrival")
    last = dict(told.values_list("course", "expected"))
    here = Spell.objects.filter(
        Q(until=None) | Q(until__gte=start), course__in=last, since__lt=start, unit__in=_units(place, tree)
    )
    courses = Course.objects.filter(pk__in=here.values("course"))
    return kept(
        [Promised(one.left.astimezone(zone).date() if one.left else None) for one in courses if last[one.pk] == day],
        day=day,
    )


def _units(place: Place, tree: Tree) -> dict[str, Place]:
    return {unit.code.partition("/")[2]: unit for unit in tree.within(place) if unit.level is Level.UNIT}
