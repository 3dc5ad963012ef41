"""Harbour View's beds: who gets one, how long they wait for it, where they lie and when they leave.

Patients are taken in the order in which they ask for a bed. A full ward passes them to its neighbours; where these are
full too they wait for the next to leave. Boarding in the outbreak is therefore not written down anywhere: it comes of
more people asking for the same beds.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from wellrun.demo.chance import Chance
from wellrun.demo.emergency import Visit, visits
from wellrun.demo.outcomes import speaking, worsened
from wellrun.demo.patients import Person, Registry
from wellrun.demo.places import OUTLIERS, WARDS
from wellrun.demo.story import DAY, Story, at

WARM_UP = 45
BY_EMERGENCY = {"W03": 4.1, "W04": 3.9, "W05": 3.9, "SD": 2.0, "ICU": 2.4, "W01": 2.4, "W02": 2.2, "W06": 1.7}
PLANNED = {ward.code: ward.arrivals - BY_EMERGENCY[ward.code] for ward in WARDS.values()}
PLANNED = {code: max(mean, 0.05) for code, mean in PLANNED.items()}
LONGEST_WAIT = dt.timedelta(hours=22)
AFTER_ICU = {"W03": 2.0, "W05": 2.0, "W04": 1.5, "SD": 3.0, "W01": 1.5, "W02": 1.0}
DIES = {"ICU": 0.10, "SD": 0.025, "W03": 0.02, "W04": 0.02, "W05": 0.02, "W01": 0.006, "W02": 0.006, "W06": 0.0005}
GOES = {"home": 0.8, "snf": 0.11, "rehab": 0.04, "other-hcf": 0.02, "aadvice": 0.015, "hosp": 0.015}


@dataclass(frozen=True)
class Stay:
    """A stay with the places it passed through, (unit, from) in order."""

    encounter: str
    patient: str
    places: tuple[tuple[str, dt.datetime], ...]
    ended: dt.datetime | None
    by_emergency: bool
    disposition: str

    @property
    def started(self) -> dt.datetime:
        return self.places[0][1]

    @property
    def unit(self) -> str:
        return self.places[-1][0]

    def until(self, moment: dt.datetime) -> Stay:
        """The stay as it was known at a moment at which it had begun."""
        places = tuple(place for place in self.places if place[1] <= moment)
        over = self.ended is not None and self.ended <= moment
        return replace(
            self,
            places=places,
            ended=self.ended if over else None,
            disposition=self.disposition if over else "",
        )


@dataclass(frozen=True)
class Hospital:
    """All that happened at Harbour View up to the last moment known."""

    people: Mapping[str, Person]
    stays: tuple[Stay, ...]
    visits: tuple[Visit, ...]
    census: Mapping[tuple[str, dt.date], int]
    """Patients by unit and day, at the midnight that ends the day."""


def hospital(story: Story, registry: Registry | None = None) -> Hospital:
    """Plays the months through and keeps what falls into the story's time."""
    registry = registry or Registry(prefix="HV", reference=story.first)
    beds = Beds(story, registry)
    start = story.first - WARM_UP * DAY
    asked = [(visit.decided or visit.arrived, visit, person) for visit, person in visits(story, registry, start)]
    beds.plan(start)
    for _moment, visit, _person in asked:
        if visit.decided is not None:
            beds.ask(visit.decided, visit=visit)
    beds.play()
    known = [stay.until(story.as_of) for stay in beds.stays if stay.started <= story.as_of]
    kept = tuple(stay for stay in known if stay.ended is None or stay.ended >= at(story.first, 0))
    seen = [beds.told.get(visit.visit, visit) for _moment, visit, _person in asked]
    kept = worsened(kept, seen, story)
    return Hospital(
        people=speaking(registry.people, kept),
        stays=kept,
        visits=tuple(_until(v, story.as_of) for v in seen if at(story.first, 0) <= v.arrived <= story.as_of),
        census=census(kept, story),
    )


def _until(visit: Visit, moment: dt.datetime) -> Visit:
    """The visit as it was known at a moment after it began."""

    def known(when: dt.datetime | None) -> dt.datetime | None:
        return when if when is not None and when <= moment else None

    over = known(visit.left) is not None
    return replace(
        visit,
        triaged=known(visit.triaged),
        seen=known(visit.seen),
        decided=known(visit.decided),
        left=known(visit.left),
        outcome=visit.outcome if over else None,
        encounter=visit.encounter if over else None,
    )


def census(stays: tuple[Stay, ...], story: Story) -> Mapping[tuple[str, dt.date], int]:
    """Patients at each midnight that has passed."""
    counted: Counter[tuple[str, dt.date]] = Counter()
    for stay in stays:
        ends = [since for _unit, since in stay.places[1:]] + [stay.ended or at(story.today, 0)]
        for (unit, since), end in zip(stay.places, ends, strict=True):
            day = max(since.date(), story.first)
            while day < min(end.date(), story.today):
                counted[unit, day] += 1
                day += DAY
    return counted


