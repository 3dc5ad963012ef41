"""Forms of budgets: a version is opened, a sheet is passed on or back, a file is handed in, something is asked for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.models import DRIVER_NAMES, STAGE_NAMES, VERSION_KINDS, CapitalRequest
from wellrun.departments.finance.rules.budgeting import FACTORS, STAGES, Driver, whole_cents
from wellrun.departments.finance.rules.variance import Kind

LARGEST = 50 * 1024 * 1024
SOURCES = (("actual", _("what last year booked")), ("budget", _("last year’s budget, with its work, hours and prices")))
KINDS = ((Kind.EXPENSE.value, _("expense")), (Kind.REVENUE.value, _("revenue")))


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"})


class OpenForm(forms.Form):
    """A new version for a year."""

    year = forms.IntegerField(label=_("Fiscal year"), min_value=2000, max_value=2100)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(VERSION_KINDS.items()))
    title = forms.CharField(label=_("Name"), max_length=120)
    source = forms.ChoiceField(
        label=_("Begin with"),
        choices=SOURCES,
        help_text=_("A year that is not over is carried on to its end by days."),
    )
    growth = forms.DecimalField(
        label=_("and more of it, per cent"), min_value=-50, max_value=100, max_digits=5, decimal_places=2, initial=0
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for stage in STAGES:
            words = _("Last day of stage: %(stage)s") % {"stage": STAGE_NAMES[stage]}
            self.fields[stage.value] = forms.DateField(label=words, widget=_day())

    @property
    def deadlines(self) -> dict[str, dt.date]:
        """Days by stage."""
        return {stage.value: self.cleaned_data[stage.value] for stage in STAGES}


class MoveForm(forms.Form):
    """A sheet is passed on, or sent back with a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.ChoiceField(choices=(("on", ""), ("back", "")))
    why = forms.CharField(max_length=2000, required=False)


class LockForm(forms.Form):
    """A version is locked, or unlocked with a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.ChoiceField(choices=(("lock", ""), ("unlock", "")))
    why = forms.CharField(max_length=2000, required=False)


class TargetForm(forms.Form):
    """What a cost centre's expense should come to, told from above."""

    target = forms.DecimalField(label=_("Target of its expense"), max_digits=14, decimal_places=2, required=False)

    @property
    def cents(self) -> int | None:
        """The target in cents, or none."""
        told = self.cleaned_data["target"]
        return None if told is None else whole_cents(told)


class HandInForm(forms.Form):
    """A budget that was edited in a spreadsheet."""

    sent = forms.FileField(label=_("The edited budget, xlsx"))

    def clean_sent(self) -> Any:
        """No more than a spreadsheet of a budget can be."""
        sent = self.cleaned_data["sent"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("This is more than a budget can be: 50 MB."))
        return sent


class LineForm(forms.Form):
    """An account that a sheet does not have yet."""

    account = forms.CharField(label=_("Account"), max_length=64)
    name = forms.CharField(label=_("What it is for"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    driver = forms.ChoiceField(label=_("Its amount comes from"), choices=list(DRIVER_NAMES.items()))
    year = forms.DecimalField(
        label=_("Amount of the year"),
        max_digits=14,
        decimal_places=2,
        required=False,
        help_text=_("Of a typed line."),
    )
    volume = forms.DecimalField(label=_("Work or pieces of the year"), max_digits=18, decimal_places=4, required=False)
    per_unit = forms.DecimalField(label=_("Hours for one"), max_digits=14, decimal_places=4, required=False)
    price = forms.DecimalField(label=_("Price of one hour or piece"), max_digits=14, decimal_places=4, required=False)

    def clean(self) -> dict[str, Any]:
        """A driven line has all of its factors, a typed one its year."""
        given: dict[str, Any] = self.cleaned_data
        needed = FACTORS.get(Driver(given["driver"]), ()) if given.get("driver") else ()
        for name in needed or ("year",):
            if name not in self.errors and given.get(name) is None:
                self.add_error(name, _("This is needed for what its amount comes from."))
        return given

    @property
    def said(self) -> dict[str, Any]:
        """What the action is told."""
        given = self.cleaned_data
        factors = {name: given[name] for name in ("volume", "per_unit", "price") if given[name] is not None}
        year = whole_cents(given["year"] or Decimal(0))
        return {
            **{name: given[name] for name in ("account", "name", "kind", "driver")},
            "year": year,
            "factors": factors,
        }


class CapitalForm(forms.Form):
    """Something is asked for."""

    title = forms.CharField(label=_("What"), max_length=200)
    reason = forms.CharField(label=_("Why, and what if not"), widget=forms.Textarea({"rows": 3}), max_length=4000)
    cost = forms.DecimalField(label=_("Cost"), min_value=0, max_digits=14, decimal_places=2)
    life_years = forms.IntegerField(label=_("Useful life, years"), min_value=1, max_value=50)
    months = forms.IntegerField(label=_("Months in service in the year"), min_value=0, max_value=12, initial=12)

    @property
    def said(self) -> dict[str, Any]:
        """What the action is told."""
        given = dict(self.cleaned_data)
        cost = given.pop("cost")
        return {**given, "cents": whole_cents(cost)}


class DecideForm(forms.Form):
    """A request is ranked and decided on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    rank = forms.IntegerField(label=_("Rank"), min_value=1, max_value=999, required=False)
    state = forms.ChoiceField(label=_("Decision"), choices=CapitalRequest.State.choices)
    why = forms.CharField(label=_("Why"), max_length=2000, required=False)
