"""Help with what a patient owes: asked for, decided by the facility's scale, given up from the ledger as charity."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.accounts import held_account, post
from wellrun.departments.revenue.models import AssistanceCase, AssistancePolicy, PatientAccount
from wellrun.departments.revenue.models.assistance import scale_of
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.accounts import AccountNow, account_now, local_today
from wellrun.departments.revenue.rules.accounts import allotted
from wellrun.departments.revenue.rules.assistance import (
    CaseState,
    Presumed,
    Rung,
    facts_faults,
    presumed,
    scale_faults,
    screened,
    waived_of,
)
from wellrun.departments.revenue.rules.by_hand import Waiver, write_off
from wellrun.departments.revenue.rules.entries import Approval, Cause, Entry, Owed, Responsible
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def ask(
    *,
    account: PatientAccount,
    household: int | None,
    income: Decimal | None,
    grounds: str,
    version: int,
    by: Account,
    tree: Tree,
) -> AssistanceCase:
    """Takes a request for help and screens it: by household and income of a year, or by what presumes eligibility."""
    held = held_account(account, Permission.TAKE_PAYMENTS, version=version, by=by, tree=tree)
    today = local_today(held.facility)
    faults = [*_ask_faults(held, household, income, grounds)]
    if faults:
        raise Refused(faults)
    if grounds:
        found = presumed()
    else:
        found = screened(household or 1, income or Decimal(0), scale_of(held.facility, today), today)
    told = {"household": household, "income": str(income) if income is not None else None}
    case = AssistanceCase.objects.create(
        facility=held.facility,
        account=held,
        asked_on=today,
        asked_by=by,
        facts=json.dumps(told | {"guideline": found.guideline.year if found.guideline else None}),
        presumed=Presumed(grounds).value if grounds else "",
        percent=None if grounds else found.percent,
        suggested=found.waived,
    )
    record("revenue.assistance.asked", by=by, about=case, after={"suggested": found.waived})
    return case


def _ask_faults(
    account: PatientAccount, household: int | None, income: Decimal | None, grounds: str
) -> Iterator[Fault]:
    if AssistanceCase.objects.filter(account=account, state=CaseState.ASKED).exists():
        yield _fault("another", _("A request is being decided already."), "household", _("Decide it first."))
    if not grounds:
        if household is None or income is None:
            remedy = _("Enter both, or say what presumes that the patient cannot pay.")
            yield _fault("facts", _("Household and income are needed."), "household", remedy)
        else:
            yield from facts_faults(household, income)


@transaction.atomic
def decide(*, case: AssistanceCase, waived: int, why: str, version: int, by: Account, tree: Tree) -> AssistanceCase:
    """Decides a request. What is waived of each decided visit is given up as charity; nothing waived is a refusal."""
    account = held_account(case.account, Permission.POST_PAYMENTS, version=None, by=by, tree=tree)
    held = _held(case, version)
    if not 0 <= waived <= 100:
        raise Refused(_fault("waived", _("Between 0 and 100 per cent."), "waived", _("Correct it.")))
    if waived != held.suggested and not why.strip():
        remedy = _("Say why, or take what the scale says.")
        raise Refused(_fault("why", _("This is not what the scale says."), "why", remedy))
    now = account_now(account)
    entries = list(_given(now, held, waived, Approval(str(by)[:200], why.strip() or _("by the scale"))))
    if entries:
        post(now, entries, by=by)
    held.state = CaseState.GRANTED if waived else CaseState.REFUSED
    held.waived, held.why, held.decided_by = waived, why, by
    held.waived_cents = sum(as_cents(entry.legs[0].amount) for entry in entries)
    _close(held, account)
    after = {"waived": waived, "cents": held.waived_cents}
    record("revenue.assistance.decided", by=by, about=held, after=after)
    return held


def _given(now: AccountNow, case: AssistanceCase, waived: int, approval: Approval) -> Iterator[Entry]:
    account, today = now.account, local_today(now.account.facility)
    for claim, line, part, _owed in allotted(waived_of(now.owed, waived), now.visits):
        of = Owed(account.patient, account.account, claim, line, Responsible.PATIENT)
        cause = Cause("assistance", str(case.pk), claim, line)
        yield write_off(cause, of, part, Waiver.CHARITY, approval, today, now.currency)


@transaction.atomic
def withdraw(*, case: AssistanceCase, why: str, version: int, by: Account, tree: Tree) -> AssistanceCase:
    """The patient takes the request back, or pays after all."""
    account = held_account(case.account, Permission.TAKE_PAYMENTS, version=None, by=by, tree=tree)
    held = _held(case, version)
    held.state, held.why, held.decided_by = CaseState.WITHDRAWN, why, by
    _close(held, account)
    record("revenue.assistance.withdrawn", by=by, about=held)
    return held


@transaction.atomic
def set_scale(
    *, facility: Facility, since: dt.date, scale: Sequence[Rung], why: str, by: Account, tree: Tree
) -> AssistancePolicy:
    """The facility's own scale from a day on; of one day there is one, and none is changed."""
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    faults = list(scale_faults(scale))
    if AssistancePolicy.objects.filter(facility=facility, since=since).exists():
        faults.append(_fault("day", _("A scale of this day is there."), "since", _("Choose another day.")))
    if faults:
        raise Refused(faults)
    made = AssistancePolicy.objects.create(
        facility=facility, since=since, scale=[list(one) for one in scale], why=why, entered_by=by
    )
    record("revenue.assistance.scale", by=by, about=made, after={"scale": made.scale}, why=why)
    return made


@transaction.atomic
def give_up(*, account: PatientAccount, waiver: str, why: str, version: int, by: Account, tree: Tree) -> list[Entry]:
    """Writes off what a patient owes of decided visits, as bad debt or as too small to ask for."""
    held = held_account(account, Permission.POST_PAYMENTS, version=version, by=by, tree=tree)
    now, today = account_now(held), local_today(held.facility)
    approval, entries = Approval(str(by)[:200], why), []
    for claim, line, part, _owed in allotted(now.owed, now.visits):
        of = Owed(held.patient, held.account, claim, line, Responsible.PATIENT)
        cause = Cause("person", f"account/{held.pk}/{held.version}", claim, line)
        entries.append(write_off(cause, of, part, Waiver(waiver), approval, today, now.currency))
    if not entries:
        raise Refused(_fault("nothing", _("Nothing is owed that could be written off."), "why", _("Wait.")))
    post(now, entries, by=by)
    cents = sum(as_cents(entry.legs[0].amount) for entry in entries)
    record("revenue.account.given_up", by=by, about=held, after={"cents": cents, "waiver": waiver}, why=why)
    return entries


def _held(case: AssistanceCase, version: int) -> AssistanceCase:
    held = AssistanceCase.objects.select_for_update(of=("self",)).select_related("account").get(pk=case.pk)
    check_unchanged(version, held.version, code="revenue.account")
    if held.state != CaseState.ASKED:
        raise Refused(_fault("decided", _("The request is decided."), "version", _("Look at it as it is now.")))
    return held


def _close(held: AssistanceCase, account: PatientAccount) -> None:
    held.decided_on = local_today(account.facility)
    held.version += 1
    held.save()


def _fault(code: str, words: str, place: str, remedy: str) -> Fault:
    return Fault(f"revenue.assistance.{code}", words, place=place, remedy=remedy)
