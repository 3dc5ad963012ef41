"""What claims the waiting charges of an account would become, why they are split, and what is found in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models import ChargeAccount, Payer
from wellrun.departments.revenue.models.contents import Form
from wellrun.departments.revenue.queries.charges import drafts_of, facts_of
from wellrun.departments.revenue.queries.scrubbing import desk_of
from wellrun.departments.revenue.rules.charges import Charge
from wellrun.departments.revenue.rules.claim_building import Draft
from wellrun.departments.revenue.rules.claim_saying import Facts, said
from wellrun.departments.revenue.rules.scrubbing.findings import Finding
from wellrun.engines.x12 import BilledClaim
from wellrun.values.faults import Fault, Refused

BECAUSE: Mapping[str, Promise | str] = MappingProxyType(
    {
        "form": _("a person and the hospital bill on forms of their own"),
        "billing": _("another provider bills"),
        "payers": _("other payers insured the patient on that day"),
        "encounter": _("it is of another visit"),
        "period": _("the hospital bills a series by the month"),
        "rendering": _("somebody else did it"),
        "ordering": _("somebody else referred"),
        "location": _("it was done at another address"),
        "diagnoses": _("a claim names twelve diagnoses at most"),
        "lines": _("a claim has no room for more lines"),
    }
)
"""Why a claim is one of its own, in words."""


@dataclass(frozen=True)
class Preview:
    """A claim that could be made: what is missing to make it, and what the scrubber finds in it."""

    draft: Draft
    form: str
    payer: str
    because: tuple[str, ...]
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]


def preview(account: ChargeAccount, more: Sequence[Charge] = ()) -> list[Preview]:
    """Each claim that the account's waiting charges would become; ``more`` are charges that are being entered."""
    facts = facts_of(account)
    names = dict(Payer.objects.filter(facility=account.facility).values_list("code", "name"))
    made = [(draft, *_said(draft, facts, account.number)) for draft in drafts_of(account, more)]
    contents = [content for _draft, content, _faults in made if content is not None]
    desk = desk_of(account.facility, contents, [account.patient.mrn])
    found = []
    for draft, content, faults in made:
        payer = draft.payers[0] if draft.payers else ""
        findings = (
            desk.judge(content, form=draft.form, payer=payer, place=account.place, patient=account.patient.mrn)
            if content
            else ()
        )
        because = tuple(str(BECAUSE[one]) for one in draft.because)
        form = str(Form(draft.form).label)
        found.append(Preview(draft, form, names.get(payer, payer), because, faults, findings))
    return found


def _said(draft: Draft, facts: Facts, number: str) -> tuple[BilledClaim | None, tuple[Fault, ...]]:
    try:
        return said(draft, facts, number), ()
    except Refused as refused:
        return None, refused.faults
