"""Files of remittances, the payments in them, and what became of each claim."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import Claim, Payer, as_money
from wellrun.departments.revenue.rules.booking import transaction_named
from wellrun.foundations.organisation.models import Facility


class RemittanceFile(models.Model):
    """A file as it came, known by its digest; the file itself lies beside the other arrivals."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "reading", _("being read")
        POSTING = "posting", _("being posted")
        DONE = "done", _("done")
        FAILED = "failed", _("not read")

    class Source(models.TextChoices):
        X12 = "835", _("file of the payer")
        PAPER = "paper", _("paper, copied by a person")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="remittance_files")
    source = models.CharField(_("came as"), max_length=8, choices=Source.choices, default=Source.X12)
    scan = models.CharField(_("name of the scanned file"), max_length=200, blank=True)
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    sent_by = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    claims = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(null=True)
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["facility", "digest"], name="remittance_file_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class RemittancePayment(models.Model):
    """One payment: an 835 transaction. ``position`` is its place among those of its file, from 0.

    ``named`` and ``named_number`` are how the payer names itself; ``payer`` is which of ours that is. A payment that is
    stopped has posted nothing, and says why; one that was taken back has undone what it had posted. ``round``: for the
    how manieth time it is posted.
    """

    class State(models.TextChoices):
        STOPPED = "stopped", _("stopped")
        POSTED = "posted", _("posted")
        UNDONE = "undone", _("taken back")

    file = models.ForeignKey(RemittanceFile, models.PROTECT, related_name="payments")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="remittances")
    position = models.PositiveIntegerField()
    payer = models.ForeignKey(Payer, models.PROTECT, null=True, related_name="remittances")
    named = models.CharField(max_length=120, blank=True)
    named_number = models.CharField(max_length=80, blank=True)
    trace = models.CharField(_("trace"), max_length=80)
    paid_on = models.DateField(_("paid on"))
    deposit_cents = models.BigIntegerField()
    claims_cents = models.BigIntegerField()
    provider_adjustments = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices)
    round = models.PositiveSmallIntegerField(default=1)
    reasons = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    entries = models.PositiveIntegerField(default=0)
    posted_at = models.DateTimeField(null=True)
    posted_by = models.CharField(max_length=200, blank=True)
    banked_cents = models.BigIntegerField(null=True)
    banked_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-paid_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["file", "position"], name="remittance_once_in_file")]
        indexes = [models.Index(fields=["facility", "-paid_on"], name="remittance_paid_on")]

    def __str__(self) -> str:
        return f"{self.named} {self.trace}"

    @property
    def transaction(self) -> str:
        """Its name in the ledger; of nobody's payment, none."""
        return transaction_named(self.payer.code, self.trace, self.round) if self.payer else ""

    @property
    def deposit(self) -> Decimal:
        return as_money(self.deposit_cents)

    @property
    def received(self) -> Decimal | None:
        """What the bank received, once that is known."""
        return None if self.banked_cents is None else as_money(self.banked_cents)

    @property
    def claims_paid(self) -> Decimal:
        return as_money(self.claims_cents)


class RemittanceClaim(models.Model):
    """A claim of a payment: posted to one of ours, or held for a person. ``place`` is its place, from 0."""

    class State(models.TextChoices):
        POSTED = "posted", _("posted")
        HELD = "held", _("held")
        PLACED = "placed", _("placed by a person")
        UNDONE = "undone", _("taken back")

    payment = models.ForeignKey(RemittancePayment, models.PROTECT, related_name="claims")
    place = models.PositiveIntegerField()
    number = models.CharField(max_length=64)
    payer_control = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=4)
    charge_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField()
    denied_cents = models.BigIntegerField(default=0)
    state = models.CharField(max_length=6, choices=State.choices)
    tier = models.PositiveSmallIntegerField(null=True)
    level = models.CharField(max_length=10, blank=True)
    reasons = models.JSONField(default=list)
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="remitted")

    class Meta:
        ordering = ["payment", "place"]
        constraints = [models.UniqueConstraint(fields=["payment", "place"], name="remitted_claim_once")]

    def __str__(self) -> str:
        return self.number

    @property
    def charge(self) -> Decimal:
        return as_money(self.charge_cents)

    @property
    def paid(self) -> Decimal:
        return as_money(self.paid_cents)
