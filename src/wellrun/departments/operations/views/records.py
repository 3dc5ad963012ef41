"""Records that may be one patient's: side by side, merged, said apart, and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.operations.actions import merging, moving
from wellrun.departments.operations.forms.records import MergeForm, NumbersForm, PairForm, PartForm
from wellrun.departments.operations.queries.merges import merges
from wellrun.departments.operations.views.record_cards import card
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.patients import actions as patients
from wellrun.foundations.patients.duplicates import Pair, alike, compared, said_apart
from wellrun.foundations.patients.models import Apart, Patient
from wellrun.foundations.patients.scope import within_reach


@requires(Permission.MERGE_PATIENTS)
@never_cache
def records(request: ReaderRequest) -> HttpResponse:
    """Pairs that were found, or the two whose numbers were sent."""
    form = NumbersForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, alike(request.user, request.place, tree=request.tree), form)
    found = None
    if form.is_valid():
        numbers = form.cleaned_data["first"], form.cleaned_data["second"]
        found = compared(request.user, numbers, request.place, tree=request.tree)
        if found is None:
            form.add_error(None, _("These are not the numbers of two records of one facility here."))
    return _page(request, [found] if found else [], form, asked=True)


@require_POST
@requires(Permission.MERGE_PATIENTS)
def merge(request: ReaderRequest) -> HttpResponse:
    """One record goes on under the other."""
    form = MergeForm(request.POST)
    return _done(request, form, lambda kept, gone: merging.merge(
        kept=kept, gone=gone, why=form.cleaned_data["why"], by=request.user, tree=request.tree, now=timezone.now()
    ))  # fmt: skip


@require_POST
@requires(Permission.MERGE_PATIENTS)
def apart(request: ReaderRequest) -> HttpResponse:
    """Two records are of two people."""
    form = PairForm(request.POST)
    return _done(request, form, lambda one, other: patients.say_apart(
        one=one, other=other, by=request.user, tree=request.tree
    ))  # fmt: skip


@require_POST
@requires(Permission.MERGE_PATIENTS)
def end_apart(request: ReaderRequest, key: int) -> HttpResponse:
    """That they are of two people is taken back."""
    reach = within_reach(request.user, Permission.MERGE_PATIENTS, tree=request.tree)
    said = get_object_or_404(Apart.objects.filter(patients__in=reach, ended_at=None).distinct(), pk=key)
    patients.take_back_apart(said=said, by=request.user, tree=request.tree)
    return redirect(_address(request))


@require_POST
@requires(Permission.MERGE_PATIENTS)
def part(request: ReaderRequest, key: UUID) -> HttpResponse:
    """A merge is taken back."""
    event = get_object_or_404(merges(request.place, tree=request.tree), pk=key)
    form, tree, now = PartForm(request.POST), request.tree, timezone.now()
    if carried_out(
        form, lambda: moving.undo(event=event, why=form.cleaned_data["why"], by=request.user, tree=tree, now=now)
    ):
        return redirect(_address(request))
    pairs = alike(request.user, request.place, tree=request.tree)
    return _page(request, pairs, NumbersForm(), parted={event.pk: form}, status=422)


def _done(request: ReaderRequest, form: Form, act: Any) -> HttpResponse:
    if carried_out(form, lambda: act(*_two(request, form))):
        return redirect(_address(request))
    pairs = alike(request.user, request.place, tree=request.tree)
    return _page(request, pairs, NumbersForm(), tried=form, status=422)


def _two(request: ReaderRequest, form: Form) -> tuple[Patient, Patient]:
    reach = within_reach(request.user, Permission.MERGE_PATIENTS, tree=request.tree).filter(restricted=False)
    kept, gone = (
        get_object_or_404(reach.select_related("facility"), pk=form.cleaned_data[one]) for one in ("kept", "gone")
    )
    return kept, gone


def _page(
    request: ReaderRequest,
    pairs: Iterable[Pair],
    form: NumbersForm,
    *,
    tried: Form | None = None,
    parted: dict[Any, Form] | None = None,
    asked: bool = False,
    status: int = 200,
) -> HttpResponse:
    cards = [card(pair, number, tried) for number, pair in enumerate(pairs)]
    lately = merges(request.place, tree=request.tree)[:20]
    context = {
        "here": "patients",
        "section": "records",
        "cards": cards,
        "likely": sum(one.pair.likely for one in cards),
        "asked": asked,
        "form": form,
        "merges": [
            (event, (parted or {}).get(event.pk) or PartForm(auto_id=f"part-{event.pk}-%s")) for event in lately
        ],
        "apart": said_apart(request.user, request.place, tree=request.tree),
    }
    return render(request, "operations/records.html", context, status=status if not form.errors else 422)


def _address(request: ReaderRequest) -> str:
    return f"{reverse('operations:records')}?{where(request)}"
