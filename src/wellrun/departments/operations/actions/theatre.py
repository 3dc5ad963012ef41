"""Theatres by hand: a case is planned, comes in, goes out, is cancelled or moved; blocks are given and released."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.keeping.marks import boards_changed
from wellrun.departments.operations.models import BlockRelease, TheatreBlock, TheatreCase, TheatreMove
from wellrun.departments.operations.models.theatre import MADE, STATES
from wellrun.departments.operations.rules.theatre.cases import (
    SETS,
    Move,
    Reason,
    Times,
    out_of_order,
    possible,
    state_of,
    taken_back,
)
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def plan(
    *,
    facility: Facility,
    room: str,
    service: str,
    starts: dt.datetime,
    ends: dt.datetime,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    surgeon: str = "",
    procedure: str = "",
    urgent: bool = False,
    patient: Patient | None = None,
) -> TheatreCase:
    """Puts a case on a list. Raises ``Refused`` with everything that is missing."""
    check_may(by, Permission.MANAGE_BEDS, tree[facility.code], tree=tree)
    wrong = (
        (not room.strip(), "room", _("Say in which theatre.")),
        (not service.strip(), "service", _("Say which service operates.")),
        (ends <= starts, "ends", _("A case ends after it begins.")),
    )
    faults = [Fault(f"operations.theatre.no_{place}", words, place=place) for so, place, words in wrong if so]
    if faults:
        raise Refused(faults)
    made = TheatreCase.objects.create(
        facility=facility,
        number=f"W{uuid.uuid4().hex[:12]}",
        patient=patient,
        room=room.strip(),
        service=service.strip(),
        surgeon=surgeon.strip(),
        procedure=procedure.strip(),
        urgent=urgent,
        starts=starts,
        ends=ends,
    )
    TheatreMove.objects.create(case=made, move=Move.PLAN, at=now, by=by)
    record("operations.theatre.planned", by=by, about=made, after={"room": made.room}, patients=_whose(made))
    boards_changed(facility)
    return made


@transaction.atomic
def move(
    *,
    case: TheatreCase,
    move: Move,
    version: int,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    at: dt.datetime | None = None,
    reason: str = "",
    room: str = "",
    words: str = "",
) -> TheatreCase:
    """Takes a case a step further, or takes the last step back. ``at`` is when it happened, now if left out.

    Raises ``Refused`` if somebody was quicker, or with all that is missing or wrong.
    """
    check_may(by, Permission.MANAGE_BEDS, tree[case.facility.code], tree=tree)
    held = TheatreCase.objects.select_for_update().get(pk=case.pk)
    check_unchanged(version, held.version, code="operations.theatre")
    before, when = times_of(held), at or now
    after = taken_back(before) if move is Move.TAKE_BACK else before
    if move in SETS:
        after = after._replace(**{SETS[move]: when})
    faults = _faults_of(before, after, move, when=when, now=now, reason=reason, room=room, words=words)
    if move is Move.ENTER:
        faults += _in_use(held)
    if faults:
        raise Refused(faults)
    for name, value in after._asdict().items():
        setattr(held, name, value)
    held.room = room.strip() if move is Move.CHANGE_ROOM else held.room
    held.reason = reason if move is Move.CANCEL else held.reason if held.cancelled else ""
    held.version += 1
    held.save()
    TheatreMove.objects.create(case=held, move=move, at=when, by=by, words=words.strip())
    told = {"state": state_of(after), "room": held.room, "reason": held.reason}
    was = {"state": state_of(before), "room": case.room}
    record(f"operations.theatre.{move}", by=by, about=held, before=was, after=told, patients=_whose(held))
    boards_changed(held.facility)
    return held


def times_of(case: TheatreCase) -> Times:
    """The times of a row."""
    return Times(*(getattr(case, name) for name in Times._fields))


def _faults_of(
    before: Times,
    after: Times,
    move: Move,
    *,
    when: dt.datetime,
    now: dt.datetime,
    reason: str,
    room: str,
    words: str,
) -> list[Fault]:
    state = state_of(before)
    wrong = (
        (
            move not in possible(state),
            "move",
            _("This case is %(state)s: it cannot be %(move)s.") % {"state": STATES[state], "move": MADE[move]},
        ),
        (when > now, "at", _("That lies in the future.")),
        (move in SETS and bool(out_of_order(after)), "at", _("That lies before what happened earlier.")),
        (move is Move.CANCEL and reason not in list(Reason), "reason", _("Say why it is cancelled.")),
        (move is Move.CHANGE_ROOM and not room.strip(), "room", _("Say in which theatre.")),
        (move is Move.TAKE_BACK and not words.strip(), "words", _("Say why.")),
    )
    return [Fault(f"operations.theatre.{place}", said, place=place) for so, place, said in wrong if so]


def _in_use(held: TheatreCase) -> list[Fault]:
    """A room takes one patient at a time."""
    there = TheatreCase.objects.filter(facility=held.facility, room=held.room, left=None, cancelled=None)
    if not there.exclude(entered=None).exclude(pk=held.pk).exists():
        return []
    told = _("Another patient is still in %(room)s.") % {"room": held.room}
    remedy = _("Say first that the other one is out, or move this case to another theatre.")
    return [Fault("operations.theatre.in_use", told, place="move", remedy=remedy)]


@transaction.atomic
def give_block(
    *,
    facility: Facility,
    room: str,
    service: str,
    owner: str,
    weekday: int,
    begins: dt.time,
    ends: dt.time,
    release_days: int,
    since: dt.date,
    by: Account,
    tree: Tree,
) -> TheatreBlock:
    """Gives a service time in a room on a weekday. Raises ``Refused`` if another block holds some of it."""
    check_may(by, Permission.MANAGE_BEDS, tree[facility.code], tree=tree)
    faults = []
    if ends <= begins:
        faults.append(Fault("operations.theatre.hours", _("A block ends after it begins."), place="ends"))
    same = TheatreBlock.objects.filter(facility=facility, room=room.strip(), weekday=weekday, begins__lt=ends)
    other = same.filter(ends__gt=begins).exclude(until__lt=since).first() if begins < ends else None
    if other is not None:
        told = _("%(service)s has %(room)s from %(begins)s to %(ends)s already.") % {
            "service": other.service,
            "room": other.room,
            "begins": f"{other.begins:%H:%M}",
            "ends": f"{other.ends:%H:%M}",
        }
        faults.append(Fault("operations.theatre.taken", told, place="begins", remedy=_("End that block first.")))
    if faults:
        raise Refused(faults)
    made = TheatreBlock.objects.create(
        facility=facility,
        room=room.strip(),
        service=service.strip(),
        owner=owner.strip(),
        weekday=weekday,
        begins=begins,
        ends=ends,
        release_days=release_days,
        since=since,
    )
    after = {"room": made.room, "service": made.service, "weekday": weekday, "release_days": release_days}
    record("operations.theatre.block_given", by=by, about=made, after=after)
    return made


@transaction.atomic
def end_block(*, block: TheatreBlock, until: dt.date, by: Account, tree: Tree) -> TheatreBlock:
    """Lets a block end with a day. Raises ``Refused`` for a day before its first."""
    check_may(by, Permission.MANAGE_BEDS, tree[block.facility.code], tree=tree)
    if until < block.since:
        raise Refused(Fault("operations.theatre.until", _("It begins later than that."), place="until"))
    held = TheatreBlock.objects.select_for_update().get(pk=block.pk)
    before, held.until = held.until, until
    held.save(update_fields=["until"])
    record("operations.theatre.block_ended", by=by, about=held, before={"until": before}, after={"until": until})
    return held


@transaction.atomic
def release(*, block: TheatreBlock, day: dt.date, by: Account, tree: Tree, now: dt.datetime) -> BlockRelease:
    """Releases a block on one of its days. Released twice is released once."""
    check_may(by, Permission.MANAGE_BEDS, tree[block.facility.code], tree=tree)
    if day.weekday() != block.weekday or day < block.since or (block.until and day > block.until):
        raise Refused(Fault("operations.theatre.no_block", _("The block is not held on that day."), place="day"))
    made, new = BlockRelease.objects.get_or_create(block=block, day=day, defaults={"at": now, "by": by})
    if new:
        record("operations.theatre.released", by=by, about=block, after={"day": day})
        boards_changed(block.facility)
    return made


def _whose(case: TheatreCase) -> list[uuid.UUID]:
    return [case.patient_id] if case.patient_id else []
