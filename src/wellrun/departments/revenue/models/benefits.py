"""Questions on eligibility and what was answered, and good-faith estimates; both name patients, so both lie sealed."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import Payer, as_money
from wellrun.departments.revenue.models.sending import Answer, Batch
from wellrun.departments.revenue.rules.eligibility import Coverage
from wellrun.departments.revenue.rules.estimates import Cause
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility

COVERAGES = {
    Coverage.COVERED: _("covered"),
    Coverage.NOT_COVERED: _("not covered"),
    Coverage.NOT_THAT_DAY: _("not covered on that day"),
    Coverage.ANOTHER_DAY: _("answered for another day"),
    Coverage.UNSAID: _("not said"),
    Coverage.REFUSED: _("no answer"),
}
CAUSES = {
    Cause.SCHEDULED: _("a service was scheduled"),
    Cause.REQUESTED: _("the patient asked"),
}


class EligibilityCheck(SealedModel):
    """A question which benefits a person has on the day of a service. ``question`` as JSON.

    ``answer`` is the file that answered; ``piece`` and ``member`` where in it, from 0.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="eligibility_checks")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="checks")
    trace = models.CharField(max_length=30, unique=True)
    payer = models.ForeignKey(Payer, models.PROTECT, related_name="checks")
    service_on = models.DateField(_("day of service"))
    service = models.CharField(_("service"), max_length=3)
    question = SealedText(_("question"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.CharField(max_length=200)
    answered_at = models.DateTimeField(_("answered"), null=True)
    coverage = models.CharField(
        max_length=16, blank=True, choices=[(key.value, word) for key, word in COVERAGES.items()]
    )
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="checks")
    piece = models.PositiveIntegerField(default=0)
    member = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-asked_at", "service_on"]
        indexes = [models.Index(fields=["facility", "-asked_at"], name="eligibility_asked")]

    def __str__(self) -> str:
        return self.trace


class EstimateRecord(SealedModel):
    """A good-faith estimate (``rules.estimates.Estimate`` as JSON in ``content``) and its clock."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="estimates")
    cause = models.CharField(_("why"), max_length=10, choices=[(key.value, word) for key, word in CAUSES.items()])
    on = models.DateField(_("scheduled or asked for on"))
    service_on = models.DateField(_("day of service"), null=True)
    due_on = models.DateField(_("due on"), null=True)
    sent_on = models.DateField(_("given on"), null=True)
    content = SealedText(_("content"))
    total_cents = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["facility", "sent_on", "due_on"], name="estimate_due")]

    def __str__(self) -> str:
        return f"estimate {self.pk}"

    @property
    def total(self) -> Decimal:
        return as_money(self.total_cents)
