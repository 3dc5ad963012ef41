"""Stores: every item, one with its verbs, a lot and where it went, sheets out and in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.operations.actions import store_sheets
from wellrun.departments.operations.actions import stores as actions
from wellrun.departments.operations.forms import stores as forms
from wellrun.departments.operations.models import StoreItem, StoreLot
from wellrun.departments.operations.queries import stores as queries
from wellrun.departments.operations.shown import stores as shown
from wellrun.departments.operations.views.frame import choose, now_of
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility

TITLE = _("Stores")
FRAME = {"here": "operations", "section": "stores"}
FORMS: Mapping[str, Any] = {
    "issue": forms.IssueForm,
    "receive": forms.ReceiveForm,
    "carry": forms.CarryForm,
    "count": forms.CountForm,
    "waste": forms.WasteForm,
    "recall": forms.RecallForm,
}


@requires(Permission.SERVICE_REQUESTS)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """Every item: what is there, for how long, what to order and what expires."""
    if not request.place.facility:
        return choose(request, "stores", TITLE)
    return _list_page(request, forms.ItemForm(), forms.SheetForm())


@requires(Permission.SERVICE_REQUESTS)
@never_cache
def count_sheet(request: ReaderRequest) -> HttpResponse:
    """What there is by the books, to be counted: as a table, and as a file to fill in."""
    if not request.place.facility:
        return choose(request, "stores", TITLE)
    table = shown.count_table(queries.item_lines(_facility(request), now=timezone.now()), request.GET)
    return table.export() or render(request, "operations/store_count.html", {**FRAME, "table": table})


@require_POST
@requires(Permission.SERVICE_REQUESTS)
def take(request: ReaderRequest) -> HttpResponse:
    """A sheet is taken: items, or a count."""
    form = forms.SheetForm(request.POST, request.FILES)
    given: dict[str, Any] = {"facility": _facility(request), **now_of(request)}

    def act() -> None:
        raw = form.cleaned_data["sent"].read()
        store_sheets.take_sheet(raw=raw, why=form.cleaned_data["why"], **given)

    if carried_out(form, act):
        return redirect(f"{reverse('operations:stores')}?{where(request)}")
    return _list_page(request, forms.ItemForm(), form, status=422)


@require_POST
@requires(Permission.MANAGE_BEDS)
def add(request: ReaderRequest) -> HttpResponse:
    """A new item is kept."""
    form = forms.ItemForm(request.POST)
    who: dict[str, Any] = {"facility": _facility(request), "by": request.user, "tree": request.tree}
    if carried_out(form, lambda: actions.add_item(**form.cleaned_data, **who)):
        return redirect(f"{reverse('operations:stores')}?{where(request)}")
    return _list_page(request, form, forms.SheetForm(), status=422)


@requires(Permission.SERVICE_REQUESTS)
@never_cache
def item(request: ReaderRequest, key: int) -> HttpResponse:
    """One item: its lots by place, how fast it goes, and its verbs."""
    return _item_page(request, _item(request, key), {})


@require_POST
@requires(Permission.SERVICE_REQUESTS)
def enter(request: ReaderRequest, key: int, what: str) -> HttpResponse:
    """Some of an item is moved, or a lot is recalled."""
    held = _item(request, key)
    if what not in FORMS:
        raise Http404
    form = _form(held, what, request.POST)
    if not carried_out(form, lambda: _act(request, held, what, form.cleaned_data)):
        return _item_page(request, held, {what: form}, status=422)
    return redirect(f"{reverse('operations:store-item', args=[key])}?{where(request)}")


@requires(Permission.SERVICE_REQUESTS)
@never_cache
def lot(request: ReaderRequest, key: int) -> HttpResponse:
    """One lot: where it is and where it went, for a recall."""
    held = get_object_or_404(StoreLot.objects.select_related("item"), pk=key, item__facility=_facility(request))
    here = [one for one in queries.held_of([held.item]).get(held.item.pk, ()) if one.lot == held.number]
    context = {**FRAME, "held": held, "here_now": here, "moves": queries.where_it_went(held)}
    return render(request, "operations/store_lot.html", {**context, "zone": request.place.time_zone})


def _list_page(request: ReaderRequest, item_form: Form, sheet: Form, *, status: int = 200) -> HttpResponse:
    lines = queries.item_lines(_facility(request), now=timezone.now())
    table = shown.items_table(lines, request.GET, where(request))
    item_form.auto_id, sheet.auto_id = "item-%s", "sheet-%s"
    context = {
        **FRAME,
        "sentence": shown.headline(lines),
        "table": table,
        "lines": lines,
        "item_form": item_form,
        "sheet": sheet,
        "columns": ", ".join(store_sheets.ITEMS),
        "may_manage": may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree),
    }
    return table.export() or render(request, "operations/stores.html", context, status=status)


def _item_page(
    request: ReaderRequest, held: StoreItem, tried: Mapping[str, Form], *, status: int = 200
) -> HttpResponse:
    (line,) = queries.lines_of([held], now=timezone.now())
    lots = {one.number: one.pk for one in held.lots.all()}
    verbs = []
    may_manage = may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree)
    for what, words in shown.VERBS.items():
        if (what == "recall" and not may_manage) or (what != "receive" and not lots):
            continue
        form = tried.get(what) or _form(held, what, None)
        form.auto_id = f"{what}-%s"
        verbs.append({"what": what, "words": words, "form": form, "tried": what in tried})
    context = {
        **FRAME,
        "held": held,
        "line": line,
        "sentence": shown.item_words(line),
        "burns": shown.burns(line),
        "stock": [(one, lots[one.lot]) for one in line.held],
        "verbs": verbs,
    }
    return render(request, "operations/store_item.html", context, status=status)


def _form(held: StoreItem, what: str, data: Any) -> Form:
    if what == "receive":
        return forms.ReceiveForm(data)
    lots = [(str(one.pk), one.number) for one in held.lots.all()]
    form: Form = FORMS[what](data, places=queries.places_of(held.facility), lots=lots)
    return form


def _act(request: ReaderRequest, held: StoreItem, what: str, given: Mapping[str, Any]) -> None:
    said = dict(given)
    if what in ("receive", "issue"):
        said["item"] = held
    else:
        said["lot"] = get_object_or_404(StoreLot.objects.select_related("item__facility"), pk=said["lot"], item=held)
    getattr(actions, what)(**said, **now_of(request))


def _item(request: ReaderRequest, key: int) -> StoreItem:
    return get_object_or_404(StoreItem.objects.select_related("facility"), pk=key, facility=_facility(request))


def _facility(request: ReaderRequest) -> Facility:
    return get_object_or_404(Facility, code=request.place.facility)
