"""Forms for records that may be one patient's."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.forms.beds import WHY


class NumbersForm(forms.Form):
    """Two record numbers. They are sent, never put into an address."""

    first = forms.CharField(label=_("Record number"), max_length=64)
    second = forms.CharField(label=_("Other record number"), max_length=64)


class PairForm(forms.Form):
    """Two records by their keys; the first one is kept."""

    kept = forms.UUIDField(widget=forms.HiddenInput)
    gone = forms.UUIDField(widget=forms.HiddenInput)


class MergeForm(PairForm):
    """Why two records are one patient's."""

    why = forms.CharField(label=_("What shows that they are one patient’s"), max_length=WHY)


class PartForm(forms.Form):
    """Why two records are parted again."""

    why = forms.CharField(label=_("Why they are parted again"), max_length=WHY)
