"""The form of a question. Nothing here decides: actions do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.rules.what_if.changes import MOST, Change, Kind
from wellrun.departments.operations.shown.scenarios import KINDS

NAME, NOTE = 120, 500
SHOWN = 2
"""Rows that stand open; the others are behind a button."""

DAY = {"type": "date"}
PARTS = ("kind", "unit", "amount", "since", "until", "each")


class Line(NamedTuple):
    """The fields of one change."""

    number: int
    kind: Any
    unit: Any
    amount: Any
    since: Any
    until: Any
    each: Any


class ScenarioForm(forms.Form):
    """A name, a note and up to six changes; a row without a kind says nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=NAME)
    note = forms.CharField(label=_("Note"), max_length=NOTE, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(
        self, data: Any = None, *, units: Sequence[tuple[str, str]], initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(_filled_first(data) if data is not None else None, initial=dict(initial or {}))
        for at in range(MOST):
            for part, field in _fields(units).items():
                self.fields[f"change-{at}-{part}"] = field

    def visible_fields(self) -> list[Any]:
        """What stands above the changes, which a page lays out by rows."""
        return [self["name"], self["note"]]

    @property
    def lines(self) -> list[Line]:
        return [Line(at + 1, *(self[f"change-{at}-{part}"] for part in PARTS)) for at in range(MOST)]

    @property
    def open_lines(self) -> list[Line]:
        return self.lines[:SHOWN]

    @property
    def more_lines(self) -> list[Line]:
        return self.lines[SHOWN:]

    @property
    def more_open(self) -> bool:
        """Whether one of the rows behind the button says something."""
        return any(line.kind.value() for line in self.more_lines)

    def changes(self) -> list[Change]:
        """The changes of a form that is valid."""
        found = []
        for at in range(MOST):
            given = {part: self.cleaned_data[f"change-{at}-{part}"] for part in PARTS}
            if given["kind"]:
                amount, each = given["amount"] or 0.0, given["each"] or 0.0
                found.append(Change(Kind(given["kind"]), given["unit"], amount, given["since"], given["until"], each))
        return found


def _fields(units: Sequence[tuple[str, str]]) -> dict[str, forms.Field]:
    return {
        "kind": forms.ChoiceField(
            label=_("What is changed"),
            required=False,
            choices=[("", "—"), *((kind.value, words) for kind, words in KINDS.items())],
        ),
        "unit": forms.ChoiceField(label=_("Where"), required=False, choices=[("", _("all units")), *units]),
        "amount": forms.FloatField(
            label=_("By how much"),
            required=False,
            widget=forms.NumberInput({"step": "any"}),
            min_value=-1000,
            max_value=1000,
        ),
        "since": forms.DateField(label=_("From"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d")),
        "until": forms.DateField(label=_("To"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d")),
        "each": forms.FloatField(
            label=_("Patients a nurse"),
            required=False,
            min_value=0,
            max_value=50,
            widget=forms.NumberInput({"step": "any"}),
        ),
    }


def _filled_first(data: Any) -> Any:
    """Rows that say something move up, so that a fault's number is that of its row."""
    filled = [at for at in range(MOST) if data.get(f"change-{at}-kind")]
    order = filled + [at for at in range(MOST) if at not in filled]
    moved = {
        f"change-{to}-{part}": data.get(f"change-{at}-{part}", "") for to, at in enumerate(order) for part in PARTS
    }
    return {name: data.get(name) for name in data} | moved


def initial_of(name: str, note: str, changes: Sequence[Change], version: int) -> dict[str, Any]:
    """What a form shows of a question that was asked."""
    found: dict[str, Any] = {"name": name, "note": note, "version": version}
    for at, one in enumerate(changes):
        values = (one.kind.value, one.unit, one.amount, one.since, one.until, one.each or None)
        found |= {f"change-{at}-{part}": value for part, value in zip(PARTS, values, strict=True)}
    return found
