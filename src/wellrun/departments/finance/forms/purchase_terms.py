"""Forms of how a facility buys: tolerances, limits of approvers, and who stands in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.forms.purchases import day_field, money_field
from wellrun.departments.finance.models import PurchaseTerms
from wellrun.departments.finance.rules.budgeting import whole_cents
from wellrun.foundations.access.permissions import accounts_with
from wellrun.foundations.access.rules import POLICY, Permission
from wellrun.foundations.organisation.places import Place
from wellrun.foundations.people.models import Account

CENTS = ("second_above", "price_cents", "tax_cents", "freight_cents", "total_cents")


def approvers_at(place: Place) -> Any:
    """Everybody who may approve at a place or within it, by name."""
    return accounts_with(Permission.APPROVE_PURCHASES, place).order_by("person__name")


class PerCent(forms.DecimalField):
    """A share from 0 to 100."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, min_value=0, max_value=100, decimal_places=2)


class TermsForm(forms.Form):
    """How far an invoice may be from its order, and what is stopped."""

    stops = forms.BooleanField(label=_("Stop what the budget has not left; otherwise it is told"), required=False)
    second_above = money_field(
        _("Two approve above"), required=False, help_text=_("Left empty, one other person is enough.")
    )
    price_percent = PerCent(_("A price may be above by per cent"))
    price_cents = money_field(_("and on a line by no more than"))
    quantity_percent = PerCent(_("A quantity may be above by per cent"))
    tax_cents = money_field(_("Tax may be above by"))
    freight_cents = money_field(_("Freight may be above by"))
    total_cents = money_field(_("A total may be above its parts by"))
    duplicate_days = forms.IntegerField(
        label=_("Invoices of the same amount are taken for one within days"), min_value=0, max_value=366
    )
    held_days = forms.IntegerField(label=_("An invoice is held too long after days"), min_value=1, max_value=366)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, terms: PurchaseTerms) -> dict[str, Any]:
        """The terms as they are."""
        told = {name: getattr(terms, name) for name in cls.base_fields}
        return told | {name: None if told[name] is None else Decimal(told[name]) / 100 for name in CENTS}

    @property
    def values(self) -> dict[str, Any]:
        """The terms as they were typed, money in cents."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return given | {name: None if given[name] is None else whole_cents(given[name]) for name in CENTS}


class LimitForm(forms.Form):
    """Up to how much a role or a person approves."""

    role = forms.ChoiceField(label=_("Role"), required=False)
    account = forms.ModelChoiceField(Account.objects.none(), label=_("or person"), required=False)
    cost_centre = forms.CharField(
        label=_("Cost centre"), max_length=64, required=False, help_text=_("Its code; left empty, all of them.")
    )
    up_to = money_field(_("Up to"), required=False, help_text=_("Left empty, the limit is taken away."))

    def __init__(self, data: Any, *, place: Place) -> None:
        super().__init__(data)
        roles = [role.value for role, held in POLICY.items() if Permission.APPROVE_PURCHASES in held]
        self.fields["role"].choices = [("", "–"), *((one, one) for one in roles)]  # type: ignore[attr-defined]
        self.fields["account"].queryset = approvers_at(place)  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """The limit, in cents."""
        given = dict(self.cleaned_data)
        given["up_to"] = None if given["up_to"] is None else whole_cents(given["up_to"])
        return given


class DelegateForm(forms.Form):
    """Who stands in for the reader, from when until when."""

    to = forms.ModelChoiceField(Account.objects.none(), label=_("Who stands in for you"))
    since = day_field(_("From"))
    until = day_field(_("Until"))

    def __init__(self, data: Any, *, place: Place, without: Iterable[int] = ()) -> None:
        super().__init__(data)
        held = approvers_at(place).exclude(pk__in=list(without))
        self.fields["to"].queryset = held  # type: ignore[attr-defined]
