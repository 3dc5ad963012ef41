"""Forms of purchases: what is asked for, a step, and goods that came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.actions.purchase_requests import Ask, AskedLine
from wellrun.departments.finance.models import Purchase, PurchaseLine, Vendor, VendorContract
from wellrun.departments.finance.rules.budgeting import whole_cents
from wellrun.departments.finance.rules.purchasing.committing import Ordered
from wellrun.departments.finance.rules.purchasing.states import Step
from wellrun.departments.finance.words.purchases import typed

WHY = 500
SPARE = 4
"""Empty rows that a request is shown with besides those it has."""
MOST_ROWS = 60
DAY = {"type": "date"}


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=forms.DateInput(DAY, format="%Y-%m-%d"), **more)


def money_field(label: Any, **more: Any) -> forms.DecimalField:
    """An amount of money, nothing or more, to the cent."""
    return forms.DecimalField(label=label, min_value=0, max_digits=14, decimal_places=2, **more)


def figure_field(label: Any) -> forms.DecimalField:
    """A quantity or a price of one, which may be left empty."""
    return forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=4, required=False)


class AskForm(forms.Form):
    """What a cost centre asks for. Rows without a quantity are passed over."""

    vendor = forms.ModelChoiceField(Vendor.objects.none(), label=_("Vendor"))
    contract = forms.ModelChoiceField(
        VendorContract.objects.none(),
        label=_("Under contract"),
        required=False,
        help_text=_("If it is bought under one; then its prices need not be typed."),
    )
    reason = forms.CharField(label=_("What is it for?"), max_length=WHY)
    needed_on = day_field(_("Needed on"))
    freight = money_field(_("Freight"), required=False)
    tax_percent = forms.DecimalField(
        label=_("Tax, per cent"), min_value=0, max_value=50, decimal_places=3, required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        vendors: Iterable[Vendor],
        contracts: Iterable[VendorContract],
        accounts: Sequence[tuple[str, str]],
        held: Purchase | None = None,
        **more: Any,
    ) -> None:
        lines = list(held.lines.all()) if held else []
        super().__init__(data, initial=self._initial(held, lines), **more)
        self.fields["vendor"].queryset = vendors  # type: ignore[attr-defined]
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]
        sent = int(data["rows"]) if data is not None and str(data.get("rows", "")).isdecimal() else 0
        self.count = min(MOST_ROWS, sent or len(lines) + SPARE)
        choices = [("", "–"), *((code, f"{code} {name}") for code, name in accounts)]
        for number in range(1, self.count + 1):
            self._add_row(number, choices)

    def _add_row(self, number: int, choices: list[tuple[str, str]]) -> None:
        fields: Mapping[str, forms.Field] = {
            "item": forms.CharField(label=_("Item"), max_length=64, required=False),
            "name": forms.CharField(label=_("What"), max_length=200, required=False),
            "unit": forms.CharField(label=_("Unit"), max_length=40, required=False),
            "quantity": figure_field(_("How many")),
            "price": figure_field(_("Price of one")),
            "account": forms.ChoiceField(label=_("Account"), choices=choices, required=False),
        }
        for name, field in fields.items():
            words = _now("%(what)s, line %(number)s") % {"what": field.label, "number": number}
            field.widget.attrs["aria-label"] = words
            self.fields[f"{name}_{number}"] = field

    @staticmethod
    def _initial(held: Purchase | None, lines: Sequence[PurchaseLine]) -> dict[str, Any]:
        if held is None:
            return {}
        told: dict[str, Any] = {
            "vendor": held.vendor_id,
            "contract": held.contract_id,
            "reason": held.reason,
            "needed_on": held.needed_on,
            "freight": Decimal(held.freight) / 100,
            "tax_percent": held.tax_percent,
        }
        for number, line in enumerate(lines, start=1):
            told |= {f"{name}_{number}": getattr(line, name) for name in ("item", "name", "unit", "account")}
            told |= {f"quantity_{number}": typed(line.quantity), f"price_{number}": typed(line.price)}
        return told

    @property
    def head(self) -> list[forms.BoundField]:
        """The fields above the lines."""
        return [self[name] for name in ("vendor", "contract", "reason", "needed_on", "freight", "tax_percent")]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each line."""
        names = ("item", "name", "unit", "quantity", "price", "account")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, self.count + 1)]

    @property
    def ask(self) -> Ask:
        """What was typed."""
        given = self.cleaned_data
        lines = [
            AskedLine(
                given[f"account_{number}"],
                given[f"name_{number}"],
                given[f"unit_{number}"],
                given[f"quantity_{number}"] or Decimal(0),
                given[f"price_{number}"],
                given[f"item_{number}"],
            )
            for number in range(1, self.count + 1)
            if any(given[f"{name}_{number}"] for name in ("quantity", "item", "name"))
        ]
        return Ask(
            given["vendor"],
            given["reason"],
            given["needed_on"],
            lines,
            given["contract"],
            whole_cents(given["freight"] or Decimal(0)),
            given["tax_percent"] or Decimal(0),
        )


class StepForm(forms.Form):
    """A step, with a reason where it needs one."""

    step = forms.ChoiceField(choices=[(one.value, one.value) for one in Step], widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("Why?"), max_length=WHY, required=False)


class ReceiveForm(forms.Form):
    """How much of each line came, or goes back."""

    slip = forms.CharField(label=_("Delivery note"), max_length=80, required=False)
    words = forms.CharField(
        label=_("Remark"), max_length=WHY, required=False, help_text=_("Of what goes back, why it does.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, lines: Sequence[tuple[PurchaseLine, Ordered]], **more: Any) -> None:
        super().__init__(data, **more)
        self.lines = lines
        for line, one in lines:
            words = _now("%(name)s: how many (%(unit)s)?") % {"unit": line.unit, "name": line.name}
            field = figure_field(words)
            field.initial = typed(one.open_quantity) if one.open_quantity else None
            field.widget.attrs["inputmode"] = "decimal"
            self.fields[f"line-{line.pk}"] = field

    @property
    def rows(self) -> list[tuple[PurchaseLine, Ordered, forms.BoundField]]:
        """Lines with their field."""
        return [(line, one, self[f"line-{line.pk}"]) for line, one in self.lines]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The fields below the lines."""
        return [self["slip"], self["words"]]

    @property
    def quantities(self) -> dict[int, Decimal]:
        """How many of which line."""
        return {line.pk: self.cleaned_data[f"line-{line.pk}"] or Decimal(0) for line, _one in self.lines}


class VersionForm(forms.Form):
    """The version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
