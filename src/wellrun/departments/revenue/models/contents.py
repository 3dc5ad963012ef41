"""What a claim says when it is sent, kept beside the claim; it names the patient, so it lies sealed."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import Claim
from wellrun.foundations.keys.fields import SealedModel, SealedText


class Form(models.TextChoices):
    """Who bills: a person (837P, CMS-1500) or an institution (837I, UB-04)."""

    PROFESSIONAL = "P", _("professional")
    INSTITUTIONAL = "I", _("institutional")


class Frequency(models.TextChoices):
    """What a claim is to an earlier one (CLM05-3). A secondary claim is a first one to its payer."""

    FIRST = "1", _("original")
    CORRECTED = "7", _("corrected")
    VOID = "8", _("void")


class ClaimContent(SealedModel):
    """The content of a claim (``rules.content``) as JSON. ``replaces``: the claim it corrects or voids.

    ``mended_at``: when it was last made to say something else, before any payer had taken it up.
    """

    claim = models.OneToOneField(Claim, models.CASCADE, related_name="content")
    content = SealedText(_("content"))
    form = models.CharField(_("form"), max_length=1, choices=Form.choices)
    frequency = models.CharField(_("frequency"), max_length=1, choices=Frequency.choices, default=Frequency.FIRST)
    replaces = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="replaced_by")
    mended_at = models.DateTimeField(_("mended"), null=True)

    class Meta:
        ordering = ["claim"]

    def __str__(self) -> str:
        return f"content of claim {self.claim_id}"

    @property
    def read_as(self) -> str:
        """What was read of it, so that nobody overwrites what somebody else has mended meanwhile."""
        return hashlib.sha256(self.content.encode()).hexdigest()[:32]


class LaterContent(SealedModel):
    """What a claim says to its second or third payer; the claim, and what is owed on it, stay the same."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="later_contents")
    level = models.CharField(_("to"), max_length=10)
    content = SealedText(_("content"))
    made_on = models.DateField(_("made on"))

    class Meta:
        ordering = ["claim", "level"]
        constraints = [models.UniqueConstraint(fields=["claim", "level"], name="later_content_once")]

    def __str__(self) -> str:
        return f"content of claim {self.claim_id} to the {self.level} payer"
