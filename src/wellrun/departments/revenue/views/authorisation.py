"""Requests for prior authorisation by clock, one with all that is done about it, and what payers want to be asked."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import authorisations as actions
from wellrun.departments.revenue.forms.authorisation import GrantForm, MoveForm, NeedForm, TermsForm, WantedForm
from wellrun.departments.revenue.models import AuthorisationCase, AuthorisationNeed, ChargeAccount, Payer
from wellrun.departments.revenue.models.authorisations import PAYER_KINDS
from wellrun.departments.revenue.queries import authorisations as queries
from wellrun.departments.revenue.queries.charges import account_for
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.authorisations import Move, State, Urgency, allowed, clock_laws
from wellrun.departments.revenue.shown.authorisation_tables import URGENCIES, VERBS, cases_table
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.queries import named

FRAME = {"here": "billing", "section": "authorisations"}
GRANTS = (Move.APPROVE, Move.APPROVE_PART)


@requires(Permission.SEE_CLAIMS)
@never_cache
def cases(request: ReaderRequest) -> HttpResponse:
    """The requests of the place: those whose clock runs first."""
    lines = queries.case_lines(queries.cases_in(request.place, tree=request.tree)[: queries.MOST])
    wanted = request.GET.get("state", "")
    shown = [one for one in lines if not wanted or one.case.state == wanted]
    table = cases_table(shown, request)
    counted = Counter(one.urgency for one in lines)
    context = {
        **FRAME,
        "table": table,
        "state": wanted,
        "states": [(one, label) for one, label in AuthorisationCase._meta.get_field("state").choices or ()],
        "waiting": sum(one.waiting for one in lines),
        "late": counted[Urgency.ANSWER_LATE],
        "urgent": [(words, counted[one]) for one, words in URGENCIES.items() if words and counted[one]],
    }
    return table.export() or render(request, "revenue/authorisations.html", context)


@requires(Permission.SEE_CLAIMS)
@never_cache
def case(request: ReaderRequest, pk: int) -> HttpResponse:
    """One request."""
    return _page(request, _found(request, pk), {})


@require_POST
@requires(Permission.SEE_CLAIMS)
@never_cache
def move(request: ReaderRequest, pk: int, what: str) -> HttpResponse:
    """Whatever is done about a request: what the last word of the address names."""
    held = _found(request, pk)
    if what not in set(Move):
        raise Http404
    form = _form(Move(what), held, request.POST)
    act = lambda: actions.move(  # noqa: E731
        case=held,
        what=Move(what),
        version=form.cleaned_data["version"],
        answer=form.answer,
        words=form.cleaned_data["words"],
        by=request.user,
        tree=request.tree,
    )
    if carried_out(form, act):
        return redirect(f"{reverse('revenue:authorisation', args=[held.pk])}?{where(request)}")
    return _page(request, _found(request, pk), {Move(what): form}, status=422)


@requires(Permission.ENTER_CHARGES)
@never_cache
def new(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """A request for the patient of an account."""
    account = _account(request, pk)
    first = queries.payer_of(account)
    initial: dict[str, Any] = {
        "service_on": account.begins,
        "begins": account.begins,
        "ends": account.ends or account.begins,
    }
    initial |= {"payer": Payer.objects.filter(facility=account.facility, code=first).first()}
    form = WantedForm(request.POST or None, facility=account.facility, initial=initial)
    if request.method == "POST" and carried_out(form, lambda: _open(request, account, form)):
        # Whoever enters charges may ask without seeing what payers answer.
        return redirect(f"{reverse('revenue:charge-account', args=[account.pk])}?{where(request)}")
    context = {**FRAME, "account": account, "who": _who(request, account.patient_id), "form": form}
    return render(request, "revenue/authorisation_new.html", context, status=422 if form.errors else 200)


@requires(Permission.SEE_CLAIMS)
@never_cache
def payers(request: ReaderRequest) -> HttpResponse:
    """What each payer wants to be asked about, and by which clock it answers."""
    return _payers(request, {})


@require_POST
@requires(Permission.SEE_CLAIMS)
@never_cache
def set_terms(request: ReaderRequest, pk: int) -> HttpResponse:
    """By which clock one payer answers."""
    payer = get_object_or_404(Payer.objects.select_related("facility", "authorisation_terms"), pk=pk)
    _seen(request, payer.facility)
    form = _terms(payer, request.POST)
    act = lambda: actions.set_terms(payer=payer, **form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if carried_out(form, act):
        return redirect(f"{reverse('revenue:authorisation-payers')}?{where(request)}")
    return _payers(request, {payer.pk: form})


@require_POST
@requires(Permission.SEE_CLAIMS)
@never_cache
def set_need(request: ReaderRequest) -> HttpResponse:
    """A service that a payer wants to authorise."""
    form = NeedForm(request.POST, facilities=facilities_in(request.place, tree=request.tree), auto_id="need-%s")
    act = lambda: actions.set_need(**form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if carried_out(form, act):
        return redirect(f"{reverse('revenue:authorisation-payers')}?{where(request)}")
    return _payers(request, {}, need=form)


def _open(request: ReaderRequest, account: ChargeAccount, form: WantedForm) -> AuthorisationCase:
    return actions.open_case(
        payer=form.cleaned_data["payer"],
        patient=account.patient,
        wanted=form.wanted,
        account=account,
        words=form.cleaned_data["words"],
        by=request.user,
        tree=request.tree,
    )


def _account(request: ReaderRequest, pk: UUID) -> ChargeAccount:
    codes = {inner.facility for held in request.places for inner in request.tree.within(held) if inner.facility}
    found = account_for(sorted(codes), pk).first()
    spot = None if found is None else request.tree.get(found.place) or request.tree[found.facility.code]
    if found is None or spot is None or not may(request.user, Permission.ENTER_CHARGES, spot, tree=request.tree):
        raise Http404
    return found


def _found(request: ReaderRequest, pk: int) -> AuthorisationCase:
    rows = AuthorisationCase.objects.select_related(
        "facility", "payer", "payer__authorisation_terms", "patient", "account"
    )
    found = get_object_or_404(rows, pk=pk)
    _seen(request, found.facility)
    return found


def _seen(request: ReaderRequest, facility: Facility) -> None:
    if not may(request.user, Permission.SEE_CLAIMS, request.tree[facility.code], tree=request.tree):
        raise Http404


def _who(request: ReaderRequest, patient: UUID) -> str:
    """The patient's name as the reader may see it."""
    shown = named(request.user, [patient], request.place, tree=request.tree).get(patient)
    return shown.name if shown else ""


