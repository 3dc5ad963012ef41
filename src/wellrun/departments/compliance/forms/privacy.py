"""Forms of the privacy office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wellrun.departments.compliance.models import CLOSINGS


class NumberForm(forms.Form):
    """The patient a question is about."""

    mrn = forms.CharField(label=_("Record number"), max_length=64)


class DisclosureForm(forms.Form):
    """A disclosure outside treatment, payment and operations."""

    on = forms.DateField(label=_("On"), widget=forms.DateInput({"type": "date"}))
    recipient = forms.CharField(label=_("To whom"), max_length=200)
    address = forms.CharField(label=_("Address, if known"), max_length=300, required=False)
    what = forms.CharField(label=_("What was disclosed"), max_length=500)
    purpose = forms.CharField(label=_("Why"), max_length=500)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("on") and given["on"] > timezone.localdate():
            self.add_error("on", _("This day has not come yet. Give the day on which it was disclosed."))
        return given


class BreachForm(forms.Form):
    """A disclosure that is presumed to be a breach."""

    discovered_on = forms.DateField(label=_("Discovered on"), widget=forms.DateInput({"type": "date"}))
    what = forms.CharField(label=_("What happened"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    individuals = forms.IntegerField(label=_("People affected"), min_value=1)
    most_in_one_state = forms.IntegerField(label=_("Most of them in one State"), min_value=0)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("discovered_on") and given["discovered_on"] > timezone.localdate():
            self.add_error("discovered_on", _("This day has not come yet."))
        if (given.get("most_in_one_state") or 0) > (given.get("individuals") or 0):
            self.add_error("most_in_one_state", _("There cannot be more in one State than in all."))
        return given


class AssessForm(forms.Form):
    """The four factors (45 CFR 164.402, breach, (2))."""

    nature = forms.CharField(
        label=_("Nature and extent of the data"), required=False, widget=forms.Textarea({"rows": 2})
    )
    recipient = forms.CharField(label=_("Who used or received it"), required=False, widget=forms.Textarea({"rows": 2}))
    acquired = forms.CharField(
        label=_("Whether it was acquired or viewed"), required=False, widget=forms.Textarea({"rows": 2})
    )
    mitigated = forms.CharField(
        label=_("How far the risk was mitigated"), required=False, widget=forms.Textarea({"rows": 2})
    )


class CloseForm(forms.Form):
    """How a breach is closed."""

    how = forms.ChoiceField(label=_("Closed because"), choices=[(one.value, words) for one, words in CLOSINGS.items()])
    finding = forms.CharField(label=_("Finding and evidence"), widget=forms.Textarea({"rows": 2}))
