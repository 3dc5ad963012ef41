"""Who sees to what holds patients."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.models.leaving import REASONS
from wellrun.foundations.people.models import Person


class SeeToForm(forms.Form):
    """The reason is that of the line on the board; the owner promises it for today."""

    reason = forms.ChoiceField(choices=list(REASONS.items()), widget=forms.HiddenInput)
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who sees to it"))

    def __init__(self, data: Any, *, people: Any, reason: str = "") -> None:
        super().__init__(data, initial={"reason": reason}, auto_id=f"see-to-{reason}-%s")
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