def _form(what: Move, held: AuthorisationCase, data: Any) -> Any:
    initial = {"version": held.version, "begins": held.begins, "ends": held.ends, "units": held.units_asked}
    kind = GrantForm if what in GRANTS else MoveForm
    return kind(data, initial=initial, auto_id=f"{what.value}-%s")


def _page(request: ReaderRequest, held: AuthorisationCase, tried: dict[Move, Form], status: int = 200) -> HttpResponse:
    (line,) = queries.case_lines([held])
    acts = may(request.user, Permission.ENTER_CHARGES, request.tree[held.facility.code], tree=request.tree)
    moves = allowed(State(held.state)) if acts else ()
    context = {
        **FRAME,
        "case": held,
        "line": line,
        "told": URGENCIES[line.urgency],
        "who": _who(request, held.patient_id),
        "forms": [(one.value, VERBS[one], tried.get(one) or _form(one, held, None), one in tried) for one in moves],
        "life": held.steps.select_related("by__person"),
        "denials": queries.denials_of(held),
        "acts": acts,
    }
    return render(request, "revenue/authorisation.html", context, status=status)


def _terms(payer: Payer, data: Any) -> TermsForm:
    held = getattr(payer, "authorisation_terms", None)
    initial = {name: getattr(held, name) for name in ("kind", "days", "why", "version")} if held else {"kind": "other"}
    return TermsForm(data, initial={"version": 0} | initial, auto_id=f"payer{payer.pk}-%s")


def _payers(request: ReaderRequest, tried: dict[int, Form], need: NeedForm | None = None) -> HttpResponse:
    facilities = facilities_in(request.place, tree=request.tree)
    held = Payer.objects.filter(facility__in=facilities).select_related("facility", "authorisation_terms")
    context = {
        **FRAME,
        "payers": [(one, tried.get(one.pk) or _terms(one, None), one.pk in tried) for one in held],
        "needs": AuthorisationNeed.objects.filter(payer__facility__in=facilities).select_related("payer"),
        "need": need or NeedForm(facilities=facilities, auto_id="need-%s"),
        "laws": [(PAYER_KINDS[one.key], one) for one in clock_laws()],
        "acts": may(request.user, Permission.ENTER_CHARGES, request.place, tree=request.tree),
    }
    wrong = bool(tried) or need is not None
    return render(request, "revenue/authorisation_payers.html", context, status=422 if wrong else 200)
