"""Forms of the follow-up after discharge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.forms.incident import OfVersion
from wellrun.departments.quality.forms.risk import day_field, offer
from wellrun.departments.quality.models.followups import ANSWERS, ENDS
from wellrun.departments.quality.rules.readmissions.protocol import Answer, End
from wellrun.foundations.people.models import Person

WORDS = 500


class CapacityForm(forms.Form):
    """How many new patients a day the team can follow."""

    capacity = forms.IntegerField(label=_("New patients a day"), widget=forms.NumberInput({"min": 0}))
    since = day_field(label=_("From"))
    lead = forms.ModelChoiceField(Person.objects.none(), label=_("Who leads the team"))
    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, data: Any, *, people: Any, capacity: int | None, lead: Any) -> None:
        super().__init__(data, initial={"since": timezone.localdate(), "capacity": capacity, "lead": lead})
        offer(self, "lead", people)


class AnswerForm(OfVersion):
    """What came of a step."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("What came of it"),
        choices=[(key.value, word) for key, word in ANSWERS.items() if key is not Answer.UNDO],
    )
    words = forms.CharField(
        label=_("In words"),
        max_length=WORDS,
        required=False,
        help_text=_("Needed where it was declined or is not needed. It lies sealed."),
    )


class UndoForm(OfVersion):
    """An answer that was wrong."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(label=_("Why it is taken back"), max_length=WORDS)


class GiveForm(OfVersion):
    """Who follows the patient from now on."""

    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who"))

    def __init__(self, data: Any, *, people: Any, version: int) -> None:
        super().__init__(data, initial={"version": version})
        offer(self, "owner", people)


class EndForm(OfVersion):
    """Why the patient is no longer followed."""

    why = forms.ChoiceField(label=_("Why"), choices=[(key.value, word) for key, word in ENDS.items()])

    def clean_why(self) -> End:
        return End(self.cleaned_data["why"])
