"""What people say of patients in the emergency department that no message tells."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.models.house import Course
from wellrun.departments.operations.rules.emergency import Step
from wellrun.foundations.people.models import Account

STEPS = {
    Step.TRIAGE: _("triaged"),
    Step.SEEN: _("seen by a clinician"),
    Step.LEFT_UNSEEN: _("left without being seen"),
}


class EmergencyStep(models.Model):
    """One step of a visit. Rows are only added; one that was wrong is taken back by another."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="emergency_steps")
    step = models.CharField(max_length=12, choices=[(key.value, words) for key, words in STEPS.items()])
    at = models.DateTimeField()
    category = models.PositiveSmallIntegerField(_("triage level"), null=True)
    clinician = models.CharField(_("clinician"), max_length=120, blank=True)
    heard = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.step} at {self.at}"
