"""Tables of edits: what is here, what they say of a service, and files of them taken in by the background."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import list_files as actions
from wellrun.departments.revenue.forms.coding import EditFileForm, ListFileForm
from wellrun.departments.revenue.models import ListFile
from wellrun.departments.revenue.queries import edits as queries
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.tasks import take_list
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page

FRAME = {"here": "billing", "section": "edits"}


@requires(Permission.ENTER_CHARGES)
@never_cache
def tables(request: ReaderRequest) -> HttpResponse:
    """The tables that are here, and what they say of a service."""
    return _page(request, EditFileForm(facilities=facilities_in(request.place, tree=request.tree)))


@require_POST
@requires(Permission.POST_PAYMENTS)
@never_cache
def send(request: ReaderRequest) -> HttpResponse:
    """A file of edits is sent in."""
    facilities = facilities_in(request.place, tree=request.tree)
    form = EditFileForm(request.POST, request.FILES, facilities=facilities)
    return sent_in(request, form) or _page(request, form, status=422)


def sent_in(request: ReaderRequest, form: ListFileForm) -> HttpResponse | None:
    """Keeps the file of a form and has it taken in; where it cannot be kept, the form says why."""
    made: list[ListFile] = []
    if not carried_out(form, lambda: made.append(_kept(request, form))):
        return None
    take_list.enqueue(made[0].pk)
    return redirect(f"{reverse('revenue:list-file', args=[made[0].pk])}?{where(request)}")


def _kept(request: ReaderRequest, form: ListFileForm) -> ListFile:
    given = form.cleaned_data
    return actions.take_file(
        kind=given["kind"],
        since=given["since"],
        name=given["sent"].name or "list",
        content=given["sent"].read(),
        place=request.place,
        payer=given.get("payer"),
        by=request.user,
        tree=request.tree,
    )


@requires(Permission.ENTER_CHARGES)
@never_cache
def list_file(request: ReaderRequest, pk: int) -> HttpResponse:
    """How far a file has come, and what was wrong in it; the page asks again by itself until it is done."""
    return _how_far(request, pk, "revenue/list_file.html")


@asked_by_the_page
@requires(Permission.ENTER_CHARGES)
def list_progress(request: ReaderRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again."""
    return _how_far(request, pk, "revenue/_list_file.html")


def _how_far(request: ReaderRequest, pk: int, template: str) -> HttpResponse:
    file = ListFile.objects.select_related("payer").filter(pk=pk).first()
    spot = None if file is None else request.tree.get(file.place)
    if spot is None or not may(request.user, Permission.ENTER_CHARGES, spot, tree=request.tree):
        raise Http404
    return render(request, template, {**FRAME, "file": file, "codes": file and file.kind in queries.CODE_KINDS})


def _page(request: ReaderRequest, form: EditFileForm, status: int = 200) -> HttpResponse:
    asked = request.GET.get("code", "").strip().upper()[:5]
    codes = [inner.code for inner in request.tree.within(request.place)]
    context = {
        **FRAME,
        "form": form,
        "tables": list(queries.tables_here()),
        "files": ListFile.objects.filter(place__in=codes)[: queries.LATEST],
        "asked": asked,
        "said": queries.said_of(asked, request.day) if asked else None,
        "may_take": may(request.user, Permission.POST_PAYMENTS, request.place, tree=request.tree),
    }
    return render(request, "revenue/edits.html", context, status=status)
