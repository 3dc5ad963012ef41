"""What a service costs, from a day on: schedules of our own, and those that Medicare publishes."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import as_money
from wellrun.foundations.organisation.models import Facility


class FeeSchedule(models.Model):
    """Fees of a facility that hold from a day until before another. ``source``: the files, as they were called."""

    class Kind(models.TextChoices):
        OWN = "own", _("our own charges")
        PHYSICIANS = "physicians", _("Medicare, physicians")
        OUTPATIENT = "outpatient", _("Medicare, outpatient hospital")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="fee_schedules")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    since = models.DateField(_("from"))
    until = models.DateField(_("until before"), null=True)
    source = models.CharField(_("source"), max_length=200)
    taken_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["kind", "-since"]
        constraints = [models.UniqueConstraint(fields=["facility", "kind", "since"], name="fee_schedule_once")]

    def __str__(self) -> str:
        return self.name


class FeeLine(models.Model):
    """The fee of one unit; ``facility_cents`` where the service is given in a facility, if that differs."""

    schedule = models.ForeignKey(FeeSchedule, models.CASCADE, related_name="lines")
    code = models.CharField(_("service"), max_length=5)
    modifier = models.CharField(_("modifier"), max_length=2, blank=True)
    cents = models.BigIntegerField()
    facility_cents = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["code", "modifier"]
        constraints = [models.UniqueConstraint(fields=["schedule", "code", "modifier"], name="fee_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.modifier}".strip()

    @property
    def amount(self) -> Decimal:
        return as_money(self.cents)
