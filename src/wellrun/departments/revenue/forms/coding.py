"""What a coder enters, and files of lists and edits that are sent in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.forms.charge import DAY, looked_up, split_codes
from wellrun.departments.revenue.models import ListFile, Payer
from wellrun.departments.revenue.models.coding import System
from wellrun.departments.revenue.queries.edits import CODE_KINDS
from wellrun.departments.revenue.rules.coding import Coding
from wellrun.departments.revenue.rules.grouping import Diagnosis
from wellrun.foundations.organisation.models import Facility

LARGEST = 192 * 1024 * 1024
"""Bytes: a quarter's file of pairs for practitioners has some 60 MB."""

EMPTY = ("", "–")
TYPES = (
    EMPTY,
    ("1", _("1 emergency")),
    ("2", _("2 urgent")),
    ("3", _("3 elective")),
    ("4", _("4 newborn")),
    ("5", _("5 trauma")),
    ("9", _("9 not known")),
)
SOURCES = (
    EMPTY,
    ("1", _("1 from home or work")),
    ("2", _("2 from a clinic or an office")),
    ("4", _("4 from another hospital")),
    ("5", _("5 from nursing care, or born here")),
    ("6", _("6 from another health care facility, or born elsewhere")),
    ("8", _("8 from court or custody")),
    ("9", _("9 not known")),
    ("D", _("D from another part of this hospital")),
    ("E", _("E from a surgical centre")),
    ("F", _("F from hospice")),
)
STATUSES = (
    EMPTY,
    ("01", _("01 home")),
    ("02", _("02 another hospital")),
    ("03", _("03 skilled nursing")),
    ("04", _("04 intermediate or residential care")),
    ("05", _("05 cancer centre or children’s hospital")),
    ("06", _("06 home with home health care")),
    ("07", _("07 left against advice")),
    ("20", _("20 died")),
    ("50", _("50 hospice at home")),
    ("51", _("51 hospice in a facility")),
    ("62", _("62 rehabilitation")),
    ("63", _("63 long-term care hospital")),
    ("65", _("65 psychiatric hospital")),
)


class CodingForm(forms.Form):
    """Diagnoses, procedures and what a claim says of admission and leaving."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    diagnoses = forms.CharField(
        label=_("Diagnoses"),
        max_length=600,
        help_text=_(
            "The principal one first, each with whether it was there on admission: I50.9:Y E11.9:N (Y N U W 1)."
        ),
        widget=forms.TextInput(attrs=looked_up(System.ICD10CM.value, "offered-diagnoses")),
    )
    procedures = forms.CharField(
        label=_("Procedures"),
        max_length=600,
        required=False,
        help_text=_("ICD-10-PCS, the principal one first, each with its day: 0SRD0J9:2026-01-10."),
        widget=forms.TextInput(attrs=looked_up(System.ICD10PCS.value, "offered-procedures")),
    )
    type = forms.ChoiceField(label=_("Type of admission"), choices=TYPES, required=False)
    source = forms.ChoiceField(label=_("Where from"), choices=SOURCES, required=False)
    status = forms.ChoiceField(label=_("Status on leaving"), choices=STATUSES, required=False)
    drg = forms.CharField(
        label=_("Another DRG"), max_length=3, required=False, help_text=_("Left empty, it is the proposed one.")
    )
    why = forms.CharField(label=_("Why another"), max_length=200, required=False)

    def clean_diagnoses(self) -> tuple[Diagnosis, ...]:
        pairs = [one.partition(":") for one in split_codes(self.cleaned_data["diagnoses"])]
        return tuple(Diagnosis(code, told) for code, _colon, told in pairs)

    def clean_procedures(self) -> tuple[tuple[str, dt.date], ...]:
        found = []
        for one in split_codes(self.cleaned_data["procedures"]):
            code, _colon, day = one.partition(":")
            try:
                found.append((code, dt.date.fromisoformat(day)))
            except ValueError:
                words = _now("%(code)s has no day. Enter it behind a colon, as 2026-01-10.") % {"code": code}
                raise forms.ValidationError(words) from None
        return tuple(found)

    @property
    def coding(self) -> Coding:
        held = self.cleaned_data
        admission = (held["type"], held["source"], held["status"])
        return Coding(held["diagnoses"], held["procedures"], admission, held["drg"].strip(), held["why"])


def entered(coding: Coding) -> dict[str, Any]:
    """A coding as the form shows it."""
    kind, source, status = coding.admission
    return {
        "diagnoses": " ".join(f"{code}:{told}" if told else code for code, told in coding.diagnoses),
        "procedures": " ".join(f"{code}:{on.isoformat()}" for code, on in coding.procedures),
        "type": kind,
        "source": source,
        "status": status,
    }


class ListFileForm(forms.Form):
    """A file of a public list; of codes, or of edits."""

    kind = forms.ChoiceField(label=_("What it is"), choices=[(one.value, one.label) for one in CODE_KINDS])
    since = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    sent = forms.FileField(label=_("File"))

    def clean_sent(self) -> Any:
        file = self.cleaned_data["sent"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 192 MB. Send it in parts."))
        return file


class EditFileForm(ListFileForm):
    """A file of edits, or of what a payer wants to authorise."""

    payer = forms.ModelChoiceField(
        Payer.objects.none(), label=_("Payer"), required=False, help_text=_("Of authorisations only.")
    )
    field_order = ("kind", "payer", "since", "sent")

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [(one.value, one.label) for one in ListFile.Kind if one not in CODE_KINDS]
        fields["payer"].queryset = Payer.objects.filter(facility__in=facilities).select_related("facility")
