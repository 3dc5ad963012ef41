"""Forms of invoices: typed in beside their order, handed in as a file, and decided."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.actions.invoices import Told, ToldLine
from wellrun.departments.finance.forms.purchases import WHY, day_field, figure_field, money_field
from wellrun.departments.finance.models import PurchaseLine
from wellrun.departments.finance.rules.budgeting import whole_cents
from wellrun.departments.finance.rules.purchasing.committing import Ordered, cents_of
from wellrun.departments.finance.rules.purchasing.states import Judgement
from wellrun.departments.finance.words.purchases import typed

LARGEST = 20 * 1024 * 1024


class InvoiceForm(forms.Form):
    """An invoice of an order. An amount that is left empty is its quantity times its price."""

    number = forms.CharField(label=_("Number of the invoice"), max_length=80)
    dated = day_field(_("Dated"))
    due_on = day_field(_("Due on"), required=False, help_text=_("Left empty, by the vendor's days to pay."))
    tax = money_field(_("Tax"), required=False)
    freight = money_field(_("Freight"), required=False)
    total = money_field(_("Total"))
    currency = forms.CharField(label=_("Currency"), max_length=3)

    def __init__(self, data: Any, *, lines: Sequence[tuple[PurchaseLine, Ordered]], **more: Any) -> None:
        super().__init__(data, **more)
        self.lines = lines
        for line, one in lines:
            open_ = max(Decimal(0), min(one.received, one.quantity) - one.invoiced)
            for name, label, initial in (
                ("quantity", _("How many"), typed(open_) if open_ else None),
                ("price", _("Price of one"), typed(line.price)),
                ("amount", _("Amount"), None),
            ):
                field = figure_field(label) if name != "amount" else money_field(label, required=False)
                field.initial = initial
                field.widget.attrs["aria-label"] = _now("%(what)s of %(name)s") % {"what": label, "name": line.name}
                self.fields[f"{name}_{line.pk}"] = field

    @property
    def head(self) -> list[forms.BoundField]:
        """The fields that are not of a line."""
        return [self[name] for name in ("number", "dated", "due_on", "tax", "freight", "total", "currency")]

    @property
    def rows(self) -> list[tuple[PurchaseLine, Ordered, list[forms.BoundField]]]:
        """Lines with their fields."""
        names = ("quantity", "price", "amount")
        return [(line, one, [self[f"{name}_{line.pk}"] for name in names]) for line, one in self.lines]

    def told(self, order: int) -> Told:
        """The invoice as it was typed."""
        given = self.cleaned_data
        lines = []
        for line, _one in self.lines:
            quantity, price = given[f"quantity_{line.pk}"], given[f"price_{line.pk}"] or Decimal(0)
            if quantity:
                amount = given[f"amount_{line.pk}"]
                cents = whole_cents(amount) if amount is not None else cents_of(quantity, price)
                lines.append(ToldLine(quantity, price, cents, line.pk))
        return Told(
            given["number"],
            given["dated"],
            whole_cents(given["total"]),
            lines,
            str(order),
            given["due_on"],
            whole_cents(given["tax"] or Decimal(0)),
            whole_cents(given["freight"] or Decimal(0)),
            given["currency"].strip().upper(),
        )


class InvoiceFileForm(forms.Form):
    """A file of invoices."""

    sent = forms.FileField(label=_("Invoices, CSV or xlsx"))

    def clean_sent(self) -> Any:
        sent = self.cleaned_data["sent"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("It is larger than 20 MB: send it in parts."))
        return sent


class DecideForm(forms.Form):
    """What is decided of an invoice, and why."""

    judgement = forms.ChoiceField(choices=[(one.value, one.value) for one in Judgement], widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("Why?"), max_length=WHY)


class CreditForm(forms.Form):
    """A credit that came."""

    note = forms.CharField(label=_("Number of the credit note"), max_length=80)
    amount = money_field(_("Amount"))
    version = forms.IntegerField(widget=forms.HiddenInput)
