"""Why claims are denied, and how long each payer leaves for an appeal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import denial_moves as moves
from wellrun.departments.revenue.actions.at_source import promise_mending
from wellrun.departments.revenue.forms.denial import MendingForm, TermsForm
from wellrun.departments.revenue.models import Payer, PayerTerms
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.models.denials import CATEGORIES
from wellrun.departments.revenue.queries.denial_causes import Causes, PayerDays, causes_in, payers_in
from wellrun.departments.revenue.queries.denials import payer_names
from wellrun.departments.revenue.rules.appeal_days import appeal_days
from wellrun.departments.revenue.rules.root_causes import RootCause
from wellrun.departments.revenue.shown.rule_page import rule_page
from wellrun.departments.revenue.words.entries import ORIGINS
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission

TITLES = {
    "category": _("What for"),
    "payer": _("By whom"),
    "code": _("Which service"),
    "place": _("Where"),
    "rule": _("Rule that was passed over"),
    "clerk": _("Charge entered by"),
}
UNKNOWN = {"rule": _("none"), "clerk": _("not entered here")}
"""What is said of denials that nothing is known of."""

TRENDS: Mapping[str, tuple[str, Any]] = {
    "new": ("concern-up", _("new")),
    "more": ("concern-up", _("more")),
    "fewer": ("improve", _("fewer")),
    "as before": ("common", _("as before")),
}
FIRST = 10
"""Rows shown of each list; the rest stand in one."""


@requires(Permission.SEE_CLAIMS)
@never_cache
def causes(request: ReaderRequest) -> HttpResponse:
    """What is denied, by whom, for which service, where, and how it got so far: three months against three before."""
    seen = causes_in(request.places, tree=request.tree, day=request.day)
    context = {
        "here": "revenue",
        "section": "denial-causes",
        "seen": seen,
        "whole": CauseShown("", seen.whole, ""),
        "lists": _lists(request, seen),
        "currency": request.place.currency,
    }
    return render(request, "revenue/denial_causes.html", context)


@dataclass(frozen=True)
class CauseShown:
    """One cause with its words and where its denials are listed."""

    words: str
    cause: RootCause
    address: str

    @property
    def shape(self) -> str:
        return TRENDS[self.cause.trend][0]

    @property
    def trend(self) -> Any:
        return TRENDS[self.cause.trend][1]

    @property
    def now(self) -> Any:
        return as_money(self.cause.now_cents)

    @property
    def before(self) -> Any:
        return as_money(self.cause.before_cents)

    @property
    def sentence(self) -> str:
        """What has happened, in words."""
        return ngettext(
            "%(now)s denial in the last three months, %(before)s in the three before.",
            "%(now)s denials in the last three months, %(before)s in the three before.",
            self.cause.now,
        ) % {"now": self.cause.now, "before": self.cause.before}


def _lists(request: ReaderRequest, seen: Causes) -> list[list[dict[str, Any]]]:
    """Two lists beside each other, three times."""
    names = {code: name for (_facility, code), name in payer_names(_facilities(request)).items()}
    places = {code: place.name for code, place in request.tree.places.items()}
    words: Mapping[str, Mapping[str, Any]] = {"category": CATEGORIES, "payer": names, "place": places}
    lists = [
        {
            "key": key,
            "title": title,
            "rows": [
                CauseShown(
                    str(words.get(key, {}).get(row.under, row.under) or UNKNOWN.get(key, "—")),
                    row,
                    _address(request, seen, key, row),
                )
                for row in seen.by[key][:FIRST]
            ],
            "more": len(seen.by[key][FIRST:]),
        }
        for key, title in TITLES.items()
    ]
    return [lists[at : at + 2] for at in range(0, len(lists), 2)]


def _address(request: ReaderRequest, seen: Causes, key: str, row: RootCause) -> str:
    """The queue of these denials, a unit being a place of its own; a rule of ours has its page, a clerk has none."""
    if key == "clerk":
        return ""
    if key == "rule" and not row.under:
        return ""
    if key == "rule":
        return f"{rule_page(row.under)}?{where(request)}"
    query = {"at": request.place.code, "day": request.day.isoformat(), "state": "all", "since": seen.since.isoformat()}
    if key == "place":
        query |= {"at": row.under} if request.tree.get(row.under) else {}
    else:
        query |= {key: row.under}
    return f"{reverse('revenue:denials')}?{urlencode(query)}#queue"


def _facilities(request: ReaderRequest) -> list[int]:
    codes = {inner.facility for held in request.places for inner in request.tree.within(held)}
    return list(Payer.objects.filter(facility__code__in=codes).values_list("facility", flat=True).distinct())


@requires(Permission.SEE_CLAIMS)
@never_cache
def promise(request: ReaderRequest) -> HttpResponse:
    """Somebody promises to mend what denials come from; their number is judged by the day on which it is done."""
    names = payer_names(_facilities(request)).items()
    payers = sorted({code: name for (_facility, code), name in names}.items(), key=lambda one: one[1])
    sent = request.POST if request.method == "POST" else None
    initial = {name: request.GET.get(name, "") for name in ("category", "payer")}
    form = MendingForm(sent, payers=payers, place=request.place, today=request.day, initial=initial)
    act = lambda: promise_mending(  # noqa: E731
        **form.cleaned_data, place=request.place, by=request.user, tree=request.tree, today=request.day
    )
    if sent is not None and carried_out(form, act):
        return redirect(f"{reverse('revenue:denials')}?{where(request)}#tried")
    context = {"here": "revenue", "section": "denials", "form": form}
    return render(request, "revenue/denial_promise.html", context, status=422 if form.errors else 200)


@requires(Permission.SEE_CLAIMS)
@never_cache
def days(request: ReaderRequest) -> HttpResponse:
    """How long each payer leaves for an appeal."""
    return _days(request, {})


@require_POST
@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def set_days(request: ReaderRequest, pk: int) -> HttpResponse:
    """Other days for one payer."""
    wanted = [one.payer.pk for one in payers_in(request.places, tree=request.tree, day=request.day)]
    payer = get_object_or_404(Payer.objects.filter(pk__in=wanted).select_related("facility"), pk=pk)
    form = TermsForm(request.POST, auto_id=f"payer-{pk}-%s")
    if carried_out(form, lambda: _set(request, payer, form)):
        return redirect(f"{reverse('revenue:appeal-days')}?{where(request)}")
    held = PayerTerms.objects.filter(payer=payer).first()
    form.data = {name: form.data[name] for name in form.data} | {"version": str(held.version if held else 1)}
    return _days(request, {pk: form}, status=422)


def _set(request: ReaderRequest, payer: Payer, form: Form) -> None:
    moves.set_terms(payer=payer, **form.cleaned_data, by=request.user, tree=request.tree)


def _days(request: ReaderRequest, tried: Mapping[int, Form], status: int = 200) -> HttpResponse:
    context = {
        "here": "revenue",
        "section": "appeal-days",
        "rows": [
            (one, ORIGINS[one.appeal.origin], tried.get(one.payer.pk) or _form(one), one.payer.pk in tried)
            for one in payers_in(request.places, tree=request.tree, day=request.day)
        ],
        "sources": appeal_days().values(),
        "may_act": may(request.user, Permission.POST_PAYMENTS, request.place, tree=request.tree),
    }
    return render(request, "revenue/denial_days.html", context, status=status)


def _form(one: PayerDays) -> TermsForm:
    terms = one.terms
    initial = {"kind": terms.kind, "days": terms.days, "why": terms.why, "version": terms.version}
    return TermsForm(auto_id=f"payer-{one.payer.pk}-%s", initial=initial)
