"""Choosing one's shifts on the phone, and the manager's page that opens and closes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from wellrun.departments.workforce.actions import self_scheduling as actions
from wellrun.departments.workforce.forms.people import DAY
from wellrun.departments.workforce.models import ChoosingWindow, ShiftType
from wellrun.departments.workforce.queries.asking import question_of
from wellrun.departments.workforce.queries.homes import contract_of
from wellrun.departments.workforce.queries.rosters import may_roster, roster_within, title_of
from wellrun.departments.workforce.queries.self_scheduling import choosing_of, window_of
from wellrun.departments.workforce.views.roster import address
from wellrun.foundations.access.entering import carried_out
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission


class UntilForm(forms.Form):
    """Until when people choose."""

    until = forms.DateField(label=_("People choose until"), widget=forms.DateInput(DAY))


@requires(Permission.OWN_SCHEDULE)
@never_cache
def my_choices(request: ReaderRequest) -> HttpResponse:
    """The days of the roster that is open for choosing, and choosing a shift of one."""
    contract = contract_of(request.user.person, request.day)
    window = window_of(contract.unit, timezone.localdate()) if contract else None
    if request.method == "POST":
        if window is None:
            raise Http404
        form = ChoiceForm(request.POST)
        if not form.is_valid():
            raise Http404
        said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
        actions.choose(window=window, day=form.cleaned_data["day"], shift=form.cleaned_data["shift"], **said)
        return redirect("workforce:my-choices")
    context: dict[str, Any] = {"here": "my-work", "section": "my-shifts", "window": window}
    if window is not None:
        question = question_of(window.roster, tree=request.tree)
        context |= {"title": title_of(window.roster), "page": choosing_of(window, question, request.user.person_id)}
    return render(request, "workforce/my_choices.html", context)


class ChoiceForm(forms.Form):
    """A day, and the shift chosen for it; none takes the choice back."""

    day = forms.DateField()
    shift = forms.ModelChoiceField(ShiftType.objects.filter(active=True), required=False)


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@never_cache
def window_page(request: ReaderRequest, pk: int) -> HttpResponse:
    """Opens a roster for choosing, says who has chosen how much, and takes the choices over."""
    roster = roster_within(request.places, pk, tree=request.tree)
    if roster is None:
        raise Http404
    window = ChoosingWindow.objects.filter(roster=roster).first()
    form = UntilForm(request.POST or None)
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    if request.method == "POST" and window is not None:
        window.roster = roster
        actions.close_window(window=window, lock=request.POST.get("do") == "lock", **said)
        return redirect(address(request, "workforce:roster", pk))
    today = timezone.localdate()
    if request.method == "POST" and carried_out(
        form, lambda: actions.open_window(roster=roster, today=today, **form.cleaned_data, **said)
    ):
        return redirect(address(request, "workforce:choosing", pk))
    context = {
        "here": "workforce",
        "section": "rosters",
        "roster": roster,
        "title": title_of(roster),
        "window": window,
        "chosen": window.chosen.count() if window else 0,
        "people": window.chosen.values("person").distinct().count() if window else 0,
        "form": form,
        "may_roster": may_roster(request),
    }
    return render(request, "workforce/choosing.html", context, status=422 if form.errors else 200)
