"""What Harbour View works through this morning: who could leave, who came, what is asked for, transfers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from wellrun.demo.chance import Chance
from wellrun.demo.names import invented
from wellrun.departments.operations.actions import bedding, emergency, leaving, requesting, transferring
from wellrun.departments.operations.models import Course, Request
from wellrun.departments.operations.rules.emergency import Step
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.departments.operations.rules.house.visits import IN_HOUSE
from wellrun.departments.operations.rules.requests import Kind, Move, Urgency
from wellrun.departments.operations.rules.transfers import Direction
from wellrun.departments.operations.rules.transfers import Move as TransferMove
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients import actions as patients
from wellrun.foundations.patients.actions import Details
from wellrun.foundations.people.models import Account

COORDINATOR, NURSE, EMERGENCY_MANAGER, CLERK = "li.chen", "mina.sato", "marcus.bell", "leo.fontaine"
HANDS = {
    Kind.PORTER: "sam.reyes",
    Kind.CLEANING: "rosa.lima",
    Kind.FACILITY: "viktor.hale",
    Kind.EQUIPMENT: "viktor.hale",
}
HOUR, MINUTE, DAY = dt.timedelta(hours=1), dt.timedelta(minutes=1), dt.timedelta(days=1)
DOCTORS = ("Dr. Adeyinka", "Dr. Brandt", "Dr. Castellan", "Dr. Fenwick")
READY_FOR = (75, 52, 47, 28, 26, 22, 20, 18, 15, 13, 2, 1)
"""Hours for which patients have been ready to leave."""
HELD_BY = (
    "place",
    "home",
    "payer",
    "transport",
    "medicines",
    "therapy",
    "family",
    "",
    "transport",
    "",
    "medicines",
    "",
)
NEEDS = {
    Kind.PORTER: ("Patient in a wheelchair", "Patient in the bed, with oxygen", "Specimens", "A trolley of linen"),
    Kind.CLEANING: ("After discharge", "After isolation", "A spill in the corridor"),
    Kind.FACILITY: ("The sluice door does not close", "No hot water in the shower", "The call light stays on"),
    Kind.EQUIPMENT: ("The battery does not hold", "An alarm sounds without a reason", "The brake does not hold"),
}
TO = ("radiology", "the main door", "theatre reception", "the laboratory")
ASSETS = ("PUMP-0412", "PUMP-0412", "BED-1180", "MON-0077", "LIFT-0031")
UNITS = ("W01", "W02", "W03", "W04", "W05", "W06", "SD", "ICU", "ED")
PAST = 56
"""Requests of the last four weeks that are done."""
STILL_OPEN: tuple[tuple[Kind, Urgency, int, Move | None], ...] = (
    (Kind.PORTER, Urgency.SOON, 19, None),
    (Kind.PORTER, Urgency.NOW, 3, None),
    (Kind.PORTER, Urgency.SOON, 12, Move.ACCEPT),
    (Kind.CLEANING, Urgency.NOW, 41, Move.START),
    (Kind.CLEANING, Urgency.SOON, 14, None),
    (Kind.FACILITY, Urgency.SOON, 310, Move.ACCEPT),
    (Kind.FACILITY, Urgency.ROUTINE, 1500, Move.ACCEPT),
    (Kind.EQUIPMENT, Urgency.NOW, 55, None),
    (Kind.EQUIPMENT, Urgency.ROUTINE, 700, Move.ACCEPT),
)
"""What waits or is under way: kind, urgency, minutes since it was asked, and how far it is."""

VISITS = """
SELECT v.visit, v.patient, v.unit, v.arrived_at, v.seen_at, p.birth_date, p.sex FROM emergency_visits v
LEFT JOIN patients p ON p.facility = v.facility AND p.patient = v.patient
WHERE v.facility = 'HV' AND v.left_at IS NULL AND v.arrived_at >= $since AND v.arrived_at < $until ORDER BY v.arrived_at
"""


def run_boards(
    facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree, now: dt.datetime
) -> None:
    """Fills the boards of the hospital as of this morning."""
    hospital = facilities["HV"]
    _leave(hospital, accounts, tree, now)
    _come(hospital, accounts, tree, now)
    _ask(hospital, accounts, tree, now)
    _transfer(hospital, accounts[COORDINATOR], tree, now)


def _leave(hospital: Facility, accounts: Mapping[str, Account], tree: Tree, now: dt.datetime) -> None:
    """Who is ready and for how long, and what holds them; the last two barriers were promised to be seen to today."""
    by = accounts[COORDINATOR]
    who: dict[str, Any] = {"by": by, "tree": tree}
    soon = timezone.localdate(now) + DAY
    long_here = Course.objects.filter(
        facility=hospital, stage__in=IN_HOUSE, expected__lte=soon, admitted__lt=now - 4 * DAY
    )
    for number, course in enumerate(long_here.exclude(bed="").order_by("bed")[: len(READY_FOR)]):
        since = now - READY_FOR[number] * HOUR
        leaving.say_ready(course=course, ready=True, at=since, now=now, **who)
        reason = HELD_BY[number]
        if reason:
            owner = accounts[NURSE].person if READY_FOR[number] < 16 else None
            said = now if owner else since + HOUR
            bedding.hold_back(course=course, reason=reason, words="", owner=owner, now=said, **who)


def _come(hospital: Facility, accounts: Mapping[str, Account], tree: Tree, now: dt.datetime) -> None:
    """Whoever is in the department was put on the board by its clerk, under the number of the tracking system."""
    local = timezone.localtime(now).replace(tzinfo=None)
    zone = timezone.localtime(now).tzinfo
    for number, row in enumerate(facts().rows_of_patients(VISITS, {"since": local - 2 * DAY, "until": local})):
        visit, mrn, unit, arrived, seen, birth, sex = row
        name = invented(mrn, sex=sex or "female")
        details = Details(mrn, name.family, name.given, f"{birth:%Y-%m-%d}" if birth else "", sex or "")
        patient = patients.register(facility=hospital, details=details, by=accounts[CLERK])
        if Course.objects.filter(facility=hospital, patient=patient, stage__in=IN_HOUSE).exists():
            continue
        came = arrived.replace(tzinfo=zone)
        who: dict[str, Any] = {"by": accounts[EMERGENCY_MANAGER], "tree": tree, "now": now}
        course = emergency.arrive(facility=hospital, patient=patient, unit=unit, visit=visit, at=min(came, now), **who)
        if seen is not None and seen <= local:
            doctor = DOCTORS[number % len(DOCTORS)]
            emergency.say(course=course, step=Step.SEEN, clinician=doctor, at=seen.replace(tzinfo=zone), **who)


def _ask(hospital: Facility, accounts: Mapping[str, Account], tree: Tree, now: dt.datetime) -> None:
    """Four weeks of requests that are done, and those that are open this morning."""
    chance = Chance("requests")
    asker = accounts[COORDINATOR]
    for number in range(PAST):
        kind = (Kind.PORTER, Kind.CLEANING, Kind.PORTER, Kind.EQUIPMENT, Kind.FACILITY)[number % 5]
        at = now - DAY - number * 12 * HOUR + chance.whole(0, 500) * MINUTE
        made = _asked(hospital, kind, Urgency.SOON, asker, tree, at, chance)
        slow = 8.0 if kind in (Kind.FACILITY, Kind.EQUIPMENT) else 1.0
        taken = at + chance.spread(11 * slow, 0.6) * MINUTE
        for move, when in ((Move.ACCEPT, taken), (Move.FINISH, taken + chance.spread(22 * slow, 0.5) * MINUTE)):
            _moved(made, move, accounts[HANDS[kind]], tree, when)
    for kind, urgency, ago, far in STILL_OPEN:
        made = _asked(hospital, kind, urgency, asker, tree, now - ago * MINUTE, chance)
        if far is not None:
            _moved(made, far, accounts[HANDS[kind]], tree, now - (ago - 2) * MINUTE)


def _asked(
    hospital: Facility, kind: Kind, urgency: Urgency, by: Account, tree: Tree, at: dt.datetime, chance: Chance
) -> Request:
    return requesting.ask(
        facility=hospital,
        kind=kind,
        urgency=urgency,
        spot=Spot(chance.one_of(UNITS)),
        room="" if kind is Kind.PORTER else f"room {chance.whole(1, 14)}",
        to_room=chance.one_of(TO) if kind is Kind.PORTER else "",
        asset=chance.one_of(ASSETS) if kind is Kind.EQUIPMENT else "",
        what=chance.one_of(NEEDS[kind]),
        by=by,
        tree=tree,
        now=at,
    )


def _moved(request: Request, move: Move, by: Account, tree: Tree, at: dt.datetime) -> None:
    request.refresh_from_db(fields=["version"])
    requesting.move(request=request, move=move, version=request.version, by=by, tree=tree, now=at)


def _transfer(hospital: Facility, by: Account, tree: Tree, now: dt.datetime) -> None:
    """Two are to come, one of them accepted; one is to go; one was declined."""
    who: dict[str, Any] = {"by": by, "tree": tree}
    coming: dict[str, Any] = {"facility": hospital, "direction": Direction.IN, **who}
    accepted = transferring.ask(
        elsewhere="Saltmarsh General",
        who="Greta Okonjo",
        need="Step-down after a heart attack; telemetry",
        unit="SD",
        now=now - 3 * HOUR,
        **coming,
    )
    transferring.move(transfer=accepted, move=TransferMove.ACCEPT, version=1, now=now - 2 * HOUR, **who)
    transferring.ask(
        elsewhere="Northgate Hospital", who="Edwin Larkin", need="Hip fracture, no theatre there", unit="W01",
        now=now - 40 * MINUTE, **coming,
    )  # fmt: skip
    declined = transferring.ask(
        elsewhere="County Medical Center", who="Uma Selwyn", need="Burns of both arms", unit="ICU",
        now=now - 20 * HOUR, **coming,
    )  # fmt: skip
    words = "No burns unit here; the regional centre has taken the patient."
    transferring.move(transfer=declined, move=TransferMove.DECLINE, version=1, words=words, now=now - 19 * HOUR, **who)
    here = (
        Course.objects.filter(facility=hospital, unit="W04", stage__in=IN_HOUSE).exclude(bed="").order_by("bed").last()
    )
    if here is not None:
        transferring.ask(
            facility=hospital,
            direction=Direction.OUT,
            elsewhere="Regional Heart Institute",
            need="Valve replacement",
            course=here,
            now=now - 5 * HOUR,
            **who,
        )
