"""Asking for leave, deciding, withdrawing, and setting what may be taken."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Leave, LeaveAllowance, LeaveKind
from wellrun.departments.workforce.queries.balances import (
    LIVE,
    balance_of,
    engaged,
    kind_values,
    shifts_published,
    taken,
)
from wellrun.departments.workforce.queries.homes import contract_of, home_of
from wellrun.departments.workforce.rules.leave import faults_of_asking, faults_of_deciding, hours_between
from wellrun.foundations.access.permissions import check_may, holds
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def ask_leave(
    *,
    person: Person,
    kind: LeaveKind,
    first: dt.date,
    last: dt.date,
    by: Account,
    tree: Tree,
    hours: Decimal | None = None,
    reason: str = "",
) -> Leave:
    """Asks for leave, for oneself or for somebody one manages. Whatever stands against it is said at once.

    Hours left out are a seventh of the contracted week for each day.
    """
    _check_of(person, first, by, tree)
    if hours is None:
        contract = contract_of(person, first)
        hours = Decimal(str(hours_between(first, last, float(contract.weekly_hours) if contract else 0.0)))
    Person.objects.select_for_update().get(pk=person.pk)
    faults = faults_of_asking(
        first=first,
        last=last,
        hours=float(hours),
        kind=kind_values(kind),
        left=balance_of(person, kind, day=first).left,
        engaged=[engaged(one) for one in person.contracts.select_related("grade")],
        taken=[taken(one) for one in person.leave.filter(state__in=LIVE)],
    )
    if faults:
        raise Refused(faults)
    leave = Leave(person=person, kind=kind, first=first, last=last, hours=hours, reason=reason)
    leave.asked_by, leave.asked_at = by, timezone.now()
    leave.save()
    # Why somebody asks, and a kind that is private, can be about health: neither reaches the audit.
    after = {"person": person.pk, "first": first, "last": last, "hours": hours}
    record("workforce.leave.asked", by=by, about=leave, after=after)
    return leave


@transaction.atomic
def decide_leave(*, leave: Leave, wanted: str, by: Account, tree: Tree, why: str = "") -> Leave:
    """Approves or refuses. Leave over a published shift is refused until somebody else has the shift."""
    held = _locked(leave)
    home = home_of(held.person, held.first, tree=tree)
    if home is None:
        raise Refused(Fault("workforce.no_contract", _("This person has no contract."), place="person"))
    check_may(by, Permission.MANAGE_STAFF, home, tree=tree)
    if held.person_id == by.person_id:
        raise Refused(
            Fault(
                "workforce.own_leave",
                _("Nobody decides about their own leave."),
                place="state",
                remedy=_("Ask whoever manages you."),
            )
        )
    shifts = shifts_published(held.person, held.first, held.last) if wanted == Leave.State.APPROVED else []
    faults = faults_of_deciding(state=held.state, wanted=wanted, why=why, shifts=shifts)
    if wanted == Leave.State.WITHDRAWN:
        faults.append(Fault("workforce.not_a_decision", _("Approve or refuse."), place="state"))
    if faults:
        raise Refused(faults)
    before = _become(held, wanted, why, by)
    record(f"workforce.leave.{wanted}", by=by, about=held, before=before, after={"state": wanted})
    return held


@transaction.atomic
def withdraw_leave(*, leave: Leave, by: Account, tree: Tree) -> Leave:
    """Takes leave back, asked or approved: by the person or whoever manages them."""
    held = _locked(leave)
    _check_of(held.person, held.first, by, tree)
    if faults := faults_of_deciding(state=held.state, wanted=Leave.State.WITHDRAWN, why=""):
        raise Refused(faults)
    before = _become(held, Leave.State.WITHDRAWN, "", by)
    record("workforce.leave.withdrawn", by=by, about=held, before=before, after={"state": held.state})
    return held


@transaction.atomic
def set_allowance(
    *, person: Person, kind: LeaveKind, year: int, hours: Decimal, carried_over: Decimal, by: Account, tree: Tree
) -> LeaveAllowance:
    """Sets what a person may take of a kind in a year; it wins over what accrues by contract."""
    home = home_of(person, dt.date(year, 1, 1), tree=tree)
    if home is None:
        raise Refused(Fault("workforce.no_contract", _("This person has no contract."), place="person"))
    check_may(by, Permission.MANAGE_STAFF, home, tree=tree)
    if hours < 0 or carried_over < 0:
        raise Refused(Fault("workforce.allowance", _("Hours are 0 or more."), place="hours", value=str(hours)))
    values = {"hours": hours, "carried_over": carried_over}
    allowance, _new = LeaveAllowance.objects.update_or_create(person=person, kind=kind, year=year, defaults=values)
    after = {"person": person.pk, "kind": kind.code, "year": year, **values}
    record("workforce.leave.allowance_set", by=by, about=allowance, after=after)
    return allowance


def _locked(leave: Leave) -> Leave:
    return Leave.objects.select_for_update(of=("self",)).select_related("person", "kind").get(pk=leave.pk)


def _become(held: Leave, wanted: str, why: str, by: Account) -> dict[str, str]:
    """Keeps the new state; returns the old one for the audit."""
    before = {"state": held.state}
    held.state, held.why, held.decided_by, held.decided_at = wanted, why.strip(), by, timezone.now()
    held.save(update_fields=["state", "why", "decided_by", "decided_at"])
    return before


def _check_of(person: Person, day: dt.date, by: Account, tree: Tree) -> None:
    """One's own leave needs no more than the right to see the own schedule; another's, that one manages them."""
    if person.pk == by.person_id and holds(by, Permission.OWN_SCHEDULE):
        return
    home = home_of(person, day, tree=tree)
    if home is None:
        raise Refused(Fault("workforce.no_contract", _("This person has no contract."), place="person"))
    check_may(by, Permission.MANAGE_STAFF, home, tree=tree)
