"""Forms of the risk register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.actions.risk_links import name_of_link
from wellrun.departments.quality.actions.risks import Wording
from wellrun.departments.quality.forms.incident import NamedChoice, OfVersion, words_of_report
from wellrun.departments.quality.models import Control, Incident, Link, Risk
from wellrun.departments.quality.models.risks import (
    CONSEQUENCES,
    CONTROL_KINDS,
    LIKELIHOODS,
    RISK_KINDS,
    STAGES,
    WORKS,
)
from wellrun.departments.quality.rules.risks import STEPS, Rated, Stage, Works
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Level, Place
from wellrun.foundations.people.models import Person

WORDS = 300
REASON = 500


def day_field(**more: Any) -> forms.DateField:
    """A day, chosen from the browser's calendar."""
    return forms.DateField(widget=forms.DateInput({"type": "date"}), **more)


def step_field(words: dict[int, Any], **more: Any) -> forms.TypedChoiceField:
    """A step of the matrix, with what it means."""
    return forms.TypedChoiceField(choices=[(step, f"{step} · {words[step]}") for step in STEPS], coerce=int, **more)


class WordingForm(forms.Form):
    """A risk in words: because of what, what may happen, what that would lead to."""

    kind = forms.ChoiceField(label=_("What it touches"), choices=list(RISK_KINDS.items()))
    cause = forms.CharField(
        label=_("Because …"),
        help_text=_("The cause, as in: cables of bed alarms are too short."),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 2}),
    )
    event = forms.CharField(
        label=_("… this may happen"),
        help_text=_("The event, as in: an unplugged alarm that nobody notices."),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 2}),
    )
    effect = forms.CharField(
        label=_("… which would lead to"),
        help_text=_("The effect, as in: a fall with serious harm. No names."),
        max_length=WORDS,
        widget=forms.Textarea({"rows": 2}),
    )
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who owns it"))

    def __init__(self, *given: Any, people: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer(self, "owner", people)

    @property
    def wording(self) -> Wording:
        """What was written."""
        return Wording(**{name: self.cleaned_data[name] for name in ("kind", "cause", "event", "effect", "owner")})


class RiskForm(WordingForm):
    """A new risk: where, in words, and rated without controls, now, and as it should become."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    where = forms.ChoiceField(label=_("Where"))
    inherent_likelihood = step_field(LIKELIHOODS, label=_("Likelihood"), initial=3)
    inherent_consequence = step_field(CONSEQUENCES, label=_("Consequence"), initial=3)
    residual_likelihood = step_field(LIKELIHOODS, label=_("Likelihood"), initial=3)
    residual_consequence = step_field(CONSEQUENCES, label=_("Consequence"), initial=3)
    target_likelihood = step_field(LIKELIHOODS, label=_("Likelihood"), initial=2)
    target_consequence = step_field(CONSEQUENCES, label=_("Consequence"), initial=3)

    def __init__(self, *given: Any, places: Iterable[Place], place: Place, **more: Any) -> None:
        super().__init__(*given, **more)
        choices = [(one.code, one.name) for one in places if one.level is not Level.NETWORK]
        field = self.fields["where"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        codes = [code for code, _name in choices]
        field.initial = place.code if place.code in codes else next(iter(codes), "")
        self.fields["key"].initial = uuid4()

    @property
    def in_words(self) -> list[Any]:
        """The fields that say it in words, for the page."""
        return [self[name] for name in ("where", "kind", "cause", "event", "effect", "owner")]

    @property
    def stages(self) -> list[tuple[Any, Any, Any]]:
        """Each stage with its two fields, for the page."""
        return [(STAGES[one], self[f"{one.value}_likelihood"], self[f"{one.value}_consequence"]) for one in Stage]

    @property
    def ratings(self) -> dict[Stage, Rated]:
        """What was chosen for each stage."""
        given = self.cleaned_data
        return {one: Rated(given[f"{one.value}_likelihood"], given[f"{one.value}_consequence"]) for one in Stage}


class AmendForm(OfVersion, WordingForm):
    """The same risk, said better or given to somebody else."""

    def __init__(self, data: Any, *, risk: Risk, people: Any) -> None:
        words = {name: getattr(risk, name) for name in ("kind", "cause", "event", "effect", "version")}
        super().__init__(data, people=people, initial={**words, "owner": risk.owner_id})


class RateForm(OfVersion):
    """One rating anew."""

    stage = forms.ChoiceField(label=_("Which"), choices=[(key.value, word) for key, word in STAGES.items()])
    likelihood = step_field(LIKELIHOODS, label=_("Likelihood"))
    consequence = step_field(CONSEQUENCES, label=_("Consequence"))
    why = forms.CharField(label=_("What has changed"), max_length=REASON, required=False)


class ControlForm(forms.Form):
    """Something that keeps the risk down."""

    words = forms.CharField(label=_("What is done"), max_length=WORDS)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(key.value, word) for key, word in CONTROL_KINDS.items()])


class ControlTestForm(forms.Form):
    """How well a control was found to work."""

    control = NamedChoice(Control.objects.none(), label=_("Control"), words=lambda one: str(one.words))
    works = forms.ChoiceField(
        label=_("How well"), choices=[(key.value, word) for key, word in WORKS.items() if key is not Works.UNTESTED]
    )
    tested_on = day_field(label=_("Tested on"))

    def __init__(self, data: Any, *, risk: Risk) -> None:
        super().__init__(data, initial={"tested_on": timezone.localdate()})
        offer(self, "control", risk.controls.filter(withdrawn_at=None))


class WithdrawControlForm(forms.Form):
    """A control that is not there, or never was."""

    control = NamedChoice(Control.objects.none(), label=_("Control"), words=lambda one: str(one.words))
    why = forms.CharField(label=_("Why"), max_length=REASON)

    def __init__(self, data: Any, *, risk: Risk) -> None:
        super().__init__(data)
        offer(self, "control", risk.controls.filter(withdrawn_at=None))


class UnlinkForm(forms.Form):
    """A link that does not belong."""

    link = NamedChoice(Link.objects.none(), label=_("Link"), words=name_of_link)
    why = forms.CharField(label=_("Why"), max_length=REASON)

    def __init__(self, data: Any, *, links: Any) -> None:
        super().__init__(data)
        offer(self, "link", links)


class ReviewForm(OfVersion):
    """That it was looked at."""

    words = forms.CharField(label=_("What was seen"), max_length=REASON, required=False)
    review_on = day_field(
        label=_("Next review"),
        required=False,
        help_text=_("Empty: after a month if extreme, 3 if high, 6 if moderate, 12 if low."),
    )


class AcceptForm(OfVersion):
    """Why it is borne, and until when."""

    why = forms.CharField(label=_("Why it is borne"), max_length=REASON, required=False)
    until = day_field(label=_("Until"), required=False, help_text=_("Needed above appetite; twelve months at most."))


class LinkReportForm(forms.Form):
    """A report that bears on it."""

    incident = NamedChoice(Incident.objects.none(), label=_("Report"), words=words_of_report)

    def __init__(self, data: Any, *, reports: Any) -> None:
        super().__init__(data)
        offer(self, "incident", reports)


class LinkMeasureForm(forms.Form):
    """A measure that shows it."""

    measure = forms.ChoiceField(label=_("Measure"))

    def __init__(self, data: Any, *, measures: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = measures


class LinkActionForm(forms.Form):
    """A promise that is there already."""

    action = forms.ModelChoiceField(Action.objects.none(), label=_("Promise"))

    def __init__(self, data: Any, *, promises: Any) -> None:
        super().__init__(data)
        offer(self, "action", promises)


class PromiseForm(forms.Form):
    """Something that will bring it down."""

    title = forms.CharField(label=_("What will be done"), max_length=200)
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who"))
    due_on = day_field(label=_("By"))

    def __init__(self, data: Any, *, people: Any) -> None:
        super().__init__(data)
        offer(self, "owner", people)


def offer(form: forms.Form, name: str, rows: Any) -> None:
    """What a field of a form may be chosen from."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
