"""Refunds that somebody asked for, and what a year of collecting costs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.accounts import PatientAccount
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.rules.entries import Owed, Responsible
from wellrun.departments.revenue.rules.refunds import RefundState, return_by
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

REFUND_STATES = {
    RefundState.ASKED: _("waits for approval"),
    RefundState.PAID: _("paid"),
    RefundState.REFUSED: _("refused"),
    RefundState.WITHDRAWN: _("withdrawn"),
}


class RefundRequest(models.Model):
    """A refund of a credit: which credit (claim, line, whose), how much, to whom, and who decided."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="refund_requests")
    account = models.ForeignKey(PatientAccount, models.PROTECT, related_name="refunds")
    claim = models.CharField(max_length=64, blank=True)
    line = models.CharField(max_length=32, blank=True)
    level = models.CharField(max_length=10, blank=True)
    payer_kind = models.CharField(max_length=12, blank=True)
    cents = models.BigIntegerField()
    why = models.CharField(_("why"), max_length=200)
    identified_on = models.DateField(_("overpayment found on"))
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=[(key.value, word) for key, word in REFUND_STATES.items()],
        default=RefundState.ASKED,
    )
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["facility", "state"], name="refund_state")]

    def __str__(self) -> str:
        return f"refund {self.pk}"

    @property
    def amount(self) -> Decimal:
        return as_money(self.cents)

    @property
    def of(self) -> Owed:
        """The credit it is of."""
        by = Responsible(self.level) if self.level else None
        return Owed(self.account.patient, self.account.account, self.claim, self.line, by)

    @property
    def return_by(self) -> dt.date | None:
        """The last day for it by law, where there is one."""
        return return_by(self.identified_on, self.payer_kind)


class CollectionCost(models.Model):
    """What the revenue cycle of a facility costs in a year, as somebody entered it."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="collection_costs")
    year = models.PositiveSmallIntegerField(_("year"))
    cents = models.BigIntegerField()
    source = models.CharField(_("from where"), max_length=200)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["facility", "year"]
        constraints = [models.UniqueConstraint(fields=["facility", "year"], name="collection_cost_once")]

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def amount(self) -> Decimal:
        return as_money(self.cents)
