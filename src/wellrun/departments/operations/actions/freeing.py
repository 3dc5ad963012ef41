"""Beds are freed several at a time: somebody sees to what holds their patients, or they are all cleaned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.actions import requesting
from wellrun.departments.operations.keeping.house import lock_house
from wellrun.departments.operations.keeping.marks import boards_changed
from wellrun.departments.operations.models import Barrier, Request
from wellrun.departments.operations.models.leaving import REASONS
from wellrun.departments.operations.queries.board import board
from wellrun.departments.operations.queries.freeing import held_alone_by, to_clean
from wellrun.departments.operations.rules.requests import Kind, Urgency
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup.actions import promise
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused

NAMED = 6
"""So many beds are named in a promise; more are counted."""


@transaction.atomic
def see_to(*, place: Place, reason: str, owner: Person, by: Account, tree: Tree, now: dt.datetime) -> Action:
    """Somebody promises, for today, to see to whatever alone holds patients of a place who could leave today.

    Raises ``Refused`` if there is nobody left whom it holds and to whose barrier nobody sees.
    """
    check_may(by, Permission.MANAGE_BEDS, place, tree=tree)
    facility = Facility.objects.get(code=place.facility)
    lock_house(facility)
    found = held_alone_by(board(place, tree=tree, at=now), reason)
    if not found:
        words = _("Nobody is left whom this holds and to which nobody sees.")
        raise Refused(Fault("operations.freeing.seen_to", words, place="reason", remedy=_("Look at the board again.")))
    beds = [f"{one.ward.name} {one.bed.number}" for one in found]
    more = _(" and %(n)s more") % {"n": len(beds) - NAMED} if len(beds) > NAMED else ""
    title = f"{REASONS[reason]}: {', '.join(beds[:NAMED])}{more}"
    today = now.astimezone(ZoneInfo(facility.time_zone)).date()
    made = promise(title=title, owner=owner, place=place, due_on=today, by=by, tree=tree, today=today)
    Barrier.objects.filter(pk__in=[one.barrier.pk for one in found]).update(action=made)
    concerned = {one.course.patient_id for one in found if one.course.patient_id}
    record(
        "operations.barrier.seen_to",
        by=by,
        about=made,
        after={"reason": reason, "patients": len(found), "owner": owner.pk},
        patients=sorted(concerned),
    )
    boards_changed(facility)
    return made


@transaction.atomic
def clean(*, place: Place, by: Account, tree: Tree, now: dt.datetime) -> Collection[Request]:
    """Asks at once for the cleaning of every empty bed of a place that needs it and for which nobody was asked."""
    check_may(by, Permission.MANAGE_BEDS, place, tree=tree)
    facility = Facility.objects.get(code=place.facility)
    lock_house(facility)
    spots = to_clean(board(place, tree=tree, at=now))
    if not spots:
        words = _("Cleaning was asked for already.")
        raise Refused(Fault("operations.freeing.asked", words, place="beds", remedy=_("Look at the board again.")))
    record("operations.beds.cleaning_asked", by=by, about=facility, after={"place": place.code, "beds": len(spots)})
    what = _("The bed is wanted.")
    return [
        requesting.ask(
            facility=facility,
            kind=Kind.CLEANING,
            urgency=Urgency.NOW,
            spot=spot,
            what=what,
            by=by,
            tree=tree,
            now=now,
        )
        for spot in spots
    ]
