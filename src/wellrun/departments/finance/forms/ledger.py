"""The form by which a journal is handed in, with the columns of its book."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.models import LedgerSource
from wellrun.departments.finance.rules.journals import DAYS, DELIMITERS, HEADS, Columns

LARGEST = 500 * 1024 * 1024
DELIMITED = {
    "comma": _("comma"),
    "semicolon": _("semicolon"),
    "tab": _("tabulator"),
    "bar": _("vertical bar"),
}
WRITTEN = {
    "year-month-day": _("year, month, day"),
    "month-day-year": _("month, day, year"),
    "day-month-year": _("day, month, year"),
}
LABELS = {
    "account": _("Column of the account"),
    "cost_centre": _("Column of the cost centre"),
    "amount": _("Column of the amount, debits above zero"),
    "debit": _("or column of debits"),
    "credit": _("and column of credits"),
    "posted_on": _("Column of the day"),
    "document": _("Column of the journal or invoice number"),
    "words": _("Column of what it says"),
    "quantity": _("Column of hours, pieces or cases"),
}


class JournalForm(forms.Form):
    """A journal of one period. Columns that are left empty are read as the last time."""

    book = forms.CharField(label=_("Ledger"), max_length=80, help_text=_("Its name: columns are kept under it."))
    period = forms.DateField(
        label=_("A day of the period"),
        widget=forms.DateInput({"type": "date"}),
        help_text=_("The file replaces what this ledger has told of the period; the earlier version stays readable."),
    )
    sent = forms.FileField(label=_("Journal, CSV or xlsx"))
    balanced = forms.BooleanField(
        label=_("It holds whole journals: debits and credits are equal"), required=False, initial=True
    )

    def __init__(self, *given: Any, source: LedgerSource | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        kept = dict(source.columns) if source else {}
        for name in HEADS:
            self.fields[name] = forms.CharField(
                label=LABELS[name], max_length=80, required=False, initial=kept.get(name, "")
            )
        choices = (
            ("delimiter", _("Between columns stands a"), [(one, DELIMITED[one]) for one in DELIMITERS]),
            ("decimal", _("Before the cents stands a"), [(".", _("point")), (",", _("comma"))]),
            ("days", _("Days are written"), [(one, WRITTEN[one]) for one in DAYS]),
        )
        for name, label, of in choices:
            usual = kept.get(name, of[0][0])
            self.fields[name] = forms.ChoiceField(label=label, choices=of, required=False, initial=usual)
        self.fields["skip"] = forms.IntegerField(
            label=_("Rows above the heads"), required=False, min_value=0, max_value=200, initial=kept.get("skip", 0)
        )
        if source:
            self.initial = {"book": source.book, "balanced": source.balanced, **self.initial}

    def clean_sent(self) -> Any:
        sent = self.cleaned_data["sent"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("It is larger than 500 MB: send it by the feed of the ledger."))
        return sent

    @property
    def columns(self) -> Columns | None:
        """The columns as they were said; none where none was."""
        given = self.cleaned_data
        if not any(given[name] for name in HEADS):
            return None
        named = {name: given[name].strip() for name in HEADS}
        usual = Columns("", "")
        return Columns(
            **named,
            delimiter=given["delimiter"] or usual.delimiter,
            decimal=given["decimal"] or usual.decimal,
            days=given["days"] or usual.days,
            skip=given["skip"] or 0,
        )
