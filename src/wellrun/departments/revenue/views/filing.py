"""Clocks of filing in time with what proves them, days of each payer, and questions what became of a claim."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import transaction
from django.forms import Form
from django.forms.models import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions.claims import open_one
from wellrun.departments.revenue.actions.inquiries import ask_status
from wellrun.departments.revenue.actions.sending_terms import set_filing
from wellrun.departments.revenue.forms.sending import ChosenForm, FilingForm
from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import Claim, Payer
from wellrun.departments.revenue.papers.filing_proof import proof
from wellrun.departments.revenue.queries import filing as queries
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.timely_filing import SOON, Filing, filing_limits
from wellrun.departments.revenue.shown.sending_tables import filing_table
from wellrun.departments.revenue.tasks import exchange_files
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.documents.pdf import pdf
from wellrun.foundations.organisation.models import Facility


@requires(Permission.SEE_CLAIMS)
@never_cache
def filing(request: ReaderRequest) -> HttpResponse:
    """Every clock of the place, and how long each payer leaves."""
    return _filing(request, None, None)


def _filing(request: ReaderRequest, pk: int | None, tried: Form | None) -> HttpResponse:
    facilities = list(facilities_in(request.place, tree=request.tree))
    today = min((today_at(one) for one in facilities), default=request.day)
    lines = queries.filing_lines(facilities, today=today)
    table = filing_table(lines, request.GET, where(request))
    counted = Counter(one.filing for one in lines)
    payers = Payer.objects.filter(facility__in=facilities).select_related("facility", "filing_terms")
    context = {
        "here": "billing",
        "section": "filing",
        "table": table,
        "run_out": counted[Filing.RUN_OUT],
        "soon": counted[Filing.SOON],
        "proven": counted[Filing.PROVEN],
        "days": SOON,
        "limits": filing_limits().values(),
        "rows": [(one, tried if one.pk == pk and tried else _form(one, None), one.pk == pk) for one in payers],
        "may_send": may(request.user, Permission.SEND_CLAIMS, request.place, tree=request.tree),
    }
    return table.export() or render(request, "revenue/filing.html", context, status=422 if tried else 200)


def _form(payer: Payer, data: Any) -> FilingForm:
    terms = getattr(payer, "filing_terms", None)
    initial = model_to_dict(terms) if terms else {"version": 0}
    return FilingForm(data, initial=initial, auto_id=f"payer{payer.pk}-%s")


@require_POST
@requires(Permission.SEND_CLAIMS)
@never_cache
def set_terms(request: ReaderRequest, pk: int) -> HttpResponse:
    """How long one payer leaves."""
    payer = get_object_or_404(Payer.objects.select_related("facility", "filing_terms"), pk=pk)
    _seen(request, payer.facility)
    form = _form(payer, request.POST)
    if carried_out(form, lambda: set_filing(payer=payer, **form.cleaned_data, by=request.user, tree=request.tree)):
        return redirect(f"{reverse('revenue:filing')}?{where(request)}")
    return _filing(request, pk, form)


@requires(Permission.SEE_CLAIMS)
@never_cache
def filing_paper(request: ReaderRequest, pk: int) -> HttpResponse:
    """The proof of one claim as PDF; that it was taken out is kept as a reading of the claim."""
    claim = get_object_or_404(Claim.objects.select_related("facility"), pk=pk)
    _seen(request, claim.facility)
    with transaction.atomic():
        open_one(claim=claim, by=request.user, tree=request.tree)
    moves = queries.proofs_of(claim)
    if not moves:
        raise Http404
    (line,) = queries.lines_of([claim], facilities=[claim.facility], today=today_at(claim.facility))
    body = pdf(proof(line, moves, at=timezone.now()))
    headers = {"Content-Disposition": f'attachment; filename="filing-{claim.pk}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)


@require_POST
@requires(Permission.SEND_CLAIMS)
def ask(request: ReaderRequest) -> HttpResponse:
    """Asks payers what became of claims: of one from its page, of several from their batch."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        raise Http404
    claims = list(Claim.objects.filter(pk__in=form.cleaned_data["claims"]).select_related("facility"))
    if not claims or len({one.facility_id for one in claims}) != 1:
        raise Http404
    facility = claims[0].facility
    _seen(request, facility)
    made = ask_status(facility=facility, claims=claims, by=request.user, tree=request.tree)
    exchange_files.enqueue(facility.pk)
    if len(made) == 1:
        return redirect(f"{reverse('revenue:claim', args=[claims[0].pk])}?{where(request)}#way")
    return redirect(f"{reverse('revenue:batch', args=[made[0].batch_id])}?{where(request)}")


def _seen(request: ReaderRequest, facility: Facility) -> None:
    if not may(request.user, Permission.SEE_CLAIMS, request.tree[facility.code], tree=request.tree):
        raise Http404
