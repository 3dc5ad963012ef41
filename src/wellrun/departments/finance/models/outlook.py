"""What is known to be paid in periods ahead: amounts by line and period, until purchases tell them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account


class KnownCommitment(models.Model):
    """An amount that a line is known to come to in a period (its first day). ``extra`` comes on top of what the line
    usually has; without it the line comes to no less. It is never changed: who was wrong withdraws it and says why."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="known_commitments")
    cost_centre = models.CharField(max_length=64)
    account = models.CharField(max_length=64)
    month = models.DateField(_("period"))
    cents = models.BigIntegerField(_("amount, cents"))
    extra = models.BooleanField(_("comes on top of what the line usually has"), default=True)
    title = models.CharField(_("what"), max_length=200)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_for = models.TextField(blank=True)

    class Meta:
        ordering = ["month", "pk"]
        indexes = [models.Index(fields=["facility", "month"], name="known_commitment_month")]

    def __str__(self) -> str:
        return self.title


class CashTerms(models.Model):
    """Which accounts of a facility are what for cash and ratios (``rules.cash.AccountRole``: codes), and what its cash
    accounts held before the first period of the ledger; without that, what they hold is not known."""

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="cash_terms")
    roles = models.JSONField(default=dict)
    opening = models.BigIntegerField(_("cash before the first period, cents"), null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"cash terms of {self.facility_id}"
