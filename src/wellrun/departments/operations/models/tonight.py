"""The newest answer to how many beds a house needs tonight. Figures only, of nobody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.organisation.models import Facility


class TonightAnswer(models.Model):
    """Asked at one moment, worked out in the background; ``answer`` is empty where too little is known, with why."""

    facility = models.OneToOneField(Facility, models.CASCADE, related_name="tonight")
    asked_at = models.DateTimeField(_("asked"))
    made_at = models.DateTimeField(_("worked out"), null=True)
    answer = models.JSONField(default=dict)
    lacking = models.CharField(_("what is lacking"), max_length=300, blank=True)

    def __str__(self) -> str:
        return f"tonight at facility {self.facility_id}"
