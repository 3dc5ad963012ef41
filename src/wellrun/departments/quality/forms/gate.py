"""Forms of phases, causes, the control plan and savings of a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.forms.incident import LONG
from wellrun.departments.quality.forms.project import MeasureForm, offer
from wellrun.departments.quality.models.incidents import AREAS
from wellrun.departments.quality.models.project_gates import DECISIONS, RHYTHMS, SAVING_KINDS
from wellrun.departments.quality.rules.savings import Decision
from wellrun.foundations.people.models import Person


class GateForm(forms.Form):
    """What a phase has found."""

    phase = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(label=_("What it has found"), max_length=LONG, widget=forms.Textarea({"rows": 2}))


class CauseForm(forms.Form):
    """A cause."""

    area = forms.ChoiceField(label=_("Where it lies"), choices=[(key.value, word) for key, word in AREAS.items()])
    words = forms.CharField(label=_("Cause"), max_length=200)


class ControlLineForm(MeasureForm):
    """Who watches what when the project is over."""

    trigger = forms.CharField(
        label=_("Acts when"), max_length=200, help_text=_("As in: a point beyond the limits, or six in a row above.")
    )
    reaction = forms.CharField(label=_("What is done then"), max_length=300)
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who watches"))

    def __init__(self, data: Any, *, people: Any) -> None:
        super().__init__(data)
        offer(self, "owner", people)


class SavingForm(forms.Form):
    """What the project saves."""

    amount = forms.DecimalField(label=_("Amount"), max_digits=14, decimal_places=2)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(key.value, word) for key, word in SAVING_KINDS.items()])
    rhythm = forms.ChoiceField(label=_("How often"), choices=[(key.value, word) for key, word in RHYTHMS.items()])
    line = forms.CharField(
        label=_("Line of the accounts"), max_length=120, help_text=_("Where it must show, as in: 6100 agency nurses.")
    )


class DecisionForm(forms.Form):
    """What finance says of a saving."""

    saving = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("It is"),
        choices=[(key.value, word) for key, word in DECISIONS.items() if key is not Decision.WAITING],
    )
    why = forms.CharField(label=_("Why"), max_length=300, required=False)
