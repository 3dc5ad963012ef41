"""Who is billed, and for what. Money is kept in cents, so that sums are exact on every database."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.organisation.models import Facility

CENT = Decimal("0.01")


def as_money(cents: int) -> Decimal:
    """Cents as an amount."""
    return (Decimal(cents) * CENT).quantize(CENT)


def as_cents(amount: Decimal) -> int:
    """An amount as cents. Raises ``ValueError`` where it has parts of a cent."""
    cents = amount / CENT
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} has parts of a cent.")
    return int(cents)


class Payer(models.Model):
    """Somebody who is billed for patients of a facility. ``code`` is ours."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="payers")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="payer_once")]

    def __str__(self) -> str:
        return self.name


class PayerNumber(models.Model):
    """A number by which a payer names itself in its files."""

    payer = models.ForeignKey(Payer, models.CASCADE, related_name="numbers")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="payer_numbers")
    number = models.CharField(_("number in its files"), max_length=80)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["facility", "number"], name="payer_number_once")]

    def __str__(self) -> str:
        return self.number


class Claim(models.Model):
    """What was billed for a patient. ``patient`` and ``account`` are keys of the sender, never names.

    ``payers`` are codes of payers by level, the primary first; that one is ``primary_payer``, too, to be looked for.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="claims")
    number = models.CharField(_("claim"), max_length=64)
    patient = models.CharField(max_length=64, blank=True)
    account = models.CharField(max_length=64, blank=True)
    encounter = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=120, blank=True)
    charge_cents = models.BigIntegerField()
    begins = models.DateField(_("first day of service"))
    ends = models.DateField(_("last day of service"))
    billed_on = models.DateField(_("billed on"))
    payers = models.JSONField(default=list)
    primary_payer = models.CharField(_("primary payer"), max_length=40, blank=True)
    drg = models.CharField(_("DRG"), max_length=8, blank=True)

    class Meta:
        ordering = ["facility", "number"]
        constraints = [models.UniqueConstraint(fields=["facility", "number"], name="claim_once")]
        indexes = [
            models.Index(fields=["facility", "billed_on"], name="claim_billed"),
            models.Index(fields=["facility", "primary_payer", "begins"], name="claim_primary_begins"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def charge(self) -> Decimal:
        return as_money(self.charge_cents)


class PayerControl(models.Model):
    """A payer's own number of a claim, once it was told."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="controls")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="payer_controls")
    number = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="payer_control_once")]
        indexes = [models.Index(fields=["facility", "number"], name="payer_control_number")]

    def __str__(self) -> str:
        return self.number


class ClaimLine(models.Model):
    """A line as billed; ``code`` is the procedure, or the revenue code of a line without one.

    ``revenue_code`` stands beside a procedure, on claims that have both.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="lines")
    number = models.CharField(max_length=32)
    code = models.CharField(_("service"), max_length=16)
    revenue_code = models.CharField(_("revenue code"), max_length=4, blank=True)
    modifiers = models.JSONField(default=list)
    charge_cents = models.BigIntegerField()
    units = models.DecimalField(max_digits=10, decimal_places=2, default=1)
    on = models.DateField(null=True)

    class Meta:
        ordering = ["claim", "pk"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="claim_line_once")]

    def __str__(self) -> str:
        return self.number

    @property
    def charge(self) -> Decimal:
        return as_money(self.charge_cents)
