"""Charges: stays that wait for them, an account with its charges, what claims they become, and codes looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import charges as actions
from wellrun.departments.revenue.actions.claim_making import make_claims
from wellrun.departments.revenue.claim_preview import preview
from wellrun.departments.revenue.forms.charge import ChargeForm, InsureForm, StrikeForm, TellForm
from wellrun.departments.revenue.models import ChargeAccount
from wellrun.departments.revenue.models.coding import System
from wellrun.departments.revenue.queries import charges as queries
from wellrun.departments.revenue.queries.authorisations import lacking_of
from wellrun.departments.revenue.queries.coding import search_codes, words_of
from wellrun.departments.revenue.queries.fees import fee_on
from wellrun.departments.revenue.shown.authorisation_tables import LACKS
from wellrun.departments.revenue.shown.charge_tables import charge_lines, lines_table
from wellrun.departments.revenue.views.findings_shown import entry_findings, sources_of
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.patients.models import Stay
from wellrun.foundations.patients.queries import named
from wellrun.values.faults import Fault, Refused

FRAME = {"here": "billing", "section": "charges"}
TYPED, LONGEST_TYPED = ("q", "code", "diagnoses", "procedures"), 600
"""Inputs that ask for codes, and how much of them is looked at."""

MISSING, WAITING = "missing", "waiting"


@requires(Permission.ENTER_CHARGES)
@never_cache
def charges(request: ReaderRequest) -> HttpResponse:
    """Stays of the place for which charges are missing or wait to be claimed."""
    lines = charge_lines(request)
    wanted = request.GET.get("what", "")
    shown = [one for one in lines if not wanted or one.state == wanted]
    table = lines_table(shown, request)
    context = {
        **FRAME,
        "table": table,
        "what": wanted,
        "missing": sum(one.state == MISSING for one in lines),
        "waiting": sum((one.amount for one in lines if one.state == WAITING), Decimal("0.00")),
        "total": sum((one.amount for one in table.found), Decimal("0.00")),
        "currency": request.place.currency,
    }
    return table.export() or render(request, "revenue/charges.html", context)


@requires(Permission.ENTER_CHARGES)
@never_cache
def stay(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """A stay of which nobody has charged anything: asked with POST, it has an account."""
    codes = [inner.code for inner in request.tree.within(request.place)]
    found = get_object_or_404(Stay.objects.select_related("patient__facility"), pk=pk, place__in=codes)
    if request.method == "POST":
        opened = actions.open_account(stay=found, by=request.user, tree=request.tree)
        return redirect(f"{reverse('revenue:charge-account', args=[opened.pk])}?{where(request)}")
    context = {**FRAME, "stay": found, "unit": request.tree[found.place].name, "who": _who(request, found.patient_id)}
    return render(request, "revenue/charge_stay.html", context)


@requires(Permission.ENTER_CHARGES)
@never_cache
def account(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """One account."""
    return _page(request, found_account(request, pk), {})


@require_POST
@requires(Permission.ENTER_CHARGES)
@never_cache
def enter(request: ReaderRequest, pk: UUID, what: str) -> HttpResponse:
    """Whatever is entered on an account: what the last word of the address names."""
    held, act = found_account(request, pk), ACTS.get(what)
    if act is None:
        raise Http404
    form = _form(act, what, held, request.POST)
    if not carried_out(form, lambda: act.do(request, held, form)):
        return _page(request, found_account(request, pk), {what: form}, status=422)
    return redirect(f"{reverse('revenue:charge-account', args=[held.pk])}?{where(request)}")


@requires(Permission.ENTER_CHARGES, writing=Permission.POST_PAYMENTS)
@never_cache
def claims_of(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """What claims the waiting charges become, and why so many; asked with POST, they are made."""
    held = found_account(request, pk)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            make_claims(account=held, by=request.user, tree=request.tree)
            return redirect(f"{reverse('revenue:charge-account', args=[held.pk])}?{where(request)}")
        except Refused as refused:
            if any(fault.code.startswith("access.") for fault in refused.faults):
                raise
            faults = refused.faults
    sources = sources_of(held.facility)
    context = {
        **FRAME,
        "account": held,
        "who": _who(request, held.patient_id),
        "previews": [(one, entry_findings(one.findings, sources)) for one in preview(held)],
        "faults": faults,
        "may_make": may(request.user, Permission.POST_PAYMENTS, request.tree[held.facility.code], tree=request.tree),
        "currency": held.facility.currency,
    }
    return render(request, "revenue/charge_claims.html", context, status=422 if faults else 200)


@requires(Permission.ENTER_CHARGES)
@never_cache
def codes(request: ReaderRequest) -> HttpResponse:
    """Codes by what was typed: a page, or the choices of an input where ``part`` asks for them."""
    asked = request.GET.get("system", "")
    system = System(asked) if asked in System.values else System.HCPCS
    typed = next((request.GET[name] for name in TYPED if request.GET.get(name)), "")[-LONGEST_TYPED:]
    part = "part" in request.GET
    # An input of several codes is asked about the one that is being typed.
    text = typed.split()[-1] if part and typed.split() else typed
    found = search_codes(system, text, request.day)
    before = typed[: len(typed) - len(text)] if part else ""
    context = {**FRAME, "section": "codes", "systems": System, "system": system, "q": typed, "found": found}
    context |= {"before": before}
    return render(request, "revenue/_codes.html" if part else "revenue/codes.html", context)


def found_account(request: ReaderRequest, pk: UUID) -> ChargeAccount:
    """The account, if the reader may charge on it; else there is none."""
    codes = {inner.facility for held in request.places for inner in request.tree.within(held) if inner.facility}
    found = queries.account_for(sorted(codes), pk).first()
    spot = None if found is None else request.tree.get(found.place) or request.tree[found.facility.code]
    if found is None or spot is None or not may(request.user, Permission.ENTER_CHARGES, spot, tree=request.tree):
        raise Http404
    return found


def _who(request: ReaderRequest, patient: UUID) -> str:
    """The patient's name as the reader may see it."""
    shown = named(request.user, [patient], request.place, tree=request.tree).get(patient)
    return shown.name if shown else ""


