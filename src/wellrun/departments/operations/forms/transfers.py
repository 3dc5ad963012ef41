"""Forms of transfers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.forms.beds import WHY, OfVersion
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.departments.operations.rules.transfers import NEEDS_WORDS, Direction, Move


class TransferForm(forms.Form):
    """A new transfer; only what its direction needs is asked."""

    elsewhere = forms.CharField(label=_("Other facility"), max_length=120)
    who = forms.CharField(label=_("Who"), max_length=120, help_text=_("It lies sealed."))
    unit = forms.ChoiceField(label=_("To which unit"))
    course = forms.ChoiceField(label=_("Who, by the bed"))
    need = forms.CharField(
        label=_("Why, and what is needed"),
        max_length=WHY,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("It lies sealed."),
    )

    def __init__(self, data: Any, *, direction: Direction, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        wanted, others = ("unit", ("course",)) if direction is Direction.IN else ("course", ("unit", "who"))
        field = self.fields[wanted]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)
        for name in others:
            del self.fields[name]


class TransferMoveForm(OfVersion):
    """What a move of a transfer needs: the bed, who it is, or why."""

    spot = forms.TypedChoiceField(label=_("Bed"), coerce=lambda text: Spot(*text.split("|", 1)))
    mrn = forms.CharField(
        label=_("Record number"),
        required=False,
        max_length=64,
        help_text=_("Of the patient as registered here; it can be left out, and told later by a message."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    words = forms.CharField(label=_("Why"), max_length=WHY, help_text=_("It lies sealed."))

    def __init__(self, data: Any, *, move: Move, coming: bool, version: int, beds: Any) -> None:
        super().__init__(data, initial={"version": version})
        field = self.fields["spot"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(beds)
        needed = {"spot": move is Move.ASSIGN, "mrn": coming and move is Move.ARRIVE, "words": move in NEEDS_WORDS}
        for name, wanted in needed.items():
            if not wanted:
                del self.fields[name]
