"""Payers are asked: which benefits somebody has on a day, and what became of claims."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.batches import keep_batch
from wellrun.departments.revenue.models import (
    Batch,
    Claim,
    EligibilityCheck,
    Payer,
    PayerControl,
    StatusInquiry,
    TradingPartner,
)
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.queries.partners import partner_of, sender_of
from wellrun.departments.revenue.rules.asking import Asked, Asker, eligibility_question, status_question
from wellrun.engines.x12 import Controls, Party, Written, write_eligibility_inquiries, write_status_inquiries
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def ask_eligibility(*, facility: Facility, asked: Sequence[Asked], by: Account, tree: Tree) -> list[EligibilityCheck]:
    """Asks for the benefits of each of these people on the day of their service, in one file.

    Refused with every payer whose number is not known.
    """
    check_may(by, Permission.CHECK_ELIGIBILITY, tree[facility.code], tree=tree)
    partner = partner_of(facility)
    payers = _payers(facility, asked)
    traces: list[str] = []

    def write(control: int, at: dt.datetime) -> Written:
        traces[:] = [trace_of(control, number) for number, _one in enumerate(asked, start=1)]
        questions = [
            eligibility_question(one, payer=_party(payers[one.payer]), asker=_asker(partner), trace=trace)
            for one, trace in zip(asked, traces, strict=True)
        ]
        return write_eligibility_inquiries(questions, sender_of(partner).address, Controls(control, control), at)

    batch = keep_batch(write, partner=partner, form=Batch.Form.ELIGIBILITY, number=len(asked), by=by)
    checks = EligibilityCheck.objects.bulk_create(
        EligibilityCheck(
            facility=facility,
            batch=batch,
            trace=trace,
            payer=payers[one.payer],
            service_on=one.service_on,
            service=one.service,
            question=json.dumps(
                {
                    "member": one.member,
                    "family": one.family,
                    "given": one.given,
                    "birth": one.birth.isoformat(),
                    "sex": one.sex,
                    "subscriber": f"{one.subscriber_given} {one.subscriber_family}".strip(),
                }
            ),
            asked_at=batch.made_at,
            asked_by=str(by)[:200],
        )
        for one, trace in zip(asked, traces, strict=True)
    )
    record("revenue.eligibility.asked", by=by, about=batch, after={"questions": len(checks)})
    return checks


@transaction.atomic
def open_check(*, check: EligibilityCheck, by: Account, tree: Tree) -> EligibilityCheck:
    """Somebody reads what was answered of a person; that it was read is kept."""
    check_may(by, Permission.CHECK_ELIGIBILITY, tree[check.facility.code], tree=tree)
    record("revenue.eligibility.read", by=by, about=check)
    return check


@transaction.atomic
def ask_status(*, facility: Facility, claims: Sequence[Claim], by: Account, tree: Tree) -> list[StatusInquiry]:
    """Asks payers what became of claims, in one file. Refused with each claim whose content is not known."""
    check_may(by, Permission.SEND_CLAIMS, tree[facility.code], tree=tree)
    partner = partner_of(facility)
    contents = {one.pk: content_of(one) for one in claims}
    unknown = [one for one in claims if contents[one.pk] is None]
    if unknown or not claims:
        raise Refused([_no_content(one) for one in unknown] or [_no_claims()])
    controls = dict(PayerControl.objects.filter(claim__in=claims).order_by("pk").values_list("claim", "number"))
    traces: list[str] = []

    def write(control: int, at: dt.datetime) -> Written:
        traces[:] = [trace_of(control, number) for number, _one in enumerate(claims, start=1)]
        questions = [
            status_question(content, asker=_asker(partner), trace=trace, payer_control=controls.get(one.pk, ""))
            for one, trace in zip(claims, traces, strict=True)
            if (content := contents[one.pk]) is not None
        ]
        return write_status_inquiries(questions, sender_of(partner).address, Controls(control, control), at)

    batch = keep_batch(write, partner=partner, form=Batch.Form.STATUS, number=len(claims), by=by)
    made = StatusInquiry.objects.bulk_create(
        StatusInquiry(batch=batch, claim=claim, trace=trace, asked_at=timezone.now())
        for claim, trace in zip(claims, traces, strict=True)
    )
    record("revenue.status.asked", by=by, about=batch, after={"claims": len(made)})
    return made


def trace_of(control: int, number: int) -> str:
    """The number of a question, which comes back with its answer."""
    return f"Q{control:09}{number:05}"


def _payers(facility: Facility, asked: Sequence[Asked]) -> dict[str, Payer]:
    codes = {one.payer for one in asked}
    found = {
        one.code: one for one in Payer.objects.filter(facility=facility, code__in=codes).prefetch_related("numbers")
    }
    unknown = [code for code in codes if code not in found or not found[code].numbers.all()]
    if unknown or not asked:
        raise Refused([_no_number(code) for code in sorted(unknown)] or [_no_claims()])
    return found


def _party(payer: Payer) -> Party:
    number = payer.numbers.all()[0].number
    return Party("PR", payer.name, "", "PI", number, kind="2")


def _asker(partner: TradingPartner) -> Asker:
    return Asker(partner.facility.name, partner.npi, partner.sender)


def _no_number(code: str) -> Fault:
    return Fault(
        "revenue.eligibility.no_number",
        _("The number of payer %(code)s is not known.") % {"code": code},
        place="payer",
        value=code,
        remedy=_("Enter the number by which the payer names itself."),
    )


def _no_content(claim: Claim) -> Fault:
    return Fault(
        "revenue.status.no_content",
        _("What claim %(number)s says is not known here.") % {"number": claim.number},
        place="claims",
        value=claim.number,
        remedy=_("Ask the payer by telephone, or on its own pages."),
    )


def _no_claims() -> Fault:
    return Fault("revenue.status.nothing", _("Nothing is chosen."), place="claims", remedy=_("Choose at least one."))
