"""What the pages of rosters take in."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.workforce.models.posts import StaffGroup
from wellrun.departments.workforce.rules.plan import Cell
from wellrun.departments.workforce.rules.supposing import PATTERNS, Kind, Supposed

MOST_CELLS = 4000
"""Cells in one change: a hundred people on forty days."""


class RosterForm(forms.Form):
    """Weeks to plan together."""

    first = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=92, initial=28)
    publish_by = forms.DateField(
        label=_("Publish by"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Many agreements ask for four weeks before the first day."),
    )


class MorePeopleForm(forms.Form):
    """People to suppose."""

    kind = forms.ChoiceField(
        label=_("Suppose"),
        choices=[(Kind.STAFF.value, _("more staff of this unit")), (Kind.POOL.value, _("a pool to call on"))],
    )
    people = forms.IntegerField(label=_("How many"), initial=1)
    skill = forms.ChoiceField(label=_("Who"))
    hours = forms.IntegerField(
        label=_("Hours a week each"),
        initial=36,
        help_text=_("A pool is paid by the shift and owes no hours; for it this limits nothing."),
    )

    def __init__(self, *given: Any, groups: tuple[str, ...], **named: Any) -> None:
        super().__init__(*given, **named)
        choices = [(group, StaffGroup(group).label) for group in groups]
        self.fields["skill"].choices = choices  # type: ignore[attr-defined]

    def supposed(self) -> Supposed:
        """What was asked."""
        return Supposed(**{**self.cleaned_data, "kind": Kind(self.cleaned_data["kind"])})


class PatternForm(forms.Form):
    """A pattern of shifts to suppose."""

    pattern = forms.ChoiceField(
        label=_("Shifts of"), choices=[(key, _("%(hours)s hours") % {"hours": key}) for key in PATTERNS]
    )

    def supposed(self) -> Supposed:
        """What was asked."""
        return Supposed(Kind.PATTERN, pattern=self.cleaned_data["pattern"])


class CellsForm(forms.Form):
    """Cells as the grid sends them, [[person, day, duty or null], …], and the version they were seen in."""

    version = forms.IntegerField(min_value=0)
    cells = forms.CharField(max_length=400_000)

    def clean_cells(self) -> tuple[Cell, ...]:
        """The cells, or a fault: nothing else gets past this point."""
        try:
            given = json.loads(self.cleaned_data["cells"])
            found = tuple(_cell(entry) for entry in given)
        except (TypeError, ValueError, KeyError) as wrong:
            raise forms.ValidationError(_("These are no cells.")) from wrong
        if len(found) > MOST_CELLS:
            raise forms.ValidationError(_("These are too many cells at once."))
        return found


def _cell(entry: Any) -> Cell:
    person, day, duty = entry
    if type(person) is not int or type(day) is not int or not (duty is None or isinstance(duty, str)):
        raise ValueError(entry)
    return Cell(person, day, duty)
