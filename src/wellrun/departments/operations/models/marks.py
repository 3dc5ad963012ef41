"""What an open board is told by that something has changed which is no event of the house."""

from __future__ import annotations

from django.db import models

from wellrun.foundations.organisation.models import Facility


class BoardMark(models.Model):
    """One row for each facility: how often its boards have changed besides the house. It only rises."""

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="board_mark")
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"boards {self.facility_id} at {self.number}"
