"""Requests are made and carried out. Of two who accept one at the same moment, the second is told by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.actions.moving import bed_asked
from wellrun.departments.operations.keeping.house import keep, lock_house
from wellrun.departments.operations.keeping.marks import boards_changed
from wellrun.departments.operations.models import Course, Request, RequestMove
from wellrun.departments.operations.models.requests import MADE, STATES
from wellrun.departments.operations.queries.requests import standing_of
from wellrun.departments.operations.rules.house.beds import SAYS, SHUT
from wellrun.departments.operations.rules.house.events import NOWHERE, Event, Spot, Word
from wellrun.departments.operations.rules.requests import (
    NEEDS_WORDS,
    Kind,
    Move,
    Urgency,
    after,
    asked,
    faults_of_asking,
)
from wellrun.foundations.access.permissions import check_may, may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused

BED_SAYS: Mapping[Move, Word] = MappingProxyType(
    {Move.ASK: Word.DIRTY, Move.START: Word.CLEANING, Move.FINISH: Word.CLEAN, Move.REOPEN: Word.DIRTY}
)
"""What a move of a cleaning request says of the empty bed it is for."""

OWNERS = frozenset({Move.START, Move.FINISH, Move.HAND_BACK})
"""Moves of whoever sees to it, or of whoever manages the place."""


@transaction.atomic
def ask(
    *,
    facility: Facility,
    kind: Kind,
    urgency: Urgency,
    spot: Spot,
    what: str,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    room: str = "",
    to: Spot = NOWHERE,
    to_room: str = "",
    course: Course | None = None,
    asset: str = "",
) -> Request:
    """Asks for something. Raises ``Refused`` with everything that is missing."""
    check_may(by, Permission.SERVICE_REQUESTS, _place(facility, spot.unit, tree), tree=tree)
    faults = faults_of_asking(kind=kind, unit=spot.unit, to=to.unit or to_room, asset=asset, what=what)
    if faults:
        raise Refused(faults)
    begun = asked(now)
    made = Request.objects.create(
        facility=facility,
        kind=kind,
        urgency=urgency,
        unit=spot.unit,
        bed=spot.bed,
        room=room.strip(),
        to_unit=to.unit,
        to_bed=to.bed,
        to_room=to_room.strip(),
        course=course,
        asset=asset.strip(),
        what=what.strip(),
        state=begun.state,
        asked_at=now,
        asked_by=by,
        began_at=now,
    )
    RequestMove.objects.create(request=made, move=Move.ASK, at=now, by=by)
    record("operations.request.asked", by=by, about=made, after=_after(made), patients=_whose(made))
    _tell_bed(made, Move.ASK, by, now)
    boards_changed(facility)
    return made


@transaction.atomic
def move(
    *,
    request: Request,
    move: Move,
    version: int,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    words: str = "",
    given_to: Person | None = None,
) -> Request:
    """Takes a request a step further. Raises ``Refused`` if somebody was quicker, or with all that is missing."""
    place = _place(request.facility, request.unit, tree)
    check_may(by, Permission.SERVICE_REQUESTS, place, tree=tree)
    held = Request.objects.select_for_update().get(pk=request.pk)
    if move is not Move.NOTE:
        check_unchanged(version, held.version, code="operations.request", words=lambda: _meanwhile(held))
    before = standing_of(held)
    owner = given_to if move is Move.REASSIGN else by.person
    then = after(before, move, at=now, owner=str(owner.pk) if owner else "")
    faults = []
    if then is None:
        words_of_state = _("This request is %(state)s.") % {"state": STATES[before.state]}
        faults.append(Fault("operations.request.move", words_of_state, place="move", value=move, expected=before.state))
    if move in NEEDS_WORDS and not words.strip():
        faults.append(Fault("operations.request.no_words", _("Say why, or what is to be known."), place="words"))
    if move is Move.REASSIGN and given_to is None:
        faults.append(Fault("operations.request.no_one", _("Choose who is to see to it."), place="given_to"))
    manages = may(by, Permission.MANAGE_BEDS, place, tree=tree)
    if move in OWNERS and held.owner_id and held.owner_id != by.person_id and not manages:
        told = _("%(name)s sees to it.") % {"name": held.owner.name if held.owner else ""}
        remedy = _("Have it given to you first.")
        faults.append(Fault("operations.request.anothers", told, place="move", remedy=remedy))
    if faults or then is None:
        raise Refused(faults)
    for name in ("state", "began_at", "answered_at", "started_at", "ended_at", "reopened"):
        setattr(held, name, getattr(then, name))
    held.owner_id = int(then.owner) if then.owner else None
    held.version += 1
    held.save()
    RequestMove.objects.create(request=held, move=move, at=now, by=by, given_to=given_to, words=words.strip())
    action = f"operations.request.{move}"
    record(action, by=by, about=held, before={"state": before.state}, after=_after(held), patients=_whose(held))
    _tell_bed(held, move, by, now)
    boards_changed(held.facility)
    return held


def _tell_bed(request: Request, move: Move, by: Account, now: dt.datetime) -> None:
    """What cleaning says of an empty bed is an event of the house like any other; a bed that is shut stays so."""
    word = BED_SAYS.get(move)
    if request.kind != Kind.CLEANING or not request.bed or word is None:
        return
    house, spot = lock_house(request.facility), Spot(request.unit, request.bed)
    bed = bed_asked(house, spot)
    if not bed.exists or bed.occupants or bed.condition in SHUT or bed.condition is SAYS[word]:
        return
    keep(house, [Event(key="", trigger="bed", at=now, recorded=now, spot=spot, word=word)], by=by, source="request")


def _meanwhile(held: Request) -> str:
    last = held.moves.select_related("by__person").last()
    if last is None:
        return ""
    said = _("Somebody was quicker: %(name)s, %(what)s.")
    return said % {"name": last.by.person.name if last.by.person else last.by.email, "what": MADE[Move(last.move)]}


def _after(request: Request) -> dict[str, Any]:
    return {"kind": request.kind, "state": request.state, "unit": request.unit, "owner": request.owner_id}


def _whose(request: Request) -> list[UUID]:
    return [request.course.patient_id] if request.course and request.course.patient_id else []


def _place(facility: Facility, unit: str, tree: Tree) -> Place:
    return tree.get(f"{facility.code}/{unit}") or tree[facility.code]
