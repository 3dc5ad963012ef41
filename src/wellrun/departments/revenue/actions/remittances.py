"""Remittances are taken in and posted; what is held is placed by a person; deposits are compared with the bank."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.actions.deposits import match_deposits
from wellrun.departments.revenue.keeping.denials import open_cases
from wellrun.departments.revenue.keeping.ledger import write_entries
from wellrun.departments.revenue.models import (
    Claim,
    Payer,
    PayerControl,
    RemittanceClaim,
    RemittanceFile,
    RemittancePayment,
)
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.payment_files import REMITTANCE, keep_copy, payments_in, said_by
from wellrun.departments.revenue.queries.claims import claims_for, open_claim, open_claims
from wellrun.departments.revenue.queries.ledger import ledger_of
from wellrun.departments.revenue.rules.booking import transaction_of
from wellrun.departments.revenue.rules.from_x12 import remittance_from
from wellrun.departments.revenue.rules.posting import Posted, Proposal, place_held, propose
from wellrun.departments.revenue.rules.remitted import Remittance
from wellrun.engines.x12 import Remittance as Paid
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

State = RemittanceFile.State


@transaction.atomic
def take_file(*, facility: Facility, name: str, content: bytes, by: Account, tree: Tree) -> RemittanceFile:
    """Keeps a file that somebody sends in, to be posted; the same file again is the one that is there."""
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    file, new = keep_copy(facility, name, content, by)
    record("revenue.remittance.sent", by=by, about=file, after={"name": file.name, "digest": file.digest, "new": new})
    return file


@transaction.atomic
def keep_file(*, facility: Facility, name: str, content: bytes, by: Actor) -> RemittanceFile:
    """Keeps a file that came by itself, as through the drop folder."""
    file, new = keep_copy(facility, name, content, by)
    record("revenue.remittance.came", by=by, about=file, after={"name": file.name, "digest": file.digest, "new": new})
    return file


def carry_out(*, file: int, by: Actor) -> None:
    """Posts every payment of a file, each wholly or not at all. Broken off and done again, it comes to the same."""
    held = RemittanceFile.objects.select_related("facility").get(pk=file)
    try:
        _post(held, by)
    except Exception:
        words = _("The posting broke off. What is posted is whole; send the file again to go on.")
        RemittanceFile.objects.filter(pk=held.pk).update(state=State.FAILED, reasons=[words])
        record("revenue.remittance.broke_off", by=by, about=held)
        raise


def _post(held: RemittanceFile, by: Actor) -> None:
    began = time.monotonic()
    _stand(held, State.READING)
    payments = payments_in(held)
    RemittanceFile.objects.filter(pk=held.pk).update(
        state=State.POSTING, claims=sum(len(paid.claims) for paid in payments), done=0
    )
    done = 0
    for position, paid in enumerate(payments):
        post_payment(file=held, position=position, paid=paid, by=by)
        done += len(paid.claims)
        RemittanceFile.objects.filter(pk=held.pk).update(done=done)
    reasons = [] if payments else [_("There is no remittance (835) in this file.")]
    open_cases(facility=held.facility, by=by)
    match_deposits(facility=held.facility, by=by)
    seconds = round(time.monotonic() - began, 2)
    with transaction.atomic():
        RemittanceFile.objects.filter(pk=held.pk).update(
            state=State.DONE if payments else State.FAILED, reasons=reasons, seconds=seconds
        )
        record("revenue.remittance.read", by=by, about=held, after={"payments": len(payments), "claims": done})


@transaction.atomic
def post_payment(*, file: RemittanceFile, position: int, paid: Paid, by: Actor) -> RemittancePayment:
    """Posts one payment: entries, and what became of each claim. Posted before, it is left as it is."""
    facility = _alone_in(file.facility)
    payer = _payer(paid, facility)
    remittance = remittance_from(paid, payer=payer.code if payer else "", otherwise=timezone.localdate(file.sent_at))
    row = RemittancePayment.objects.filter(file=file, position=position).first()
    if row is not None and row.state in (RemittancePayment.State.POSTED, RemittancePayment.State.UNDONE):
        return row
    row = row or RemittancePayment(file=file, facility=facility, position=position)
    _describe(row, paid, remittance, payer)
    if payer is None:
        return _stop(row, [_unknown_payer(paid)], by)
    row.round = _round(row)
    remittance = remittance._replace(round=row.round)
    claims = claims_for(remittance, facility=facility)
    transactions = [(REMITTANCE, transaction_of(remittance))]
    ledger = ledger_of(facility, claims=claims, transactions=transactions)
    proposal = propose(remittance, open_claims(claims.values()), ledger)
    if proposal.again:
        return _stop(row, [_("This payment was posted before, from another file. Nothing was posted.")], by)
    if proposal.faults:
        return _stop(row, [f"{fault.message} {fault.remedy}" for fault in proposal.faults], by)
    row.entries = write_entries(ledger.post(proposal.entries), facility=facility, by=by)
    row.state, row.reasons = RemittancePayment.State.POSTED, []
    row.notices = [[one.word, one.claim, one.line, as_cents(one.amount)] for one in proposal.notices]
    row.posted_at, row.posted_by = timezone.now(), str(by)[:200]
    row.save()
    row.claims.all().delete()
    _keep_claims(row, remittance, proposal, claims)
    _keep_controls(remittance, proposal, claims)
    after = {"payer": payer.code, "entries": row.entries, "posted": len(proposal.posted), "held": len(proposal.held)}
    record("revenue.remittance.posted", by=by, about=row, after=after)
    return row


@transaction.atomic
def post_again(*, payment: RemittancePayment, by: Account, tree: Tree) -> RemittancePayment:
    """Tries a payment once more that is stopped, since what stopped it may be mended, or that was taken back."""
    check_may(by, Permission.POST_PAYMENTS, tree[payment.facility.code], tree=tree)
    _alone_in(payment.facility)
    undone = RemittancePayment.objects.filter(pk=payment.pk, state=RemittancePayment.State.UNDONE)
    undone.update(state=RemittancePayment.State.STOPPED, round=F("round") + 1)
    paid = payments_in(payment.file)[payment.position]
    record("revenue.remittance.tried", by=by, about=payment, before={"reasons": payment.reasons})
    posted = post_payment(file=payment.file, position=payment.position, paid=paid, by=by)
    open_cases(facility=payment.facility, by=by)
    match_deposits(facility=payment.facility, by=by)
    return posted


@transaction.atomic
def place(*, held: RemittanceClaim, claim: Claim, why: str, by: Account, tree: Tree) -> RemittanceClaim:
    """A person says which claim a held one is. It is booked as usual, or held again for another reason."""
    payment = held.payment
    check_may(by, Permission.POST_PAYMENTS, tree[payment.facility.code], tree=tree)
    facility = _alone_in(payment.facility)
    held = RemittanceClaim.objects.select_for_update().get(pk=held.pk)
    if held.state != RemittanceClaim.State.HELD:
        raise Refused(_placed_before(held))
    remittance = said_by(payment)
    transactions = [(REMITTANCE, transaction_of(remittance))]
    ledger = ledger_of(facility, claims=[claim.number], transactions=transactions)
    proposal = place_held(remittance, held.place, open_claim(claim), ledger)
    if proposal.held or proposal.faults or not proposal.posted:
        reasons = [reason for one in proposal.held for reason in one.reasons]
        raise Refused(_not_placed(claim, reasons))
    written = write_entries(ledger.post(proposal.entries), facility=facility, by=by)
    (posted,) = proposal.posted
    held.state, held.claim, held.tier = RemittanceClaim.State.PLACED, claim, int(posted.tier)
    held.level = posted.level.value if posted.level else ""
    held.denied_cents = _denied(proposal).get(posted.claim, 0)
    held.save()
    RemittancePayment.objects.filter(pk=payment.pk).update(entries=payment.entries + written)
    record("revenue.remittance.placed", by=by, about=held, after={"claim": claim.number, "entries": written}, why=why)
    open_cases(facility=facility, by=by)
    return held


@transaction.atomic
def confirm_deposit(
    *, payment: RemittancePayment, amount: Decimal, on: dt.date, version: int, by: Account, tree: Tree
) -> RemittancePayment:
    """What the bank received for a payment, and when, where no statement of the bank says it."""
    check_may(by, Permission.POST_PAYMENTS, tree[payment.facility.code], tree=tree)
    held = RemittancePayment.objects.select_for_update().get(pk=payment.pk)
    check_unchanged(version, held.version, code="revenue.remittance")
    if held.deposits.filter(ended_at=None).exists():
        raise Refused(_matched(held))
    before = {"cents": held.banked_cents, "on": held.banked_on and held.banked_on.isoformat()}
    held.banked_cents, held.banked_on, held.version = as_cents(amount), on, held.version + 1
    held.save(update_fields=["banked_cents", "banked_on", "version"])
    after = {"cents": held.banked_cents, "on": on.isoformat()}
    record("revenue.remittance.banked", by=by, about=held, before=before, after=after)
    return held


def _alone_in(facility: Facility) -> Facility:
    """Payments of a facility take turns: what one posts, the next reckons with."""
    return Facility.objects.select_for_update().get(pk=facility.pk)


def _round(row: RemittancePayment) -> int:
    """For the how manieth time this payment is posted: once more than it was taken back, from whatever file it came."""
    same = RemittancePayment.objects.filter(facility=row.facility, payer=row.payer, trace=row.trace).exclude(pk=row.pk)
    live = same.filter(state=RemittancePayment.State.POSTED).values_list("round", flat=True).first()
    before = same.filter(state=RemittancePayment.State.UNDONE).aggregate(last=Max("round"))["last"] or 0
    return live or max(before + 1, row.round)


def _payer(paid: Paid, facility: Facility) -> Payer | None:
    known = Payer.objects.filter(facility=facility)
    # One that sends no number is known by the name it gives itself.
    found = known.filter(numbers__number=paid.payer_number or paid.payer).first()
    return found or known.filter(name__iexact=paid.payer.strip()).first()


def _describe(row: RemittancePayment, paid: Paid, remittance: Remittance, payer: Payer | None) -> None:
    row.payer, row.named, row.named_number = payer, paid.payer[:120], paid.payer_number[:80]
    row.trace, row.paid_on = remittance.trace[:80], remittance.paid_on
    row.deposit_cents = as_cents(remittance.deposit)
    row.claims_cents = sum(as_cents(claim.paid) for claim in remittance.claims)
    row.provider_adjustments = [
        [one.reason, one.reference, as_cents(one.amount)] for one in remittance.provider_adjustments
    ]


def _stop(row: RemittancePayment, reasons: list[str], by: Actor) -> RemittancePayment:
    row.state, row.reasons = RemittancePayment.State.STOPPED, reasons
    row.save()
    record("revenue.remittance.stopped", by=by, about=row, after={"reasons": len(reasons)})
    return row


def _keep_claims(row: RemittancePayment, remittance: Remittance, proposal: Proposal, claims: dict[str, Claim]) -> None:
    posted: dict[int, Posted] = {one.place: one for one in proposal.posted}
    reasons = {one.place: list(one.reasons) for one in proposal.held}
    denied = _denied(proposal)
    RemittanceClaim.objects.bulk_create(
        (
            RemittanceClaim(
                payment=row,
                place=at,
                number=claim.number[:64],
                payer_control=claim.payer_control[:80],
                status=claim.status[:4],
                charge_cents=as_cents(claim.charge),
                paid_cents=as_cents(claim.paid),
                denied_cents=denied.get(posted[at].claim, 0) if at in posted else 0,
                state=RemittanceClaim.State.POSTED if at in posted else RemittanceClaim.State.HELD,
                tier=int(posted[at].tier) if at in posted else None,
                level=level.value if at in posted and (level := posted[at].level) else "",
                reasons=reasons.get(at, []),
                claim=claims[posted[at].claim] if at in posted else None,
            )
            for at, claim in enumerate(remittance.claims)
        ),
        batch_size=500,
    )


def _keep_controls(remittance: Remittance, proposal: Proposal, claims: dict[str, Claim]) -> None:
    """The payer's numbers of our claims, by which it may name them alone another time."""
    told = ((claims[one.claim], remittance.claims[one.place].payer_control[:80]) for one in proposal.posted)
    PayerControl.objects.bulk_create(
        (PayerControl(claim=claim, facility=claim.facility, number=number) for claim, number in told if number),
        batch_size=500,
        ignore_conflicts=True,
    )


