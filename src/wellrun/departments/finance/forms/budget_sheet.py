"""The grid of a cost centre as a form: what was typed over what was shown, line by line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _

from wellrun.departments.finance.actions.budget_lines import Change
from wellrun.departments.finance.models import BudgetLine
from wellrun.departments.finance.rules.budgeting import FACTORS, Driver, Typed, whole_cents
from wellrun.departments.finance.words.budgets import FACTOR_NAMES


def _box(label: str, **more: str) -> forms.TextInput:
    return forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "aria-label": label, **more})


class SheetForm(forms.Form):
    """Of each line: hidden its version and what was shown, and boxes for what may be typed over."""

    def __init__(self, lines: Sequence[BudgetLine], periods: Sequence[Any], *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"auto_id": "box-%s", **more})
        self.lines, self.periods = lines, periods
        self.told: dict[str, Any] = {}
        for line in lines:
            self._line(line)

    def _line(self, line: BudgetLine) -> None:
        pk = line.pk
        self.fields[f"v-{pk}"] = forms.IntegerField(widget=forms.HiddenInput, initial=line.version)
        self.fields[f"w-{pk}"] = forms.CharField(widget=forms.HiddenInput, initial=shown_of(line))
        for name, value in _cells(line).items():
            part, places = name.split("-")[0], 4 if name.startswith("f-") else 2
            label = f"{line.name}, {self._called(name)}"
            self.fields[name] = forms.DecimalField(
                initial=value, max_digits=18, decimal_places=places, widget=_box(label, **{"data-part": part})
            )
        self.fields[f"c-{pk}"] = forms.CharField(
            required=False,
            max_length=4000,
            widget=forms.TextInput({"aria-label": _("%(line)s, your comment") % {"line": line.name}}),
        )

    def _called(self, name: str) -> str:
        part, *rest = name.split("-")
        if part == "p":
            return formats.date_format(self.periods[int(rest[1])], "M Y")
        return str(_("year")) if part == "y" else str(FACTOR_NAMES[rest[1]])

    def changes(self) -> list[Change]:
        """What was typed, of lines that differ from what was shown."""
        found = []
        for line in self.lines:
            typed, comment = self._typed(line), self.cleaned_data[f"c-{line.pk}"]
            change = Change(line.pk, self.cleaned_data[f"v-{line.pk}"], typed, comment, place_of(line))
            if change.of_figures or comment.strip():
                found.append(change)
        return found

    def _typed(self, line: BudgetLine) -> Typed:
        was = self._was(line) or {}
        new = {name: self.cleaned_data[name] for name in was if self.cleaned_data[name] != Decimal(was[name])}
        if line.driver != Driver.FIXED.value:
            return Typed(factors={name.split("-")[2]: value for name, value in new.items()})
        boxes = [f"p-{line.pk}-{at}" for at in range(len(line.amounts))]
        amounts = tuple(whole_cents(new[box]) if box in new else None for box in boxes)
        year = new.get(f"y-{line.pk}")
        return Typed(amounts, None if year is None else whole_cents(year))

    def _was(self, line: BudgetLine) -> dict[str, str] | None:
        """The boxes of a line as they were shown; ``None`` where what came back is not what went out."""
        try:
            was = json.loads(self.cleaned_data.get(f"w-{line.pk}", ""))
            sound = set(was) == set(_cells(line)) and all(Decimal(one).is_finite() for one in was.values())
        except (ValueError, ArithmeticError, AttributeError, TypeError):
            return None
        return was if sound else None

    def clean(self) -> dict[str, Any]:
        """What was shown comes back as it went out, or the form is none of ours."""
        for line in self.lines:
            if self._was(line) is None:
                self.add_error(None, _("The page of %(line)s is too old. Open it anew.") % {"line": line.name})
        # A box that an error is put beside is taken out of what was cleaned.
        self.told = dict(self.cleaned_data)
        return self.cleaned_data

    def renewed(self, lines: Sequence[BudgetLine], data: QueryDict) -> SheetForm:
        """The same form over lines as they are now: what was typed stays typed, what was not shows what stands now.

        Saved once more it goes over what somebody else has saved only where a person typed, having been told.
        """
        fresh = data.copy()
        for line in lines:
            was = self._was(line)
            if was is None:
                continue
            for name, value in _cells(line).items():
                if name in self.told and self.told[name] == Decimal(was[name]):
                    fresh[name] = str(value)
            fresh[f"v-{line.pk}"], fresh[f"w-{line.pk}"] = str(line.version), shown_of(line)
        again = SheetForm(lines, self.periods, fresh)
        again.is_valid()
        for name, words in self.errors.items():
            known = None if name == NON_FIELD_ERRORS or name not in again.fields else name
            again.add_error(known, list(words))
        return again


def place_of(line: BudgetLine) -> str:
    """The box beside which stands what is wrong with a line."""
    return f"y-{line.pk}" if line.driver == Driver.FIXED.value else f"f-{line.pk}-volume"


def shown_of(line: BudgetLine) -> str:
    """The boxes of a line as they are shown, as text."""
    return json.dumps({name: str(value) for name, value in _cells(line).items()})


def _cells(line: BudgetLine) -> dict[str, Decimal]:
    """The boxes of a line by name: its factors, or its periods and its year."""
    if line.driver != Driver.FIXED.value:
        return {f"f-{line.pk}-{name}": getattr(line, name) or Decimal(0) for name in FACTORS[Driver(line.driver)]}
    cents = [Decimal(amount).scaleb(-2) for amount in line.amounts]
    periods = {f"p-{line.pk}-{at}": amount for at, amount in enumerate(cents)}
    return {**periods, f"y-{line.pk}": sum(cents, Decimal("0.00"))}
