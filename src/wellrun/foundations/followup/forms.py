"""Promising and closing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.followup.models import Action
from wellrun.foundations.followup.queries import owners_for
from wellrun.foundations.organisation.places import Place
from wellrun.foundations.people.models import Person


class PromiseForm(forms.Form):
    """Who does what by when."""

    title = forms.CharField(label=_("What will be done"), max_length=200)
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who"))
    due_on = forms.DateField(label=_("By"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, place: Place, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = owners_for(place)
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()
        self.fields["due_on"].initial = today + dt.timedelta(days=7)


class ChangeForm(forms.Form):
    """Closing with evidence, or giving up with a reason."""

    wanted = forms.ChoiceField(label=_("It is"), choices=Action.Status.choices)
    evidence = forms.CharField(label=_("Evidence"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class CommentForm(forms.Form):
    """A word."""

    words = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 2}))
