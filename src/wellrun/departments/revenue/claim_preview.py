"""What claims the waiting charges of an account would become, why they are split, and what is missing for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.actions.claim_making import Scrub, nothing_to_say
from wellrun.departments.revenue.models import ChargeAccount, Payer
from wellrun.departments.revenue.models.contents import Form
from wellrun.departments.revenue.queries.charges import drafts_of, facts_of
from wellrun.departments.revenue.rules.claim_building import Draft
from wellrun.departments.revenue.rules.claim_saying import said
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
    """A claim that could be made."""

    draft: Draft
    form: str
    payer: str
    because: tuple[str, ...]
    faults: tuple[Fault, ...]


def preview(account: ChargeAccount, scrub: Scrub = nothing_to_say) -> list[Preview]:
    """Each claim with its faults: what is missing to make it, then what ``scrub`` says of it."""
    facts = facts_of(account)
    names = dict(Payer.objects.filter(facility=account.facility).values_list("code", "name"))
    found = []
    for draft in drafts_of(account):
        try:
            faults = tuple(scrub(said(draft, facts, account.number)))
        except Refused as refused:
            faults = refused.faults
        payer = names.get(draft.payers[0], draft.payers[0]) if draft.payers else ""
        because = tuple(str(BECAUSE[one]) for one in draft.because)
        found.append(Preview(draft, str(Form(draft.form).label), payer, because, faults))
    return found
