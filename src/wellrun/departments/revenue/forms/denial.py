"""What is entered about a denial, and what part of the queue is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.denials import CATEGORIES, KINDS, STATES
from wellrun.departments.revenue.queries.denials import EVERY, NOBODY, WAITING, WORKED_ON, Wanted
from wellrun.departments.revenue.rules.appeal_days import LONGEST
from wellrun.foundations.followup.forms import PromiseForm
from wellrun.foundations.people.models import Person

WORDS = 2000
REASON = 400


class WantedForm(forms.Form):
    """Which denials the queue shows. Whatever is not one of the choices asks for everything."""

    state = forms.ChoiceField(label=_("State"), required=False)
    category = forms.ChoiceField(label=_("Denied for"), required=False)
    payer = forms.ChoiceField(label=_("Payer"), required=False)
    owner = forms.ChoiceField(label=_("Who"), required=False)
    code = forms.CharField(label=_("Service"), max_length=16, required=False)
    since = forms.DateField(
        label=_("Denied since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )

    def __init__(
        self, data: Any, *, payers: Iterable[tuple[str, str]], owners: Iterable[tuple[int, str]], **more: Any
    ) -> None:
        super().__init__(data, **more)
        every = ("", _("all"))
        states = [(state.value, words) for state, words in STATES.items()]
        self._offer("state", [("", _("worked on")), *states, (WAITING, _("won, not paid yet")), (EVERY, _("all"))])
        self._offer("category", [every, *CATEGORIES.items()])
        self._offer("payer", [every, *payers])
        self._offer("owner", [every, (NOBODY, _("nobody")), *((str(pk), name) for pk, name in owners)])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def wanted(self) -> Wanted:
        """What was asked for, as far as it can be understood."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**{"state": WORKED_ON, **given})

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return self.wanted != Wanted()


class OfVersion(forms.Form):
    """A step on what was read: the version goes with it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeForm(OfVersion):
    """Who works on it."""

    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who works on it"), empty_label=None)

    def __init__(self, *given: Any, people: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        owner: Any = self.fields["owner"]
        owner.queryset = people


class SortForm(OfVersion):
    """What it was denied for, in categories of ours."""

    category = forms.ChoiceField(label=_("What it was denied for"), choices=list(CATEGORIES.items()))


class LetterForm(forms.Form):
    """The grounds of an appeal, beside the facts that the letter has already."""

    words = forms.CharField(
        label=_("Why the claim should be paid"),
        help_text=_("Facts of this claim, as they should stand in the letter. No names: the letter leaves a line."),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )


class SentForm(OfVersion):
    """An appeal that has been sent."""

    on = forms.DateField(label=_("Sent on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(label=_("How, and under which number"), max_length=REASON, required=False)


class EndedForm(OfVersion):
    """What the payer answered."""

    won = forms.TypedChoiceField(
        label=_("The payer"),
        choices=[("yes", _("pays; the payment is waited for")), ("no", _("stays with its refusal"))],
        coerce=lambda value: value == "yes",
    )
    words = forms.CharField(label=_("What it wrote, and when"), max_length=REASON, required=False)


class ReasonForm(OfVersion):
    """Why something is given up or taken back."""

    why = forms.CharField(label=_("Why"), help_text=_("No names of patients."), max_length=REASON)


class NoteForm(forms.Form):
    """What was found out."""

    words = forms.CharField(label=_("What was found out"), max_length=WORDS, widget=forms.Textarea(attrs={"rows": 3}))


class TermsForm(OfVersion):
    """How long a payer leaves for an appeal."""

    kind = forms.ChoiceField(label=_("Kind of payer"), choices=list(KINDS.items()))
    days = forms.IntegerField(
        label=_("Days of its own"),
        help_text=_("Only where they were agreed otherwise."),
        min_value=1,
        max_value=LONGEST,
        required=False,
    )
    why = forms.CharField(
        label=_("By what"), help_text=_("As in: contract, section 9."), max_length=200, required=False
    )


class MendingForm(PromiseForm):
    """Who mends which source of denials, how, and by when."""

    category = forms.ChoiceField(label=_("Denied for"), required=False)
    payer = forms.ChoiceField(label=_("Payer"), required=False)
    field_order = ("category", "payer")

    def __init__(self, *args: Any, payers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[Any]] = {"category": [*CATEGORIES.items()], "payer": [*payers]}
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = [("", _("all")), *choices]
