"""The form about a home's return."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.workforce.models import HomeNumber
from wellrun.foundations.organisation.models import Facility


class HomeNumberForm(forms.Form):
    """By which number the home submits."""

    number = forms.CharField(
        label=_("Facility ID at CMS"),
        help_text=_("As assigned for submissions, sixteen characters at most."),
        max_length=16,
    )

    def __init__(self, *given: Any, home: Facility, **more: Any) -> None:
        super().__init__(*given, **more)
        held = HomeNumber.objects.filter(facility=home).first()
        self.fields["number"].initial = held.number if held else ""
