"""Forms of complaints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.actions.complaints import Heard
from wellrun.departments.quality.forms.incident import LONG, MomentField, NamedChoice, OfVersion, words_of_report
from wellrun.departments.quality.forms.risk import day_field, offer
from wellrun.departments.quality.models import Incident
from wellrun.departments.quality.models.complaints import (
    CHANNELS,
    OUTCOMES,
    RECOVERIES,
    RELATIONS,
    SUBJECTS,
    choices_of,
)
from wellrun.departments.quality.rules.complaints import Channel
from wellrun.foundations.organisation.places import Level, Place
from wellrun.foundations.people.models import Person

PLACES = (Level.FACILITY, Level.UNIT)
NAME = 200


class TakeForm(forms.Form):
    """A complaint as it is taken: about what, in words; the rest has a default."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    subject = forms.ChoiceField(
        label=_("What is it about, above all?"), choices=choices_of(SUBJECTS), widget=forms.RadioSelect
    )
    what = forms.CharField(
        label=_("What happened, as they tell it?"),
        help_text=_("No names here: they have fields of their own, which only few may open."),
        max_length=LONG,
        widget=forms.Textarea({"rows": 4}),
    )
    wants = forms.CharField(
        label=_("What do they want?"),
        help_text=_("An apology, an explanation, that it does not happen again, money."),
        required=False,
        max_length=LONG,
        widget=forms.Textarea({"rows": 2}),
    )
    where = forms.ChoiceField(label=_("Which unit is it about?"))
    channel = forms.ChoiceField(label=_("How did it come?"), choices=choices_of(CHANNELS))
    received_at = MomentField(label=_("When did it come?"))
    relation = forms.ChoiceField(label=_("Who complains?"), choices=choices_of(RELATIONS))
    complainant = forms.CharField(label=_("Their name"), required=False, max_length=NAME)
    reach = forms.CharField(
        label=_("How to reach them"), help_text=_("Telephone, e-mail or address."), required=False, max_length=NAME
    )
    harmed = forms.BooleanField(label=_("They say that somebody was harmed"), required=False)

    def __init__(self, *given: Any, places: Iterable[Place], here: Place, **more: Any) -> None:
        super().__init__(*given, **more)
        choices = [(place.code, place.name) for place in places if place.level in PLACES]
        field = self.fields["where"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        codes = [code for code, _name in choices]
        field.initial = here.code if here.code in codes else next(iter(codes), "")
        self.fields["received_at"].initial = timezone.localtime().replace(second=0, microsecond=0)
        self.fields["key"].initial = uuid4()

    @property
    def heard(self) -> Heard:
        """What was told."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "where", "channel")}
        return Heard(channel=Channel(self.cleaned_data["channel"]), **given)

    @property
    def rest(self) -> list[Any]:
        """The fields after what it is about, but for the last, which is a box to tick."""
        names = ("what", "wants", "where", "channel", "received_at", "relation", "complainant", "reach")
        return [self[name] for name in names]


class AcknowledgeForm(OfVersion):
    """How the complainant was told that it has arrived."""

    words = forms.CharField(
        label=_("How they were told"),
        help_text=_("As in: called, and said who looks into it and by when."),
        max_length=500,
        required=False,
    )


class SettleForm(OfVersion):
    """What was done at once."""

    done = forms.CharField(
        label=_("What was done at once"),
        help_text=_("For what was said, not written, and is put right to their content by those present."),
        max_length=LONG,
        widget=forms.Textarea({"rows": 2}),
    )


class HandlerForm(OfVersion):
    """Who looks into it."""

    handler = forms.ModelChoiceField(Person.objects.none(), label=_("Who looks into it"))

    def __init__(self, *given: Any, people: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "handler", people)


class ExtendForm(OfVersion):
    """By which later day, and why."""

    agreed = day_field(label=_("By which day"))
    why = forms.CharField(label=_("Why, and how they were told"), max_length=500, widget=forms.Textarea({"rows": 2}))


class WrittenAnswerForm(OfVersion):
    """The answer and whom its reader may ask."""

    outcome = forms.ChoiceField(label=_("What was found"), choices=choices_of(OUTCOMES))
    answer = forms.CharField(
        label=_("The answer, as they read it"),
        help_text=_("What was looked into and how, what was found, what is done about it, and when it was finished."),
        max_length=2 * LONG,
        widget=forms.Textarea({"rows": 6}),
    )
    contact = forms.ModelChoiceField(Person.objects.none(), label=_("Whom they may ask"))

    def __init__(self, *given: Any, people: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "contact", people)


class LearnedForm(OfVersion):
    """What was learned."""

    learned = forms.CharField(
        label=_("What was learned, and what is different now"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea({"rows": 3}),
    )


class RecoverForm(forms.Form):
    """What was done for the person."""

    kind = forms.ChoiceField(label=_("What was done for them"), choices=choices_of(RECOVERIES))
    words = forms.CharField(label=_("In words"), required=False, max_length=500)


class TieForm(OfVersion):
    """A report that tells of the same event."""

    incident = NamedChoice(Incident.objects.none(), label=_("Report of the same event"), words=words_of_report)

    def __init__(self, *given: Any, reports: list[Incident], **more: Any) -> None:
        super().__init__(*given, **more)
        rows = Incident.objects.filter(pk__in=[one.pk for one in reports]).select_related("facility")
        offer(self, "incident", rows)
