"""Drawers, what is taken in them, and how each day of one was closed."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.accounts import PatientAccount
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.rules.cashier import Method
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

METHODS = {
    Method.CASH: _("cash"),
    Method.CHEQUE: _("cheque"),
    Method.CARD: _("card"),
    Method.TRANSFER: _("transfer"),
}


class Drawer(models.Model):
    """A place where payments are taken."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="drawers")
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["facility", "name"]
        constraints = [models.UniqueConstraint(fields=["facility", "name"], name="drawer_once")]

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """A payment that somebody took. ``deposit``: paid ahead, so that all of it stands as a credit."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="receipts")
    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="receipts")
    account = models.ForeignKey(PatientAccount, models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField(_("number"))
    on = models.DateField(_("on"))
    at = models.DateTimeField()
    method = models.CharField(_("how"), max_length=8, choices=[(key.value, word) for key, word in METHODS.items()])
    cents = models.BigIntegerField()
    deposit = models.BooleanField(default=False)
    taken_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    why_void = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["facility", "number"]
        constraints = [models.UniqueConstraint(fields=["facility", "number"], name="receipt_once")]
        indexes = [models.Index(fields=["drawer", "on"], name="receipt_drawer_on")]

    def __str__(self) -> str:
        return f"R-{self.number}"

    @property
    def amount(self) -> Decimal:
        return as_money(self.cents)


class DrawerDay(models.Model):
    """A drawer's day once it was closed. Opened again, the row stays and says who did so and why."""

    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="days")
    day = models.DateField()
    round = models.PositiveSmallIntegerField(default=1)
    counted = models.JSONField()
    expected = models.JSONField()
    over_cents = models.BigIntegerField()
    why = models.CharField(_("why it differs"), max_length=200, blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    why_reopened = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "drawer", "round"]
        constraints = [
            models.UniqueConstraint(fields=["drawer", "day", "round"], name="drawer_day_round"),
            models.UniqueConstraint(
                fields=["drawer", "day"], condition=models.Q(reopened_at=None), name="drawer_day_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drawer} {self.day:%Y-%m-%d}"

    @property
    def over(self) -> Decimal:
        return as_money(self.over_cents)
