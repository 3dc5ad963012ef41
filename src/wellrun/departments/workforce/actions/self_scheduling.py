"""People choose their shifts before a roster is proposed: opening it, choosing, and turning choices into requests."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.workforce.actions.rosters import place_of
from wellrun.departments.workforce.models import ChoosingWindow, ChosenShift, Proposal, Request, Roster, ShiftType
from wellrun.departments.workforce.queries.asking import question_of
from wellrun.departments.workforce.queries.self_scheduling import chosen_in, faults_of_choosing
from wellrun.departments.workforce.rules.self_scheduling import standing_together
from wellrun.foundations.access.permissions import check_may, holds
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

STRENGTH = 2
"""A chosen shift becomes a request of middle strength: below what somebody asks for with all weight."""


@transaction.atomic
def open_window(
    *, roster: Roster, until: dt.date, by: Account, tree: Tree, now: dt.datetime, today: dt.date
) -> ChoosingWindow:
    """Lets the people of a roster choose until the end of a day before its first."""
    held = _locked(roster, by, tree)
    faults = []
    if not today <= until < held.first:
        words = _("Choosing ends on a day from today to the day before the roster begins.")
        faults.append(Fault("workforce.choosing_until", words, place="until", value=until.isoformat()))
    if ChoosingWindow.objects.filter(roster=held).exists():
        faults.append(Fault("workforce.choosing_open", _("People choose, or have chosen, for this roster already.")))
    if held.published_id is not None:
        words = _("This roster is published.")
        faults.append(Fault("workforce.roster_published", words, remedy=_("Shifts are swapped from now on.")))
    if faults:
        raise Refused(faults)
    made = ChoosingWindow.objects.create(roster=held, until=until, opened_by=by, opened_at=now)
    record("workforce.choosing.opened", by=by, about=made, after={"roster": held.pk, "until": until})
    return made


@transaction.atomic
def choose(
    *, window: ChoosingWindow, day: dt.date, shift: ShiftType | None, by: Account, tree: Tree, now: dt.datetime
) -> None:
    """Chooses a shift for a day for oneself, instead of the one chosen before; none takes the choice back."""
    # The window's row is the turn: what is still free by contract is counted without another choice in between.
    held = ChoosingWindow.objects.select_for_update().get(pk=window.pk)
    held.roster = Roster.objects.select_related("unit__department__facility").get(pk=held.roster_id)
    if not holds(by, Permission.OWN_SCHEDULE):
        raise Refused(Fault("access.refused", _("You have no shifts here.")))
    question = question_of(held.roster, tree=tree)
    faults = faults_of_choosing(held, question, person=by.person_id, day=day, shift=shift, now=now)
    if faults:
        raise Refused(faults)
    mine = ChosenShift.objects.filter(window=held, person=by.person_id, day=day)
    mine.delete()
    if shift is not None:
        ChosenShift.objects.create(window=held, person_id=by.person_id, day=day, shift=shift, chosen_at=now)
    after = {"person": by.person_id, "day": day, "shift": shift.code if shift else ""}
    record("workforce.choosing.chosen", by=by, about=held, after=after)


@transaction.atomic
def close_window(*, window: ChoosingWindow, lock: bool, by: Account, tree: Tree, now: dt.datetime) -> Proposal | None:
    """What people chose becomes requests. With ``lock`` whatever can stand together is a first proposal, locked.

    The solver balances from there: a proposal based on that one leaves the locked cells as they are.
    """
    roster = _locked(window.roster, by, tree)
    held = ChoosingWindow.objects.select_for_update().get(pk=window.pk)
    if held.closed_at is not None:
        raise Refused(Fault("workforce.choosing_closed", _("The choices have been taken over already.")))
    chosen = list(held.chosen.select_related("shift"))
    for one in chosen:
        Request.objects.update_or_create(
            person_id=one.person_id,
            day=one.day,
            shift=one.shift,
            defaults={"asks": Request.Asks.WANTED, "strength": STRENGTH, "asked_at": one.chosen_at},
        )
    held.closed_at = now
    held.save(update_fields=["closed_at"])
    made = _locked_proposal(roster, held, by, tree, now) if lock else None
    after = {"roster": roster.pk, "chosen": len(chosen), "proposal": made.number if made else None}
    record("workforce.choosing.closed", by=by, about=held, after=after)
    return made


def _locked_proposal(roster: Roster, held: ChoosingWindow, by: Account, tree: Tree, now: dt.datetime) -> Proposal:
    last = roster.proposals.order_by("-number").values_list("number", flat=True).first() or 0
    made = Proposal(roster=roster, number=last + 1, status=Proposal.Status.READY, asked_by=by, asked_at=now)
    made.started_at = made.finished_at = now
    question = question_of(roster, tree=tree)
    made.keep(standing_together(question, chosen_in(held, question)))
    made.save()
    return made


def _locked(roster: Roster, by: Account, tree: Tree) -> Roster:
    Roster.objects.select_for_update().get(pk=roster.pk)
    held = Roster.objects.select_related("unit__department__facility").get(pk=roster.pk)
    check_may(by, Permission.ROSTER, place_of(held.unit, tree), tree=tree)
    return held
