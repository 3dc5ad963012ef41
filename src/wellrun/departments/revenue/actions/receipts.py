"""Payments of patients: taken in a drawer, put to what is owed or kept as a deposit, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.accounts import held_account, post
from wellrun.departments.revenue.models import Drawer, DrawerDay, PatientAccount, Receipt
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.accounts import AccountNow, account_now, local_today
from wellrun.departments.revenue.rules.accounts import allotted
from wellrun.departments.revenue.rules.by_hand import apply_cash, patient_payment
from wellrun.departments.revenue.rules.entries import Cause, Entry, Owed, Responsible, undoing
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

SOURCE = "receipt"
CREDIT = "credit"


@transaction.atomic
def take_payment(
    *,
    account: PatientAccount,
    drawer: Drawer,
    amount: Decimal,
    method: str,
    deposit: bool,
    version: int,
    by: Account,
    tree: Tree,
) -> Receipt:
    """Takes a payment. It goes to the oldest decided visits; the rest, or all of a deposit, stands as a credit."""
    held = held_account(account, Permission.TAKE_PAYMENTS, version=version, by=by, tree=tree)
    today = local_today(held.facility)
    faults = [*_drawer_faults(drawer, held, today), *_amount_faults(amount)]
    if faults:
        raise Refused(faults)
    now = account_now(held)
    last = Receipt.objects.filter(facility=held.facility).aggregate(last=Max("number"))["last"] or 0
    receipt = Receipt.objects.create(
        facility=held.facility,
        drawer=drawer,
        account=held,
        number=last + 1,
        on=today,
        at=timezone.now(),
        method=method,
        cents=as_cents(amount),
        deposit=deposit,
        taken_by=by,
    )
    post(now, _entries(now, receipt), by=by)
    after = {"receipt": receipt.number, "cents": receipt.cents, "method": method, "deposit": deposit}
    record("revenue.payment.taken", by=by, about=held, after=after)
    return receipt


def _entries(now: AccountNow, receipt: Receipt) -> Iterator[Entry]:
    account, number, left = now.account, str(receipt.number), receipt.amount
    for claim, line, part, owed in () if receipt.deposit else allotted(left, now.visits):
        of = Owed(account.patient, account.account, claim, line, Responsible.PATIENT)
        yield patient_payment(Cause(SOURCE, number, claim, line), of, part, owed, receipt.on, now.currency)
        left -= part
    if left:
        of = Owed(account.patient, account.account)
        yield patient_payment(Cause(SOURCE, number), of, left, Decimal(0), receipt.on, now.currency)


@transaction.atomic
def void(*, receipt: Receipt, why: str, version: int, by: Account, tree: Tree) -> Receipt:
    """Takes a payment back: a cheque that bounced, a slip of the hand. Its entries are undone, none is deleted."""
    held = held_account(receipt.account, Permission.TAKE_PAYMENTS, version=version, by=by, tree=tree)
    one = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    if one.voided_at is not None:
        raise Refused(_fault("void_before", _("The receipt was taken back before."), "why", _("Nothing is left.")))
    if _closed(one.drawer, one.on):
        remedy = _("Have the day opened again first, or give the money back by a refund.")
        raise Refused(_fault("void_closed", _("The drawer of that day is closed."), "why", remedy))
    now = account_now(held)
    today = local_today(held.facility)
    entries = [
        undoing(entry, entry.cause._replace(part="void"), today, why[:200])
        for entry in now.ledger.of_transaction(SOURCE, str(one.number))
        if entry.reverses is None
    ]
    post(now, entries, by=by)
    one.voided_at, one.voided_by, one.why_void = timezone.now(), by, why
    one.save()
    record("revenue.payment.void", by=by, about=held, after={"receipt": one.number, "cents": one.cents}, why=why)
    return one


@transaction.atomic
def use_credit(*, account: PatientAccount, version: int, by: Account, tree: Tree) -> Decimal:
    """Puts the patient's own credit to what is owed, the oldest visit first; returns how much."""
    held = held_account(account, Permission.TAKE_PAYMENTS, version=version, by=by, tree=tree)
    now = account_now(held)
    entries = list(_from_credit(now, held.version))
    if not entries:
        remedy = _("Wait until insurance has decided, or give the credit back.")
        raise Refused(_fault("no_credit", _("There is no credit, or nothing it could be put to."), "version", remedy))
    post(now, entries, by=by)
    used = sum((-leg.amount for entry in entries for leg in entry.legs if leg.amount < 0), Decimal("0.00"))
    record("revenue.credit.used", by=by, about=held, after={"cents": as_cents(used)})
    return used


def _from_credit(now: AccountNow, version: int) -> Iterator[Entry]:
    own = {of: amount for of, amount in now.credits.items() if of.by in (None, Responsible.PATIENT)}
    today, account = local_today(now.account.facility), now.account
    part = 0
    for claim, line, amount, _owed in allotted(sum(own.values(), Decimal("0.00")), now.visits):
        of, wanted = Owed(account.patient, account.account, claim, line, Responsible.PATIENT), amount
        for source in [one for one in own if own[one]]:
            moved = min(own[source], wanted)
            if moved:
                part += 1
                cause = Cause(CREDIT, f"{account.pk}/{version}", claim, line, str(part))
                yield apply_cash(cause, source, of, moved, today, now.currency)
                own[source], wanted = own[source] - moved, wanted - moved


def _closed(drawer: Drawer, day: dt.date) -> bool:
    return DrawerDay.objects.filter(drawer=drawer, day=day, reopened_at=None).exists()


def _drawer_faults(drawer: Drawer, account: PatientAccount, today: dt.date) -> Iterator[Fault]:
    if drawer.facility_id != account.facility_id:
        words = _("The drawer is in another facility.")
        yield _fault("other_drawer", words, "drawer", _("Choose one of this facility."))
    elif _closed(drawer, today):
        remedy = _("Use another drawer, or have somebody else open it again.")
        yield _fault("drawer_closed", _("This drawer is closed for today."), "drawer", remedy)


def _amount_faults(amount: Decimal) -> Iterator[Fault]:
    if amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        yield _fault("amount", _("A payment is more than nothing, in cents."), "amount", _("Correct the amount."))


def _fault(code: str, words: str, place: str, remedy: str) -> Fault:
    return Fault(f"revenue.payment.{code}", words, place=place, remedy=remedy)
