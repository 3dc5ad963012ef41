"""Hours as the time clock has them, and the returns that are made of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wellrun.departments.workforce.models.posts import Contract
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.people.models import Account, Person


class Clocked(models.Model):
    """One time at work: from clocking in to clocking out. Nobody has clocked out yet where ``clock_out`` is empty.

    How somebody is paid decides whether overtime is due (29 CFR 541) and how the hours are reported (CMS PBJ).
    """

    class Pay(models.TextChoices):
        NON_EXEMPT = "non-exempt", _("by the hour")
        EXEMPT = "exempt", _("by salary, without overtime")
        CONTRACT = "contract", _("by contract with another firm")

    person = models.ForeignKey(Person, models.PROTECT, related_name="clocked")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clocked")
    clock_in = models.DateTimeField(_("clocked in"))
    clock_out = models.DateTimeField(_("clocked out"), null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(_("minutes of break"), default=0)
    job_code = models.PositiveSmallIntegerField(_("PBJ job code"), null=True, blank=True)
    employment = models.CharField(_("employment"), max_length=8, choices=Contract.Employment.choices)
    pay_kind = models.CharField(_("paid"), max_length=12, choices=Pay.choices)

    class Meta:
        verbose_name_plural = "clocked hours"
        ordering = ["clock_in"]
        indexes = [models.Index(fields=["unit", "clock_in"], name="clocked_unit_in")]
        constraints = [
            models.UniqueConstraint(fields=["person", "clock_in"], name="clocked_once"),
            models.CheckConstraint(
                condition=Q(clock_out=None) | Q(clock_out__gte=models.F("clock_in")), name="clocked_out_later"
            ),
        ]

    def __str__(self) -> str:
        return f"clocked {self.pk}"


class HomeNumber(models.Model):
    """What CMS calls a nursing home in the files that it sends: the facility ID it has assigned."""

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="home_number")
    number = models.CharField(_("facility ID at CMS"), max_length=16)

    def __str__(self) -> str:
        return self.number


class StaffingReturn(models.Model):
    """That the file of a quarter was made. One for a quarter that is not over is a draft."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="staffing_returns")
    fiscal_year = models.PositiveSmallIntegerField(_("federal fiscal year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    draft = models.BooleanField(_("draft"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.fiscal_year}-{self.quarter}"
