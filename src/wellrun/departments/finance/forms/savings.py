"""Forms of savings: one is proposed on a line, and moved along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.rules.budgeting import whole_cents
from wellrun.departments.finance.rules.calendars import FiscalPeriod
from wellrun.departments.finance.rules.savings import Move
from wellrun.departments.finance.rules.spreading import spread


class ProposeForm(forms.Form):
    """A saving, where it must show, and how much of it in which periods."""

    title = forms.CharField(label=_("What is saved?"), max_length=200)
    how = forms.CharField(label=_("How does it come about?"), max_length=4000, widget=forms.Textarea({"rows": 3}))
    line = forms.ChoiceField(label=_("On which line of the ledger must it show?"))
    owner = forms.TypedChoiceField(label=_("Who sees to it?"), coerce=int)
    starts = forms.TypedChoiceField(label=_("From the period"), coerce=dt.date.fromisoformat)
    ends = forms.TypedChoiceField(label=_("to the period"), coerce=dt.date.fromisoformat)
    amount = forms.DecimalField(
        label=_("Amount over all these periods"),
        max_digits=14,
        decimal_places=2,
        min_value=0,
        help_text=_("It is spread over them by their days."),
    )

    def __init__(
        self,
        *given: Any,
        lines: Sequence[tuple[str, str]],
        owners: Sequence[tuple[int, str]],
        periods: Sequence[tuple[FiscalPeriod, str]],
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.periods = [period for period, _name in periods]
        days = [(period.start.isoformat(), name) for period, name in periods]
        for name, choices in (("line", lines), ("owner", owners), ("starts", days), ("ends", days)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """It does not end before it starts."""
        given: dict[str, Any] = self.cleaned_data
        if given.get("starts") and given.get("ends") and given["ends"] < given["starts"]:
            self.add_error("ends", _("It ends before it starts: choose a later period."))
        return given

    @property
    def months(self) -> dict[dt.date, int]:
        """Cents by period."""
        given = self.cleaned_data
        own = [one for one in self.periods if given["starts"] <= one.start <= given["ends"]]
        parts = spread(whole_cents(given["amount"]), [(one.end - one.start).days for one in own])
        return {one.start: cents for one, cents in zip(own, parts, strict=True)}


class MoveSavingForm(forms.Form):
    """A saving is moved along, or abandoned with a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    move = forms.TypedChoiceField(choices=[(one.value, "") for one in Move], coerce=Move, widget=forms.HiddenInput)
    why = forms.CharField(label=_("Why?"), max_length=2000, required=False)


class UndoSavingForm(forms.Form):
    """The last step is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
