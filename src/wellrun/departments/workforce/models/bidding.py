"""Open shifts that people bid for: until when, who bids, and in which order they stood when it was decided."""

from __future__ import annotations

from django.db import models

from wellrun.departments.workforce.models.rosters import OpenShift
from wellrun.foundations.people.models import Account, Person


class Bidding(models.Model):
    """That an open shift goes to the first in a stated order of those who bid until a moment."""

    shift = models.OneToOneField(OpenShift, models.CASCADE, related_name="bidding")
    closes_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"bidding {self.pk}"


class Bid(models.Model):
    """That somebody would take the shift. ``rank`` and ``words`` are given when it is decided; no rank: not allowed."""

    bidding = models.ForeignKey(Bidding, models.CASCADE, related_name="bids")
    person = models.ForeignKey(Person, models.PROTECT, related_name="bids")
    made_at = models.DateTimeField()
    rank = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["rank", "made_at"]
        constraints = [models.UniqueConstraint(fields=["bidding", "person"], name="bid_once")]

    def __str__(self) -> str:
        return f"bid {self.pk}"
