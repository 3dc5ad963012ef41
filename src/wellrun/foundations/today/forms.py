"""Judging a signal not to be a concern, and writing down a decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.organisation.places import Place
from wellrun.foundations.people.models import Person


class DismissForm(forms.Form):
    """A reason and an end; silence is never the default."""

    reason = forms.CharField(label=_("It is not a concern, because"), widget=forms.Textarea(attrs={"rows": 3}))
    until = forms.DateField(label=_("Look again on"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = today + dt.timedelta(days=14)


class DecisionForm(forms.Form):
    """What was decided; with an owner and a day it also becomes an action."""

    words = forms.CharField(label=_("Decision"), widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who"), required=False)
    due_on = forms.DateField(label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(active=True)
        owner: Any = self.fields["owner"]
        owner.queryset = people.filter(facility__code=place.facility) if place.facility else people

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("owner")) != bool(given.get("due_on")):
            missing = "due_on" if given.get("owner") else "owner"
            self.add_error(missing, _("An action needs both a person and a day. Give this one too, or leave both out."))
        return given
