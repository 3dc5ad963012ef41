"""The private address by which somebody's own calendar reads their shifts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wellrun.foundations.people.models import Account


class CalendarAddress(models.Model):
    """An address with a key that nobody can guess. Only the key's digest is kept; an account has one that is open."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="calendar_addresses")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="one_calendar_address")
        ]

    def __str__(self) -> str:
        return f"calendar address {self.pk}"
