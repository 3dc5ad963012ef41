"""What a person decides of an invoice that differs, and the file by which invoices are handed on for payment, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.keeping.purchases import book_of, match_repeats
from wellrun.departments.finance.models import Invoice, InvoiceJudgement, PaymentRun, Purchase, Vendor
from wellrun.departments.finance.queries.invoices import kept_differences
from wellrun.departments.finance.queries.purchases import approver, day_of, deciders
from wellrun.departments.finance.rules.purchasing.limits import Asked, faults_of_approval
from wellrun.departments.finance.rules.purchasing.matching import Kind, to_credit
from wellrun.departments.finance.rules.purchasing.states import COUNTED, InvoiceState, Judgement, judged
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def decide_invoice(
    *, invoice: Invoice, version: int, judgement: Judgement, why: str, by: Account, tree: Tree, now: dt.datetime
) -> Invoice:
    """Accepts what differs, asks for a credit, refuses, or holds again; always with a reason.

    Whoever accepts has a limit for the whole invoice, and neither asked for the goods nor typed the invoice in. Raises
    ``Refused`` with every fault.
    """
    place = tree[invoice.purchase.place if invoice.purchase else invoice.facility.code]
    wanted = Permission.APPROVE_PURCHASES if judgement is Judgement.ACCEPT else Permission.BUY
    check_may(by, wanted, place, tree=tree)
    held = _locked(invoice, version)
    after = judged(held.at, judgement)
    faults = _faults(held, judgement, after, why)
    if judgement is Judgement.ACCEPT:
        faults += _accepting(held, by, tree, now)
    if faults:
        raise Refused(faults)
    assert after is not None
    before = {"state": held.state}
    held.state = after.value
    held.cleared_on = day_of(held.facility, now) if after in COUNTED else None
    if judgement is Judgement.HOLD:
        held.held_on, held.first_pass = day_of(held.facility, now), False
        held.credit, held.credit_note = 0, ""
        held.lines.update(credited=0)
    _keep(held)
    cents = to_credit(kept_differences(held)) if judgement is Judgement.ASK_CREDIT else 0
    _say(held, judgement, why, cents, by, now)
    if judgement is Judgement.REFUSE:
        match_repeats(held, by=by, now=now)
    told = {"state": held.state, "credit asked": cents}
    record(f"finance.invoice.{judgement.name.lower()}", by=by, about=held, before=before, after=told, why=why.strip())
    return held


@transaction.atomic
def take_credit(
    *, invoice: Invoice, version: int, note: str, cents: int, by: Account, tree: Tree, now: dt.datetime
) -> Invoice:
    """A credit came: as much as was asked for, or the invoice is still not right. Then the rest may be paid."""
    check_may(by, Permission.BUY, tree[invoice.facility.code], tree=tree)
    held = _locked(invoice, version)
    after = judged(held.at, Judgement.CREDITED)
    asked = to_credit(kept_differences(held))
    least = _("It is less than was asked for: %(asked)s.") % {"asked": f"{asked / 100:,.2f}"}
    checks = (
        (after is not None, "", _("This invoice waits for no credit."), _("Look at where it is.")),
        (bool(note.strip()), "note", _("The credit has no number."), _("Give the number of the credit note.")),
        (cents >= asked, "cents", least, _("Ask again, or refuse the invoice.")),
        (cents <= held.total, "cents", _("It is more than the invoice."), _("Refuse the invoice instead.")),
    )
    faults = [
        Fault("finance.invoice.credit", words, place, remedy=remedy)
        for sound, place, words, remedy in checks
        if not sound
    ] + _paid_before(held)
    if faults:
        raise Refused(faults)
    assert after is not None
    held.state, held.cleared_on = after.value, day_of(held.facility, now)
    held.credit, held.credit_note = cents, note.strip()
    _keep(held)
    _give_back(held)
    _say(held, Judgement.CREDITED, note.strip(), cents, by, now)
    record("finance.invoice.credited", by=by, about=held, after={"credit": cents, "note": held.credit_note})
    return held


@transaction.atomic
def hand_on(*, facility: Facility, invoices: Sequence[int], by: Account, tree: Tree, now: dt.datetime) -> PaymentRun:
    """Hands invoices on for payment, all of them or none, and none twice. Raises ``Refused`` with those that cannot."""
    check_may(by, Permission.BUY, tree[facility.code], tree=tree)
    rows = list(Invoice.objects.select_for_update().filter(facility=facility, pk__in=invoices).order_by("pk"))
    wrong = [row for row in rows if judged(row.at, Judgement.PAY) is None]
    if not rows or wrong or len(rows) != len(set(invoices)):
        named = ", ".join(row.number for row in wrong)
        words = _("Only invoices that may be paid, and were not yet, are handed on. %(named)s") % {"named": named}
        raise Refused(
            Fault("finance.payment.state", words.strip(), "invoices", named, remedy=_("Look at the list anew."))
        )
    book = book_of(facility)
    book.payments += 1
    book.save(update_fields=["payments"])
    run = PaymentRun.objects.create(facility=facility, number=book.payments, at=now, by=by)
    for row in rows:
        row.state, row.run = InvoiceState.PAID.value, run
        _keep(row)
    after = {"number": run.number, "invoices": [row.pk for row in rows], "cents": sum(row.to_pay for row in rows)}
    record("finance.payment.handed_on", by=by, about=run, after=after)
    return run


def _locked(invoice: Invoice, version: int) -> Invoice:
    """Vendor, order and invoice, locked in that order, as taking one in locks them."""
    Vendor.objects.select_for_update().get(pk=invoice.vendor_id)
    if invoice.purchase_id:
        Purchase.objects.select_for_update().get(pk=invoice.purchase_id)
    rows = Invoice.objects.select_for_update(of=("self",)).select_related("facility", "purchase")
    held = rows.get(pk=invoice.pk)
    if held.version != version:
        words = _("Somebody has decided on this invoice, or more goods came, since you opened it.")
        raise Refused(Fault("finance.invoice.changed", words, remedy=_("Look at it and send again.")))
    return held


def _keep(held: Invoice) -> None:
    held.version += 1
    held.save()


def _say(held: Invoice, judgement: Judgement, why: str, cents: int, by: Account, now: dt.datetime) -> None:
    InvoiceJudgement.objects.create(
        invoice=held, judgement=judgement.value, why=why.strip(), cents=cents, at=now, by=by
    )


def _faults(held: Invoice, judgement: Judgement, after: InvoiceState | None, why: str) -> list[Fault]:
    creditable = judgement is not Judgement.ASK_CREDIT or 0 < to_credit(kept_differences(held)) <= held.total
    checks = (
        (
            after is not None and judgement not in (Judgement.MATCH, Judgement.CREDITED, Judgement.PAY),
            "",
            _("This cannot be decided now."),
            _("Look at where the invoice is."),
        ),
        (bool(why.strip()), "why", _("Nobody would know why."), _("Write the reason.")),
        (creditable, "", _("There is no amount that a credit could put right."), _("Refuse it, or accept it.")),
    )
    faults = [
        Fault("finance.invoice.decide", words, place, remedy=remedy)
        for sound, place, words, remedy in checks
        if not sound
    ]
    return faults + (_paid_before(held) if judgement is Judgement.ACCEPT else [])


def _paid_before(held: Invoice) -> list[Fault]:
    """One number of a vendor is cleared once, whatever anybody accepts."""
    rows = Invoice.objects.filter(vendor=held.vendor_id, plain=held.plain, state__in=[one.value for one in COUNTED])
    if not rows.exclude(pk=held.pk).exists():
        return []
    words = _("An invoice of this vendor with this number may be paid already.")
    return [Fault("finance.invoice.twice", words, value=held.number, remedy=_("Refuse this one."))]


def _accepting(held: Invoice, by: Account, tree: Tree, now: dt.datetime) -> list[Fault]:
    purchase = held.purchase
    if held.entered_by_id == by.pk:
        words = _("Who typed an invoice in does not accept what differs in it.")
        return [Fault("finance.invoice.own", words, remedy=_("Have somebody else decide."))]
    place = tree[purchase.place if purchase else held.facility.code]
    rules = deciders(held.facility, by, day_of(held.facility, now))
    asked_by = purchase.asked_by_id if purchase else held.entered_by_id
    asked = Asked(asked_by, held.total, purchase.cost_centre if purchase else "")
    free = [one for one in rules.others(place, tree) if one.account != held.entered_by_id]
    faults = faults_of_approval(approver(by, place, tree), asked, rules.limits, free)
    return [Fault(f.code, _(f.message), f.place, f.value, f.expected, _(f.remedy)) for f in faults]


def _give_back(held: Invoice) -> None:
    """What never came and is credited is taken off the lines, so that it can still come and be invoiced."""
    over = {
        one.line: one.found - one.expected
        for one in kept_differences(held)
        if one.kind is Kind.QUANTITY and one.holds and one.line is not None
    }
    for line in held.lines.all():
        if line.line_id is not None and over.get(line.line_id):
            line.credited = min(over[line.line_id], line.quantity)
            line.save(update_fields=["credited"])
            over[line.line_id] -= line.credited
