"""The receivable's ledger as it is kept: entries are added, and neither changed nor taken away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import as_money
from wellrun.foundations.organisation.models import Facility

STAYS = "Entries of the ledger stay. What is wrong is undone by an entry of its own."


class KeptRows(models.QuerySet[Any]):
    """Rows that are neither changed nor taken away."""

    def update(self, **_values: Any) -> int:
        raise TypeError(STAYS)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(STAYS)


class Kept(models.Model):
    """A row that is written once. Its manager writes in bulk; nothing else writes it at all."""

    objects = models.Manager.from_queryset(KeptRows)()

    class Meta:
        abstract = True

    def save(self, *_arguments: Any, **_options: Any) -> None:
        raise TypeError(STAYS)

    def delete(self, *_arguments: Any, **_options: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(STAYS)


class LedgerEntry(Kept):
    """One booking (``rules.entries.Entry``). Its cause is its key: nothing is posted twice.

    ``about`` is the claim it concerns, empty where there is none.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="ledger_entries")
    source = models.CharField(max_length=16)
    transaction = models.CharField(max_length=200)
    claim = models.CharField(max_length=64, blank=True)
    line = models.CharField(max_length=64, blank=True)
    part = models.CharField(max_length=64, blank=True)
    kind = models.CharField(_("kind"), max_length=32)
    on = models.DateField(_("on"))
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=64, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    approved_by = models.CharField(max_length=200, blank=True)
    approval_reason = models.CharField(max_length=400, blank=True)
    denied = models.JSONField(null=True)
    posted_at = models.DateTimeField()
    posted_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "source", "transaction", "claim", "line", "part"], name="ledger_cause_once"
            )
        ]
        indexes = [
            models.Index(fields=["facility", "about"], name="ledger_about"),
            models.Index(fields=["facility", "kind", "on"], name="ledger_kind_on"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class LedgerLeg(Kept):
    """One side of an entry: a debit above zero, a credit below."""

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="legs")
    book = models.CharField(max_length=32)
    cents = models.BigIntegerField()
    patient = models.CharField(max_length=64, blank=True)
    account = models.CharField(max_length=64, blank=True)
    claim = models.CharField(max_length=64, blank=True)
    line = models.CharField(max_length=32, blank=True)
    by = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["claim"], name="ledger_leg_claim"),
            models.Index(fields=["account", "patient"], name="ledger_leg_account"),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.cents}"

    @property
    def amount(self) -> Decimal:
        return as_money(self.cents)
