"""Public code lists as they were published, with the days on which each code was valid."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class System(models.TextChoices):
    """Which list a code is of."""

    ICD10CM = "ICD10CM", _("ICD-10-CM, diagnoses")
    ICD10PCS = "ICD10PCS", _("ICD-10-PCS, procedures of inpatients")
    HCPCS = "HCPCS", _("HCPCS, procedures and supplies")


class CodeList(models.Model):
    """One published list: what was valid from a day on, and the file it came from."""

    system = models.CharField(_("list"), max_length=10, choices=System.choices)
    since = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=200)
    codes = models.PositiveIntegerField()
    taken_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["system", "-since"]
        constraints = [models.UniqueConstraint(fields=["system", "since"], name="code_list_once")]

    def __str__(self) -> str:
        return f"{self.system} {self.since}"


class CodeEntry(models.Model):
    """A code with its words while they were valid. ``plain``: the words as they are searched (``rules.code_lists``)."""

    system = models.CharField(max_length=10, choices=System.choices)
    code = models.CharField(_("code"), max_length=7)
    words = models.CharField(_("words"), max_length=400)
    plain = models.CharField(max_length=410)
    billable = models.BooleanField(default=True)
    since = models.DateField(_("valid from"))
    until = models.DateField(_("until before"), null=True)

    class Meta:
        ordering = ["system", "code", "since"]
        constraints = [models.UniqueConstraint(fields=["system", "code", "since"], name="code_entry_once")]

    def __str__(self) -> str:
        return self.code
