"""Charges become claims; a claim goes on to its next payer, is corrected, or is void. The first one stays as it was."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.revenue.actions.claims import Billed, bill
from wellrun.departments.revenue.actions.claims import BilledLine as Line
from wellrun.departments.revenue.keeping.denials import open_cases
from wellrun.departments.revenue.keeping.findings import scrub
from wellrun.departments.revenue.keeping.ledger import write_entries
from wellrun.departments.revenue.keeping.restating import restate, with_a_payer
from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import AccountCharge, ChargeAccount, Claim, ClaimContent, LaterContent, ScrubRun
from wellrun.departments.revenue.payer_decisions import decisions_on, insurances_of
from wellrun.departments.revenue.queries.charges import account_for, drafts_of, facts_of
from wellrun.departments.revenue.queries.claims import open_claim
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.queries.ledger import ledger_of
from wellrun.departments.revenue.rules.booking import LEVELS
from wellrun.departments.revenue.rules.claim_saying import said
from wellrun.departments.revenue.rules.content import to_plain
from wellrun.departments.revenue.rules.coordinating import moved_to, next_claim
from wellrun.departments.revenue.rules.correcting import (
    CORRECTED,
    VOID,
    LineChange,
    corrected,
    restated,
    voided,
    withdrawal,
)
from wellrun.departments.revenue.rules.entries import Responsible
from wellrun.departments.revenue.rules.ledger import Ledger
from wellrun.engines.x12 import BilledClaim
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def make_claims(*, account: ChargeAccount, by: Account, tree: Tree) -> list[Claim]:
    """Claims of all charges that wait on an account, each in the ledger. Raises ``Refused`` with what is missing.

    What the scrubber finds in them is kept; it stops no claim here, but keeps it out of every batch.
    """
    check_may(by, Permission.POST_PAYMENTS, tree[account.facility.code], tree=tree)
    facility = _alone_in(account.facility)
    held = account_for([facility.code], account.pk).get()
    drafts = drafts_of(held)
    if not drafts:
        raise Refused(_fault("nothing", _("No charge waits on this account."), _("Enter one first.")))
    facts, first = facts_of(held), _made_of(held) + 1
    contents, faults = [], []
    for at, draft in enumerate(drafts, start=first):
        try:
            contents.append(said(draft, facts, f"{held.number}-{at}"))
        except Refused as refused:
            faults += [one for one in refused.faults if one not in faults]
    if faults:
        raise Refused(faults)
    today = today_at(facility)
    made = bill(
        facility=facility,
        claims=[_billed(one, held, draft.payers, today) for one, draft in zip(contents, drafts, strict=True)],
        by=by,
    )
    for claim, content, draft in zip(made, contents, drafts, strict=True):
        ClaimContent.objects.create(claim=claim, content=json.dumps(to_plain(content)), form=draft.form)
        positions = [int(one.number.rpartition(".")[2]) for one in draft.charges]
        AccountCharge.objects.filter(account=held, position__in=positions).update(claim=claim)
    scrub(made, facility=facility, door=ScrubRun.Door.MADE)
    after = {"claims": [one.number for one in made]}
    record("revenue.claims.made", by=by, about=held, after=after, patients=[held.patient_id])
    return made


@transaction.atomic
def correct(*, claim: Claim, changes: Sequence[LineChange], read: str, why: str, by: Account, tree: Tree) -> Claim:
    """The claim as it should have been; ``read`` is what was read of it (``ClaimContent.read_as``).

    Where a payer has it, another replaces it: what was owed on that one is undone, and this one is owed. Else it is
    restated and goes again as what it was.
    """
    facility, content = _replaceable(claim, by, tree)
    check_unchanged(read, _kept(claim).read_as, code="revenue.claim")
    ledger = ledger_of(facility, claims=[claim.number])
    if not with_a_payer(claim, ledger):
        return _restated(claim, restated(content, changes), ledger, why, by)
    number = _next_number(claim)
    new = corrected(content, changes, number=number, control=_control(claim))
    _withdraw(claim, number, facility, by)
    kept = _kept(claim)
    payers, today = tuple(claim.payers), today_at(facility)
    billed = Billed(
        number=number,
        lines=tuple(_lines(new)),
        begins=min((one.begins for one in new.lines if one.begins), default=claim.begins),
        ends=max((one.ends for one in new.lines if one.ends), default=claim.ends),
        billed_on=today,
        payers=payers,
        patient=claim.patient,
        account=claim.account,
        encounter=claim.encounter,
        place=claim.place,
        drg=claim.drg,
    )
    (made,) = bill(facility=facility, claims=[billed], by=by)
    _keep(made, new, kept.form, CORRECTED, claim)
    left = {one.control for one in new.lines}
    for row in AccountCharge.objects.filter(claim=claim).select_related("account"):
        what = {"claim": made} if row.number in left else {"struck": _("left out of %(number)s") % {"number": number}}
        AccountCharge.objects.filter(pk=row.pk).update(**what)
    open_cases(facility=facility, by=by)
    scrub([made], facility=facility, door=ScrubRun.Door.MADE)
    record("revenue.claim.corrected", by=by, about=claim, after={"by": number, "cents": made.charge_cents}, why=why)
    return made


def _restated(claim: Claim, new: BilledClaim, ledger: Ledger, why: str, by: Account) -> Claim:
    before = {"cents": claim.charge_cents}
    # As where a claim is mended: what was found before is kept, since it was not clean.
    scrub([claim], facility=claim.facility, door=ScrubRun.Door.MENDED)
    restate(claim, new, [one.as_row(claim) for one in _lines(new)], ledger, by=by)
    scrub([claim], facility=claim.facility, door=ScrubRun.Door.MENDED)
    record("revenue.claim.restated", by=by, about=claim, before=before, after={"cents": claim.charge_cents}, why=why)
    return claim


@transaction.atomic
def void(*, claim: Claim, why: str, by: Account, tree: Tree) -> Claim:
    """A claim that withdraws another. Nothing is owed on either; its charges can be claimed anew."""
    facility, content = _replaceable(claim, by, tree)
    number = _next_number(claim)
    new = voided(content, number=number, control=_control(claim))
    _withdraw(claim, number, facility, by)
    made = Claim.objects.create(
        facility=facility,
        number=number,
        patient=claim.patient,
        account=claim.account,
        encounter=claim.encounter,
        place=claim.place,
        charge_cents=0,
        begins=claim.begins,
        ends=claim.ends,
        billed_on=today_at(facility),
        payers=claim.payers,
        primary_payer=claim.primary_payer,
        drg=claim.drg,
    )
    _keep(made, new, _kept(claim).form, VOID, claim)
    AccountCharge.objects.filter(claim=claim).update(claim=None)
    open_cases(facility=facility, by=by)
    record("revenue.claim.voided", by=by, about=claim, after={"by": number}, why=why)
    return made


@transaction.atomic
def bill_next(*, claim: Claim, by: Account, tree: Tree) -> LaterContent:
    """The claim goes to the next payer, with what those before it decided. Done again, it is made anew."""
    check_may(by, Permission.POST_PAYMENTS, tree[claim.facility.code], tree=tree)
    facility = _alone_in(claim.facility)
    content = _said(claim)
    opened = open_claim(claim)
    ledger = ledger_of(facility, claims=[claim.number])
    level = next((one for one in LEVELS[1:] if moved_to(ledger, opened, one) > 0), Responsible.SECONDARY)
    at = LEVELS.index(level)
    insurances = insurances_of(claim, LEVELS[: at + 1])
    decisions = [one for one in decisions_on(claim, ledger) if one.level in LEVELS[:at]]
    new = next_claim(content, opened, decisions, insurances, moved_to(ledger, opened, level))
    kept = LaterContent.objects.filter(claim=claim, level=level.value).first()
    kept = kept or LaterContent(claim=claim, level=level.value)
    kept.content, kept.made_on = json.dumps(to_plain(new)), today_at(facility)
    kept.save()
    record("revenue.claim.passed_on", by=by, about=claim, after={"level": level.value})
    return kept


def _replaceable(claim: Claim, by: Account, tree: Tree) -> tuple[Facility, BilledClaim]:
    """What the claim says, if it may be corrected or void by this account."""
    check_may(by, Permission.POST_PAYMENTS, tree[claim.facility.code], tree=tree)
    facility = _alone_in(claim.facility)
    content = _said(claim)
    if ClaimContent.objects.filter(replaces=claim).exists():
        words = _("Claim %(number)s has been replaced.") % {"number": claim.number}
        raise Refused(_fault("replaced", words, _("Open the claim that replaces it.")))
    if _kept(claim).frequency == VOID:
        words = _("Claim %(number)s withdraws another.") % {"number": claim.number}
        raise Refused(_fault("void", words, _("Claim the charges of the account anew.")))
    return facility, content


def _said(claim: Claim) -> BilledClaim:
    content = content_of(claim)
    if content is None:
        words = _("What claim %(number)s says is not known here.") % {"number": claim.number}
        raise Refused(_fault("unknown", words, _("It was billed elsewhere; correct it there.")))
    return content


def _withdraw(claim: Claim, number: str, facility: Facility, by: Account) -> None:
    ledger = ledger_of(facility, claims=[claim.number])
    entries = withdrawal(ledger, open_claim(claim), number, today_at(facility))
    write_entries(ledger.post(entries), facility=facility, by=by)


def _keep(claim: Claim, content: BilledClaim, form: str, frequency: str, replaces: Claim) -> None:
    said_now = json.dumps(to_plain(content))
    ClaimContent.objects.create(claim=claim, content=said_now, form=form, frequency=frequency, replaces=replaces)


def _kept(claim: Claim) -> ClaimContent:
    return ClaimContent.objects.get(claim=claim)


def _control(claim: Claim) -> str:
    """The payer's latest number of the claim."""
    return claim.controls.order_by("-pk").values_list("number", flat=True).first() or ""


