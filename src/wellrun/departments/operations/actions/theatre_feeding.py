"""Cases are kept as the theatre system sends them; what somebody has said of one by hand no file says otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import transaction

from wellrun.departments.operations.keeping.marks import boards_changed
from wellrun.departments.operations.models import TheatreCase, TheatreMove
from wellrun.departments.operations.rules.theatre.cases import SETS, Move
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients import actions as patients
from wellrun.foundations.patients.actions import Details
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.patients.rules import plain_number

FIELDS = (
    *("room", "service", "surgeon", "procedure", "urgent", "starts", "ends"),
    *("entered", "anaesthetised", "opened", "closed", "left", "cancelled", "reason"),
)


class SentCase(NamedTuple):
    """A case of the theatre system, its moments with their zone. ``mrn`` is the patient's record number, if known."""

    number: str
    mrn: str
    room: str
    service: str
    surgeon: str
    procedure: str
    urgent: bool
    starts: dt.datetime
    ends: dt.datetime
    entered: dt.datetime | None
    anaesthetised: dt.datetime | None
    opened: dt.datetime | None
    closed: dt.datetime | None
    left: dt.datetime | None
    cancelled: dt.datetime | None
    reason: str


@transaction.atomic
def take_cases(*, facility: Facility, sent: Iterable[SentCase], since: dt.datetime, by: Actor) -> int:
    """Keeps sent cases: new ones, and what a file says newly of known ones; empty says nothing. Returns how many.

    The patient of a case from ``since`` on is entered in the registry: there is work to do about them.
    """
    told = {plain_number(one.number): one for one in sent}
    known = {
        plain_number(case.number): case
        for case in TheatreCase.objects.select_for_update().filter(facility=facility, number_index__in=list(told))
    }
    by_hand = _by_hand(known.values())
    fresh, changed = [], []
    for number, one in told.items():
        case = known.get(number)
        if case is None:
            case = TheatreCase(facility=facility, number=one.number, patient=_patient(facility, one, since, by))
            _take(case, one, frozenset())
            fresh.append(case)
        elif _take(case, one, by_hand.get(str(case.pk), frozenset())):
            case.version += 1
            changed.append(case)
    TheatreCase.objects.bulk_create(fresh)
    for case in changed:
        case.save()
    touched = [*fresh, *changed]
    if touched:
        whose = {case.patient_id for case in touched if case.patient_id}
        after = {"new": len(fresh), "changed": len(changed)}
        record("operations.theatre.told", by=by, about=touched[0], after=after, patients=whose)
        boards_changed(facility)
    return len(touched)


def _by_hand(cases: Iterable[TheatreCase]) -> Mapping[str, frozenset[str]]:
    """What of each case somebody has said; whoever has taken something back has said all its times."""
    said: dict[str, set[str]] = {}
    for case, move in TheatreMove.objects.filter(case__in=list(cases)).values_list("case", "move"):
        fields = said.setdefault(str(case), set())
        if move == Move.CHANGE_ROOM:
            fields.add("room")
        elif move == Move.TAKE_BACK:
            fields.update(SETS.values(), {"reason"})
        elif move in SETS:
            fields.update({SETS[Move(move)]} | ({"reason"} if move == Move.CANCEL else set()))
    return {case: frozenset(fields) for case, fields in said.items()}


def _take(case: TheatreCase, one: SentCase, but: frozenset[str]) -> bool:
    changed = False
    for name in FIELDS:
        value = getattr(one, name)
        if name in but or value in (None, "") or getattr(case, name) == value:
            continue
        setattr(case, name, value)
        changed = True
    return changed


def _patient(facility: Facility, one: SentCase, since: dt.datetime, by: Actor) -> Patient | None:
    if not one.mrn or one.starts < since:
        return None
    return patients.register(facility=facility, details=Details(one.mrn), by=by)
