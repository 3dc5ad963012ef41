"""Requests of patients for help with what they owe, and the scale of each facility."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.accounts import PatientAccount
from wellrun.departments.revenue.rules.assistance import HOUSE_SCALE, CaseState, Presumed, Rung
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

PRESUMED = {
    Presumed.MEDICAID: _("is on Medicaid"),
    Presumed.FOOD: _("is in a food programme"),
    Presumed.HOMELESS: _("has no home"),
    Presumed.ESTATE: _("died and left nothing"),
}
CASE_STATES = {
    CaseState.ASKED: _("being decided"),
    CaseState.GRANTED: _("granted"),
    CaseState.REFUSED: _("refused"),
    CaseState.WITHDRAWN: _("withdrawn"),
}


class AssistancePolicy(models.Model):
    """A facility's own scale, from a day on. Earlier ones stay: what was decided by them was."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="assistance_policies")
    since = models.DateField(_("from"))
    scale = models.JSONField()
    why = models.CharField(_("by what"), max_length=200)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["facility", "-since"]
        constraints = [models.UniqueConstraint(fields=["facility", "since"], name="assistance_policy_once")]

    def __str__(self) -> str:
        return f"scale of {self.since}"

    @property
    def rungs(self) -> tuple[Rung, ...]:
        return tuple(Rung(*one) for one in self.scale)


def scale_of(facility: Facility, day: Any) -> tuple[Rung, ...]:
    """The scale that holds for a facility on a day: its own, or the house's."""
    own = AssistancePolicy.objects.filter(facility=facility, since__lte=day).order_by("-since").first()
    return own.rungs if own else HOUSE_SCALE


class AssistanceCase(SealedModel):
    """A request for help. ``facts`` is what was told of household and income; the number in ``waived`` is per cent."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="assistance_cases")
    account = models.ForeignKey(PatientAccount, models.PROTECT, related_name="assistance")
    asked_on = models.DateField(_("asked on"))
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    facts = SealedText(default="")
    presumed = models.CharField(
        _("presumed"), max_length=32, blank=True, choices=[(key.value, word) for key, word in PRESUMED.items()]
    )
    percent = models.DecimalField(max_digits=9, decimal_places=1, null=True)
    suggested = models.PositiveSmallIntegerField()
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=[(key.value, word) for key, word in CASE_STATES.items()],
        default=CaseState.ASKED,
    )
    waived = models.PositiveSmallIntegerField(null=True)
    waived_cents = models.BigIntegerField(default=0)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    why = SealedText(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(state=CaseState.ASKED), name="assistance_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"request for help {self.pk}"
