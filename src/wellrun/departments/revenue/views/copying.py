"""A remittance on paper is copied: first the payment and which claims are on it, then their lines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from wellrun.departments.revenue.actions.copying import copy_paper
from wellrun.departments.revenue.forms.copying import (
    CopiedClaims,
    CopiedLines,
    PaymentForm,
    claims_initial,
    copied_of,
    lines_initial,
)
from wellrun.departments.revenue.models import Claim, Payer, RemittanceFile
from wellrun.departments.revenue.queries.remittances import claims_numbered, facilities_in
from wellrun.departments.revenue.tasks import post_file
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission


@requires(Permission.POST_PAYMENTS)
@never_cache
def paper(request: ReaderRequest) -> HttpResponse:
    """The payment, and then the claims on it; what is typed stays on the page until everything adds up."""
    payers = Payer.objects.filter(facility__in=facilities_in(request.place, tree=request.tree))
    form = PaymentForm(request.POST if request.method == "POST" else None, payers=payers.select_related("facility"))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, status=422 if form.errors else 200)
    numbers = form.cleaned_data["named"]
    ours = claims_numbered(form.cleaned_data["payer"].facility, numbers)
    if "claims-TOTAL_FORMS" not in request.POST or _other_claims(request, numbers):
        claims = CopiedClaims(initial=claims_initial(numbers), prefix="claims")
        lines = CopiedLines(initial=lines_initial(numbers, ours), prefix="lines")
        return _page(request, form, claims, lines, ours)
    claims, lines = CopiedClaims(request.POST, prefix="claims"), CopiedLines(request.POST, prefix="lines")
    made: list[RemittanceFile] = []
    valid = claims.is_valid() and lines.is_valid()
    if valid and carried_out(form, lambda: made.append(_copy(request, form, claims, lines, ours))):
        post_file.enqueue(made[0].pk)
        return redirect(f"{reverse('revenue:file', args=[made[0].pk])}?{where(request)}")
    return _page(request, form, claims, lines, ours, status=422)


def _copy(request: ReaderRequest, form: PaymentForm, claims: Any, lines: Any, ours: dict[str, Claim]) -> RemittanceFile:
    copied, head = copied_of(form, claims, lines, ours), form.cleaned_data
    return copy_paper(payer=head["payer"], copied=copied, scan=head["scan"], by=request.user, tree=request.tree)


def _other_claims(request: HttpRequest, numbers: list[str]) -> bool:
    """Whether other claims are named now than those whose lines were typed."""
    total = request.POST.get("claims-TOTAL_FORMS", "0")
    typed = [request.POST.get(f"claims-{at}-number", "") for at in range(int(total) if total.isdecimal() else 0)]
    return typed != numbers


def _page(
    request: ReaderRequest,
    form: PaymentForm,
    claims: Any = None,
    lines: Any = None,
    ours: dict[str, Claim] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = []
    for at, one in enumerate(claims or ()):
        number = one["number"].value()
        own = [line for line in lines if str(line["at"].value()) == str(at)]
        rows.append((number, one, own, (ours or {}).get(str(number).upper())))
    context = {
        "here": "revenue",
        "section": "remittances",
        "form": form,
        "claims": claims,
        "lines": lines,
        "rows": rows,
    }
    return render(request, "revenue/paper.html", context, status=status)
