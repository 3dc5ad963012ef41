"""Shifts that change hands: asking, answering, deciding, taking back.

Whoever moves shifts locks the trade, then the people in the order of their keys as publishing does, then the shifts.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.workforce.actions.rosters import place_of
from wellrun.departments.workforce.models import Assignment, Trade
from wellrun.departments.workforce.queries.moments import clock_of
from wellrun.departments.workforce.queries.trading import REACH, scene_of
from wellrun.departments.workforce.rules.trading import Verdict
from wellrun.foundations.access.permissions import check_may, holds
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused

LIVE = (Trade.State.OPEN, Trade.State.WAITING)


@transaction.atomic
def ask_trade(
    *,
    given: Assignment,
    swap: bool,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    asked: Person | None = None,
    back: Assignment | None = None,
) -> Trade:
    """Offers one of one's own shifts, to a colleague or to everybody of the unit: to have, or for one in return.

    What could not be agreed to is refused at once, not after the colleague has said yes.
    """
    _lock_people(given.person_id, *([asked.pk] if asked else []))
    held, returned = _lock_shifts(given, back)
    _check_own(held.person_id, by)
    faults = [*_faults_of_shifts(held, returned, now)]
    if Trade.objects.filter(given=held, state__in=LIVE).exists():
        words = _("This shift is offered already.")
        faults.append(Fault("workforce.trade_open", words, remedy=_("Take that offer back first.")))
    if asked is not None and (returned is not None or not swap) and not faults:
        faults += _faults_of_pair(held, asked, returned) or scene_of(held, tree=tree, reader=held.person_id).faults(
            held, asked.pk, returned
        )
    if faults:
        raise Refused(faults)
    made = Trade.objects.create(
        given=held,
        swap=swap,
        back=returned,
        asked=asked,
        opened_by=by,
        opened_at=now,
        lapses_at=min(_begins(one) for one in (held, returned) if one is not None),
    )
    after = {"person": held.person_id, "day": held.day, "shift": held.shift, "swap": swap}
    record("workforce.trade.asked", by=by, about=made, after=after)
    return made


@transaction.atomic
def accept_trade(*, trade: Trade, by: Account, tree: Tree, now: dt.datetime, back: Assignment | None = None) -> Trade:
    """A colleague says yes. It is done at once if no rule, wish, cover or cost is touched; else the manager decides."""
    held = _locked(trade)
    _check_named(held, by)
    _refuse_unless(held, Trade.State.OPEN, now=now)
    taker = by.person
    given, returned = _lock_pair(held.given, taker, held.back or back)
    faults = [*_faults_of_shifts(given, returned, now), *_faults_of_pair(given, taker, returned)]
    if held.swap and returned is None:
        words = _("A shift is wanted in return.")
        faults.append(Fault("workforce.nothing_in_return", words, place="back", remedy=_("Choose one of yours.")))
    if not held.swap and returned is not None:
        words = _("No shift is wanted in return.")
        faults.append(Fault("workforce.return_not_wanted", words, place="back"))
    found, touches = _judged(given, taker, returned, faults, tree, taker.pk)
    held.taker, held.back, held.answered_at = taker, returned, now
    held.lapses_at = min(_begins(one) for one in (given, returned) if one is not None)
    held.touches, held.points = list(touches), found.points
    held.state = Trade.State.DONE if found.settled else Trade.State.WAITING
    if found.settled:
        _change_hands(given, returned, taker, now)
    held.save()
    record("workforce.trade.accepted", by=by, about=held, after={"state": held.state, "person": taker.pk})
    return held


@transaction.atomic
def decline_trade(*, trade: Trade, by: Account, now: dt.datetime) -> Trade:
    """The colleague who was asked by name says no."""
    held = _locked(trade)
    if held.asked_id is None or held.asked_id != by.person_id:
        raise _not_yours()
    _refuse_unless(held, Trade.State.OPEN, now=now)
    held.state, held.answered_at = Trade.State.DECLINED, now
    held.save(update_fields=["state", "answered_at"])
    record("workforce.trade.declined", by=by, about=held)
    return held


@transaction.atomic
def withdraw_trade(*, trade: Trade, by: Account, now: dt.datetime) -> Trade:
    """Takes it back while nothing is done: the one who offers, or who said yes while the manager has not decided."""
    held = _locked(trade)
    if by.person_id not in (held.given.person_id, held.taker_id):
        raise _not_yours()
    _refuse_unless(held, *LIVE, now=now)
    held.state, held.decided_at = Trade.State.WITHDRAWN, now
    held.save(update_fields=["state", "decided_at"])
    record("workforce.trade.withdrawn", by=by, about=held)
    return held


@transaction.atomic
def decide_trade(*, trade: Trade, approve: bool, by: Account, tree: Tree, now: dt.datetime, why: str = "") -> Trade:
    """The manager approves, judged once more as things stand now, or refuses and says why. Nobody decides their own."""
    held = _locked(trade)
    _check_manages(held.given, by, tree)
    if by.person_id in (held.given.person_id, held.taker_id):
        words = _("Nobody decides about their own shifts.")
        raise Refused(Fault("workforce.own_trade", words, remedy=_("Ask whoever manages you.")))
    _refuse_unless(held, Trade.State.WAITING, now=now)
    if approve and held.taker is not None:
        given, returned = _lock_pair(held.given, held.taker, held.back)
        faults = [*_faults_of_shifts(given, returned, now), *_faults_of_pair(given, held.taker, returned)]
        _judged(given, held.taker, returned, faults, tree)
        _change_hands(given, returned, held.taker, now)
    elif not why.strip():
        raise Refused(Fault("workforce.say_why", _("Say why you refuse."), place="why"))
    held.state = Trade.State.DONE if approve else Trade.State.REFUSED
    held.decided_by, held.decided_at, held.why = by, now, why.strip()[:300]
    held.save(update_fields=["state", "decided_by", "decided_at", "why"])
    record(f"workforce.trade.{'approved' if approve else 'refused'}", by=by, about=held, after={"state": held.state})
    return held


@transaction.atomic
def trade_for(
    *,
    given: Assignment,
    taker: Person,
    why: str,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    back: Assignment | None = None,
) -> Trade:
    """The manager moves a shift for others, as after an accident. Laws and contracts hold for managers too."""
    _check_manages(given, by, tree)
    held, returned = _lock_pair(given, taker, back)
    faults = [*_faults_of_shifts(held, returned, now), *_faults_of_pair(held, taker, returned)]
    if not why.strip():
        faults.append(Fault("workforce.say_why", _("Say why; both of them read it."), place="why"))
    found, touches = _judged(held, taker, returned, faults, tree)
    # What they had begun themselves about this shift is over by it.
    Trade.objects.filter(given=held, state__in=LIVE).update(state=Trade.State.WITHDRAWN, decided_by=by, decided_at=now)
    made = Trade.objects.create(
        given=held,
        swap=returned is not None,
        back=returned,
        asked=taker,
        taker=taker,
        state=Trade.State.DONE,
        opened_by=by,
        opened_at=now,
        lapses_at=min(_begins(one) for one in (held, returned) if one is not None),
        touches=list(touches),
        points=found.points,
        decided_by=by,
        decided_at=now,
        why=why.strip()[:300],
    )
    _change_hands(held, returned, taker, now)
    record("workforce.trade.made_for_others", by=by, about=made, after={"person": taker.pk, "day": held.day})
    return made


def _change_hands(given: Assignment, back: Assignment | None, taker: Person, now: dt.datetime) -> None:
    """Both shifts end for whoever had them before either begins for the other: they may lie on one day."""
    moves = [(given, taker.pk)] + ([(back, given.person_id)] if back is not None else [])
    for shift, _who in moves:
        shift.ended, shift.until = Assignment.Ended.SWAPPED, now
        shift.save(update_fields=["ended", "until"])
    for shift, who in moves:
        Assignment.objects.create(
            person_id=who,
            unit_id=shift.unit_id,
            roster_id=shift.roster_id,
            day=shift.day,
            shift=shift.shift,
            skill=shift.skill,
            source=Assignment.Source.SWAP,
            since=now,
        )


def _judged(
    given: Assignment,
    taker: Person,
    back: Assignment | None,
    faults: list[Fault],
    tree: Tree,
    reader: int | None = None,
) -> tuple[Verdict, tuple[str, ...]]:
    """What it would do, and what it touches in words; refused with every fault if it may not be."""
    scene = scene_of(given, tree=tree, reader=reader)
    found = faults or scene.faults(given, taker.pk, back)
    if found:
        raise Refused(found)
    judged = scene.judged(given, taker.pk, back)
    return judged, scene.touches(judged)


def _faults_of_shifts(given: Assignment, back: Assignment | None, now: dt.datetime) -> list[Fault]:
    """Shifts that are no longer whose they were, or have begun."""
    faults = []
    for one in (given, back):
        if one is None:
            continue
        if one.ended:
            words = _("The shift of %(day)s has changed meanwhile: %(why)s.")
            said = {"day": one.day, "why": one.get_ended_display()}
            faults.append(Fault("workforce.shift_changed", words % said, remedy=_("See your shifts and ask again.")))
        elif _begins(one) <= now:
            words = _("The shift of %(day)s has begun.") % {"day": one.day}
            faults.append(Fault("workforce.shift_begun", words, remedy=_("Ask whoever makes the roster.")))
    return faults


def _faults_of_pair(given: Assignment, taker: Person, back: Assignment | None) -> list[Fault]:
    """A trade is between two people of one unit, with shifts near one another."""
    if taker.pk == given.person_id:
        return [Fault("workforce.trade_with_oneself", _("This shift is yours already."))]
    if back is None:
        return []
    if back.person_id != taker.pk or back.unit_id != given.unit_id:
        words = _("The shift in return must be the colleague’s own, on the same unit.")
        return [Fault("workforce.return_not_theirs", words, place="back", remedy=_("Choose another shift."))]
    if abs(back.day - given.day) > REACH:
        words = _("The two shifts lie more than %(days)s days apart.") % {"days": REACH.days}
        return [Fault("workforce.return_too_far", words, place="back", remedy=_("Choose a nearer day."))]
    return []


def _lock_people(*people: int) -> None:
    list(Person.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))


def _lock_pair(given: Assignment, taker: Person, back: Assignment | None) -> tuple[Assignment, Assignment | None]:
    _lock_people(given.person_id, taker.pk)
    return _lock_shifts(given, back)


def _lock_shifts(given: Assignment, back: Assignment | None) -> tuple[Assignment, Assignment | None]:
    """The shifts as they stand now."""
    wanted = [given.pk] + ([back.pk] if back is not None else [])
    found = {one.pk: one for one in Assignment.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    return found[given.pk], found[back.pk] if back is not None else None


def _locked(trade: Trade) -> Trade:
    held = Trade.objects.select_for_update(of=("self",)).select_related("given", "back", "taker", "asked")
    return held.get(pk=trade.pk)


def _begins(one: Assignment) -> dt.datetime:
    unit = Unit.objects.select_related("department__facility").get(pk=one.unit_id)
    return clock_of(unit.department.facility).begins(one.day, one.shift)


def _refuse_unless(held: Trade, *states: str, now: dt.datetime) -> None:
    if held.state not in states:
        words = _("This offer is over: %(state)s.") % {"state": held.get_state_display()}
        raise Refused(Fault("workforce.trade_over", words, remedy=_("See which others are open.")))
    if held.lapses_at <= now:
        words = _("This offer is over: the shift has begun.")
        raise Refused(Fault("workforce.trade_lapsed", words, remedy=_("See which others are open.")))


def _check_own(person: int, by: Account) -> None:
    if by.person_id != person or not holds(by, Permission.OWN_SCHEDULE):
        raise _not_yours()


def _check_named(held: Trade, by: Account) -> None:
    """Everybody of the unit may answer what is offered to all; the judge says who is of the unit."""
    named = held.asked_id in (None, by.person_id)
    if not named or not holds(by, Permission.OWN_SCHEDULE):
        raise _not_yours()


def _check_manages(given: Assignment, by: Account, tree: Tree) -> None:
    unit = Unit.objects.select_related("department__facility").get(pk=given.unit_id)
    check_may(by, Permission.ROSTER, place_of(unit, tree), tree=tree)


def _not_yours() -> Refused:
    words = _("This offer was not made to you.")
    return Refused(Fault("access.refused", words, remedy=_("See your own shifts and what is offered to you.")))
