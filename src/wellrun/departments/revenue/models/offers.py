"""Offers of payers, weighed by what they would have brought."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import Payer

SILENT = dt.timedelta(minutes=5)
"""A weighing says that it goes on after every few hundred claims, which takes seconds."""


class Offer(models.Model):
    """An offer as text, and what a year's claims of its payer bring by it and by the contracts in use.

    ``since`` to ``until`` are the first days of service of the claims. ``answer`` is empty until it is reckoned; its
    amounts are in cents. ``moved_at``: when its weighing last went on; ``failed``: it broke off.
    """

    payer = models.ForeignKey(Payer, models.PROTECT, related_name="offers")
    text = models.TextField(_("offer"))
    since = models.DateField()
    until = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    claims = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(null=True)
    moved_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    answer = models.JSONField(default=dict)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.payer} {self.made_at:%Y-%m-%d}"

    @property
    def finished(self) -> bool:
        return bool(self.answer)

    def broken_off(self, now: dt.datetime) -> bool:
        """Whether nobody weighs it any more though it has no answer: it failed, or has not moved for some minutes."""
        return not self.finished and (self.failed or now - (self.moved_at or self.made_at) > SILENT)
