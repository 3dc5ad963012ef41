"""Payment plans are agreed and ended; what is paid on them is in the ledger."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.accounts import held_account
from wellrun.departments.revenue.models import PatientAccount, PaymentPlan, PlanPart
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.accounts import account_now, local_today
from wellrun.departments.revenue.rules.plans import instalments, plan_faults
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def agree(
    *,
    account: PatientAccount,
    total: Decimal,
    number: int,
    first: dt.date,
    version: int,
    by: Account,
    tree: Tree,
) -> PaymentPlan:
    """Agrees a plan over what is owed, in equal parts, the first on a day from today on."""
    held = held_account(account, Permission.TAKE_PAYMENTS, version=version, by=by, tree=tree)
    today = local_today(held.facility)
    faults = list(plan_faults(total, number, account_now(held).owed))
    if first < today:
        faults.append(_fault("first", _("A plan does not begin in the past."), "first", _("Choose a later day.")))
    if PaymentPlan.objects.filter(account=held, ended_on=None).exists():
        faults.append(_fault("another", _("There is a plan already."), "total", _("End it first.")))
    if faults:
        raise Refused(faults)
    plan = PaymentPlan.objects.create(facility=held.facility, account=held, agreed_on=today, agreed_by=by)
    parts = instalments(total, number, first)
    PlanPart.objects.bulk_create(
        PlanPart(plan=plan, number=one.number, due_on=one.due_on, cents=as_cents(one.amount)) for one in parts
    )
    after = {"cents": as_cents(total), "parts": number, "first": first.isoformat()}
    record("revenue.plan.agreed", by=by, about=plan, after=after)
    return plan


@transaction.atomic
def end(*, plan: PaymentPlan, why: str, version: int, by: Account, tree: Tree) -> PaymentPlan:
    """Ends a plan: what is owed is owed at once again, or another plan is agreed."""
    account = held_account(plan.account, Permission.TAKE_PAYMENTS, version=version, by=by, tree=tree)
    held = PaymentPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if held.ended_on is not None:
        raise Refused(_fault("ended", _("The plan has been ended."), "why", _("Nothing is left to end.")))
    held.ended_on, held.why_ended = local_today(account.facility), why
    held.version += 1
    held.save()
    record("revenue.plan.ended", by=by, about=held, why=why)
    return held


def _fault(code: str, words: str, place: str, remedy: str) -> Fault:
    return Fault(f"revenue.plan.{code}", words, place=place, remedy=remedy)
