"""Who goes home, who of them is followed up, and what is to be done for whom."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from wellrun.departments.quality.models import FollowUp, FollowUpStep, TeamCapacity
from wellrun.departments.quality.queries.homegoing import Homegoing, homegoings
from wellrun.departments.quality.queries.return_models import chances_of, reasons_by_model
from wellrun.departments.quality.rules.readmissions.listing import DayList, Known, LeftOut, day_list
from wellrun.departments.quality.rules.readmissions.protocol import State, late
from wellrun.departments.quality.rules.readmissions.reasons import reasons_of
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.patients.models import Stay
from wellrun.foundations.patients.queries import PatientShown, named
from wellrun.foundations.people.models import Account


def capacity_on(facility: Facility, day: dt.date) -> TeamCapacity | None:
    """What the team can take on, on a day; none where there is no programme yet."""
    held = TeamCapacity.objects.filter(facility=facility, since__lte=day).select_related("lead")
    return held.order_by("since", "id").last()


def begun_on(facility: Facility) -> dt.date | None:
    """The first day of the programme."""
    first = TeamCapacity.objects.filter(facility=facility).order_by("since").first()
    return first.since if first else None


def leaving(facility: Facility, day: dt.date) -> QuerySet[Stay]:
    """Stays that end on a day of facility time, or are still expected to."""
    zone = ZoneInfo(facility.time_zone)
    begins = dt.datetime.combine(day, dt.time(), zone)
    gone = Q(ended_at__gte=begins, ended_at__lt=dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone))
    here = Stay.objects.filter(patient__facility=facility).select_related("patient")
    return here.filter(gone | Q(ended_at=None, expected_on=day))


@dataclass(frozen=True)
class Leaver:
    """Somebody who leaves: the stay in the registry and in the warehouse, the score, and why."""

    stay: Stay
    facts: Homegoing
    known: Known
    reasons: tuple[str, ...]

    @property
    def percent(self) -> float | None:
        return None if self.known.chance is None else 100 * self.known.chance


@dataclass(frozen=True)
class Leaving:
    """All who leave on a day. ``unscored``: how many of them the warehouse does not know as inpatients."""

    listed: DayList
    leavers: Mapping[str, Leaver]
    unscored: int
    capacity: int

    def within(self, place: Place, *, tree: Tree) -> Leaving:
        """The part that leaves from a place. The list is made for the whole facility; a ward reads its own of it."""
        codes = {inner.code for inner in tree.within(place)}
        here = {key: one for key, one in self.leavers.items() if one.stay.place in codes}
        part = DayList(
            tuple(one for one in self.listed.chosen if one.key in here),
            tuple(one for one in self.listed.beyond if one.key in here),
            tuple(pair for pair in self.listed.left_out if pair[0].key in here),
        )
        whole = place.level in (Level.NETWORK, Level.FACILITY)
        return replace(self, listed=part, leavers=here, unscored=self.unscored if whole else 0)

    def of(self, known: Iterable[Known]) -> tuple[Leaver, ...]:
        return tuple(self.leavers[one.key] for one in known)

    @cached_property
    def chosen(self) -> tuple[Leaver, ...]:
        return self.of(self.listed.chosen)

    @cached_property
    def beyond(self) -> tuple[Leaver, ...]:
        return self.of(self.listed.beyond)

    @cached_property
    def left_out(self) -> Counter[LeftOut]:
        return Counter(reason for _known, reason in self.listed.left_out)

    @property
    def to_take(self) -> tuple[Leaver, ...]:
        """Those of the list who are not followed yet."""
        return tuple(one for one in self.chosen if not one.known.followed)


def leaving_on(facility: Facility, day: dt.date, *, capacity: int) -> Leaving:
    """Who leaves on a day, scored and ranked for a team of that capacity."""
    stays = {stay.visit: stay for stay in leaving(facility, day)}
    at_three = dt.datetime.combine(day, dt.time(15))
    found = {one.encounter: one for one in homegoings(facility.code, leaves=at_three, encounters=stays)}
    chances, why = chances_of(facility.code, found.values()), reasons_by_model(facility.code, found.values())
    followed = set(FollowUp.objects.filter(stay__in=stays.values()).values_list("stay", flat=True))
    leavers = {}
    for visit, facts in found.items():
        score = facts.score
        known = Known(
            key=str(stays[visit].pk),
            points=score.points,
            most=score.most,
            chance=chances.get(visit),
            age=facts.age,
            outcome=facts.outcome,
            followed=stays[visit].pk in followed,
        )
        reasons = why.get(visit) or reasons_of(facts.score, facts.conditions)
        leavers[known.key] = Leaver(stays[visit], facts, known, reasons)
    listed = day_list((one.known for one in leavers.values()), capacity=capacity)
    return Leaving(listed, leavers, unscored=len(stays) - len(found), capacity=capacity)


def followups_within(places: Iterable[Place], *, tree: Tree) -> QuerySet[FollowUp]:
    """Patients followed after stays in places and all below them; reasons stay sealed until one is opened."""
    codes = {inner.code for place in places for inner in tree.within(place)}
    held = FollowUp.objects.filter(place__in=codes)
    return held.select_related("facility", "stay__patient", "owner").prefetch_related("steps")


@dataclass(frozen=True)
class StepLine:
    """A step of a follow-up, and whether it should have been done."""

    step: FollowUpStep
    late: bool

    @property
    def open(self) -> bool:
        return self.step.state in (State.OPEN, State.NOT_REACHED)


@dataclass(frozen=True)
class FollowUpLine:
    """A patient who is followed, with what is to be done; ``patient`` is none where the reader may not see who."""

    follow_up: FollowUp
    patient: PatientShown | None
    unit: str
    steps: tuple[StepLine, ...]

    @property
    def open(self) -> tuple[StepLine, ...]:
        return tuple(one for one in self.steps if one.open)

    @property
    def late(self) -> tuple[StepLine, ...]:
        return tuple(one for one in self.steps if one.late)

    @property
    def next_due(self) -> dt.datetime | None:
        """When the first open step is due; none while the patient is still here."""
        return min((one.step.due_at for one in self.open if one.step.due_at is not None), default=None)


def lines_of(
    held: Sequence[FollowUp], reader: Account, place: Place, *, tree: Tree, now: dt.datetime
) -> list[FollowUpLine]:
    """Follow-ups with who they are, as far as the reader may see it; those due first stand first."""
    seen = named(reader, {one.stay.patient_id for one in held}, place, tree=tree)
    lines = [line_of(one, seen, tree=tree, now=now) for one in held]
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(lines, key=lambda line: (line.next_due or never, str(line.follow_up.pk)))


def line_of(held: FollowUp, seen: Mapping[UUID, PatientShown], *, tree: Tree, now: dt.datetime) -> FollowUpLine:
    """One follow-up as a line."""
    unit = tree.get(held.place)
    steps = tuple(
        StepLine(step, not held.ended and late(State(step.state), step.due_at, now)) for step in held.steps.all()
    )
    return FollowUpLine(held, seen.get(held.stay.patient_id), unit.name if unit else held.place, steps)
