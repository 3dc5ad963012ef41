"""Bidding for open shifts: opening it, bidding, thinking better, and deciding by the stated order."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.workforce.actions.open_shifts import hand_over, standing
from wellrun.departments.workforce.actions.rosters import place_of
from wellrun.departments.workforce.models import Bid, Bidding, OpenShift
from wellrun.departments.workforce.queries.around import around
from wellrun.departments.workforce.queries.bidding import bidder_of, why_placed
from wellrun.departments.workforce.queries.moments import clock_of
from wellrun.departments.workforce.queries.taking import faults_of_taking
from wellrun.departments.workforce.rules.bidding import placed
from wellrun.foundations.access.permissions import check_may, holds
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import System, record
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def open_bidding(*, shift: OpenShift, closes_at: dt.datetime, by: Account, tree: Tree, now: dt.datetime) -> Bidding:
    """Takes bids for an open shift until a moment before it begins."""
    held = standing(shift)
    check_may(by, Permission.ROSTER, place_of(held.unit, tree), tree=tree)
    if Bidding.objects.filter(shift=held).exists():
        words = _("Bids are or were taken for this shift.")
        raise Refused(Fault("workforce.bidding_open", words, remedy=_("See who has bid.")))
    if not now < closes_at <= clock_of(held.unit.department.facility).begins(held.day, held.shift):
        words = _("Bids are taken until a moment that is to come and before the shift begins.")
        raise Refused(Fault("workforce.bidding_until", words, place="hours", remedy=_("Choose less time, or ask now.")))
    made = Bidding.objects.create(shift=held, closes_at=closes_at, opened_by=by, opened_at=now)
    record("workforce.bidding.opened", by=by, about=made, after={"shift": held.pk, "closes_at": closes_at})
    return made


@transaction.atomic
def bid(*, bidding: Bidding, by: Account, tree: Tree, now: dt.datetime) -> Bid:
    """Bids for oneself; who may not work the shift is told why. Bidding again does nothing."""
    held = _open(bidding, now)
    if not holds(by, Permission.OWN_SCHEDULE):
        raise Refused(Fault("access.refused", _("You have no shifts here.")))
    shift = standing(held.shift)
    faults = faults_of_taking(shift, by.person, here=around(shift.unit, shift.day, tree=tree))
    if faults:
        raise Refused(faults)
    made, new = Bid.objects.get_or_create(bidding=held, person=by.person, defaults={"made_at": now})
    if new:
        record("workforce.bidding.bid", by=by, about=made, after={"shift": shift.pk, "person": by.person_id})
    return made


@transaction.atomic
def withdraw_bid(*, bidding: Bidding, by: Account, now: dt.datetime) -> None:
    """Takes one's own bid back while bids are taken."""
    held = _open(bidding, now)
    mine = Bid.objects.filter(bidding=held, person=by.person_id).first()
    if mine is not None:
        record("workforce.bidding.withdrawn", by=by, about=mine, before={"shift": held.shift_id})
        mine.delete()


@transaction.atomic
def decide_bidding(*, bidding: Bidding, by: Account | System, tree: Tree, now: dt.datetime) -> Bidding:
    """Gives the shift to the first in the order. Once it is decided, deciding again changes nothing.

    The manager may decide at any time; the clock (a system, no account) when the time is over.
    """
    held = Bidding.objects.select_for_update().get(pk=bidding.pk)
    unit = Unit.objects.select_related("department__facility").get(open_shifts=held.shift_id)
    if isinstance(by, Account):
        check_may(by, Permission.ROSTER, place_of(unit, tree), tree=tree)
    if held.decided_at is not None or (not isinstance(by, Account) and now < held.closes_at):
        return held
    shift = OpenShift.objects.select_for_update().get(pk=held.shift_id)
    shift.unit = unit
    held.decided_at = now
    held.save(update_fields=["decided_at"])
    if shift.taken_id is None and shift.withdrawn_at is None:
        _give_to_first(held, shift, by, tree, now)
    record("workforce.bidding.decided", by=by, about=held, after={"shift": shift.pk, "given": shift.taken_id})
    return held


def _give_to_first(held: Bidding, shift: OpenShift, by: Account | System, tree: Tree, now: dt.datetime) -> None:
    bids = {one.person_id: one for one in held.bids.select_related("person")}
    # Whoever gets a shift elsewhere at the same moment waits here, or makes this wait.
    list(Person.objects.select_for_update().filter(pk__in=bids).order_by("pk").values_list("pk"))
    here, clock = around(shift.unit, shift.day, tree=tree), clock_of(shift.unit.department.facility)
    order = placed(bidder_of(one, shift, here=here, clock=clock) for one in bids.values())
    for ahead, one in zip([None, *order], order, strict=False):
        mine = bids.pop(one.bidder.person)
        mine.rank, mine.words = one.rank, why_placed(one, ahead.bidder if ahead else None)
        mine.save(update_fields=["rank", "words"])
        if one.rank == 1:
            made = hand_over(shift=shift, person=mine.person, now=now)
            after = {"person": mine.person_id, "day": shift.day}
            record("workforce.open_shift.taken", by=by, about=made, after=after)
    for mine in bids.values():
        mine.words = " ".join(fault.message for fault in faults_of_taking(shift, mine.person, here=here))[:500]
        mine.save(update_fields=["words"])


def _open(bidding: Bidding, now: dt.datetime) -> Bidding:
    held = Bidding.objects.select_for_update().get(pk=bidding.pk)
    if held.decided_at is not None or held.closes_at <= now:
        words = _("Bids are no longer taken for this shift.")
        raise Refused(Fault("workforce.bidding_over", words, remedy=_("See which others are open.")))
    return held
