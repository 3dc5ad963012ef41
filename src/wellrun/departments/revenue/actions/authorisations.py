"""Authorisations are asked for, answered and end; what a payer wants to be asked about is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import (
    AuthorisationCase,
    AuthorisationNeed,
    AuthorisationStep,
    AuthorisationTerms,
    ChargeAccount,
    Payer,
)
from wellrun.departments.revenue.rules.authorisations import GRANTED, MOVES, Move, State
from wellrun.departments.revenue.rules.edit_lists import SERVICE
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class Wanted:
    """What is to be asked for: services of days, how many units, and the day they are planned for."""

    services: tuple[str, ...]
    service_on: dt.date
    begins: dt.date
    ends: dt.date
    units: Decimal = Decimal(1)
    expedited: bool = False


@dataclass(frozen=True)
class Answer:
    """What a payer granted; empty parts leave what was asked for."""

    number: str = ""
    units: Decimal | None = None
    begins: dt.date | None = None
    ends: dt.date | None = None


NOTHING_GRANTED = Answer()


@transaction.atomic
def open_case(
    *,
    payer: Payer,
    patient: Patient,
    wanted: Wanted,
    account: ChargeAccount | None = None,
    words: str = "",
    by: Account,
    tree: Tree,
) -> AuthorisationCase:
    """A request that has to be made. Raises ``Refused`` with everything that is wrong with it."""
    check_may(by, Permission.ENTER_CHARGES, tree[payer.facility.code], tree=tree)
    faults = _wrong(wanted)
    if faults:
        raise Refused(faults)
    made = AuthorisationCase.objects.create(
        facility=payer.facility,
        patient=patient,
        account=account,
        payer=payer,
        services=list(wanted.services),
        service_on=wanted.service_on,
        begins=wanted.begins,
        ends=wanted.ends,
        units_asked=wanted.units,
        expedited=wanted.expedited,
        state=State.NEEDED.value,
    )
    AuthorisationStep.objects.create(case=made, move="", at=timezone.now(), by=by, words=words)
    after = {"payer": payer.code, "services": made.services}
    record("revenue.authorisation.opened", by=by, about=made, after=after, patients=[patient.pk])
    return made


@transaction.atomic
def move(
    *,
    case: AuthorisationCase,
    what: Move,
    version: int,
    answer: Answer = NOTHING_GRANTED,
    words: str = "",
    by: Account,
    tree: Tree,
) -> AuthorisationCase:
    """Whatever is done about a request. Granted, its number stands on the claims of its account (REF G1)."""
    check_may(by, Permission.ENTER_CHARGES, tree[case.facility.code], tree=tree)
    held = AuthorisationCase.objects.select_for_update(of=("self",)).select_related("account").get(pk=case.pk)
    before = State(held.state)
    if held.version != version:
        raise Refused(_meanwhile())
    reached = MOVES.get((before, what))
    if reached is None:
        said = _("In this state that cannot be done.")
        raise Refused(Fault("revenue.authorisation.state", said, remedy=_("Open it again and see what can.")))
    if reached in GRANTED:
        _grant(held, answer, whole=reached is State.APPROVED)
    if what is Move.ASK:
        held.asked_at, held.put_off = timezone.now(), False
    held.put_off = held.put_off or what is Move.WAIT
    held.state = reached.value
    held.version += 1
    held.save()
    AuthorisationStep.objects.create(case=held, move=what.value, at=timezone.now(), by=by, words=words)
    record(
        f"revenue.authorisation.{reached.value}",
        by=by,
        about=held,
        before={"state": before.value},
        after={"state": reached.value},
        patients=[held.patient_id],
    )
    return held


def _grant(held: AuthorisationCase, answer: Answer, *, whole: bool) -> None:
    """What was granted. In part, it says how much; the payer's number is what a claim proves it by."""
    begins, ends = answer.begins or held.begins, answer.ends or held.ends
    faults = [
        *([] if answer.number.strip() else [_fault("number", "number", _("Enter the number that the payer gave."))]),
        *([_fault("days", "ends", _("It ends before it begins."))] if ends < begins else []),
        *([] if whole or answer.units else [_fault("units", "units", _("Say how many were granted."))]),
    ]
    if faults:
        raise Refused(faults)
    held.number, held.begins, held.ends = answer.number.strip()[:50], begins, ends
    held.units_approved = answer.units if answer.units is not None else held.units_asked
    if held.account is not None and not held.account.authorisation:
        held.account.authorisation = held.number
        held.account.version += 1
        held.account.save(update_fields=["authorisation", "version"])


@transaction.atomic
def set_terms(
    *, payer: Payer, kind: str, days: int | None, why: str, version: int, by: Account, tree: Tree
) -> AuthorisationTerms:
    """By which clock a payer answers. ``version`` is 0 where nobody had said so."""
    check_may(by, Permission.ENTER_CHARGES, tree[payer.facility.code], tree=tree)
    held = AuthorisationTerms.objects.select_for_update().filter(payer=payer).first()
    if (held.version if held else 0) != version:
        raise Refused(_meanwhile())
    if days and not why.strip():
        raise Refused(_fault("why", "why", _("Name the contract and its clause.")))
    before = {"kind": held.kind, "days": held.days} if held else {}
    row = held or AuthorisationTerms(payer=payer, version=0)
    row.kind, row.days, row.why, row.version = kind, days, why, row.version + 1
    row.save()
    after = {"kind": kind, "days": days}
    record("revenue.authorisation.terms", by=by, about=row, before=before, after=after, why=why)
    return row


@transaction.atomic
def set_need(
    *, payer: Payer, code: str, since: dt.date, until: dt.date | None, note: str, by: Account, tree: Tree
) -> AuthorisationNeed:
    """A service that a payer wants to authorise from a day on; told again, its last day and note are changed."""
    check_may(by, Permission.ENTER_CHARGES, tree[payer.facility.code], tree=tree)
    if not SERVICE.fullmatch(code):
        raise Refused(_fault("code", "code", _("Enter a code, or the beginning of one.")))
    if until is not None and until < since:
        raise Refused(_fault("days", "until", _("It ends before it begins.")))
    changed = {"until": until, "note": note}
    row, _new = AuthorisationNeed.objects.update_or_create(payer=payer, code=code, since=since, defaults=changed)
    after = {"code": code, "since": since.isoformat(), "until": until.isoformat() if until else None}
    record("revenue.authorisation.need", by=by, about=row, after=after)
    return row


def _wrong(wanted: Wanted) -> Sequence[Fault]:
    found = []
    if not wanted.services or not all(SERVICE.fullmatch(one) for one in wanted.services):
        found.append(_fault("services", "services", _("Enter codes of services, apart by spaces.")))
    if wanted.ends < wanted.begins:
        found.append(_fault("days", "ends", _("It ends before it begins.")))
    if not wanted.begins <= wanted.service_on <= wanted.ends:
        found.append(_fault("planned", "service_on", _("The planned day lies within the days that are asked for.")))
    if wanted.units <= 0:
        found.append(_fault("units", "units", _("Say how many there will be.")))
    return found


def _fault(code: str, place: str, remedy: str) -> Fault:
    return Fault(f"revenue.authorisation.{code}", _("Something is missing or wrong."), place, remedy=remedy)


def _meanwhile() -> Fault:
    words = _("Somebody was quicker: this was changed meanwhile.")
    return Fault("revenue.authorisation.changed_meanwhile", words, remedy=_("Open the page again."))
