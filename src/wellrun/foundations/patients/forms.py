"""What people type about patients. None of it is kept as a draft in the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.patients.models import OUTCOMES, REASONS

SEXES = [("", "–"), ("female", _("female")), ("male", _("male")), ("other", _("other")), ("unknown", _("not known"))]


class SearchForm(forms.Form):
    """Who is looked for. It is sent by POST, so that no name or number stands in an address."""

    mrn = forms.CharField(label=_("Record number"), max_length=64, required=False)
    family = forms.CharField(label=_("Family name"), max_length=120, required=False)
    birth_date = forms.DateField(label=_("Date of birth"), required=False, widget=forms.DateInput({"type": "date"}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.values()):
            raise forms.ValidationError(_("Give a record number, a family name or a date of birth."))
        return given


class PatientForm(forms.Form):
    """Who a patient is."""

    mrn = forms.CharField(label=_("Record number"), max_length=64)
    family = forms.CharField(label=_("Family name"), max_length=120)
    given = forms.CharField(label=_("Given names"), max_length=120, required=False)
    birth_date = forms.DateField(label=_("Date of birth"), required=False, widget=forms.DateInput({"type": "date"}))
    sex = forms.ChoiceField(label=_("Administrative sex"), choices=SEXES, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)


class ChangeForm(PatientForm):
    """A change to who a patient is, with the version it was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class GlassForm(forms.Form):
    """Why the glass is broken."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", "–"), *((one.value, words) for one, words in REASONS.items())], required=False
    )
    words = forms.CharField(
        label=_("In your words"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("The privacy officer reads this next morning."),
    )  # fmt: skip


class ReviewForm(forms.Form):
    """What the review found."""

    outcome = forms.ChoiceField(
        label=_("What you found"), choices=[("", "–"), *((one.value, words) for one, words in OUTCOMES.items())]
    )
    finding = forms.CharField(
        label=_("In your words"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )
