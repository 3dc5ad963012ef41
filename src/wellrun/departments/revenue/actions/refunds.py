"""Refunds: asked for by one person, approved by another, and only then paid out of the credit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.accounts import held_account, post
from wellrun.departments.revenue.models import PatientAccount, PayerTerms, RefundRequest
from wellrun.departments.revenue.models.claims import as_cents, as_money
from wellrun.departments.revenue.queries.accounts import AccountNow, account_now, local_today
from wellrun.departments.revenue.rules.booking import LEVELS
from wellrun.departments.revenue.rules.by_hand import refund
from wellrun.departments.revenue.rules.entries import Approval, Cause, Owed
from wellrun.departments.revenue.rules.refunds import NEXT, RefundMove, RefundState, approve_faults, ask_faults
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def ask(
    *,
    account: PatientAccount,
    of: Owed,
    amount: Decimal,
    why: str,
    identified_on: dt.date | None = None,
    version: int,
    by: Account,
    tree: Tree,
) -> RefundRequest:
    """Asks that a credit be given back, to whoever paid it."""
    held = held_account(account, Permission.TAKE_PAYMENTS, version=version, by=by, tree=tree)
    now, today = account_now(held), local_today(held.facility)
    faults = ask_faults(amount, now.credits.get(of, Decimal("0.00")), _waiting(held, of))
    if faults:
        raise Refused(faults)
    made = RefundRequest.objects.create(
        facility=held.facility,
        account=held,
        claim=of.claim,
        line=of.line,
        level=of.by.value if of.by else "",
        payer_kind=_kind(now, of),
        cents=as_cents(amount),
        why=why,
        identified_on=min(identified_on or today, today),
        asked_by=by,
        asked_at=timezone.now(),
    )
    record("revenue.refund.asked", by=by, about=made, after={"cents": made.cents}, why=why)
    return made


def _waiting(account: PatientAccount, of: Owed) -> Decimal:
    """What is asked for of the same credit and not decided."""
    level = of.by.value if of.by else ""
    asked = RefundRequest.objects.filter(
        account=account, claim=of.claim, line=of.line, level=level, state=RefundState.ASKED
    )
    return as_money(asked.aggregate(cents=Sum("cents"))["cents"] or 0)


def _kind(now: AccountNow, of: Owed) -> str:
    """The kind of the payer whose money it is, where it is a payer's."""
    if of.by not in LEVELS:
        return ""
    claim = next((one for one in now.claims if one.number == of.claim), None)
    at = LEVELS.index(of.by)
    code = claim.payers[at] if claim is not None and at < len(claim.payers) else ""
    terms = PayerTerms.objects.filter(payer__facility=now.account.facility, payer__code=code).first()
    return terms.kind if terms else ""


@transaction.atomic
def approve(*, request: RefundRequest, answer: str, version: int, by: Account, tree: Tree) -> RefundRequest:
    """Approves a refund and posts it: cash leaves, the credit is gone. Never by who asked for it."""
    account = held_account(request.account, Permission.APPROVE_REFUNDS, version=None, by=by, tree=tree)
    held = _held(request, version)
    held.state = _next(held, RefundMove.APPROVE)
    now = account_now(account)
    credit = now.credits.get(held.of, Decimal("0.00"))
    faults = approve_faults(asker=str(held.asked_by_id), approver=str(by.pk), amount=held.amount, credit=credit)
    if faults:
        raise Refused(faults)
    approval = Approval(str(by)[:200], held.why)
    entry = refund(
        Cause("refund", str(held.pk)), held.of, held.amount, approval, local_today(account.facility), now.currency
    )
    post(now, [entry], by=by)
    _decided(held, answer, by)
    record("revenue.refund.paid", by=by, about=held, after={"cents": held.cents}, why=answer)
    return held


@transaction.atomic
def refuse(*, request: RefundRequest, answer: str, version: int, by: Account, tree: Tree) -> RefundRequest:
    """Refuses a refund; the credit stays."""
    held_account(request.account, Permission.APPROVE_REFUNDS, version=None, by=by, tree=tree)
    held = _held(request, version)
    held.state = _next(held, RefundMove.REFUSE)
    _decided(held, answer, by)
    record("revenue.refund.refused", by=by, about=held, after={"cents": held.cents}, why=answer)
    return held


@transaction.atomic
def withdraw(*, request: RefundRequest, version: int, by: Account, tree: Tree) -> RefundRequest:
    """Whoever takes payments takes a request back before it is decided."""
    held_account(request.account, Permission.TAKE_PAYMENTS, version=None, by=by, tree=tree)
    held = _held(request, version)
    held.state = _next(held, RefundMove.WITHDRAW)
    _decided(held, "", by)
    record("revenue.refund.withdrawn", by=by, about=held, after={"cents": held.cents})
    return held


def _held(request: RefundRequest, version: int) -> RefundRequest:
    held = RefundRequest.objects.select_for_update(of=("self",)).select_related("account").get(pk=request.pk)
    check_unchanged(version, held.version, code="revenue.account")
    return held


def _next(held: RefundRequest, move: RefundMove) -> RefundState:
    found = NEXT.get((RefundState(held.state), move))
    if found is None:
        raise Refused(
            Fault(
                "revenue.refund.decided",
                _("The refund is %(state)s already.") % {"state": held.get_state_display()},
                place="version",
                remedy=_("Look at it as it is now."),
            )
        )
    return found


def _decided(held: RefundRequest, answer: str, by: Account) -> None:
    held.answer, held.decided_by, held.decided_at = answer, by, timezone.now()
    held.version += 1
    held.save()
