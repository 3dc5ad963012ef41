"""Statements: what is due, all of them made at once, each as it was issued, and how it went out; plans and help."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import statements as actions
from wellrun.departments.revenue.facility_choice import choose_facility, facilities_of, only_facility
from wellrun.departments.revenue.forms.account import OfficeForm, SendForm
from wellrun.departments.revenue.models import BillingOffice, Statement, StatementRun
from wellrun.departments.revenue.queries import statements as queries
from wellrun.departments.revenue.queries.accounts import AccountLine
from wellrun.departments.revenue.tasks import make_statements
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import Table, TableColumn


@requires(Permission.SEE_ACCOUNTS, writing=Permission.POST_PAYMENTS)
@never_cache
def statements(request: ReaderRequest) -> HttpResponse:
    """What is due, and what was sent."""
    facility = only_facility(request)
    office = BillingOffice.objects.filter(facility=facility).first()
    form = OfficeForm(request.POST or None, initial=_initial(office), auto_id="office-%s")
    if request.method == "POST":
        if facility is None:
            return choose_facility(request, _("Statements"), "statements", here="patient-accounts")
        if carried_out(form, lambda: _set(request, facility, form)):
            return redirect(f"{reverse('revenue:statements')}?{where(request)}")
    due = queries.due_in(request.place, tree=request.tree)
    table = _table(due, request)
    sent = queries.statements_in(request.place, tree=request.tree)
    context = {
        "here": "patient-accounts",
        "section": "statements",
        "table": table,
        "due": due,
        "owed": sum((one.to_pay for one in due), 0),
        "unsent": sent.filter(mailings=None).count(),
        "sent": sent[:200],
        "runs": queries.runs_in(request.place, tree=request.tree)[:5],
        "form": form,
        "send_form": SendForm(auto_id="send-%s"),
        "office": office,
        "facility": facility,
        "facilities": facilities_of(request),
        "may_send": may(request.user, Permission.POST_PAYMENTS, request.place, tree=request.tree),
        "currency": request.place.currency,
    }
    return table.export() or render(request, "revenue/statements.html", context, status=422 if form.errors else 200)


def _set(request: ReaderRequest, facility: Facility, form: OfficeForm) -> None:
    actions.set_office(facility=facility, **form.cleaned_data, by=request.user, tree=request.tree)


def _initial(office: BillingOffice | None) -> dict[str, Any]:
    return {name: getattr(office, name) for name in OfficeForm.base_fields} if office else {}


def _table(due: list[AccountLine], request: ReaderRequest) -> Table[AccountLine]:
    link = lambda one: f"{reverse('revenue:account', args=[one.account.pk])}?{where(request)}"  # noqa: E731
    column = TableColumn[AccountLine]
    columns = (
        column("account", _("Account"), lambda one: one.account.shown, link=link),
        column("pay", _("To pay"), lambda one: one.to_pay, number=True, places=2),
        column("since", _("Owed since"), lambda one: one.since),
        column("last", _("Last statement"), lambda one: one.last),
    )
    return Table("statements", columns, due, request.GET, sort="since", lines=20)


@require_POST
@requires(Permission.POST_PAYMENTS)
def make(request: ReaderRequest) -> HttpResponse:
    """Begins to make all that are due."""
    facility = only_facility(request)
    if facility is None:
        return choose_facility(request, _("Statements"), "statements", here="patient-accounts")
    run = actions.begin_run(facility=facility, by=request.user, tree=request.tree)
    make_statements.enqueue(run.pk)
    return redirect(f"{reverse('revenue:statement-run', args=[run.pk])}?{where(request)}")


@requires(Permission.SEE_ACCOUNTS)
@never_cache
def run(request: ReaderRequest, pk: int) -> HttpResponse:
    """How far a run has come; the page asks again by itself until it is done."""
    return _how_far(request, pk, "revenue/statement_run.html")


@asked_by_the_page
@requires(Permission.SEE_ACCOUNTS)
def run_progress(request: ReaderRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again."""
    return _how_far(request, pk, "revenue/_statement_run.html")


def _how_far(request: ReaderRequest, pk: int, template: str) -> HttpResponse:
    found = StatementRun.objects.select_related("facility").filter(pk=pk).first()
    if found is None or not _may_see(request, found.facility):
        raise Http404
    return render(request, template, {"here": "patient-accounts", "section": "statements", "run": found})


@require_POST
@requires(Permission.POST_PAYMENTS)
def send(request: ReaderRequest) -> HttpResponse:
    """Notes how all statements that are made and not sent went out."""
    form = SendForm(request.POST)
    waiting = list(queries.statements_in(request.place, tree=request.tree).filter(mailings=None))
    if carried_out(
        form, lambda: actions.send(statements=waiting, **form.cleaned_data, by=request.user, tree=request.tree)
    ):
        return redirect(f"{reverse('revenue:statements')}?{where(request)}")
    raise Http404


@requires(Permission.SEE_ACCOUNTS)
@never_cache
def paper(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """A statement as it was issued."""
    one = _one(request, pk)
    body = actions.open_statement(statement=one, by=request.user, tree=request.tree)
    name = f"statement-{one.number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)


@require_POST
@requires(Permission.POST_PAYMENTS)
def back(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """Notes that a statement came back."""
    actions.came_back(statement=_one(request, pk), by=request.user, tree=request.tree)
    return redirect(f"{reverse('revenue:statements')}?{where(request)}")


def _one(request: ReaderRequest, pk: UUID) -> Statement:
    found = Statement.objects.select_related("facility").filter(pk=pk).first()
    if found is None or not _may_see(request, found.facility):
        raise Http404
    return found


def _may_see(request: ReaderRequest, facility: Facility) -> bool:
    return may(request.user, Permission.SEE_ACCOUNTS, request.tree[facility.code], tree=request.tree)
