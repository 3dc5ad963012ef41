"""Underpayments that somebody has promised to dispute."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from wellrun.departments.revenue.models.claims import Claim, Payer, as_money
from wellrun.foundations.followup.models import Action


class Dispute(models.Model):
    """What a payer is asked for, and the action by which somebody promised to ask.

    The action says how many claims and how much; which claims they are is here, for those who may see claims.
    """

    payer = models.ForeignKey(Payer, models.PROTECT, related_name="disputes")
    action = models.OneToOneField(Action, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.action)


class DisputedClaim(models.Model):
    """A claim of a dispute, and what was missing of it then. A claim is disputed once."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="claims")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="disputed")
    missing_cents = models.BigIntegerField()

    class Meta:
        ordering = ["claim"]

    def __str__(self) -> str:
        return str(self.claim)

    @property
    def missing(self) -> Decimal:
        return as_money(self.missing_cents)
