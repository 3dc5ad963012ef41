"""Asking for a de-identified release."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.engines.deidentification import SMALLEST_CLASS
from wellrun.warehouse.release import TREATMENTS, Dates, FileFormat, Places, SmallClasses

DATES = {
    Dates.YEARS: _("Years only: Safe Harbor"),
    Dates.SHIFT: _("Moved by a secret number of days for each patient: not Safe Harbor, needs an expert"),
}
PLACES = {
    Places.PSEUDONYM: _("Under pseudonyms"),
    Places.KEEP: _("With their codes and names: not Safe Harbor"),
}
FORMATS = {FileFormat.PARQUET: _("Parquet"), FileFormat.CSV: _("CSV")}
SMALL = {
    SmallClasses.REPORT: _("Report them"),
    SmallClasses.BLANK: _("Blank what they share"),
    SmallClasses.LEAVE_OUT: _("Leave the rows out"),
}


class ReleaseForm(forms.Form):
    """What leaves, in which form, and what for."""

    tables = forms.MultipleChoiceField(
        label=_("Tables"),
        choices=[(name, name.replace("_", " ")) for name in sorted(TREATMENTS)],
        widget=forms.SelectMultiple({"size": 8}),
        help_text=_("One patient has the same pseudonym in all tables of one release, and another in the next."),
    )
    dates = forms.ChoiceField(
        label=_("Dates of patients"), choices=[(one.value, words) for one, words in DATES.items()]
    )
    places = forms.ChoiceField(label=_("Places"), choices=[(one.value, words) for one, words in PLACES.items()])
    k = forms.IntegerField(
        label=_("Smallest class"),
        initial=SMALLEST_CLASS,
        min_value=2,
        max_value=1000,
        help_text=_("Patients who must share age, sex and year. CMS shows no cell of 1 to 10."),
    )
    small_classes = forms.ChoiceField(
        label=_("Rows in smaller classes"), choices=[(one.value, words) for one, words in SMALL.items()]
    )
    file_format = forms.ChoiceField(label=_("Format"), choices=[(one.value, words) for one, words in FORMATS.items()])
    purpose = forms.CharField(
        label=_("What for"), max_length=300, help_text=_("Who receives it, and why. No patient by name.")
    )
    unknowing = forms.BooleanField(
        label=_("I know of nobody whom the receiver could identify from this"),
        help_text=_("45 CFR 164.514(b)(2)(ii): with such knowledge it may not be released."),
    )

    def chosen(self) -> dict[str, Any]:
        """What was chosen, as plain values."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("purpose", "unknowing")}
