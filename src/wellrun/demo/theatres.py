"""Half a year of Harbour View's theatres as their system sends them, the blocks of its services, and today by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from wellrun.demo.chance import Chance
from wellrun.demo.csv_files import Row
from wellrun.demo.hospital import Stay
from wellrun.demo.story import DAY, WEEK, Story, at
from wellrun.departments.operations.actions import theatre as actions
from wellrun.departments.operations.models import TheatreCase
from wellrun.departments.operations.rules.theatre.cases import Move, Reason
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

COORDINATOR = "li.chen"
TOLD, AHEAD = 26 * WEEK, 12
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Service:
    """A service: who answers for its time, minutes of a case, how full its lists are, and what it does."""

    name: str
    owner: str
    minutes: float
    fill: float
    surgeons: tuple[str, ...]
    does: tuple[str, ...]


SERVICES = {
    one.name: one
    for one in (
        Service(
            "Orthopaedics", "Dr. Brandt", 105, 0.92, ("Dr. Brandt", "Dr. Osei"), ("Hip replacement", "Knee repair")
        ),
        Service("General surgery", "Dr. Castellan", 88, 0.86, ("Dr. Castellan",), ("Hernia repair", "Gallbladder")),
        Service("Gynaecology", "Dr. Fenwick", 72, 0.8, ("Dr. Fenwick", "Dr. Moss"), ("Hysteroscopy", "Laparoscopy")),
        Service("Urology", "Dr. Lindqvist", 64, 0.78, ("Dr. Lindqvist",), ("Stone removal", "Cystoscopy")),
        Service("Ear, nose and throat", "Dr. Adeyinka", 52, 0.55, ("Dr. Adeyinka",), ("Tonsils", "Septum repair")),
        Service("Ophthalmology", "Dr. Varga", 34, 0.72, ("Dr. Varga",), ("Cataract", "Lid repair")),
    )
}
HELD: tuple[tuple[str, str, Sequence[int], float, float, int], ...] = (
    ("Theatre 1", "Orthopaedics", range(5), 7.5, 16.0, 3),
    ("Theatre 1", "Orthopaedics", (5, 6), 8.0, 13.0, 2),
    ("Theatre 2", "General surgery", range(5), 7.5, 16.0, 3),
    ("Theatre 2", "General surgery", (5, 6), 8.0, 13.0, 2),
    ("Theatre 3", "Gynaecology", (0, 2, 4), 7.5, 15.5, 5),
    ("Theatre 3", "Urology", (1, 3), 7.5, 15.5, 5),
    ("Theatre 4", "Ear, nose and throat", range(4), 8.0, 16.0, 7),
    ("Theatre 4", "Ophthalmology", (4,), 8.0, 14.0, 7),
)
"""Who has which theatre on which weekdays, from and to which hour, and how many days ahead it is released."""

URGENT = "Theatre 5"
WHY = {
    "unfit": 0.2,
    "no bed": 0.22,
    "over-run": 0.2,
    "absent": 0.14,
    "not ready": 0.1,
    "staff": 0.08,
    "declined": 0.06,
}


@dataclass(frozen=True)
class Planned:
    """A case as it is sent."""

    number: str
    patient: str
    room: str
    service: str
    surgeon: str
    does: str
    urgent: bool
    starts: dt.datetime
    ends: dt.datetime
    entered: dt.datetime | None = None
    anaesthetised: dt.datetime | None = None
    opened: dt.datetime | None = None
    closed: dt.datetime | None = None
    left: dt.datetime | None = None
    cancelled: dt.datetime | None = None
    why: str = ""

    @property
    def row(self) -> Row:
        """Its row of ``theatre_cases``."""
        about = (self.number, self.patient or None, self.room, self.service, self.surgeon, self.does)
        moments = (self.entered, self.anaesthetised, self.opened, self.closed, self.left, self.cancelled)
        urgency = "urgent" if self.urgent else "planned"
        return (*about, urgency, self.starts, self.ends, *moments, self.why or None)


def theatre_cases(story: Story, stays: Sequence[Stay]) -> Iterator[Row]:
    """Every case of half a year and of the days ahead; today's are planned only."""
    chance = Chance("theatres")
    came: dict[dt.date, list[str]] = {}
    for stay in stays:
        if stay.places[0][0] in ("W01", "W02", "W06") and stay.started <= story.as_of:
            came.setdefault(stay.started.date() + DAY, []).append(stay.patient)
    number = 0
    day = max(story.first, story.today - TOLD)
    while day <= story.today + AHEAD * DAY:
        patients = list(came.get(day, ()))
        for case in _day(chance, story, day):
            number += 1
            patient = patients.pop() if patients else ""
            yield replace(case, number=f"OR{number:06}", patient=patient).row
        day += DAY


def _day(chance: Chance, story: Story, day: dt.date) -> Iterator[Planned]:
    ahead = (day - story.today).days
    for room, name, weekdays, begins, ends, _released in HELD:
        if day.weekday() in weekdays and not chance.happens(0.04 + 0.05 * max(0, ahead)):
            scanty = 0.45 if ahead > 3 and chance.happens(0.4) else 1.0
            planned = _list(chance, SERVICES[name], room, at(day, begins), (ends - begins) * 60 * scanty)
            yield from _went(chance, planned) if ahead < 0 else planned
    for _ in range(chance.count(1.6) if ahead < 0 else 0):
        service = SERVICES[chance.one_of(("Orthopaedics", "General surgery", "Gynaecology"))]
        starts = at(day, chance.between(9, 20))
        yield from _went(chance, [_case(chance, service, URGENT, starts, urgent=True)])


def _list(chance: Chance, service: Service, room: str, begins: dt.datetime, minutes: float) -> list[Planned]:
    """Cases one after another, until the list is as full as the service fills it."""
    found: list[Planned] = []
    starts = begins
    while True:
        case = _case(chance, service, room, starts)
        if (case.ends - begins) > minutes * (service.fill + 0.1) * MINUTE:
            return found or [case]
        found.append(case)
        starts = case.ends + 20 * MINUTE


def _case(chance: Chance, service: Service, room: str, starts: dt.datetime, *, urgent: bool = False) -> Planned:
    minutes = max(20, 5 * round(chance.spread(service.minutes, 0.25) / 5))
    surgeon, does = chance.one_of(service.surgeons), chance.one_of(service.does)
    return Planned("", "", room, service.name, surgeon, does, urgent, starts, starts + minutes * MINUTE)


def _went(chance: Chance, planned: Sequence[Planned]) -> Iterator[Planned]:
    """How a list went: the first a little late, each after the one before, some cancelled."""
    free: dt.datetime | None = None
    for case in planned:
        if not case.urgent and chance.happens(0.055):
            hours = -chance.between(0.2, 2) if chance.happens(0.7) else -chance.between(20, 60)
            yield replace(case, cancelled=_whole(case.starts, hours * 60), why=chance.weighted(WHY))
            continue
        late = chance.spread(6, 0.9) - 3 if free is None else chance.spread(26, 0.35)
        entered = _whole(case.starts if free is None else max(free, case.starts - 20 * MINUTE), late)
        length = (case.ends - case.starts).total_seconds() / 60 * chance.spread(1.0, 0.18)
        left = _whole(entered, length)
        yield replace(
            case,
            entered=entered,
            anaesthetised=_whole(entered, 0.1 * length),
            opened=_whole(entered, 0.28 * length),
            closed=_whole(entered, 0.85 * length),
            left=left,
        )
        free = left


def _whole(moment: dt.datetime, minutes: float) -> dt.datetime:
    return moment + round(minutes) * MINUTE


def give_blocks(
    facilities: Mapping[str, Facility], accounts: Mapping[str, Account], story: Story, *, tree: Tree
) -> None:
    """The blocks of the hospital's services, as they have been for as long as the story is told."""
    for room, name, weekdays, begins, ends, released in HELD:
        for weekday in weekdays:
            actions.give_block(
                facility=facilities["HV"],
                room=room,
                service=name,
                owner=SERVICES[name].owner,
                weekday=weekday,
                begins=at(story.today, begins).time(),
                ends=at(story.today, ends).time(),
                release_days=released,
                since=story.first,
                by=accounts[COORDINATOR],
                tree=tree,
            )


def run_theatres(
    facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree, now: dt.datetime
) -> None:
    """What was said of today's cases: one was cancelled before it began; each list goes slower than it was planned."""
    hospital, chance = facilities["HV"], Chance("theatres today")
    who: dict[str, Any] = {"by": accounts[COORDINATOR], "tree": tree, "now": now}
    begins = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = TheatreCase.objects.filter(facility=hospital, starts__gte=begins, starts__lt=begins + DAY, version=1)
    rooms: dict[str, list[TheatreCase]] = {}
    for case in today.order_by("starts"):
        rooms.setdefault(case.room, []).append(case)
    for number, cases in enumerate(rooms.values()):
        if number == 1:
            actions.move(case=cases.pop(), move=Move.CANCEL, version=1, reason=Reason.NO_BED, **who)
        free = begins
        for case in cases:
            entered = max(case.starts, free) + round(chance.spread(6, 0.6)) * MINUTE
            left = entered + round((case.ends - case.starts) / MINUTE * (1.05 + 0.12 * number)) * MINUTE
            if entered > now:
                break
            held = actions.move(case=case, move=Move.ENTER, version=case.version, at=entered, **who)
            if left > now:
                break
            actions.move(case=held, move=Move.LEAVE, version=held.version, at=left, **who)
            free = left + 25 * MINUTE
