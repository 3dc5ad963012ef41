"""Findings where they are answered: on the page of a claim, and while a charge is entered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import scrubbing as actions
from wellrun.departments.revenue.actions.charges import Entered, as_charge
from wellrun.departments.revenue.claim_preview import preview
from wellrun.departments.revenue.forms.charge import ChargeForm
from wellrun.departments.revenue.forms.scrub import AcceptForm, ReasonForm, UndoForm
from wellrun.departments.revenue.models import ChargeAccount, Claim, ScrubFix
from wellrun.departments.revenue.views.charge import found_account
from wellrun.departments.revenue.views.claim_act import claim_page, found_claim
from wellrun.departments.revenue.views.findings_shown import entry_findings, sources_of
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission

FORMS: dict[str, Any] = {"pass": ReasonForm, "fix": AcceptForm, "undo": UndoForm}
"""How a finding is answered, by the last word of the address."""


@require_POST
@requires(Permission.SEE_CLAIMS, writing=Permission.SEND_CLAIMS)
@never_cache
def answer(request: ReaderRequest, pk: int, what: str) -> HttpResponse:
    """A warning is passed over with a reason, a change accepted or undone."""
    claim = found_claim(request, pk)
    if what not in FORMS:
        raise Http404
    form = FORMS[what](request.POST, auto_id="tried-%s")
    if not carried_out(form, lambda: _do(request, claim, what, form.cleaned_data)):
        problems = [words for some in form.errors.values() for words in some]
        return claim_page(request, claim, passing=form, problems=problems, status=422)
    return redirect(f"{reverse('revenue:claim', args=[pk])}?{where(request)}#findings")


def _do(request: ReaderRequest, claim: Claim, what: str, given: dict[str, Any]) -> Any:
    who: dict[str, Any] = {"by": request.user, "tree": request.tree}
    if what == "undo":
        fix = get_object_or_404(ScrubFix.objects.select_related("claim__facility"), pk=given["fix"], claim=claim)
        return actions.undo_fix(fix=fix, **who)
    act: Any = {"pass": actions.override, "fix": actions.accept_fix}[what]
    return act(claim=claim, **given, **who)


@require_POST
@requires(Permission.ENTER_CHARGES)
@never_cache
def entering(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """What would be found in the claim of a charge that is being typed; nothing is kept."""
    held = found_account(request, pk)
    form = ChargeForm(request.POST, facility=held.facility)
    context: dict[str, Any] = {"typed": form.is_valid(), "findings": [], "faults": ()}
    if form.is_valid():
        context |= _would_be_found(held, form.cleaned_data)
    return render(request, "revenue/_entry_findings.html", context)


def _would_be_found(held: ChargeAccount, given: dict[str, Any]) -> dict[str, Any]:
    entered = Entered(**given | {"amount": given["amount"] or Decimal("0.00")})
    charge = as_charge(held, entered, held.charges.count() + 1)
    one = next(one for one in preview(held, [charge]) if charge in one.draft.charges)
    return {"findings": entry_findings(one.findings, sources_of(held.facility)), "faults": one.faults}
