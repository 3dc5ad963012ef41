"""Payer contracts: the list, one in words with its history, trying it on a claim, entering and ending it."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import contracts as actions
from wellrun.departments.revenue.forms.contract import EndForm, InForceForm, NewContractForm, RewordForm, TryForm
from wellrun.departments.revenue.models import Claim, PayerContract
from wellrun.departments.revenue.queries import contracts as queries
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.words.contracts import in_words
from wellrun.departments.revenue.words.prices import sentences
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission

FRAME = {"here": "revenue", "section": "contracts"}


@requires(Permission.SEE_CLAIMS)
@never_cache
def contracts(request: ReaderRequest) -> HttpResponse:
    """The contracts of the place."""
    lines = queries.listed(facilities_in(request.place, tree=request.tree))
    context = {
        **FRAME,
        "lines": lines,
        "in_force": [one for one in lines if one.contract.state == PayerContract.State.IN_FORCE],
        "may_enter": may(request.user, Permission.POST_PAYMENTS, request.place, tree=request.tree),
    }
    return render(request, "revenue/contracts.html", context)


@requires(Permission.POST_PAYMENTS)
@never_cache
def new_contract(request: ReaderRequest) -> HttpResponse:
    """A contract is entered, as a draft."""
    facilities = facilities_in(request.place, tree=request.tree)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, made = NewContractForm(*sent, facilities=facilities), []
    if sent and carried_out(form, lambda: made.append(_enter(request, form))):
        return redirect(_address("revenue:contract", made[0].pk, request))
    status = 422 if form.errors else 200
    return render(request, "revenue/contract_new.html", {**FRAME, "form": form}, status=status)


@requires(Permission.SEE_CLAIMS)
@never_cache
def contract(request: ReaderRequest, pk: int) -> HttpResponse:
    """One contract in words, with every wording it had; with a claim in the address, what it says of that claim."""
    return _contract_page(request, _held(request, pk), {})


@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def reword(request: ReaderRequest, pk: int) -> HttpResponse:
    """Another wording of a contract."""
    held = _held(request, pk)
    latest = held.versions.first()
    initial = {"version": held.version, "text": latest.text if latest else ""}
    sent = request.method == "POST"
    form = RewordForm(request.POST, request.FILES) if sent else RewordForm(initial=initial)
    if sent and carried_out(form, lambda: _do(actions.reword, request, held, form, "file")):
        return redirect(_address("revenue:contract", held.pk, request))
    context = {**FRAME, "form": form, "contract": held}
    return render(request, "revenue/contract_new.html", context, status=422 if form.errors else 200)


@requires(Permission.POST_PAYMENTS)
@require_POST
def put_in_force(request: ReaderRequest, pk: int) -> HttpResponse:
    """From now on the contract counts."""
    held = _held(request, pk)
    form = InForceForm(request.POST, auto_id="force-%s")
    if carried_out(form, lambda: _do(actions.put_in_force, request, held, form)):
        return redirect(_address("revenue:contract", held.pk, request))
    return _contract_page(request, held, {"force": form})


@requires(Permission.POST_PAYMENTS)
@require_POST
def end(request: ReaderRequest, pk: int) -> HttpResponse:
    """The contract ends on a day of service."""
    held = _held(request, pk)
    form = EndForm(request.POST, auto_id="end-%s")
    if carried_out(form, lambda: _do(actions.end, request, held, form)):
        return redirect(_address("revenue:contract", held.pk, request))
    return _contract_page(request, held, {"end": form})


@requires(Permission.SEE_CLAIMS)
@never_cache
def wording(request: ReaderRequest, pk: int, number: int) -> HttpResponse:
    """A wording as it was entered, and what it changed."""
    held = _held(request, pk)
    shown = next((one for one in queries.history(held) if one.version.number == number), None)
    if shown is None:
        raise Http404
    return render(request, "revenue/contract_wording.html", {**FRAME, "contract": held, "shown": shown})


def _contract_page(request: ReaderRequest, held: PayerContract, tried: dict[str, Form]) -> HttpResponse:
    history = queries.history(held)
    latest = history[0].version
    initial = {"version": held.version}
    parsed = queries.contract_in(latest.text)
    context = {
        **FRAME,
        "contract": held,
        "parsed": parsed,
        "latest": latest,
        "versions": in_words(parsed),
        "history": history,
        "may_write": may(request.user, Permission.POST_PAYMENTS, request.tree[held.facility.code], tree=request.tree),
        "force": tried.get("force") or InForceForm(initial=initial, auto_id="force-%s"),
        "end": tried.get("end") or EndForm(initial=initial, auto_id="end-%s"),
        **_tried_on(request, held, latest),
    }
    return render(request, "revenue/contract.html", context, status=422 if tried else 200)


def _tried_on(request: ReaderRequest, held: PayerContract, latest: Any) -> dict[str, Any]:
    """What the contract says of the claim that the address names."""
    if "claim" not in request.GET:
        return {"trying": TryForm(auto_id="try-%s")}
    form = TryForm(request.GET, auto_id="try-%s")
    if not form.is_valid():
        return {"trying": form}
    number = form.cleaned_data["claim"].strip()
    found = Claim.objects.filter(facility=held.facility, number=number).prefetch_related(queries.with_lines()).first()
    if found is None:
        form.add_error("claim", _("No claim was billed by this number."))
        return {"trying": form}
    expected = queries.tried(found, latest)
    return {"trying": form, "claim": found, "expected": expected, "words": sentences(expected)}


def _held(request: ReaderRequest, pk: int) -> PayerContract:
    """A contract that the reader may see."""
    held = get_object_or_404(PayerContract.objects.select_related("payer", "facility"), pk=pk)
    if not may(request.user, Permission.SEE_CLAIMS, request.tree[held.facility.code], tree=request.tree):
        raise Http404
    return held


def _enter(request: ReaderRequest, form: Form) -> PayerContract:
    given = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    return actions.enter(**given, by=request.user, tree=request.tree)


def _do(act: Any, request: ReaderRequest, held: PayerContract, form: Form, *left: str) -> None:
    given = {name: value for name, value in form.cleaned_data.items() if name not in left}
    act(contract=held, **given, by=request.user, tree=request.tree)


def _address(route: str, pk: int, request: ReaderRequest) -> str:
    return f"{reverse(route, args=[pk])}?{where(request)}"
