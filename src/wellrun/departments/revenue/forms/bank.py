"""What is entered about accounts at banks, their statements, and the money that stands on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.rules.bank_csv import Columns
from wellrun.departments.revenue.rules.bank_entries import LARGEST

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of a statement: one of a year has some hundred thousand rows at most."""

DELIMITERS = {"comma": _("comma"), "semicolon": _("semicolon"), "tab": _("tabulator"), "bar": _("bar |")}
DAYS = {
    "month-day-year": _("month, day, year: 11/30/2026"),
    "day-month-year": _("day, month, year: 30.11.2026"),
    "year-month-day": _("year, month, day: 2026-11-30"),
}
POINTS = {".": _("point: 1,234.50"), ",": _("comma: 1.234,50")}


class AccountForm(forms.Form):
    """An account at a bank."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As people here call it."))
    number = forms.CharField(
        label=_("Account number"), max_length=40, help_text=_("It is kept sealed; its last four signs are shown.")
    )


class StatementForm(forms.Form):
    """A statement, and what its columns mean. What was said the last time stands in the form."""

    sent = forms.FileField(label=_("Statement"), help_text=_("CSV, or BAI2, which needs no columns."))
    day = forms.CharField(label=_("Column of the day"), max_length=80, required=False)
    amount = forms.CharField(
        label=_("Column of the amount"),
        max_length=80,
        required=False,
        help_text=_("With a minus where money went out."),
    )
    money_in = forms.CharField(label=_("Or column of money in"), max_length=80, required=False)
    money_out = forms.CharField(label=_("and column of money out"), max_length=80, required=False)
    words = forms.CharField(
        label=_("Columns that say what it was"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One in each row, as their heads are written."),
    )
    days = forms.ChoiceField(label=_("Days are written"), choices=list(DAYS.items()), required=False)
    decimal = forms.ChoiceField(label=_("Before the cents stands"), choices=list(POINTS.items()), required=False)
    delimiter = forms.ChoiceField(label=_("Columns are parted by"), choices=list(DELIMITERS.items()), required=False)
    skip = forms.IntegerField(label=_("Rows above the heads"), min_value=0, max_value=50, required=False)

    def __init__(self, *args: Any, held: Columns | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if held is not None:
            self.initial = {**held._asdict(), "words": "\n".join(held.words), **self.initial}

    def clean_sent(self) -> Any:
        file = self.cleaned_data["sent"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB. Send it month by month."))
        return file

    @property
    def columns(self) -> Columns | None:
        """What was said of the columns; none where nothing was."""
        told = self.cleaned_data
        if not told["day"]:
            return None
        words = tuple(word for line in told["words"].splitlines() if (word := line.strip()))
        names = ("day", "amount", "money_in", "money_out")
        kept = {name: told[name] for name in ("days", "decimal", "delimiter") if told[name]}
        return Columns(**{name: told[name].strip() for name in names}, words=words, skip=told["skip"] or 0, **kept)


class MendRowForm(forms.Form):
    """The movement that a held row is."""

    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    amount = forms.DecimalField(
        label=_("Amount"), max_digits=14, decimal_places=2, min_value=-LARGEST, help_text=_("Below zero it went out.")
    )
    words = forms.CharField(label=_("What the bank says"), max_length=400, required=False)


class DropRowForm(forms.Form):
    """Why a held row is no movement."""

    why = forms.CharField(label=_("Why it is no movement"), max_length=200)


class LinkForm(forms.Form):
    """What a line brought."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    brought = forms.MultipleChoiceField(label=_("It brought"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["brought"]
        field.choices = list(offered)


class UnmatchForm(forms.Form):
    """Why a line is taken off what it was matched to."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("Why it is wrong there"), max_length=200, help_text=_("No names of patients."))


class AsideForm(forms.Form):
    """What other money a line is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    other = forms.CharField(label=_("What money it is"), max_length=200, help_text=_("As rent, a gift, a grant."))


class BackForm(forms.Form):
    """A line is compared again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
