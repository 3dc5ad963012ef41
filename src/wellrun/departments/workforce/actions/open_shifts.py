"""Shifts that nobody has: offering them, and taking one. Whoever is first has it, if the rules allow it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.workforce.actions.rosters import place_of
from wellrun.departments.workforce.models import Assignment, Bidding, Offer, OpenShift
from wellrun.departments.workforce.queries.around import around
from wellrun.departments.workforce.queries.moments import clock_of
from wellrun.departments.workforce.queries.taking import faults_of_taking
from wellrun.foundations.access.permissions import check_may, holds
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def offer(*, unit: Unit, day: dt.date, shift: str, skill: str, by: Account, tree: Tree) -> OpenShift:
    """Offers a shift to whoever may take it."""
    check_may(by, Permission.ROSTER, place_of(unit, tree), tree=tree)
    made = _opened(unit, day, shift, skill, by)
    record("workforce.open_shift.offered", by=by, about=made, after={"day": day, "shift": shift, "skill": skill})
    return made


@transaction.atomic
def withdraw(*, shift: OpenShift, by: Account, tree: Tree) -> OpenShift:
    """Takes an offer back that nobody has taken."""
    held = standing(shift)
    check_may(by, Permission.ROSTER, place_of(held.unit, tree), tree=tree)
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    record("workforce.open_shift.withdrawn", by=by, about=held)
    return held


@transaction.atomic
def take(*, shift: OpenShift, person: Person, by: Account, tree: Tree) -> Assignment:
    """Gives the shift to somebody: to oneself, or by whoever makes the rosters. Refused if a rule stands against it."""
    held = standing(shift)
    _refuse_while_bidding(held)
    if by.person_id != person.pk:
        check_may(by, Permission.ROSTER, place_of(held.unit, tree), tree=tree)
    else:
        _refuse_over(held.unit, held.day, held.shift, timezone.now())
    # The person's row is the turn: two shifts of one day, or a roster published meanwhile, come one after the other.
    Person.objects.select_for_update().get(pk=person.pk)
    faults = faults_of_taking(held, person, here=around(held.unit, held.day, tree=tree))
    if faults:
        raise Refused(faults)
    made = hand_over(shift=held, person=person, now=timezone.now())
    record("workforce.open_shift.taken", by=by, about=made, after={"person": person.pk, "day": held.day})
    return made


@transaction.atomic
def hand_over(*, shift: OpenShift, person: Person, now: dt.datetime) -> Assignment:
    """The shift becomes somebody's, and whoever else was asked is told so; the caller locks, judges, records."""
    made = Assignment.objects.create(
        person=person,
        unit_id=shift.unit_id,
        day=shift.day,
        shift=shift.shift,
        skill=shift.skill,
        source=Assignment.Source.OPEN,
        since=now,
    )
    shift.taken = made
    shift.save(update_fields=["taken"])
    shift.offers.filter(person=person).update(reply=Offer.Reply.YES, replied_at=now)
    shift.offers.filter(reply=Offer.Reply.WAITING).update(reply=Offer.Reply.GONE, replied_at=now)
    return made


@transaction.atomic
def report_absent(*, assignment: Assignment, by: Account, tree: Tree, now: dt.datetime, why: str = "") -> OpenShift:
    """Somebody cannot come: their shift ends, and stands open for others at once. What kind is not kept here.

    They say so by themselves until the shift is over, or call whoever makes the rosters.
    """
    held = Assignment.objects.select_for_update().get(pk=assignment.pk)
    unit = Unit.objects.select_related("department__facility").get(pk=held.unit_id)
    own = held.person_id == by.person_id and holds(by, Permission.OWN_SCHEDULE)
    if not own:
        check_may(by, Permission.ROSTER, place_of(unit, tree), tree=tree)
    if held.ended:
        words = _("This shift no longer holds: %(why)s.") % {"why": held.get_ended_display()}
        raise Refused(Fault("workforce.shift_ended", words, remedy=_("Look at the board again.")))
    if own:
        _refuse_over(unit, held.day, held.shift, now)
    held.ended, held.until = Assignment.Ended.ABSENT, now
    held.save(update_fields=["ended", "until"])
    record("workforce.shift.absent", by=by, about=held, after={"person": held.person_id, "day": held.day}, why=why)
    made = _opened(unit, held.day, held.shift, held.skill, by)
    after = {"day": held.day, "shift": held.shift, "skill": held.skill}
    record("workforce.open_shift.offered", by=by, about=made, after=after)
    return made


@transaction.atomic
def ask(*, shift: OpenShift, person: Person, by: Account, tree: Tree, words: str = "") -> Offer:
    """Asks somebody to take an open shift; asking again does nothing."""
    held = standing(shift)
    _refuse_while_bidding(held)
    check_may(by, Permission.ROSTER, place_of(held.unit, tree), tree=tree)
    made, new = Offer.objects.get_or_create(
        shift=held, person=person, defaults={"offered_by": by, "offered_at": timezone.now(), "words": words[:300]}
    )
    if new:
        record("workforce.open_shift.asked", by=by, about=made, after={"person": person.pk, "shift": held.pk})
    return made


@transaction.atomic
def decline(*, offer: Offer, by: Account, tree: Tree) -> Offer:
    """Somebody said no: by themselves, or on the telephone to whoever makes the rosters."""
    held = Offer.objects.select_for_update().select_related("shift").get(pk=offer.pk)
    unit = Unit.objects.select_related("department__facility").get(pk=held.shift.unit_id)
    if by.person_id != held.person_id:
        check_may(by, Permission.ROSTER, place_of(unit, tree), tree=tree)
    held.reply, held.replied_at = Offer.Reply.NO, timezone.now()
    held.save(update_fields=["reply", "replied_at"])
    record("workforce.open_shift.declined", by=by, about=held, after={"person": held.person_id})
    return held


def _opened(unit: Unit, day: dt.date, shift: str, skill: str, by: Account) -> OpenShift:
    return OpenShift.objects.create(
        unit=unit, day=day, shift=shift, skill=skill, opened_by=by, opened_at=timezone.now()
    )


def _refuse_over(unit: Unit, day: dt.date, shift: str, now: dt.datetime) -> None:
    """What is past is written down by whoever makes the rosters, not by oneself: it is paid."""
    if clock_of(unit.department.facility).ends(day, shift) <= now:
        words = _("This shift is over.")
        raise Refused(Fault("workforce.shift_over", words, remedy=_("Tell whoever makes your roster.")))


def _refuse_while_bidding(held: OpenShift) -> None:
    bidding = Bidding.objects.filter(shift=held, decided_at=None).first()
    if bidding is not None:
        words = _("This shift goes to one of those who bid for it.")
        raise Refused(Fault("workforce.bids_are_taken", words, remedy=_("Bid for it, or wait until it is decided.")))


def standing(shift: OpenShift) -> OpenShift:
    """The shift, locked, if it can still be had."""
    held = OpenShift.objects.select_for_update().get(pk=shift.pk)
    held.unit = Unit.objects.select_related("department__facility").get(pk=held.unit_id)
    if held.taken_id is not None or held.withdrawn_at is not None:
        raise Refused(
            Fault(
                "workforce.shift_gone",
                _("This shift has been taken.") if held.taken_id else _("This shift is no longer offered."),
                remedy=_("See which others are open."),
            )
        )
    return held
