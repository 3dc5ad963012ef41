"""Forms of vendors and their contracts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.actions.vendors import Wording
from wellrun.departments.finance.forms.invoices import LARGEST
from wellrun.departments.finance.forms.purchases import WHY, day_field, money_field
from wellrun.departments.finance.models import ContractWording
from wellrun.departments.finance.models.vendors import OBLIGATION_NAMES, RENEWAL_NAMES
from wellrun.departments.finance.rules.budgeting import whole_cents
from wellrun.departments.finance.rules.purchasing.notices import ContractTerms, Renewal
from wellrun.foundations.people.models import Account


class VendorForm(forms.Form):
    """A vendor."""

    code = forms.CharField(label=_("Number in the books"), max_length=64)
    name = forms.CharField(label=_("Name"), max_length=200)
    address = forms.CharField(label=_("Address"), widget=forms.Textarea({"rows": 3}), required=False)
    email = forms.EmailField(label=_("E-mail for orders"), required=False)
    days_to_pay = forms.IntegerField(label=_("Days to pay"), min_value=0, max_value=366, initial=30)


class StopForm(forms.Form):
    """Why nothing is ordered of a vendor."""

    why = forms.CharField(
        label=_("Why is nothing ordered?"),
        max_length=200,
        required=False,
        help_text=_("Left empty, it can be ordered from again."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class WordingForm(forms.Form):
    """How a contract is worded from a day on."""

    since = day_field(_("This wording is in force from"))
    starts = day_field(_("First day of the contract"))
    ends = day_field(_("Last day of its first term"), required=False, help_text=_("Empty if it is evergreen."))
    renewal = forms.ChoiceField(
        label=_("At the end of a term it"), choices=[(one.value, words) for one, words in RENEWAL_NAMES.items()]
    )
    renewal_months = forms.IntegerField(label=_("Months of a further term"), min_value=0, max_value=240, initial=12)
    notice_months = forms.IntegerField(label=_("Months of notice"), min_value=0, max_value=60, initial=0)
    notice_days = forms.IntegerField(label=_("and days of notice"), min_value=0, max_value=1000, initial=0)
    facilities = forms.CharField(
        label=_("Facilities"), required=False, help_text=_("Codes, with commas between; empty for this one.")
    )
    categories = forms.CharField(
        label=_("Categories"), required=False, help_text=_("Words, with commas between; empty for everything.")
    )
    minimum = money_field(_("Least to be bought in a term"), required=False)
    rebate_percent = forms.DecimalField(
        label=_("Rebate, per cent"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    rebate_above = money_field(_("of what is bought above"), required=False)
    words = forms.CharField(label=_("Other terms"), widget=forms.Textarea({"rows": 4}), required=False)

    @classmethod
    def initial_of(cls, held: ContractWording) -> dict[str, Any]:
        """A wording as the next one begins."""
        names = (
            "starts",
            "ends",
            "renewal",
            "renewal_months",
            "notice_months",
            "notice_days",
            "rebate_percent",
            "words",
        )
        return {name: getattr(held, name) for name in names} | {
            "facilities": ", ".join(held.facilities),
            "categories": ", ".join(held.categories),
            "minimum": Decimal(held.minimum_cents) / 100,
            "rebate_above": Decimal(held.rebate_above) / 100,
        }

    @property
    def wording(self) -> Wording:
        """The wording as it was typed."""
        given = self.cleaned_data
        terms = ContractTerms(
            given["starts"],
            given["ends"],
            Renewal(given["renewal"]),
            given["renewal_months"],
            given["notice_months"],
            given["notice_days"],
        )
        return Wording(
            given["since"],
            terms,
            _words(given["facilities"]),
            _words(given["categories"]),
            whole_cents(given["minimum"] or Decimal(0)),
            given["rebate_percent"] or Decimal(0),
            whole_cents(given["rebate_above"] or Decimal(0)),
            given["words"],
        )


def _words(told: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in told.split(",") if word.strip())


class ContractForm(WordingForm):
    """A contract with its first wording."""

    number = forms.CharField(label=_("Number"), max_length=64)
    title = forms.CharField(label=_("What is it for?"), max_length=200)
    owner = forms.ModelChoiceField(Account.objects.none(), label=_("Owner"))
    kept_at = forms.CharField(label=_("Where the signed paper is"), max_length=200, required=False)

    field_order = ("number", "title", "owner", "kept_at")

    def __init__(self, data: Any = None, *, owners: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class PricesForm(forms.Form):
    """A price list."""

    sent = forms.FileField(label=_("Price list, CSV or xlsx"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_sent(self) -> Any:
        sent = self.cleaned_data["sent"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("It is larger than 20 MB: send it in parts."))
        return sent


class NoticeForm(forms.Form):
    """Notice that was given."""

    on = day_field(_("Notice given on"), required=False, help_text=_("Left empty, none was given."))
    why = forms.CharField(label=_("Why?"), max_length=WHY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ObligationForm(forms.Form):
    """What must be done because of a contract."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(OBLIGATION_NAMES.items()))
    title = forms.CharField(label=_("What must be done"), max_length=200)
    due_on = day_field(_("Due on"))
    every_months = forms.IntegerField(
        label=_("Again after months"), min_value=0, max_value=120, initial=12, help_text=_("0 for once.")
    )
    owner = forms.ModelChoiceField(Account.objects.none(), label=_("Owner"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, owners: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class MeetForm(forms.Form):
    """An obligation that was met."""

    on = day_field(_("Done on"))
    evidence = forms.CharField(label=_("Where can it be seen?"), max_length=WHY)
    version = forms.IntegerField(widget=forms.HiddenInput)
