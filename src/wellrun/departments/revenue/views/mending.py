"""A claim that is held or came back: what is wrong with it, and a form to mend it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from wellrun.departments.revenue.actions.claims import open_one
from wellrun.departments.revenue.actions.mending import mend
from wellrun.departments.revenue.forms.sending import MendForm
from wellrun.departments.revenue.models import Claim
from wellrun.departments.revenue.queries.ready import ready_claims
from wellrun.departments.revenue.queries.sending import way_of
from wellrun.departments.revenue.rules.mending import as_said
from wellrun.departments.revenue.views.findings_shown import findings_shown
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission


@requires(Permission.SEND_CLAIMS)
@never_cache
def mend_claim(request: ReaderRequest, pk: int) -> HttpResponse:
    """One claim that is in no batch under way."""
    claim = Claim.objects.select_related("facility", "content").filter(pk=pk, content__isnull=False).first()
    if claim is None or not may(
        request.user, Permission.SEE_CLAIMS, request.tree[claim.facility.code], tree=request.tree
    ):
        raise Http404
    found = ready_claims(claim.facility, only=[claim.pk])
    said = as_said(found[0].content) if found and found[0].content else None
    if said is None:
        return redirect(f"{reverse('revenue:claim', args=[pk])}?{where(request)}")
    opened = open_one(claim=claim, by=request.user, tree=request.tree)
    initial = said._asdict() | {"diagnoses": ", ".join(said.diagnoses), "version": claim.content.read_as}
    form = MendForm(request.POST or None, initial=initial)
    keep = lambda: mend(  # noqa: E731
        claim=opened, changed=form.mended, version=form.cleaned_data["version"], by=request.user, tree=request.tree
    )
    if request.method == "POST" and carried_out(form, keep):
        return redirect(f"{reverse('revenue:to-send')}?{where(request)}")
    way, told = way_of(claim), {one.words.rstrip(".") for one in found[0].findings}
    context = {
        "here": "billing",
        "section": "to-send",
        "claim": claim,
        "ready": found[0],
        "faults": way[0].faults if way else (),
        "unwritable": [words for words in found[0].held if words not in told],
        "form": form,
        "may_correct": may(
            request.user, Permission.POST_PAYMENTS, request.tree[claim.facility.code], tree=request.tree
        ),
    }
    context |= {"may_send": True, **findings_shown(claim)}
    return render(request, "revenue/mend.html", context, status=422 if form.errors else 200)
