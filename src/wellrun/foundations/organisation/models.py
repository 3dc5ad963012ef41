"""Network → facility → department → unit → bed, with cost centres and days that are unlike others."""

from __future__ import annotations

import uuid
import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

CODE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9_.-]*$",
    _("A code is made of letters, figures, dot, hyphen and underscore, and begins with a letter or figure."),
)


def check_time_zone(name: str) -> None:
    """Refuses a time zone the machine does not know."""
    if name not in _time_zones():
        raise ValidationError(
            _("%(name)s is not a time zone; give one such as America/New_York."), params={"name": name}
        )


@cache
def _time_zones() -> set[str]:
    # Looks through every file of the time zone database: some 25 ms.
    return zoneinfo.available_timezones()


class Named(models.Model):
    """Something with a code that feeds use and a name that people use."""

    code = models.CharField(_("code"), max_length=64, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Network(Named):
    """Facilities under one direction."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="network_code")]


class Facility(Named):
    """A hospital, clinic or nursing home: the smallest place that has its own calendar and money."""

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", _("Hospital")
        CLINIC = "clinic", _("Clinic")
        NURSING_HOME = "nursing_home", _("Nursing home")
        OTHER = "other", _("Other facility")

    network = models.ForeignKey(Network, models.PROTECT, related_name="facilities")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.HOSPITAL)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[check_time_zone])
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    region = models.CharField(_("region whose public holidays apply"), max_length=16, blank=True)

    class Meta:
        verbose_name_plural = "facilities"
        constraints = [models.UniqueConstraint(fields=["code"], name="facility_code")]


class Department(Named):
    """A part of a facility with one head: medicine, surgery, emergency."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="departments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="department_code")]


class Unit(Named):
    """Where care is given and staff are rostered: a ward, a clinic, an emergency department."""

    class Kind(models.TextChoices):
        WARD = "ward", _("Ward")
        CRITICAL = "critical", _("Critical care")
        EMERGENCY = "emergency", _("Emergency department")
        THEATRE = "theatre", _("Theatre")
        CLINIC = "clinic", _("Clinic")
        RESIDENTIAL = "residential", _("Residential")
        OTHER = "other", _("Other unit")

    department = models.ForeignKey(Department, models.PROTECT, related_name="units")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.WARD)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "code"], name="unit_code")]


class Bed(Named):
    """One bed, cot or chair that a patient can be given."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="beds")
    room = models.CharField(_("room"), max_length=32, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="bed_code")]


class CostCentre(Named):
    """Where the ledger books the money of a unit, or of several."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="cost_centres")
    units = models.ManyToManyField(Unit, related_name="cost_centres", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="cost_centre_code")]


class Holiday(models.Model):
    """A day on which a facility works as on a Sunday."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="holidays")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "day"], name="holiday_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Shape(models.Model):
    """One row whose mark is new after every change, so that a reader knows what it has read before."""

    mark = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.mark)
