"""How a stay was coded, each time anew: what it was for, what was done, and the group it fell into."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.charges import ChargeAccount
from wellrun.departments.revenue.models.claims import as_money


class CodingRecord(models.Model):
    """One coding of an account; the latest counts, none is changed.

    ``diagnoses`` as the account's; ``procedures``: ICD-10-PCS with its day. ``drg``: the group, ``proposed`` the one
    of the grouper (empty: it could not group), ``why`` a coder took another. ``grouper``: its version.
    """

    account = models.ForeignKey(ChargeAccount, models.PROTECT, related_name="codings")
    number = models.PositiveIntegerField()
    diagnoses = models.JSONField(default=list)
    procedures = models.JSONField(default=list)
    admission = models.JSONField(default=list)
    drg = models.CharField(_("DRG"), max_length=3, blank=True)
    proposed = models.CharField(_("proposed"), max_length=3, blank=True)
    severity = models.CharField(_("severity"), max_length=3, blank=True)
    grouper = models.CharField(_("version"), max_length=5, blank=True)
    why = models.CharField(_("why another group"), max_length=200, blank=True)
    expected_cents = models.BigIntegerField(null=True)
    final = models.BooleanField(_("final"), default=False)
    coded_at = models.DateTimeField(auto_now_add=True)
    coded_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["account", "-number"]
        constraints = [models.UniqueConstraint(fields=["account", "number"], name="coding_record_once")]

    def __str__(self) -> str:
        return f"{self.account} {self.number}"

    @property
    def expected(self) -> Decimal | None:
        return None if self.expected_cents is None else as_money(self.expected_cents)
