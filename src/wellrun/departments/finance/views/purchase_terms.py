"""How a facility buys: its tolerances, who approves up to how much, and who stands in for the reader."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions.purchase_terms import (
    end_delegate,
    set_delegate,
    set_limit,
    set_purchase_terms,
)
from wellrun.departments.finance.forms.purchase_terms import DelegateForm, LimitForm, TermsForm
from wellrun.departments.finance.models import ApprovalDelegate, ApprovalLimit
from wellrun.departments.finance.queries.purchases import terms_for
from wellrun.departments.finance.shown.purchases import amount
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility

FRAME = {"here": "finance", "section": "purchases"}


@requires(Permission.ASK_PURCHASES)
def limits(request: ReaderRequest) -> HttpResponse:
    """Who approves up to how much; finance sets it, everybody who asks reads it."""
    return _page(request, get_object_or_404(Facility, code=request.place.facility), {})


def _page(request: ReaderRequest, facility: Facility, tried: dict[str, Any], *, status: int = 200) -> HttpResponse:
    place = request.tree[facility.code]
    terms = terms_for(facility)
    rows = ApprovalLimit.objects.filter(facility=facility).select_related("account__person").order_by("up_to")
    delegates = ApprovalDelegate.objects.filter(facility=facility, until__gte=request.day)
    forms = {
        "terms": tried.get("terms") or TermsForm(initial=TermsForm.initial_of(terms)),
        "limit": tried.get("limit") or LimitForm(None, place=place),
        "delegate": tried.get("delegate") or DelegateForm(None, place=request.place, without=[request.user.pk]),
    }
    for name, form in forms.items():
        form.auto_id = f"{name}-%s"
    context = {
        **FRAME,
        "facility": facility,
        "limits": [(row, amount(row.up_to, facility.currency)) for row in rows],
        "delegates": delegates.select_related("of__person", "to__person"),
        "sets": may(request.user, Permission.KEEP_LEDGER, place, tree=request.tree),
        "terms_form": forms["terms"],
        "limit_form": forms["limit"],
        "delegate_form": forms["delegate"],
        "tried": tried,
    }
    return render(request, "finance/purchase_limits.html", context, status=status)


@require_POST
@requires(Permission.KEEP_LEDGER)
def set_terms(request: ReaderRequest) -> HttpResponse:
    """Tolerances are set."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    form = TermsForm(request.POST)
    said: dict[str, Any] = {"facility": facility, "by": request.user, "tree": request.tree}
    if carried_out(form, lambda: set_purchase_terms(version=form.cleaned_data["version"], values=form.values, **said)):
        return _back(request)
    return _page(request, facility, {"terms": form}, status=422)


@require_POST
@requires(Permission.KEEP_LEDGER)
def limit(request: ReaderRequest) -> HttpResponse:
    """A limit is set, or taken away."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    form = LimitForm(request.POST, place=request.tree[facility.code])
    said: dict[str, Any] = {"facility": facility, "by": request.user, "tree": request.tree}
    if carried_out(form, lambda: set_limit(**form.said, **said)):
        return _back(request)
    return _page(request, facility, {"limit": form}, status=422)


@require_POST
@requires(Permission.APPROVE_PURCHASES)
def delegate(request: ReaderRequest) -> HttpResponse:
    """The reader names who stands in for them, or ends it."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    said: dict[str, Any] = {"by": request.user, "tree": request.tree}
    ended = request.POST.get("ended", "")
    if ended:
        row = ApprovalDelegate.objects.filter(facility=facility, of=request.user, pk=ended if ended.isdecimal() else 0)
        held = row.select_related("facility").first()
        if held is None:
            raise Http404
        end_delegate(delegate=held, **said)
        return _back(request)
    form = DelegateForm(request.POST, place=request.place, without=[request.user.pk])
    if carried_out(form, lambda: set_delegate(facility=facility, **form.cleaned_data, **said)):
        return _back(request)
    return _page(request, facility, {"delegate": form}, status=422)


def _back(request: ReaderRequest) -> HttpResponse:
    return redirect(f"{reverse('finance:purchase-limits')}?{where(request)}")
