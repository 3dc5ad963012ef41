"""Forms of theatres."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.forms.beds import WHY, MinuteForm, OfVersion
from wellrun.departments.operations.models.theatre import NAME, REASONS, WEEKDAYS
from wellrun.departments.operations.rules.theatre.cases import SETS, Move

MINUTE = {"type": "datetime-local"}
MINUTE_FORMAT = "%Y-%m-%dT%H:%M"
ROOMS = "theatre-rooms"


class PlanForm(forms.Form):
    """A case that is put on a list by hand."""

    room = forms.CharField(label=_("Theatre"), max_length=NAME)
    service = forms.CharField(label=_("Service"), max_length=NAME)
    starts = forms.DateTimeField(label=_("Planned from"), widget=forms.DateTimeInput(MINUTE, format=MINUTE_FORMAT))
    ends = forms.DateTimeField(label=_("Planned to"), widget=forms.DateTimeInput(MINUTE, format=MINUTE_FORMAT))
    surgeon = forms.CharField(label=_("Surgeon"), max_length=120, required=False)
    procedure = forms.CharField(label=_("Procedure"), max_length=WHY, required=False, help_text=_("It lies sealed."))
    mrn = forms.CharField(
        label=_("Record number"),
        required=False,
        max_length=64,
        help_text=_("Of the patient as registered here; it can be left out."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    urgent = forms.BooleanField(label=_("Urgent: it stood on no list"), required=False)


class TheatreMoveForm(MinuteForm, OfVersion):
    """What a move of a case needs: when it happened, why, or where to."""

    reason = forms.ChoiceField(
        label=_("Why"), choices=[("", ""), *((key.value, words) for key, words in REASONS.items())]
    )
    room = forms.ChoiceField(label=_("Theatre"))
    words = forms.CharField(label=_("In words"), max_length=WHY, required=False, help_text=_("It lies sealed."))

    def __init__(self, data: Any, *, move: Move, version: int, rooms: Iterable[str]) -> None:
        super().__init__(data, initial={"version": version})
        field = self.fields["room"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(room, room) for room in rooms]
        needed = {
            "minute": move in SETS,
            "reason": move is Move.CANCEL,
            "room": move is Move.CHANGE_ROOM,
            "words": move in (Move.CANCEL, Move.CHANGE_ROOM, Move.TAKE_BACK),
        }
        for name, wanted in needed.items():
            if not wanted:
                del self.fields[name]


class BlockForm(forms.Form):
    """A block that a service is given."""

    room = forms.CharField(label=_("Theatre"), max_length=NAME)
    service = forms.CharField(label=_("Service"), max_length=NAME)
    owner = forms.CharField(label=_("Who answers for it"), max_length=120, required=False)
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=list(enumerate(WEEKDAYS)), coerce=int)
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    release_days = forms.IntegerField(
        label=_("Released so many days ahead if nothing stands in it"), min_value=0, max_value=60, initial=3
    )
    since = forms.DateField(label=_("Since"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class BlockDayForm(forms.Form):
    """A day of a block: the one it is released on, or its last."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
