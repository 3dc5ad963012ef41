"""Forms of the emergency board."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.forms.beds import OfVersion
from wellrun.departments.operations.forms.leaving import ReadyForm

LEVELS = [
    ("1", _("1 – resuscitation")),
    ("2", _("2 – emergent")),
    ("3", _("3 – urgent")),
    ("4", _("4 – less urgent")),
    ("5", _("5 – not urgent")),
]


class ArriveForm(forms.Form):
    """Who has come: somebody of the registry, by record number."""

    mrn = forms.CharField(label=_("Record number"), max_length=64, widget=forms.TextInput({"autocomplete": "off"}))
    unit = forms.ChoiceField(label=_("Department"))
    visit = forms.CharField(
        label=_("Number in the tracking system"),
        required=False,
        max_length=64,
        help_text=_("If there is one: what it tells of the visit then stands on the board too."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, units: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(units)


class TriageForm(ReadyForm):
    """The level of triage."""

    category = forms.TypedChoiceField(label=_("Triage level"), choices=LEVELS, coerce=int)
    field_order = ("category", "since")


class SeenForm(ReadyForm):
    """Which clinician sees the patient."""

    clinician = forms.CharField(label=_("Clinician"), max_length=120, required=False)
    field_order = ("clinician", "since")


class DecideForm(OfVersion):
    """To which unit somebody is admitted, if it is known."""

    goal = forms.ChoiceField(label=_("To which unit"), required=False)

    def __init__(self, data: Any, *, version: int, units: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, initial={"version": version})
        field = self.fields["goal"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("not known yet")), *units]
