"""Agreeing a phase, noting a day, setting a target, asking a question."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.engines import spc
from wellrun.foundations.catalogue.models import Note, Phase, Question
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.warehouse.measures.question import splits_of

DATE = forms.DateInput(attrs={"type": "date"})
RULE_TITLES = {
    "making_data_count": _("NHS Making Data Count"),
    "anhoej": _("Anhøj"),
    "western_electric": _("Western Electric"),
    "nelson": _("Nelson"),
}


class PhaseForm(forms.ModelForm[Phase]):
    """From which day a chart counts anew, and why."""

    class Meta:
        model = Phase
        fields = ("starts_on", "reason")
        widgets = {"starts_on": DATE}


class NoteForm(forms.ModelForm[Note]):
    """A word on a chart."""

    class Meta:
        model = Note
        fields = ("day", "words")
        widgets = {"day": DATE}


class SettingForm(forms.Form):
    """Target and signal rules here."""

    target = forms.FloatField(
        label=_("Target"), required=False, help_text=_("Empty: the target of the definition, if it has one.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    rules = forms.ChoiceField(label=_("Signal rules"), choices=[(name, RULE_TITLES[name]) for name in spc.RULE_SETS])


class QuestionForm(forms.ModelForm[Question]):
    """Measure, split and period."""

    measure = forms.ChoiceField(label=_("Measure"))
    split = forms.ChoiceField(label=_("Split by"))
    grain = forms.ChoiceField(label=_("By"), choices=[("day", _("day")), ("week", _("week")), ("month", _("month"))])

    class Meta:
        model = Question
        fields = ("measure", "split", "grain", "since", "until")
        widgets = {"since": DATE, "until": DATE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measure: Any = self.fields["measure"]
        measure.choices = [(key, m.title) for key, m in sorted(MEASURES.items(), key=lambda entry: entry[1].title)]
        chosen = MEASURES.get(self["measure"].value() or "")
        splits = [(name, SPLIT_TITLES.get(name, name)) for name in (splits_of(chosen) if chosen else SPLIT_TITLES)]
        split: Any = self.fields["split"]
        split.choices = splits

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if isinstance(since, dt.date) and isinstance(until, dt.date) and since >= until:
            self.add_error("until", _("The period ends before it begins. Choose a later day."))
        return given


SPLIT_TITLES = {
    "unit": _("unit"),
    "department": _("department"),
    "facility": _("facility"),
    "network": _("network"),
    "sex": _("sex"),
    "age_band": _("age band"),
    "language": _("language"),
    "ethnicity": _("ethnicity"),
    "payer": _("payer"),
    "weekday": _("day of the week"),
}


class SaveForm(forms.Form):
    """A name for a question, and whether others may see it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    shared = forms.BooleanField(label=_("Share with everyone who may see this place"), required=False)
