"""A roster that its people plan themselves for some days: until when, and which shifts they choose."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.workforce.models.need import ShiftType
from wellrun.departments.workforce.models.rosters import Roster
from wellrun.foundations.people.models import Account, Person


class ChoosingWindow(models.Model):
    """That the people of a roster choose shifts before it is proposed. Closed, their choices are requests."""

    roster = models.OneToOneField(Roster, models.CASCADE, related_name="choosing")
    until = models.DateField(_("last day"))
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"choosing for {self.roster_id}"

    def takes_choices(self, today: dt.date) -> bool:
        """Whether shifts can be chosen on a day."""
        return self.closed_at is None and today <= self.until


class ChosenShift(models.Model):
    """A shift somebody would work in the weeks of a roster. One a day."""

    window = models.ForeignKey(ChoosingWindow, models.CASCADE, related_name="chosen")
    person = models.ForeignKey(Person, models.CASCADE, related_name="chosen_shifts")
    day = models.DateField(_("day"))
    shift = models.ForeignKey(ShiftType, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["chosen_at"]
        constraints = [models.UniqueConstraint(fields=["window", "person", "day"], name="one_choice_a_day")]

    def __str__(self) -> str:
        return f"choice {self.pk}"
