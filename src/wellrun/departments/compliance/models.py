"""What was given away about a patient, to whom and why."""

from __future__ import annotations

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
