"""Forms of the outlook: what is supposed, a version that is kept, and what is known to be paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.rules.budgeting import whole_cents
from wellrun.departments.finance.rules.outlook.scenarios import LIMITS, Scenario

NAMES = {
    "volume": _("Work from now on, per cent more or less"),
    "rate": _("Prices and wages from now on, per cent more or less"),
    "agency": _("Agency’s share of hours from now on, per cent"),
}


class Slider(forms.NumberInput):
    """A figure that is slid between its ends."""

    input_type = "range"


class ScenarioForm(forms.Form):
    """What is supposed of the rest of the year. Without the agency's share known there is nothing to slide."""

    def __init__(self, told: Mapping[str, str] | None = None, *, agency: float | None = None) -> None:
        self.now = None if agency is None else round(100 * agency, 1)
        # What is not supposed stands as it is.
        super().__init__({"volume": "0", "rate": "0", "agency": self.now or 0.0, **told} if told else None)
        for name, (low, high) in LIMITS.items():
            if name == "agency" and self.now is None:
                continue
            start = self.now if name == "agency" else 0
            attributes = {"step": "0.5", "min": f"{low:g}", "max": f"{high:g}"}
            self.fields[name] = forms.FloatField(
                label=NAMES[name],
                min_value=low,
                max_value=high,
                required=False,
                initial=start,
                widget=Slider(attributes),
            )

    @property
    def scenario(self) -> Scenario:
        """What was asked for; nothing where it cannot be read. A share that is left as it is supposes nothing."""
        if not self.is_bound or not self.is_valid():
            return Scenario()
        given = self.cleaned_data
        agency = given.get("agency")
        # A slider stands on halves of a per cent: what is nearest to the present share is the present share.
        same = agency is None or self.now is None or abs(agency - self.now) < 0.26
        return Scenario(given.get("volume") or 0.0, given.get("rate") or 0.0, None if same else agency)


class KeepForm(forms.Form):
    """An outlook is kept as a forecast version of the budget."""

    title = forms.CharField(label=_("Name of the version"), max_length=120)


class CommitmentForm(forms.Form):
    """What a line is known to come to in a period ahead."""

    title = forms.CharField(label=_("What is known to be paid?"), max_length=200)
    month = forms.TypedChoiceField(label=_("In the period from"), coerce=dt.date.fromisoformat)
    amount = forms.DecimalField(label=_("Amount"), max_digits=14, decimal_places=2, min_value=0)
    extra = forms.BooleanField(
        label=_("It comes on top of what the line usually has"),
        required=False,
        initial=True,
        help_text=_("Otherwise the line comes to no less than this."),
    )

    def __init__(self, *given: Any, months: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*given, **{"auto_id": "commitment_%s", **more})
        field = self.fields["month"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(months)

    @property
    def said(self) -> dict[str, Any]:
        """What the action is told."""
        given = dict(self.cleaned_data)
        amount = given.pop("amount")
        return {**given, "cents": whole_cents(amount)}


class WithdrawForm(forms.Form):
    """Something is not going to be paid after all."""

    why = forms.CharField(label=_("Why is it withdrawn?"), max_length=2000)
