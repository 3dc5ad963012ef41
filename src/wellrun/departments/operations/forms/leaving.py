"""Forms of the discharge board."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SHOWS = {
    "": _("today and tomorrow"),
    "ready": _("who is ready"),
    "held": _("whom something holds"),
    "all": _("everybody"),
}


class NarrowForm(forms.Form):
    """Which patients the board shows."""

    ward = forms.ChoiceField(label=_("Ward"), required=False)
    only = forms.ChoiceField(label=_("Show"), required=False, choices=list(SHOWS.items()))

    def __init__(self, data: Any, *, wards: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["ward"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all wards")), *wards]


class ReadyForm(forms.Form):
    """Since when, if it was earlier than now."""

    since = forms.DateTimeField(
        label=_("Since"),
        required=False,
        help_text=_("Leave it empty for now."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
