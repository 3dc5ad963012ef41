"""Invoices of vendors, what was decided of them, and what was handed on for payment."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.models.purchases import Purchase, PurchaseLine
from wellrun.departments.finance.models.vendors import Vendor, VendorContract, choices
from wellrun.departments.finance.rules.purchasing.matching import Kind
from wellrun.departments.finance.rules.purchasing.states import COUNTED, InvoiceState
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

INVOICE_STATE_NAMES = {
    InvoiceState.HELD: _("held"),
    InvoiceState.CREDIT: _("waits for a credit"),
    InvoiceState.REFUSED: _("refused"),
    InvoiceState.CLEARED: _("may be paid"),
    InvoiceState.PAID: _("handed on for payment"),
}
DIFFERENCE_NAMES = {
    Kind.NO_ORDER: _("no order"),
    Kind.CURRENCY: _("currency"),
    Kind.DUPLICATE: _("came before"),
    Kind.LINE: _("not ordered"),
    Kind.QUANTITY: _("quantity"),
    Kind.PRICE: _("price"),
    Kind.EXTENSION: _("quantity times price"),
    Kind.TAX: _("tax"),
    Kind.FREIGHT: _("freight"),
    Kind.TOTAL: _("total"),
}


class PaymentRun(models.Model):
    """Invoices that were handed on for payment together: one file, once."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="payment_runs")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["facility", "number"], name="payment_run_once")]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.number}"


class Invoice(models.Model):
    """An invoice; money in cents. ``plain``: its number as duplicates are told by (``rules.purchasing.duplicates``).

    ``differences``: what the last match found (kind, line, expected, found, cents, holds). ``first_pass``: it was
    cleared the first time it was matched with nothing left open. ``credit``: what the vendor gave back of it.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="invoices")
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="invoices")
    purchase = models.ForeignKey(Purchase, models.PROTECT, null=True, related_name="invoices")
    number = models.CharField(_("number"), max_length=80)
    plain = models.CharField(max_length=80)
    order_said = models.CharField(_("order it names"), max_length=40, blank=True)
    dated = models.DateField(_("dated"))
    due_on = models.DateField(_("due on"))
    currency = models.CharField(_("currency"), max_length=3)
    tax = models.BigIntegerField(_("tax"), default=0)
    freight = models.BigIntegerField(_("freight"), default=0)
    total = models.BigIntegerField(_("total"))
    credit = models.BigIntegerField(default=0)
    credit_note = models.CharField(_("number of the credit note"), max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=choices(INVOICE_STATE_NAMES), default=InvoiceState.HELD.value)
    differences = models.JSONField(default=list)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeated_by")
    first_pass = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    source = models.CharField(max_length=200, blank=True)
    held_on = models.DateField()
    cleared_on = models.DateField(null=True)
    run = models.ForeignKey(PaymentRun, models.PROTECT, null=True, related_name="invoices")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["facility", "state"], name="invoice_state"),
            models.Index(fields=["vendor", "plain"], name="invoice_plain"),
        ]
        constraints = [
            # Nothing is paid twice, whatever a person or a program does.
            models.UniqueConstraint(
                fields=["vendor", "plain"],
                condition=models.Q(state__in=sorted(one.value for one in COUNTED)),
                name="invoice_cleared_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state=InvoiceState.PAID.value, run__isnull=False)
                | (~models.Q(state=InvoiceState.PAID.value) & models.Q(run=None)),
                name="invoice_paid_in_a_run",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def at(self) -> InvoiceState:
        """Its state."""
        return InvoiceState(self.state)

    @property
    def to_pay(self) -> int:
        """What is paid of it."""
        return self.total - self.credit


class InvoiceLine(models.Model):
    """A line of an invoice. ``listed`` and ``contract``: what a contract's list says of the item on its day.

    ``credited``: how much of it the vendor took back by a credit, as it never came.
    """

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines")
    line = models.ForeignKey(PurchaseLine, models.PROTECT, null=True, related_name="invoiced")
    item = models.CharField(_("item"), max_length=64, blank=True)
    name = models.CharField(_("what"), max_length=200, blank=True)
    quantity = models.DecimalField(_("how many"), max_digits=14, decimal_places=4)
    price = models.DecimalField(_("price of one"), max_digits=14, decimal_places=4)
    cents = models.BigIntegerField(_("amount"))
    credited = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    listed = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    contract = models.ForeignKey(VendorContract, models.PROTECT, null=True, related_name="invoiced")

    class Meta:
        ordering = ["invoice", "pk"]

    def __str__(self) -> str:
        return f"{self.item} {self.cents}"


class InvoiceJudgement(models.Model):
    """What a person decided of an invoice, and why. It is never changed. ``cents``: what a credit is asked for."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="judgements")
    judgement = models.CharField(max_length=16)
    why = models.CharField(max_length=500)
    cents = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.judgement}"
