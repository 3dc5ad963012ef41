"""Forms of the variance page: a head's word, and the terms of a facility."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.models import DIVISIONS, FinanceTerms
from wellrun.departments.finance.rules.calendars import Division, FiscalCalendar
from wellrun.departments.finance.rules.terms import Terms

LONG = 4000


class ExplainForm(forms.Form):
    """What a head says of a variance, and what will be done."""

    cause = forms.CharField(
        label=_("What caused it, and will it last?"),
        max_length=LONG,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("The figures travel with the comment. Name no patient."),
    )
    promise = forms.CharField(
        label=_("What will you do?"),
        max_length=200,
        required=False,
        help_text=_("It becomes a promise of yours, with a day."),
    )
    due_on = forms.DateField(label=_("By when?"), required=False, widget=forms.DateInput({"type": "date"}))


class TermsForm(forms.Form):
    """The fiscal calendar of a facility, and when a comment is asked for."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    over = forms.DecimalField(
        label=_("Ask where a cost centre is over its budget by"), min_value=0, max_digits=14, decimal_places=2
    )
    over_percent = forms.DecimalField(
        label=_("and by per cent"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    days = forms.IntegerField(label=_("Days for a comment, from when the books come"), min_value=1, max_value=60)
    division = forms.ChoiceField(label=_("Fiscal year"), choices=[(one.value, word) for one, word in DIVISIONS.items()])
    closing_month = forms.TypedChoiceField(label=_("It ends in"), choices=list(MONTHS.items()), coerce=int)
    weekday = forms.TypedChoiceField(
        label=_("Its weeks end on"), choices=list(WEEKDAYS.items()), coerce=int, help_text=_("For years of weeks only.")
    )
    nearest = forms.BooleanField(
        label=_("It ends on the such day nearest to the end of the month, not on the last in it"), required=False
    )

    @staticmethod
    def of(terms: Terms, held: FinanceTerms | None) -> dict[str, Any]:
        """The fields as they stand."""
        calendar = terms.calendar
        return {
            "version": held.version if held else 0,
            "over": Decimal(terms.over_cents) / 100,
            "over_percent": terms.over_percent,
            "days": terms.days,
            "division": calendar.division.value,
            "closing_month": calendar.closing_month,
            "weekday": calendar.weekday,
            "nearest": calendar.nearest,
        }

    @property
    def terms(self) -> Terms:
        """The terms as they were typed."""
        given = self.cleaned_data
        calendar = FiscalCalendar(
            Division(given["division"]), given["closing_month"], given["weekday"], given["nearest"]
        )
        return Terms(calendar, int(given["over"] * 100), given["over_percent"], given["days"])