def _denied(proposal: Proposal) -> dict[str, int]:
    """Cents denied, by claim."""
    found: dict[str, int] = {}
    for entry in proposal.entries:
        if entry.denied is not None:
            found[entry.denied.of.claim] = found.get(entry.denied.of.claim, 0) + as_cents(entry.denied.amount)
    return found


def _stand(file: RemittanceFile, state: str) -> None:
    RemittanceFile.objects.filter(pk=file.pk).update(state=state, done=0, reasons=[])


def _matched(held: RemittancePayment) -> Fault:
    return Fault(
        "revenue.remittance.matched",
        _("The bank’s statement says what was received for this payment."),
        place="amount",
        value=str(held.banked_cents),
        remedy=_("Take the bank’s line off it first, on the page of deposits."),
    )


def _unknown_payer(paid: Paid) -> str:
    words = _("No payer of ours calls itself %(name)s, number %(number)s. Say which one it is.")
    return words % {"name": paid.payer or "—", "number": paid.payer_number or "—"}


def _placed_before(held: RemittanceClaim) -> Fault:
    return Fault(
        "revenue.remittance.placed_before",
        _("Claim %(number)s has been placed.") % {"number": held.number},
        place="claim",
        remedy=_("Open the payment again."),
    )


def _not_placed(claim: Claim, reasons: list[str]) -> Fault:
    why = "; ".join(reasons) or _("it was posted before")
    return Fault(
        "revenue.remittance.not_placed",
        _("It cannot be posted to claim %(number)s: %(why)s.") % {"number": claim.number, "why": why},
        place="claim",
        value=claim.number,
        remedy=_("Choose another claim, or ask the payer."),
    )
