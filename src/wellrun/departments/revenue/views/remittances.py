"""Remittances: what came, sending a file in, and seeing it posted."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import remittances as actions
from wellrun.departments.revenue.forms.remittances import SendForm
from wellrun.departments.revenue.models import RemittanceFile, RemittancePayment
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries import remittances as queries
from wellrun.departments.revenue.tasks import post_file
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import Table, TableColumn

STOPPED = RemittancePayment.State.STOPPED


@requires(Permission.SEE_CLAIMS)
@never_cache
def remittances(request: ReaderRequest) -> HttpResponse:
    """Every payment of the place: what came, what was posted, what waits for a person."""
    rows = list(queries.payments_in_place(request.place, tree=request.tree))
    table = _payments_table(rows, request)
    context = {
        "here": "revenue",
        "section": "remittances",
        "table": table,
        "stopped": [one for one in rows if one.state == STOPPED],
        "waiting": [one for one in rows if one.claims_held],  # type: ignore[attr-defined]
        "under_way": queries.files_under_way(request.place, tree=request.tree),
        "form": SendForm(facilities=queries.facilities_in(request.place, tree=request.tree)),
        "may_post": may(request.user, Permission.POST_PAYMENTS, request.place, tree=request.tree),
    }
    return table.export() or render(request, "revenue/remittances.html", context)


@requires(Permission.POST_PAYMENTS)
@require_POST
def send(request: ReaderRequest) -> HttpResponse:
    """Takes a file in; it is posted in the background."""
    facilities = queries.facilities_in(request.place, tree=request.tree)
    form = SendForm(request.POST, request.FILES, facilities=facilities)
    if not form.is_valid():
        return render(request, "revenue/send.html", {"here": "revenue", "form": form}, status=422)
    sent = form.cleaned_data["sent"]
    file = actions.take_file(
        facility=form.cleaned_data["facility"],
        name=sent.name or "835",
        content=sent.read(),
        by=request.user,
        tree=request.tree,
    )
    if file.state != RemittanceFile.State.DONE:
        post_file.enqueue(file.pk)
    return redirect(_address("revenue:file", file.pk, request))


@requires(Permission.SEE_CLAIMS)
@never_cache
def file_page(request: ReaderRequest, pk: int) -> HttpResponse:
    """How far a file has come; the page asks again by itself until it is done."""
    return _how_far(request, pk, "revenue/file.html")


@asked_by_the_page
@requires(Permission.SEE_CLAIMS)
def file_progress(request: ReaderRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again."""
    return _how_far(request, pk, "revenue/_file.html")


def _how_far(request: ReaderRequest, pk: int, template: str) -> HttpResponse:
    file = RemittanceFile.objects.filter(pk=pk).select_related("facility").first()
    if file is None or not _may_see(request, file.facility):
        raise Http404
    payments = queries.payments_in_place(request.tree[file.facility.code], tree=request.tree).filter(file=file)
    context = {"here": "revenue", "section": "remittances", "file": file, "payments": payments.order_by("position")}
    return render(request, template, context)


def _may_see(request: ReaderRequest, facility: Facility) -> bool:
    return may(request.user, Permission.SEE_CLAIMS, request.tree[facility.code], tree=request.tree)


def _payments_table(rows: list[RemittancePayment], request: ReaderRequest) -> Table[RemittancePayment]:
    columns = (
        TableColumn[RemittancePayment](
            "payment",
            _("Payment"),
            lambda one: one.trace,
            link=lambda one: _address("revenue:payment", one.pk, request),
        ),
        TableColumn[RemittancePayment]("paid", _("Paid on"), lambda one: one.paid_on),
        TableColumn[RemittancePayment]("payer", _("Payer"), lambda one: one.payer.name if one.payer else one.named),
        TableColumn[RemittancePayment]("deposit", _("Deposit"), lambda one: one.deposit, number=True, places=2),
        TableColumn[RemittancePayment]("claims", _("Claims"), lambda one: one.claims_all, number=True),  # type: ignore[attr-defined]
        TableColumn[RemittancePayment]("held", _("Held"), lambda one: one.claims_held, number=True),  # type: ignore[attr-defined]
        TableColumn[RemittancePayment](
            "denied",
            _("Denied"),
            lambda one: as_money(one.denied_cents or 0),  # type: ignore[attr-defined]
            number=True,
            places=2,
        ),
        TableColumn[RemittancePayment]("state", _("State"), lambda one: str(RemittancePayment.State(one.state).label)),
    )
    return Table("payments", columns, rows, request.GET, sort="-paid")


def _address(route: str, pk: int, request: ReaderRequest) -> str:
    return f"{reverse(route, args=[pk])}?{where(request)}"
