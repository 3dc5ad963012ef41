"""Forms of the privacy office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