def _page(request: ReaderRequest, held: ChargeAccount, tried: Mapping[str, Form], status: int = 200) -> HttpResponse:
    shown = queries.account_shown(held)
    unit = request.tree.get(held.place)
    codes = [code for code, _told in held.diagnoses]
    sources = sources_of(held.facility)
    context = {
        **FRAME,
        "account": held,
        "findings": [found for one in preview(held) for found in entry_findings(one.findings, sources)],
        "shown": shown,
        "who": _who(request, held.patient_id),
        "unit": unit.name if unit else held.place,
        "words": words_of(System.ICD10CM, codes, held.ends or held.begins),
        "forms": {what: tried.get(what) or _form(act, what, held, None) for what, act in ACTS.items()},
        "tried": set(tried),
        "lacks": [(one, LACKS[one.lack]) for one in lacking_of([held]).get(held.pk, ())],
        "asked": held.authorisations.select_related("payer"),
        "sees_claims": may(request.user, Permission.SEE_CLAIMS, request.tree[held.facility.code], tree=request.tree),
        "currency": held.facility.currency,
    }
    return render(request, "revenue/charge_account.html", context, status=status)


@dataclass(frozen=True)
class Act:
    """One thing that can be entered: its form, and what it does."""

    make: Callable[[ChargeAccount, Any], Form]
    do: Callable[[ReaderRequest, ChargeAccount, Any], Any]


def _form(act: Act, what: str, held: ChargeAccount, data: Any) -> Form:
    form = act.make(held, data)
    # Several stand on one page.
    form.auto_id = f"{what}-%s"
    return form


def _add(request: ReaderRequest, held: ChargeAccount, form: ChargeForm) -> None:
    given = dict(form.cleaned_data)
    if given["amount"] is None:
        place = given["place"]
        fee = fee_on(held.facility, given["code"], given["modifiers"], given["on"], form=given["form"], place=place)
        if fee is None:
            words = _("No fee schedule of the day has it.")
            raise Refused(Fault("revenue.charge.no_fee", words, "amount", remedy=_("Enter the charge.")))
        given["amount"] = (fee.amount * given["units"]).quantize(Decimal("0.01"))
    actions.enter(account=held, entered=actions.Entered(**given), by=request.user, tree=request.tree)


def _tell(held: ChargeAccount, data: Any) -> Form:
    told = " ".join(f"{code}:{at}" if at else code for code, at in held.diagnoses)
    initial = {name: getattr(held, name) for name in (*actions.TOLD, "version")} | {"diagnoses": told}
    return TellForm(data, facility=held.facility, initial=initial)


ACTS: Mapping[str, Act] = {
    "add": Act(
        lambda held, data: ChargeForm(data, facility=held.facility, initial={"on": held.begins, "place": "21"}), _add
    ),
    "strike": Act(
        lambda _held, data: StrikeForm(data),
        lambda request, held, form: actions.strike(
            account=held, **form.cleaned_data, by=request.user, tree=request.tree
        ),
    ),
    "tell": Act(
        _tell,
        lambda request, held, form: actions.tell(account=held, **form.cleaned_data, by=request.user, tree=request.tree),
    ),
    "insure": Act(
        lambda held, data: InsureForm(
            data, facility=held.facility, covers=queries.covers_of(held), initial={"version": held.version}
        ),
        lambda request, held, form: actions.insure(
            account=held,
            version=form.cleaned_data["version"],
            covers=form.covers,
            by=request.user,
            tree=request.tree,
        ),
    ),
}
"""What can be entered on an account, by the last word of its address."""
