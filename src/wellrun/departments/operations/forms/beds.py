"""Forms of the bed board. Nothing here decides: actions do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.models.leaving import REASONS
from wellrun.departments.operations.rules.house.events import Spot, Word
from wellrun.foundations.people.models import Person

WHY = 300
SAYING = {
    Word.CLEANING: _("is being cleaned"),
    Word.CLEAN: _("is clean"),
    Word.DIRTY: _("needs cleaning"),
    Word.OPEN: _("is open"),
    Word.CLOSE: _("is closed: nobody to staff it"),
    Word.BLOCK: _("is blocked: something is wrong with it"),
    Word.ISOLATE: _("is for isolation"),
    Word.UNISOLATE: _("is no longer for isolation"),
    Word.RELEASE: _("is held for nobody"),
}
PLAIN = {
    "plan-leaving": _("The discharge is planned"),
    "leave-of-absence": _("Has gone on leave; the bed is kept"),
    "back": _("Is back from leave"),
}


class MinuteForm(forms.Form):
    """Another minute than now."""

    minute = forms.DateTimeField(
        label=_("As of"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class FindForm(forms.Form):
    """Who or what is looked for. It is sent, never put into an address."""

    find = forms.CharField(
        label=_("Find"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


class OfVersion(forms.Form):
    """A decision on what was read: the version goes with it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(OfVersion):
    """To which bed."""

    spot = forms.TypedChoiceField(label=_("To"), coerce=lambda text: Spot(*text.split("|", 1)))

    def __init__(
        self, data: Any, *, version: int, beds: Iterable[tuple[str, Iterable[tuple[str, str]]]], to: str = ""
    ) -> None:
        super().__init__(data, initial={"version": version, "spot": to})
        field = self.fields["spot"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(beds)


class SwapForm(OfVersion):
    """With whom, by the bed."""

    other = forms.ChoiceField(label=_("Change beds with"))

    def __init__(self, data: Any, *, version: int, others: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, initial={"version": version})
        field = self.fields["other"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(others)


class DischargeForm(OfVersion):
    """Nothing but the version."""


class ExpectForm(OfVersion):
    """The day of leaving."""

    day = forms.DateField(label=_("Expected to leave on"), widget=forms.DateInput({"type": "date"}))


class TellForm(OfVersion):
    """What else happens to somebody who is here."""

    what = forms.ChoiceField(label=_("What"), choices=list(PLAIN.items()))


class BarrierForm(forms.Form):
    """What holds somebody, and who sees to it."""

    reason = forms.ChoiceField(label=_("What holds them"), choices=list(REASONS.items()))
    words = forms.CharField(label=_("In words"), required=False, max_length=WHY, help_text=_("It lies sealed."))
    owner = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who sees to it"),
        required=False,
        help_text=_("It is promised for today, and stands with the other promises."),
    )

    def __init__(self, data: Any, *, people: Any) -> None:
        super().__init__(data)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class SayForm(OfVersion):
    """How a bed is."""

    word = forms.TypedChoiceField(label=_("The bed"), choices=[(k.value, v) for k, v in SAYING.items()], coerce=Word)
    why = forms.CharField(
        label=_("Why"), required=False, max_length=WHY, help_text=_("Needed for closing, blocking and isolation.")
    )


class HoldForm(OfVersion):
    """For whom a bed is held."""

    held = forms.ChoiceField(label=_("Hold it for"))

    def __init__(self, data: Any, *, version: int, others: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, initial={"version": version})
        field = self.fields["held"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(others)


class AdmitForm(forms.Form):
    """Who is admitted to a bed: somebody of the registry, by record number."""

    mrn = forms.CharField(label=_("Record number"), max_length=64, widget=forms.TextInput({"autocomplete": "off"}))
    expected = forms.DateField(
        label=_("Expected to leave on"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def clean_expected(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["expected"]
        return day


class UndoForm(forms.Form):
    """Why something is taken back."""

    why = forms.CharField(label=_("Why it is taken back"), max_length=WHY)


class AnswerForm(forms.Form):
    """Why a contradiction is right as it is."""

    words = forms.CharField(label=_("Why it is right as it is"), max_length=WHY, help_text=_("It lies sealed."))
