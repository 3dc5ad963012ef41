"""What is entered about prior authorisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.actions.authorisations import Answer, Wanted
from wellrun.departments.revenue.forms.charge import DAY, looked_up, split_codes
from wellrun.departments.revenue.models import Payer
from wellrun.departments.revenue.models.authorisations import PAYER_KINDS
from wellrun.departments.revenue.models.coding import System
from wellrun.foundations.organisation.models import Facility

WORDS = 2000


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)


class WantedForm(forms.Form):
    """What is to be asked for, of whom and for whom."""

    payer = forms.ModelChoiceField(Payer.objects.none(), label=_("Payer"), empty_label=None)
    services = forms.CharField(
        label=_("Services"),
        max_length=80,
        help_text=_("HCPCS or revenue codes, apart by spaces."),
        widget=forms.TextInput(attrs=looked_up(System.HCPCS.value, "offered-services")),
    )
    units = forms.DecimalField(label=_("How many"), max_digits=9, decimal_places=2, initial=1)
    service_on = _day(_("Planned for"))
    begins = _day(_("From"))
    ends = _day(_("Last day"))
    expedited = forms.BooleanField(
        label=_("Expedited: waiting could harm the patient"), required=False, help_text=_("42 CFR 422.570.")
    )
    words = forms.CharField(label=_("Note"), max_length=WORDS, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payer: Any = self.fields["payer"]
        payer.queryset = Payer.objects.filter(facility=facility)

    def clean_services(self) -> tuple[str, ...]:
        return split_codes(self.cleaned_data["services"])

    @property
    def wanted(self) -> Wanted:
        given = {
            name: self.cleaned_data[name] for name in ("services", "service_on", "begins", "ends", "units", "expedited")
        }
        return Wanted(**given)


class MoveForm(forms.Form):
    """That something was done, and a note about it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(label=_("Note"), max_length=WORDS, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    @property
    def answer(self) -> Answer:
        return Answer()


class GrantForm(MoveForm):
    """What the payer granted."""

    number = forms.CharField(label=_("Number of the payer"), max_length=50)
    units = forms.DecimalField(
        label=_("How many"), max_digits=9, decimal_places=2, required=False, help_text=_("Empty: as many as asked for.")
    )
    begins = _day(_("From"), required=False)
    ends = _day(_("Last day"), required=False)
    field_order = ("number", "units", "begins", "ends", "words")

    @property
    def answer(self) -> Answer:
        held = self.cleaned_data
        return Answer(held["number"], held["units"], held["begins"], held["ends"])


class TermsForm(forms.Form):
    """By which clock a payer answers."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    kind = forms.ChoiceField(label=_("Clock of"), choices=list(PAYER_KINDS.items()))
    days = forms.IntegerField(label=_("Days of its own"), min_value=1, max_value=60, required=False)
    why = forms.CharField(label=_("By what"), max_length=200, required=False)


class NeedForm(forms.Form):
    """A service that a payer wants to authorise."""

    payer = forms.ModelChoiceField(Payer.objects.none(), label=_("Payer"), empty_label=None)
    code = forms.CharField(label=_("Service"), max_length=5, help_text=_("A code, or the beginning of one."))
    since = _day(_("From"))
    until = _day(_("Last day"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payer: Any = self.fields["payer"]
        payer.queryset = Payer.objects.filter(facility__in=facilities).select_related("facility")

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).upper()
        if not code.isalnum():
            raise forms.ValidationError(_now("Letters and figures only, as E0601."))
        return code
