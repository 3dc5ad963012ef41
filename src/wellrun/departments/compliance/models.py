"""What was given away about a patient, to whom and why; and what was released about nobody in particular."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.keys.fields import SealedModel, SealedText
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
