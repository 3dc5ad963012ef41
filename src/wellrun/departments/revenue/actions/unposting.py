"""A posting is taken back, whole or for one claim, as long as nothing later hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.denials import open_cases
from wellrun.departments.revenue.keeping.ledger import write_entries
from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import (
    Claim,
    ClaimMove,
    LaterContent,
    PayerControl,
    RemittanceClaim,
    RemittancePayment,
)
from wellrun.departments.revenue.payment_files import REMITTANCE, said_by
from wellrun.departments.revenue.queries.ledger import ledger_of
from wellrun.departments.revenue.rules.booking import LEVELS
from wellrun.departments.revenue.rules.entries import Entry, Responsible
from wellrun.departments.revenue.rules.ledger import Ledger
from wellrun.departments.revenue.rules.unposting import hanging, held_again, single, taking_back, undone, whole
from wellrun.departments.revenue.words.entries import KINDS
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

TOLD = 5
"""Things that hang on a posting and are told one by one; the rest are counted."""

LINKED = (RemittanceClaim.State.POSTED, RemittanceClaim.State.PLACED)


@transaction.atomic
def take_back(*, payment: RemittancePayment, why: str, version: int, by: Account, tree: Tree) -> RemittancePayment:
    """Undoes everything that a payment posted; its claims and denials are as before. Raises ``Refused`` with all that
    hangs on it. It can be posted again."""
    check_may(by, Permission.POST_PAYMENTS, tree[payment.facility.code], tree=tree)
    facility = Facility.objects.select_for_update().get(pk=payment.facility_id)
    held = RemittancePayment.objects.select_for_update(of=("self",)).select_related("payer").get(pk=payment.pk)
    check_unchanged(version, held.version, code="revenue.remittance")
    if held.state != RemittancePayment.State.POSTED:
        raise Refused(_fault("not_posted", _("Nothing of this payment is posted."), ""))
    rows = list(held.claims.filter(claim__isnull=False).select_related("claim"))
    ledger = ledger_of(facility, claims=[one.claim.number for one in rows if one.claim], transactions=[_name(held)])
    posting = whole(ledger, held.transaction)
    _refuse(ledger, posting, taking_back(ledger, held.transaction), rows)
    entries = undone(posting, held.transaction, "", today_at(facility), why[:200])
    written = write_entries(ledger.post(entries), facility=facility, by=by)
    _forget_controls(rows, facility)
    held.claims.update(state=RemittanceClaim.State.UNDONE, claim=None, level="", tier=None, denied_cents=0)
    held.state, held.version, held.entries = RemittancePayment.State.UNDONE, held.version + 1, held.entries + written
    held.reasons = [why[:200]] if why else []
    held.save(update_fields=["state", "version", "entries", "reasons"])
    open_cases(facility=facility, by=by)
    record("revenue.remittance.taken_back", by=by, about=held, after={"entries": written}, why=why)
    return held


@transaction.atomic
def unlink(*, linked: RemittanceClaim, why: str, by: Account, tree: Tree) -> RemittanceClaim:
    """Takes one claim of a payment off the claim it was posted to; its money waits for a person to place it."""
    payment = linked.payment
    check_may(by, Permission.POST_PAYMENTS, tree[payment.facility.code], tree=tree)
    facility = Facility.objects.select_for_update().get(pk=payment.facility_id)
    held = RemittanceClaim.objects.select_for_update(of=("self",)).select_related("claim").get(pk=linked.pk)
    if held.state not in LINKED or held.claim is None:
        raise Refused(_fault("not_linked", _("This claim is not posted."), ""))
    number = held.claim.number
    if payment.claims.filter(claim=held.claim).exclude(pk=held.pk).exists():
        words = _("Other parts of this payment are posted to claim %(number)s, too.") % {"number": number}
        raise Refused(_fault("several", words, _("Take back the whole payment.")))
    ledger = ledger_of(facility, claims=[number], transactions=[_name(payment)])
    posting = single(ledger, payment.transaction, held.place, number)
    _refuse(ledger, posting, taking_back(ledger, payment.transaction, held.place), [held])
    entries = held_again(ledger, said_by(payment), held.place, posting, today_at(facility), why[:200])
    written = write_entries(ledger.post(entries), facility=facility, by=by)
    _forget_controls([held], facility)
    before = {"claim": number}
    held.state, held.claim, held.tier, held.level = RemittanceClaim.State.HELD, None, None, ""
    held.denied_cents, held.reasons = 0, [_("taken off claim %(number)s: %(why)s") % {"number": number, "why": why}]
    held.save()
    RemittancePayment.objects.filter(pk=payment.pk).update(entries=payment.entries + written)
    open_cases(facility=facility, by=by)
    record("revenue.remittance.unlinked", by=by, about=held, before=before, after={"entries": written}, why=why)
    return held


def _name(payment: RemittancePayment) -> tuple[str, str]:
    return REMITTANCE, payment.transaction


def _refuse(ledger: Ledger, posting: Sequence[Entry], others: Sequence[Entry], rows: Sequence[RemittanceClaim]) -> None:
    """Refuses with everything that hangs on a posting."""
    words = [
        _("It takes back what payment %(payment)s had posted.") % {"payment": one}
        for one in sorted({entry.reverses.transaction for entry in others if entry.reverses})
    ]
    words += [_later(one) for one in hanging(ledger, posting)]
    words += list(_billed_on(rows))
    told = list(dict.fromkeys(words))
    if told:
        remedy = _("Undo that first; then this can be taken back.")
        more = len(told) - TOLD
        rest = [_("%(n)s more hang on it.") % {"n": more}] if more > 0 else []
        raise Refused([_fault("hangs", one, remedy) for one in (*told[:TOLD], *rest)])


def _later(entry: Entry) -> str:
    said = {
        "claim": ", ".join(sorted(entry.claims)),
        "what": KINDS[entry.kind],
        "day": date_format(entry.on, "j M Y"),
        "from": entry.cause.transaction,
    }
    return _("Claim %(claim)s: %(what)s of %(day)s (%(from)s) was posted after it.") % said


def _billed_on(rows: Iterable[RemittanceClaim]) -> Iterable[str]:
    """Claims that were billed to a later payer by what this one decided."""
    levels = {one.claim_id: one.level for one in rows if one.level}
    for later in LaterContent.objects.filter(claim__in=list(levels)).select_related("claim"):
        if LEVELS.index(Responsible(later.level)) > LEVELS.index(Responsible(levels[later.claim_id])):
            yield _("Claim %(claim)s was billed to its next payer by it.") % {"claim": later.claim.number}


def _forget_controls(rows: Iterable[RemittanceClaim], facility: Facility) -> None:
    """The payer's number that came with a posting is not that of the claim, unless something else told it, too."""
    for one in rows:
        claim: Claim | None = one.claim
        if claim is None or not one.payer_control:
            continue
        same = RemittanceClaim.objects.filter(claim=claim, payer_control=one.payer_control).exclude(pk=one.pk)
        moved = ClaimMove.objects.filter(submission__claim=claim, payer_control=one.payer_control)
        if not same.exists() and not moved.exists():
            PayerControl.objects.filter(claim=claim, facility=facility, number=one.payer_control).delete()


def _fault(code: str, message: str, remedy: str) -> Fault:
    return Fault(f"revenue.posting.{code}", message, remedy=remedy or _("Open the payment again."))
