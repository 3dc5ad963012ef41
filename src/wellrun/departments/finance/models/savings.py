"""Savings that somebody has promised, where in the ledger they must show, and what was done with them."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.rules.savings import Move, Promise, SavingState
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account, Person

SAVING_STATES = {
    SavingState.IDEA: _("idea"),
    SavingState.VALIDATED: _("validated"),
    SavingState.BUDGETED: _("in budget"),
    SavingState.BOOKED: _("booked"),
    SavingState.ABANDONED: _("abandoned"),
}
MOVE_NAMES = {
    Move.VALIDATE: _("Validate"),
    Move.BUDGET: _("Put in budget"),
    Move.BOOK: _("Book"),
    Move.ABANDON: _("Abandon"),
}


class Saving(models.Model):
    """A saving on a line of the ledger. ``months``: cents by first day (ISO) of each period it is promised for."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="savings")
    title = models.CharField(_("what"), max_length=200)
    how = models.TextField(_("how it comes about"))
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("owner"))
    place = models.CharField(max_length=130)
    cost_centre = models.CharField(_("cost centre"), max_length=64)
    account = models.CharField(_("account"), max_length=64)
    line_name = models.CharField(max_length=400)
    months = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10,
        choices=[(key.value, word) for key, word in SAVING_STATES.items()],
        default=SavingState.IDEA.value,
    )
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["facility", "cost_centre", "account"], name="saving_line")]

    def __str__(self) -> str:
        return self.title

    @property
    def by_month(self) -> dict[dt.date, int]:
        """What is promised, by first day of period, in order."""
        return {dt.date.fromisoformat(day): cents for day, cents in sorted(self.months.items())}

    @property
    def starts(self) -> dt.date:
        """The first day of its first period."""
        return min(self.by_month)

    @property
    def promised(self) -> int:
        """What is promised in all, in cents."""
        return sum(self.months.values())

    @property
    def promise(self) -> Promise:
        """The saving as the rules count it."""
        line = (self.facility.code, self.cost_centre, self.account)
        return Promise(self.pk, line, self.by_month, self.state != SavingState.ABANDONED.value)


class SavingStep(models.Model):
    """What was done with a saving: never changed. One that was undone stays, marked as such. ``shown``: what the
    ledger showed then (``rules.savings.Proof``), where it showed anything."""

    saving = models.ForeignKey(Saving, models.PROTECT, related_name="steps")
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    why = models.TextField(blank=True)
    shown = models.JSONField(default=dict)
    undone = models.BooleanField(default=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.saving_id} {self.after}"
