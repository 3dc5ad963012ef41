"""The books of a facility: what was told of which period, in which version, and a journal handed in."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.actions.ledgers import take_journal
from wellrun.departments.finance.forms.ledger import JournalForm
from wellrun.departments.finance.models import LedgerSource
from wellrun.departments.finance.queries.ledger import AccountSum, accounts_in, facilities_of, versions_of
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.feeds.tasks import load_files
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import Table, TableColumn

FRAME = {"here": "finance", "section": "ledger"}


@requires(Permission.KEEP_LEDGER)
def ledger(request: ReaderRequest) -> HttpResponse:
    """Every period of every book, and whether it balances."""
    found = versions_of(facilities_of(request.place, request.tree))
    context = {
        **FRAME,
        "versions": found,
        "off": [one for one in found if one.off],
        "sources": LedgerSource.objects.filter(facility__code=request.place.facility),
    }
    return render(request, "finance/ledger.html", context)


@requires(Permission.KEEP_LEDGER)
def hand_in(request: ReaderRequest) -> HttpResponse:
    """A journal of one period, by the columns of its book."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    source = LedgerSource.objects.filter(facility=facility, book=request.GET.get("book", "")).first()
    posted = request.method == "POST"
    form = JournalForm(request.POST if posted else None, request.FILES if posted else None, source=source)
    if posted and carried_out(form, lambda: _take(request, facility, form)):
        return redirect(f"{reverse('finance:ledger')}?{where(request)}#handed-in")
    context = {**FRAME, "form": form, "facility": facility}
    return render(request, "finance/hand_in.html", context, status=422 if posted else 200)


def _take(request: ReaderRequest, facility: Facility, form: JournalForm) -> None:
    given = form.cleaned_data
    load = take_journal(
        facility=facility,
        book=given["book"],
        day=given["period"],
        name=given["sent"].name,
        content=given["sent"].read(),
        columns=form.columns,
        balanced=given["balanced"],
        by=request.user,
        tree=request.tree,
        today=timezone.localdate(timezone=zoneinfo.ZoneInfo(facility.time_zone)),
    )
    load_files.enqueue(load.pk)


@requires(Permission.KEEP_LEDGER)
def version(request: ReaderRequest) -> HttpResponse:
    """What a version of a period says by account, as it stood, beside the version before it."""
    facility = request.place.facility
    try:
        month, number = dt.date.fromisoformat(request.GET.get("month", "")), int(request.GET.get("version", ""))
    except ValueError:
        raise Http404 from None
    book = request.GET.get("book", "")
    rows = accounts_in(facility, book, month, number)
    if not rows:
        raise Http404
    Column = TableColumn[AccountSum]
    columns = (
        Column("account", _("Account"), lambda one: one.account),
        Column("name", _("Name"), lambda one: one.name),
        Column("debit", _("Debit"), lambda one: one.debit, number=True, places=2),
        Column("credit", _("Credit"), lambda one: one.credit, number=True, places=2),
        Column("changed", _("More than the version before"), lambda one: one.changed, number=True, places=2),
    )
    table = Table("trial-balance", columns, rows, request.GET)
    context = {**FRAME, "table": table, "book": book, "month": month, "number": number}
    return table.export() or render(request, "finance/version.html", context)
