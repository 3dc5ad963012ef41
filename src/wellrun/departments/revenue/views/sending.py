"""Claims that are ready, batches and what came of them, answers that fit nothing, and where it all goes."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.forms import Form
from django.forms.models import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import batches as actions
from wellrun.departments.revenue.actions.hearing import settle
from wellrun.departments.revenue.actions.sending_terms import set_partner
from wellrun.departments.revenue.facility_choice import choose_facility, only_facility
from wellrun.departments.revenue.forms.sending import ChosenForm, PartnerForm, SettleForm, SingleForm
from wellrun.departments.revenue.models import Answer, Batch, Claim, TradingPartner
from wellrun.departments.revenue.queries import sending as queries
from wellrun.departments.revenue.queries.ready import MOST, Ready, ready_claims
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.shown.sending_tables import batches_table, ready_table
from wellrun.departments.revenue.tasks import exchange_files
from wellrun.departments.revenue.words.sending import unmatched_words
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility

SINGLE = 200
"""Claims that can be chosen one by one; more are found by searching for them."""


@requires(Permission.SEE_CLAIMS)
@never_cache
def to_send(request: ReaderRequest) -> HttpResponse:
    """Claims that are ready, by payer, and those that are held with their reasons."""
    facility = only_facility(request)
    if facility is None:
        return choose_facility(request, _("Claims to send"), "to-send")
    return _to_send(request, facility, None)


def _to_send(request: ReaderRequest, facility: Facility, tried: Form | None) -> HttpResponse:
    found = ready_claims(facility)
    table = ready_table(found, request.GET, where(request))
    if (export := table.export()) is not None:
        return export
    sendable = [one for one in found if not one.held]
    context = {
        "here": "billing",
        "section": "to-send",
        "facility": facility,
        "payers": queries.by_payer(found),
        "held": [one for one in found if one.held],
        "back": [one for one in found if one.came_back and not one.mended],
        "ready": sendable,
        "charge": sum((one.claim.charge for one in sendable), Decimal("0.00")),
        "table": table,
        "most": MOST,
        "partner": TradingPartner.objects.filter(facility=facility).first(),
        "single": SingleForm(choices=_choices(sendable), auto_id="single-%s"),
        "problems": tried.errors.get("claims", []) + tried.non_field_errors() if tried else [],
        "may_send": may(request.user, Permission.SEND_CLAIMS, request.tree[facility.code], tree=request.tree),
    }
    return render(request, "revenue/to_send.html", context, status=422 if tried else 200)


def _choices(found: list[Ready]) -> list[tuple[int, str]]:
    return [(one.claim.pk, f"{one.claim.number} · {one.payer_name}") for one in found[:SINGLE]]


@require_POST
@requires(Permission.SEND_CLAIMS)
@never_cache
def make(request: ReaderRequest, how: str) -> HttpResponse:
    """Puts the claims into batches, which go at once in the background."""
    facility = only_facility(request)
    if facility is None or how not in ("together", "single"):
        raise Http404
    ready = [one for one in ready_claims(facility) if not one.held] if how == "single" else []
    form = ChosenForm(request.POST) if how == "together" else SingleForm(request.POST, choices=_choices(ready))
    made: list[Batch] = []

    def make_them() -> None:
        claims = list(Claim.objects.filter(facility=facility, pk__in=form.cleaned_data["claims"]))
        made.extend(actions.make_batches(facility=facility, claims=claims, by=request.user, tree=request.tree))

    if not carried_out(form, make_them):
        return _to_send(request, facility, form)
    exchange_files.enqueue(facility.pk)
    if len(made) == 1:
        return redirect(f"{reverse('revenue:batch', args=[made[0].pk])}?{where(request)}")
    return redirect(f"{reverse('revenue:batches')}?{where(request)}")


@requires(Permission.SEE_CLAIMS)
@never_cache
def batches(request: ReaderRequest) -> HttpResponse:
    """Every batch of the place, what was answered, and what waits for a person."""
    rows = list(queries.batches_in_place(request.place, tree=request.tree))
    names = queries.payer_names(facilities_in(request.place, tree=request.tree))
    table = batches_table(rows, names, request.GET, where(request))
    context = {
        "here": "billing",
        "section": "batches",
        "table": table,
        "waiting": [one for one in rows if one.state in (Batch.State.MADE, Batch.State.READY)],
        "silent": [one for one in rows if one.state == Batch.State.SENT],
        "back": sum(one.came_back for one in rows),  # type: ignore[attr-defined]
        "answers": len(queries.answers_held(request.place, tree=request.tree)),
    }
    return table.export() or render(request, "revenue/batches.html", context)


@requires(Permission.SEE_CLAIMS)
@never_cache
def batch(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """One batch: each of its claims, and what came back with what is wrong."""
    one = _batch(request, pk)
    names = queries.payer_names([one.facility])
    shown = queries.submissions_of(one)
    context = {
        "here": "billing",
        "section": "batches",
        "batch": one,
        "payer": names.get((one.facility_id, one.payer), one.payer),
        "shown": shown,
        "back": [line for line in shown if line.submission.came_back],
        "inquiries": one.inquiries.select_related("claim"),
        "may_send": may(request.user, Permission.SEND_CLAIMS, request.tree[one.facility.code], tree=request.tree),
    }
    return render(request, "revenue/batch.html", context)


@require_POST
@requires(Permission.SEND_CLAIMS)
def withdraw(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """Takes back a batch that has not gone."""
    one = _batch(request, pk)
    actions.withdraw(batch=one, by=request.user, tree=request.tree)
    return redirect(f"{reverse('revenue:to-send')}?{where(request)}")


@requires(Permission.SEE_CLAIMS)
@never_cache
def answers(request: ReaderRequest) -> HttpResponse:
    """Answers of which something fits nothing of ours."""
    return _answers(request, None, None)


def _answers(request: ReaderRequest, pk: UUID | None, tried: Form | None) -> HttpResponse:
    rows = [
        (one, unmatched_words(one.unmatched), tried if one.pk == pk and tried else SettleForm(auto_id=f"a{one.pk}-%s"))
        for one in queries.answers_held(request.place, tree=request.tree)
    ]
    context = {
        "here": "billing",
        "section": "answers",
        "rows": rows,
        "may_send": may(request.user, Permission.SEND_CLAIMS, request.place, tree=request.tree),
    }
    return render(request, "revenue/answers.html", context, status=422 if tried else 200)


@require_POST
@requires(Permission.SEND_CLAIMS)
@never_cache
def settle_answer(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """Somebody has looked at it."""
    one = get_object_or_404(Answer.objects.select_related("facility").defer("content"), pk=pk)
    if not may(request.user, Permission.SEE_CLAIMS, request.tree[one.facility.code], tree=request.tree):
        raise Http404
    form = SettleForm(request.POST, auto_id=f"a{one.pk}-%s")
    if carried_out(form, lambda: settle(answer=one, **form.cleaned_data, by=request.user, tree=request.tree)):
        return redirect(f"{reverse('revenue:answers')}?{where(request)}")
    return _answers(request, pk, form)


@requires(Permission.SEE_CLAIMS, writing=Permission.SEND_CLAIMS)
@never_cache
def partner(request: ReaderRequest) -> HttpResponse:
    """Where batches go and by which numbers."""
    facility = only_facility(request)
    if facility is None:
        return choose_facility(request, _("Where batches go"), "batches")
    held = TradingPartner.objects.filter(facility=facility).first()
    initial = model_to_dict(held) if held else {"version": 0}
    form = PartnerForm(request.POST or None, initial=initial)
    asked = lambda: set_partner(facility=facility, **form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if request.method == "POST" and carried_out(form, asked):
        return redirect(f"{reverse('revenue:partner')}?{where(request)}")
    context = {
        "here": "billing",
        "section": "batches",
        "form": form,
        "facility": facility,
        "may_send": may(request.user, Permission.SEND_CLAIMS, request.tree[facility.code], tree=request.tree),
    }
    return render(request, "revenue/partner.html", context, status=422 if form.errors else 200)


def _batch(request: ReaderRequest, pk: UUID) -> Batch:
    found = Batch.objects.select_related("facility").defer("content").filter(pk=pk).first()
    if found is None or not may(
        request.user, Permission.SEE_CLAIMS, request.tree[found.facility.code], tree=request.tree
    ):
        raise Http404
    return found
