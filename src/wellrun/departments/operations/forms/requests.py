"""Forms of requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.forms.beds import WHY, OfVersion
from wellrun.departments.operations.models.requests import KINDS, TAG, URGENCIES
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.departments.operations.rules.requests import NEEDS_WORDS, Kind, Move, Urgency
from wellrun.foundations.people.models import Person

Spots = Iterable[tuple[str, Iterable[tuple[str, str]]]]
NEEDS = {
    Kind.CLEANING: _("What is to be cleaned"),
    Kind.PORTER: _("What or who is carried, and what is needed for it"),
    Kind.FACILITY: _("What is wrong"),
    Kind.EQUIPMENT: _("What is wrong"),
}
ONLY = {"": _("everything"), "mine": _("what I see to"), "free": _("what nobody has taken"), "late": _("what is late")}


def _spot(text: str) -> Spot:
    unit, _bar, bed = text.partition("|")
    return Spot(unit, bed)


class AskForm(forms.Form):
    """A new request of one kind; only what the kind needs is asked."""

    spot = forms.TypedChoiceField(label=_("Where"), coerce=_spot)
    room = forms.CharField(label=_("Room or corner"), required=False, max_length=80)
    to = forms.TypedChoiceField(label=_("Where to"), required=False, coerce=_spot)
    to_room = forms.CharField(
        label=_("Where to, if it is not in the list"),
        required=False,
        max_length=80,
        help_text=_("Such as radiology, or the main door."),
    )
    asset = forms.CharField(
        label=_("Number on the label"),
        required=False,
        max_length=40,
        validators=[TAG],
        help_text=_("Such as PUMP-0412."),
    )
    what = forms.CharField(
        max_length=WHY,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Whoever works here can read it: name no patient. It lies sealed."),
    )
    urgency = forms.TypedChoiceField(
        label=_("How soon"),
        choices=[(key.value, words) for key, words in URGENCIES.items()],
        coerce=Urgency,
        initial=Urgency.SOON.value,
    )
    visit = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, kind: Kind, spots: Spots, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        groups = list(spots)
        for name, first in (("spot", []), ("to", [("", "")])):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [*first, *groups]
        self.fields["what"].label = NEEDS[kind]
        for name in [
            *(("to", "to_room", "visit") if kind is not Kind.PORTER else ()),
            *(("asset",) if kind is not Kind.EQUIPMENT else ()),
        ]:
            del self.fields[name]


class MoveForm(OfVersion):
    """What is said with a move: why, or what is to be known; and to whom it is given."""

    given_to = forms.ModelChoiceField(Person.objects.none(), label=_("Who"), required=False)
    words = forms.CharField(label=_("In words"), max_length=WHY, help_text=_("It lies sealed."))

    def __init__(self, data: Any, *, move: Move, version: int, people: Any) -> None:
        super().__init__(data, initial={"version": version})
        self.fields["words"].required = move in NEEDS_WORDS
        if move is Move.REASSIGN:
            field = self.fields["given_to"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset, field.required = people, True
        else:
            del self.fields["given_to"]
        if move not in NEEDS_WORDS and move is not Move.REASSIGN:
            del self.fields["words"]


class NarrowRequestsForm(forms.Form):
    """Which requests the board shows."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("all kinds")), *((key.value, words) for key, words in KINDS.items())],
    )
    only = forms.ChoiceField(label=_("Show"), required=False, choices=list(ONLY.items()))
