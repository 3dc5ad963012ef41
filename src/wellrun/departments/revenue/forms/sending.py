"""What is entered about sending: which claims go, where to, and how long payers leave for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models import TradingPartner
from wellrun.departments.revenue.models.sending import FILING_KINDS
from wellrun.departments.revenue.rules.mending import Mended
from wellrun.departments.revenue.rules.timely_filing import LONGEST, OTHER

REASON = 400
SORT, NUMBER = r"^[A-Z0-9]{2}$", r"^[A-Za-z0-9 .-]{2,15}$"
"""Qualifiers and numbers of an ISA."""


class ChosenForm(forms.Form):
    """Claims by their keys, as a button of the page gives them."""

    claims = forms.CharField(widget=forms.HiddenInput, max_length=40_000)

    def clean_claims(self) -> list[int]:
        keys = str(self.cleaned_data["claims"]).split(",")
        if not all(key.isascii() and key.isdigit() for key in keys):
            raise forms.ValidationError(_("These are no claims. Open the list again."))
        return [int(key) for key in keys]


class SingleForm(forms.Form):
    """Claims chosen one by one."""

    claims = forms.TypedMultipleChoiceField(
        label=_("Claims"), coerce=int, widget=forms.CheckboxSelectMultiple, required=True
    )

    def __init__(self, *given: Any, choices: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        field: Any = self.fields["claims"]
        field.choices = list(choices)


class PartnerForm(forms.Form):
    """Where batches go."""

    name = forms.CharField(label=_("Name"), max_length=60)
    receiver_qualifier = forms.RegexField(SORT, label=_("Sort of its number"), initial="ZZ")
    receiver = forms.RegexField(NUMBER, label=_("Its number"))
    sender_qualifier = forms.RegexField(SORT, label=_("Sort of our number"), initial="ZZ")
    sender = forms.RegexField(NUMBER, label=_("Our number there"), help_text=_("As the clearing house has given it."))
    npi = forms.RegexField(r"^\d{10}$", label=_("Our national provider number"), help_text=_("Ten figures."))
    tin = forms.RegexField(r"^\d{2}-?\d{7}$", label=_("Our tax number"), help_text=_("Nine figures."), required=False)
    contact = forms.CharField(label=_("Who answers questions"), max_length=60)
    phone = forms.RegexField(r"^\d{7,15}$", label=_("Telephone"), help_text=_("Figures only."))
    usage = forms.ChoiceField(label=_("Sent"), choices=TradingPartner.Usage.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MendForm(forms.Form):
    """Whom a claim is about, corrected."""

    member = forms.CharField(label=_("Member number"), max_length=80)
    family = forms.CharField(label=_("Family name"), max_length=60)
    given = forms.CharField(label=_("Given name"), max_length=35, required=False)
    birth = forms.DateField(label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    sex = forms.ChoiceField(label=_("Sex"), choices=(("F", _("female")), ("M", _("male")), ("U", _("other"))))
    payer_number = forms.CharField(label=_("The payer’s number"), max_length=80)
    diagnoses = forms.CharField(
        label=_("Diagnoses"), max_length=200, help_text=_("Codes by commas, the principal one first.")
    )
    version = forms.CharField(widget=forms.HiddenInput, max_length=64)

    @property
    def mended(self) -> Mended:
        held = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        codes = (one.strip().upper().replace(".", "") for one in held["diagnoses"].split(","))
        return Mended(**held | {"diagnoses": tuple(one for one in codes if one)})


class SettleForm(forms.Form):
    """What became of an answer that fits nothing."""

    why = forms.CharField(label=_("What became of it"), max_length=REASON, widget=forms.Textarea(attrs={"rows": 2}))


class FilingForm(forms.Form):
    """How long a payer leaves for a claim."""

    kind = forms.ChoiceField(label=_("Kind of payer"), choices=list(FILING_KINDS.items()), initial=OTHER)
    days = forms.IntegerField(
        label=_("Days of its own"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text=_("From the last day of service. Leave empty where the kind decides."),
    )
    why = forms.CharField(label=_("By what"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
