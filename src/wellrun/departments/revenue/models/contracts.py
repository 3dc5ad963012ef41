"""What payers agreed to pay: contracts, and every wording they ever had."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import Payer
from wellrun.departments.revenue.models.ledger import Kept
from wellrun.foundations.organisation.models import Facility


class PayerContract(models.Model):
    """A payer's contract with a facility. Its latest wording says what is owed, once it is in force.

    A contract that has ended still prices what was done before ``ended_on``.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in force", _("in force")
        ENDED = "ended", _("ended")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="payer_contracts")
    payer = models.ForeignKey(Payer, models.PROTECT, related_name="contracts")
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["payer__name", "name"]
        constraints = [models.UniqueConstraint(fields=["facility", "payer", "name"], name="payer_contract_once")]

    def __str__(self) -> str:
        return self.name


class ContractVersion(Kept):
    """A wording of a contract as it was entered; wordings are added, never changed.

    ``since`` and ``until`` are the days of service it speaks of, ``until`` not included, empty where it is open.
    """

    contract = models.ForeignKey(PayerContract, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    why = models.CharField(max_length=400)

    class Meta:
        ordering = ["contract", "-number"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="contract_version_once")]

    def __str__(self) -> str:
        return f"{self.contract} {self.number}"