def _billed(content: BilledClaim, account: ChargeAccount, payers: tuple[str, ...], today: dt.date) -> Billed:
    days = [day for one in content.lines for day in (one.begins, one.ends) if day is not None]
    return Billed(
        number=content.number,
        lines=tuple(_lines(content)),
        begins=min(days),
        ends=max(days),
        billed_on=today,
        payers=payers,
        patient=account.patient.mrn,
        account=account.number,
        encounter=account.encounter,
        place=account.place,
        drg=account.drg if content.place_qualifier == "A" else "",
    )


def _lines(content: BilledClaim) -> Iterable[Line]:
    """The lines of the ledger, by the number that payers send back (REF 6R)."""
    for one in content.lines:
        yield Line(
            number=one.control or one.number,
            code=one.procedure or one.revenue_code,
            charge=one.charge,
            modifiers=one.modifiers,
            units=one.units if one.units is not None else Decimal(1),
            on=one.begins,
            revenue_code=one.revenue_code if one.procedure else "",
        )


def _made_of(account: ChargeAccount) -> int:
    return Claim.objects.filter(facility=account.facility, account=account.number).count()


def _next_number(claim: Claim) -> str:
    """Account and the next number of it; claims of no account of ours count on from their own."""
    of_account = Claim.objects.filter(facility=claim.facility, account=claim.account)
    base = claim.account if claim.account and of_account.count() else claim.number
    at = of_account.count() + 1
    while Claim.objects.filter(facility=claim.facility, number=f"{base}-{at}").exists():
        at += 1
    return f"{base}-{at}"


def _alone_in(facility: Facility) -> Facility:
    """Claims of a facility are made in turn: numbers and the ledger are read before they are written."""
    return Facility.objects.select_for_update().get(pk=facility.pk)


def _fault(code: str, message: str, remedy: str) -> Fault:
    return Fault(f"revenue.claim.{code}", message, remedy=remedy)
