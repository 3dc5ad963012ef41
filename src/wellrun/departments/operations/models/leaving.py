"""Who could leave, and what keeps them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.models.house import Course
from wellrun.foundations.followup.models import Action
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.people.models import Account

REASONS = {
    "medicines": _("Waits for medicines"),
    "transport": _("Waits for transport"),
    "test": _("Waits for a test or its result"),
    "doctor": _("Waits for a doctor’s decision"),
    "therapy": _("Waits for therapy"),
    "place": _("Waits for a place elsewhere"),
    "home": _("Care at home is not arranged"),
    "family": _("Family or patient not ready"),
    "payer": _("Waits for the payer’s authorisation"),
    "other": _("Another reason"),
}


class Barrier(SealedModel):
    """One thing that holds a patient, with who sees to it; the promise lies with the others in followup."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="barriers")
    reason = models.CharField(_("reason"), max_length=12, choices=list(REASONS.items()))
    words = SealedText(_("in words"), default="")
    action = models.ForeignKey(Action, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return f"barrier {self.reason}"


class Readiness(models.Model):
    """Somebody has said that a patient needs no more acute care here, or does again. Rows are only added."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="readiness")
    ready = models.BooleanField()
    at = models.DateTimeField()
    heard = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["course", "at"], name="readiness_course")]

    def __str__(self) -> str:
        return f"ready {self.ready} at {self.at}"
