"""What is entered about payments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models import Payer
from wellrun.foundations.organisation.models import Facility

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is sent in on the page; a whole one is held in memory while it is posted."""


class SendForm(forms.Form):
    """A file of remittances, and whose it is."""

    sent = forms.FileField(label=_("File of remittances"), help_text=_("X12 835, of any version and any line end."))
    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Of"), empty_label=None)

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facility: Any = self.fields["facility"]
        facility.queryset = facilities

    def clean_sent(self) -> Any:
        file = self.cleaned_data["sent"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 64 MB. Ask the payer for smaller ones."))
        return file


class BankForm(forms.Form):
    """What the bank received for a payment."""

    amount = forms.DecimalField(label=_("Received by the bank"), max_digits=14, decimal_places=2)
    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class PayerForm(forms.Form):
    """Which payer of ours calls itself so."""

    payer = forms.ModelChoiceField(Payer.objects.none(), label=_("It is"), empty_label=None)

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payer: Any = self.fields["payer"]
        payer.queryset = Payer.objects.filter(facility=facility)


class PlaceForm(forms.Form):
    """Which claim a held one is, and how that is known."""

    claim = forms.CharField(label=_("Claim of ours"), max_length=64)
    why = forms.CharField(label=_("How that is known"), max_length=200, required=False)


class UnlinkForm(forms.Form):
    """Why a claim of a payment is taken off the claim it was posted to."""

    why = forms.CharField(label=_("Why it is wrong there"), max_length=200, help_text=_("No names of patients."))


class BackForm(forms.Form):
    """Why a posting is taken back."""

    why = forms.CharField(label=_("Why it was wrong"), max_length=200, help_text=_("No names of patients."))
    version = forms.IntegerField(widget=forms.HiddenInput)
