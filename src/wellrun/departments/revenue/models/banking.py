"""Accounts at banks, their statements line by line, and what each line brought."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.cashier import DrawerDay, Receipt
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.models.remittances import RemittancePayment
from wellrun.departments.revenue.rules.depositing import Kind, Tier
from wellrun.foundations.keys.fields import BlindIndex, SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

TIERS = {
    Tier.TRACE: _("The payer’s trace number stands in the line"),
    Tier.AMOUNT: _("The same amount, the payer’s name, and within days"),
    Tier.SUM: _("Several payments of one payer add up to the line"),
    Tier.PERSON: _("Said by a person"),
}
"""How sure it is that a line brought a payment, in words."""

KINDS = {
    Kind.REMITTANCE: _("payment of a payer"),
    Kind.DRAWER: _("cash and cheques of a drawer’s day"),
    Kind.CARDS: _("cards of a drawer’s day"),
    Kind.TRANSFER: _("transfer of a patient"),
}
"""What money is expected from."""


def digits_of(number: str) -> str:
    """An account's number as it is compared: letters and digits, without leading zeros."""
    return "".join(one for one in number.upper() if one.isalnum()).lstrip("0")


class BankAccount(SealedModel):
    """An account at a bank. ``columns``: how the last statement in columns was read (``rules.bank_csv.Columns``)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="bank_accounts")
    name = models.CharField(_("name"), max_length=80)
    number = SealedText(_("account number"))
    number_index = BlindIndex(of="number", normalise=digits_of)
    columns = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["facility", "name"]
        constraints = [models.UniqueConstraint(fields=["facility", "name"], name="bank_account_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def last_four(self) -> str:
        """All of its number that is shown."""
        return f"…{digits_of(self.number)[-4:]}"


class BankStatement(SealedModel):
    """A statement as it came, known by its digest; ``content`` is its text, from which held rows are read again.

    ``since`` and ``until`` are the days that it speaks of.
    """

    class Form(models.TextChoices):
        CSV = "csv", _("CSV")
        BAI2 = "bai2", _("BAI2")

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="statements")
    form = models.CharField(max_length=4, choices=Form.choices)
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    content = SealedText()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-sent_at"]
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="bank_statement_once")]

    def __str__(self) -> str:
        return self.name


class BankLine(SealedModel):
    """A movement: above zero it came in. ``words`` is all that the bank says of it.

    ``other`` says what money of another sort it is, once somebody has set it aside.
    """

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="lines")
    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    on = models.DateField(_("on"))
    cents = models.BigIntegerField()
    words = SealedText(_("what the bank says"), default="")
    other = models.CharField(_("other money"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "account", "position"]
        indexes = [models.Index(fields=["account", "on"], name="bank_line_on")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.cents}"

    @property
    def amount(self) -> Decimal:
        return as_money(self.cents)


class HeldBankRow(SealedModel):
    """A row of a statement that could not be read, with every fault; nothing of it counts until it is mended.

    ``faults``: as JSON, place, value, expectation and remedy of each.
    """

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="held")
    position = models.PositiveIntegerField()
    text = SealedText()
    faults = SealedText()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["statement", "position"]
        constraints = [models.UniqueConstraint(fields=["statement", "position"], name="held_bank_row_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.position}"


class DepositLink(models.Model):
    """So much of a line brought this. Taken off, it stays and says who did so and why."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="links")
    kind = models.CharField(max_length=10, choices=[(key.value, word) for key, word in KINDS.items()])
    payment = models.ForeignKey(RemittancePayment, models.PROTECT, null=True, related_name="deposits")
    drawer_day = models.ForeignKey(DrawerDay, models.PROTECT, null=True, related_name="deposits")
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="deposits")
    cents = models.BigIntegerField()
    tier = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    why_ended = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "payment"], condition=models.Q(ended_at=None), name="deposit_payment_once"
            ),
            models.UniqueConstraint(
                fields=["line", "kind", "drawer_day"], condition=models.Q(ended_at=None), name="deposit_drawer_once"
            ),
            models.UniqueConstraint(fields=["receipt"], condition=models.Q(ended_at=None), name="deposit_receipt_once"),
            models.CheckConstraint(
                name="deposit_of_one_thing",
                condition=models.Q(payment__isnull=False, drawer_day=None, receipt=None)
                | models.Q(payment=None, drawer_day__isnull=False, receipt=None)
                | models.Q(payment=None, drawer_day=None, receipt__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"

    @property
    def amount(self) -> Decimal:
        return as_money(self.cents)