class Beds:
    """The beds of the hospital in time. ``told`` are the emergency visits with what became of them."""

    def __init__(self, story: Story, registry: Registry) -> None:
        self.story = story
        self.registry = registry
        self.chance = Chance("beds")
        self.taken: dict[str, list[dt.datetime]] = {code: [] for code in WARDS}
        self.queue: list[tuple[dt.datetime, int, str, Visit | None]] = []
        self.moves: dict[int, int] = {}
        self.stays: list[Stay] = []
        self.told: dict[str, Visit] = {}
        self.asked = 0

    def ask(self, when: dt.datetime, *, ward: str = "", visit: Visit | None = None) -> None:
        """Puts somebody in line for a bed; without a ward, for one that emergency admissions go to."""
        self.asked += 1
        heapq.heappush(self.queue, (when, self.asked, ward or self.chance.weighted(BY_EMERGENCY), visit))

    def plan(self, start: dt.date) -> None:
        """Planned admissions: mornings, on working days above all, fewer while the outbreak lasts."""
        day = start
        while day <= self.story.today:
            pace = (1.27 if day.weekday() < 5 else 0.32) * (1 - 0.06 * self.story.ill(day))
            for ward, mean in PLANNED.items():
                for _ in range(self.chance.count(mean * pace)):
                    self.ask(at(day, self.chance.between(6.5, 15)), ward=ward)
            day += DAY

    def play(self) -> None:
        """Gives everybody a bed, in the order in which they asked."""
        while self.queue:
            when, number, ward, visit = heapq.heappop(self.queue)
            if number in self.moves:
                self._move(self.moves[number], when)
            else:
                self._admit(when, ward, visit)

    def free(self, ward: str, when: dt.datetime) -> bool:
        """Whether the ward has a bed at that time."""
        taken = self.taken[ward]
        while taken and taken[0] <= when:
            heapq.heappop(taken)
        return len(taken) < WARDS[ward].beds

    def bed(self, home: str, when: dt.datetime) -> tuple[str, dt.datetime] | None:
        """The ward that takes the patient and when its bed is free; none if that would take too long."""
        near = (home, *OUTLIERS[home])
        for ward in near:
            if self.free(ward, when):
                return ward, when
        first = min(near, key=lambda ward: self.taken[ward][0])
        if self.taken[first][0] - when > LONGEST_WAIT:
            return None
        return first, heapq.heappop(self.taken[first]) + dt.timedelta(minutes=40)

    def _admit(self, when: dt.datetime, home: str, visit: Visit | None) -> None:
        found = self.bed(home, when)
        if visit is not None and found is None:
            left = when + dt.timedelta(minutes=round(self.chance.spread(300, 0.3)))
            self.told[visit.visit] = replace(visit, left=left, outcome="transferred")
        if found is None:
            return
        ward, free = found
        start = free
        if visit is not None:
            slow = 1 + 0.45 * self.story.ill(when.date())
            start = max(free, when + dt.timedelta(seconds=round(60 * slow * self.chance.spread(128, 0.55))))
        person = self.registry.admitted(start, young=home == "W06")
        encounter = f"HV-{len(self.stays) + 1:06}"
        if visit is not None:
            self.told[visit.visit] = replace(
                visit, patient=person.patient, left=start, outcome="admitted", encounter=encounter
            )
        self.stays.append(Stay(encounter, person.patient, ((ward, start),), None, visit is not None, ""))
        self._lie(len(self.stays) - 1, ward, start, mean=WARDS[home].stay_days)

    def _lie(self, index: int, ward: str, since: dt.datetime, *, mean: float) -> None:
        """Decides how a stay goes on from here: it ends, or it moves from intensive care to a ward."""
        moves_on = ward == "ICU" and self.chance.happens(0.62)
        days = self.chance.spread(mean / 1.25, 0.66)
        dies = not moves_on and self.chance.happens(DIES[ward])
        end = since + dt.timedelta(days=days) if dies or moves_on else self._leaves(ward, since, days)
        end = max(end.replace(microsecond=0), since + dt.timedelta(hours=2))
        heapq.heappush(self.taken[ward], end)
        stay = self.stays[index]
        # Until the move is made the patient counts as in a bed to the end, so that nobody else is given the name.
        person = self.registry.people[stay.patient]
        if moves_on:
            self.registry.until[stay.patient] = end + 60 * DAY
            self._move_on(index, end)
            return
        goes = "exp" if dies else self.chance.weighted(GOES)
        self.stays[index] = replace(stay, ended=end, disposition=goes)
        self.registry.leaves(person, end, alive=not dies)

    def _move_on(self, index: int, when: dt.datetime) -> None:
        self.asked += 1
        self.moves[self.asked] = index
        heapq.heappush(self.queue, (when, self.asked, "", None))

    def _move(self, index: int, when: dt.datetime) -> None:
        """From intensive care to a ward with a bed; where none has one, three hours later perhaps."""
        wanted = self.chance.weighted(AFTER_ICU)
        ward = next((ward for ward in (wanted, *AFTER_ICU) if self.free(ward, when)), "")
        if not ward:
            later = when + dt.timedelta(hours=3)
            heapq.heappush(self.taken["ICU"], later)
            self._move_on(index, later)
            return
        stay = self.stays[index]
        self.stays[index] = replace(stay, places=(*stay.places, (ward, when)))
        self._lie(index, ward, when, mean=3.4)

    def _leaves(self, ward: str, since: dt.datetime, days: float) -> dt.datetime:
        """The hour of going home: a day that fits the length of stay, before noon or after."""
        day = (since + dt.timedelta(days=days)).date()
        if day.weekday() >= 5 and self.chance.happens(0.3):
            day += (7 - day.weekday()) * DAY
        early = 0.235
        if ward == "W04" and day >= self.story.second_round:
            early = 0.40
        hour = self.chance.between(8.5, 11.95) if self.chance.happens(early) else self.chance.between(12.1, 19)
        end = at(day, hour)
        return end if end > since + dt.timedelta(hours=3) else end + DAY
