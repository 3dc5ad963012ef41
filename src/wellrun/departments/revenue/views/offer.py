"""What would an offer have brought? Last year's claims by it and by the contracts in use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import offers as actions
from wellrun.departments.revenue.forms.contract import WordingForm
from wellrun.departments.revenue.models import Offer, Payer
from wellrun.departments.revenue.queries import offers as queries
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.tasks import weigh_offer
from wellrun.departments.revenue.words.contracts import WHY_NOT
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.values.faults import Refused

FRAME = {"here": "revenue", "section": "contracts"}


class OfferForm(WordingForm):
    """An offer of a payer."""

    payer = forms.ModelChoiceField(Payer.objects.none(), label=_("Payer"), empty_label=None)
    why = None  # type: ignore[assignment]
    field_order = ("payer", "text", "file")

    def __init__(self, *given: Any, facilities: Any) -> None:
        super().__init__(*given)
        payer: Any = self.fields["payer"]
        payer.queryset = Payer.objects.filter(facility__in=facilities).select_related("facility")


@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def offers(request: ReaderRequest) -> HttpResponse:
    """Offers that were weighed, and another one."""
    facilities = facilities_in(request.place, tree=request.tree)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OfferForm(*sent, facilities=facilities)
    made: list[Offer] = []
    if sent and carried_out(form, lambda: made.append(_take(request, form))):
        weigh_offer.enqueue(made[0].pk)
        return redirect(f"{reverse('revenue:offer', args=[made[0].pk])}?{where(request)}")
    context = {
        **FRAME,
        "form": form,
        "offers": queries.offers_of(facilities),
        "may_ask": may(request.user, Permission.POST_PAYMENTS, request.place, tree=request.tree),
    }
    return render(request, "revenue/contract_offers.html", context, status=422 if form.errors else 200)


@requires(Permission.SEE_CLAIMS)
@never_cache
def offer(request: ReaderRequest, pk: int) -> HttpResponse:
    """What one offer would have brought; the page asks again by itself until it is reckoned."""
    return _offer(request, pk, "revenue/contract_offer.html")


@asked_by_the_page
@requires(Permission.SEE_CLAIMS)
def offer_progress(request: ReaderRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again."""
    return _offer(request, pk, "revenue/contract_weighed.html")


@require_POST
@requires(Permission.POST_PAYMENTS)
@never_cache
def offer_again(request: ReaderRequest, pk: int) -> HttpResponse:
    """Goes on with an offer whose weighing broke off."""
    held = _found(request, pk)
    try:
        actions.weigh_again(offer=held, by=request.user, tree=request.tree)
        weigh_offer.enqueue(held.pk)
    except Refused as refused:
        if any(fault.code.startswith("access.") for fault in refused.faults):
            raise
    return redirect(f"{reverse('revenue:offer', args=[pk])}?{where(request)}")


def _found(request: ReaderRequest, pk: int) -> Offer:
    held = get_object_or_404(Offer.objects.select_related("payer__facility"), pk=pk)
    facility = request.tree[held.payer.facility.code]
    if not may(request.user, Permission.SEE_CLAIMS, facility, tree=request.tree):
        raise Http404
    return held


def _take(request: ReaderRequest, form: forms.Form) -> Offer:
    given = form.cleaned_data
    return actions.take_offer(
        payer=given["payer"], text=given["text"], by=request.user, tree=request.tree, today=request.day
    )


def _offer(request: ReaderRequest, pk: int, template: str) -> HttpResponse:
    held = _found(request, pk)
    facility = held.payer.facility
    found = queries.weighed(held)
    context = {
        **FRAME,
        "offer": held,
        "found": found,
        "broken_off": held.broken_off(timezone.now()),
        "may_ask": may(request.user, Permission.POST_PAYMENTS, request.tree[facility.code], tree=request.tree),
        "currency": facility.currency,
        "lines": [(_named(request, one.name), one) for one in found.lines] if found else [],
        "not_priced": [(of_offer, WHY_NOT[why], count) for of_offer, why, count in found.not_priced] if found else [],
    }
    return render(request, template, context)


def _named(request: ReaderRequest, code: str) -> str:
    """The name of a place where care was given, its code where there is none."""
    return request.tree[code].name if code in request.tree.places else code
