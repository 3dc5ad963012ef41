"""What was given away about a patient, breaches, and what was released about nobody in particular."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.compliance.rules import Clock, Closing, Factor, clocks
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account


class Disclosure(SealedModel):
    """One disclosure that a patient may ask to be told of (45 CFR 164.528(b)(2))."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="disclosures")
    on = models.DateField(_("on"))
    recipient = SealedText(_("to whom"))
    address = SealedText(_("address, if known"), default="")
    what = SealedText(_("what was disclosed"))
    purpose = SealedText(_("why"))
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"


CLOSINGS = {
    Closing.NOTIFIED: _("everyone has been told"),
    Closing.LOW_PROBABILITY: _("low probability that anything was compromised"),
    Closing.EXCEPTION: _("one of the three exceptions holds"),
}


class Breach(SealedModel):
    """A disclosure that is presumed to be a breach until shown otherwise (45 CFR 164.402)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="breaches")
    discovered_on = models.DateField(_("discovered on"))
    what = SealedText(_("what happened"))
    individuals = models.PositiveIntegerField(_("people affected"))
    most_in_one_state = models.PositiveIntegerField(_("most of them in one State"))
    nature = SealedText(_("nature and extent of the data"), default="")
    recipient = SealedText(_("who used or received it"), default="")
    acquired = SealedText(_("whether it was acquired or viewed"), default="")
    mitigated = SealedText(_("how far the risk was mitigated"), default="")
    how = models.CharField(
        _("closed because"), max_length=20, blank=True, choices=[(one.value, words) for one, words in CLOSINGS.items()]
    )
    finding = SealedText(_("finding"), default="")
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "breaches"
        ordering = ["closed_at", "discovered_on"]

    def __str__(self) -> str:
        return f"breach {self.pk}"

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """Who has to be told, and by when."""
        return clocks(
            discovered=self.discovered_on, individuals=self.individuals, most_in_one_state=self.most_in_one_state
        )

    @property
    def factors(self) -> dict[Factor, str]:
        """The four factors as they have been weighed so far."""
        return {factor: getattr(self, factor.value) for factor in Factor}


class Release(models.Model):
    """A de-identified release: who asked for it, by which rules it was made, and what came of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits its turn")
        RUNNING = "running", _("is being made")
        MADE = "made", _("made")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    place = models.CharField(_("place"), max_length=64)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    purpose = models.CharField(_("what for"), max_length=300)
    asked = models.JSONField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    manifest = models.JSONField(default=dict)
    size = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"release {self.pk}"
