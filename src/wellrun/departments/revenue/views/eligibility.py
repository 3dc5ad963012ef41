"""Who is covered on the day of the service, and what to collect: asked one by one or for a day's appointments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions.inquiries import ask_eligibility, open_check
from wellrun.departments.revenue.facility_choice import choose_facility, only_facility
from wellrun.departments.revenue.forms.eligibility import AllowedForm, AppointmentsForm, AskForm
from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import EligibilityCheck, TradingPartner
from wellrun.departments.revenue.queries import eligibility as queries
from wellrun.departments.revenue.rules.asking import MOST, Asked, appointments_in
from wellrun.departments.revenue.shown.eligibility import shown_in_words
from wellrun.departments.revenue.shown.sending_tables import checks_table
from wellrun.departments.revenue.tasks import exchange_files
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Fault, Refused


@requires(Permission.CHECK_ELIGIBILITY)
@never_cache
def eligibility(request: ReaderRequest) -> HttpResponse:
    """Asking, and what was asked before."""
    facility = only_facility(request)
    if facility is None:
        return choose_facility(request, _("Eligibility"), "eligibility")
    return _page(request, facility, None, None)


def _page(request: ReaderRequest, facility: Facility, ask: Form | None, file: Form | None) -> HttpResponse:
    rows = queries.checks_in_place(request.place, tree=request.tree)[: queries.MOST]
    shown = [queries.listed(one) for one in rows]
    table = checks_table(shown, request.GET, where(request))
    context = {
        "here": "billing",
        "section": "eligibility",
        "facility": facility,
        "partner": TradingPartner.objects.filter(facility=facility).exists(),
        "table": table,
        "ask": ask or AskForm(facility=facility, initial={"service_on": today_at(facility)}, auto_id="ask-%s"),
        "file": file or AppointmentsForm(auto_id="file-%s"),
    }
    return table.export() or render(request, "revenue/eligibility.html", context, status=422 if ask or file else 200)


@require_POST
@requires(Permission.CHECK_ELIGIBILITY)
@never_cache
def ask(request: ReaderRequest, how: str) -> HttpResponse:
    """Asks for one person, or for every appointment of a file."""
    facility = only_facility(request)
    if facility is None or how not in ("one", "many"):
        raise Http404
    made: list[EligibilityCheck] = []
    if how == "one":
        form: Any = AskForm(request.POST, facility=facility, auto_id="ask-%s")
        if carried_out(form, lambda: made.extend(_ask(request, facility, [form.asked]))):
            return redirect(f"{reverse('revenue:check', args=[made[0].pk])}?{where(request)}")
        return _page(request, facility, form, None)
    form = AppointmentsForm(request.POST, request.FILES, auto_id="file-%s")
    if carried_out(form, lambda: made.extend(_ask(request, facility, _appointments(form, facility)))):
        return redirect(f"{reverse('revenue:eligibility')}?{where(request)}#asked")
    return _page(request, facility, None, form)


def _ask(request: ReaderRequest, facility: Facility, asked: Sequence[Asked]) -> list[EligibilityCheck]:
    made = ask_eligibility(facility=facility, asked=asked, by=request.user, tree=request.tree)
    exchange_files.enqueue(facility.pk)
    return made


def _appointments(form: Form, facility: Facility) -> list[Asked]:
    """The questions of a file; refused with all that is wrong in it, by row, and then nothing is asked."""
    text = form.cleaned_data["sent"].read().decode("utf-8", errors="replace")
    found, faults = appointments_in(text, payers=queries.payers_by_word(facility))
    if faults or len(found) > MOST:
        raise Refused([_row(one) for one in faults] or [_too_many(len(found))])
    if not found:
        raise Refused(Fault("revenue.appointments.none", _("There is no appointment in the file."), place="sent"))
    return found


def _row(fault: Fault) -> Fault:
    words = {
        "revenue.appointments.column": _("The column %(column)s is missing."),
        "revenue.appointments.missing": _("Row %(row)s: %(column)s is empty."),
        "revenue.appointments.not_a_day": _("Row %(row)s: %(column)s is no day such as 2026-11-30."),
        "revenue.appointments.unknown": _("Row %(row)s: %(value)s is not known as %(column)s."),
    }[fault.code]
    column = fault.value if fault.code.endswith("column") else fault.expected
    given = {"row": fault.place, "column": column, "value": fault.value}
    return Fault(fault.code, words % given, place="sent")


def _too_many(number: int) -> Fault:
    words = _("%(n)s appointments are more than %(most)s at once.") % {"n": number, "most": MOST}
    return Fault("revenue.appointments.too_many", words, place="sent", remedy=_("Send them in parts."))


@requires(Permission.CHECK_ELIGIBILITY)
@never_cache
def check(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """One answer as a front desk needs it."""
    found = EligibilityCheck.objects.select_related("facility", "payer", "answer", "batch").filter(pk=pk).first()
    if found is None or not may(
        request.user, Permission.CHECK_ELIGIBILITY, request.tree[found.facility.code], tree=request.tree
    ):
        raise Http404
    held = open_check(check=found, by=request.user, tree=request.tree)
    form = AllowedForm(request.GET if "allowed" in request.GET else None, auto_id="fee-%s")
    allowed = form.cleaned_data["allowed"] if form.is_bound and form.is_valid() else None
    shown = queries.check_shown(held, allowed=allowed)
    context = {
        "here": "billing",
        "section": "eligibility",
        "shown": shown,
        "words": shown_in_words(shown),
        "form": form,
        "currency": held.facility.currency,
    }
    return render(request, "revenue/check.html", context)
