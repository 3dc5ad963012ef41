"""How a facility allocates its overhead and spreads costs to cases; cost reports of other hospitals."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account


class CostCentreRule(models.Model):
    """How a cost centre is dealt with. Overhead has a ``place`` in the order of closing and a statistic as ``basis``;
    a centre that cares has no place, and what its cases use of it as ``basis``. Without a row: it cares, by bed days.

    ``capacity``: the statistic that says how much it can give, where somebody counts it.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="cost_centre_rules")
    cost_centre = models.CharField(_("cost centre"), max_length=64)
    place = models.PositiveSmallIntegerField(_("place in the order"), null=True)
    basis = models.CharField(_("basis"), max_length=64)
    capacity = models.CharField(_("capacity"), max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["facility", models.F("place").asc(nulls_last=True), "cost_centre"]
        constraints = [models.UniqueConstraint(fields=["facility", "cost_centre"], name="cost_centre_rule_once")]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.cost_centre}"


class StatisticSource(models.Model):
    """A file of statistics with columns of its own: how the last of them was read (``rules.statistics.Columns``)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="statistic_sources")
    name = models.CharField(_("source"), max_length=80)
    columns = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["facility", "name"]
        constraints = [models.UniqueConstraint(fields=["facility", "name"], name="statistic_source_once")]

    def __str__(self) -> str:
        return self.name


class CostReportFile(models.Model):
    """A file of cost reports as it was taken in. ``sums``: by sum how many totals it publishes and how many of them
    their parts reproduce; ``differences``: the others. ``invented``: made for a demonstration, of no real hospital."""

    title = models.CharField(_("name"), max_length=120)
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    invented = models.BooleanField(default=False)
    reports_count = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    sums = models.JSONField(default=dict)
    differences = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class CostReport(models.Model):
    """A cost report of a hospital. ``figures`` as they were written, ``ratios`` as they were made of them, ``doubts``
    what is wrong with it: place, value, expectation, remedy."""

    file = models.ForeignKey(CostReportFile, models.PROTECT, related_name="reports")
    line = models.PositiveIntegerField()
    provider = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, blank=True)
    setting = models.CharField(max_length=8, blank=True)
    kind = models.CharField(max_length=8, blank=True)
    control = models.CharField(max_length=16, blank=True)
    beds = models.PositiveIntegerField(default=0)
    period_days = models.PositiveIntegerField(default=0)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    figures = models.JSONField(default=dict)
    ratios = models.JSONField(default=dict)
    doubts = models.JSONField(default=list)

    class Meta:
        ordering = ["file", "line"]
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="cost_report_once")]
        indexes = [models.Index(fields=["file", "provider"], name="cost_report_provider")]

    def __str__(self) -> str:
        return f"{self.provider} {self.name}"


class PeerIdentity(models.Model):
    """Which hospital of the cost reports a facility is: its CMS certification number."""

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="peer_identity")
    provider = models.CharField(_("CMS certification number"), max_length=16)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.provider
