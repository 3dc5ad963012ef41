"""How much risk is borne without asking: what is in force at a place, and setting it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from wellrun.departments.quality.actions.appetite import set_appetite
from wellrun.departments.quality.forms.risk import REASON, day_field
from wellrun.departments.quality.models.risks import RISK_KINDS
from wellrun.departments.quality.queries.appetite import borne_at, settings_of
from wellrun.departments.quality.rules.appetite import HIGHEST
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission


class AppetiteForm(forms.Form):
    """A score for a kind of risk, from a day on."""

    kind = forms.ChoiceField(label=_("What it touches"), choices=list(RISK_KINDS.items()))
    highest = forms.IntegerField(
        label=_("Borne up to a score of"),
        required=False,
        widget=forms.NumberInput({"min": 0, "max": HIGHEST}),
        help_text=_("From 0, which bears nothing, to 25. Empty: as the wider place does."),
    )
    since = day_field(label=_("From"))
    why = forms.CharField(label=_("Why"), max_length=REASON)

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={"since": timezone.localdate()})


@requires(Permission.SEE_INCIDENTS, writing=Permission.TRIAGE_INCIDENTS)
@never_cache
def appetite(request: ReaderRequest) -> HttpResponse:
    """What is borne at the place, by kind; whoever decides for the whole facility sets it."""
    place = request.place
    facility = request.tree[place.facility] if place.facility else place
    form = AppetiteForm(request.POST or None)
    if request.method == "POST" and carried_out(form, lambda: _set(request, form)):
        return redirect(f"{reverse('quality:appetite')}?{where(request)}")
    context = {
        "here": "quality",
        "section": "risks",
        "borne": borne_at(place, day=request.day),
        "settings": settings_of(place),
        "form": form,
        "may_set": may(request.user, Permission.TRIAGE_INCIDENTS, facility, tree=request.tree),
    }
    return render(request, "quality/appetite.html", context, status=422 if form.errors else 200)


def _set(request: ReaderRequest, form: AppetiteForm) -> None:
    set_appetite(place=request.place, **form.cleaned_data, by=request.user, tree=request.tree, now=timezone.now())
