"""Shifts that change hands: somebody gives one away or swaps it, and somebody else says yes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wellrun.departments.workforce.models.rosters import Assignment
from wellrun.foundations.people.models import Account, Person


class Trade(models.Model):
    """That somebody wants to give a shift away, or to swap it, and what became of it.

    ``asked`` is the colleague by name; nobody means everybody of the unit. ``back`` is the shift given in return.
    ``touches`` are the sentences the manager decides by. After ``lapses_at``, when the first shift begins, it is over.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits for a colleague")
        WAITING = "waiting", _("waits for the manager")
        DONE = "done", _("done")
        DECLINED = "declined", _("declined by the colleague")
        REFUSED = "refused", _("refused by the manager")
        WITHDRAWN = "withdrawn", _("taken back")

    given = models.ForeignKey(Assignment, models.PROTECT, related_name="trades")
    swap = models.BooleanField(_("wants a shift in return"), default=False)
    back = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="+")
    asked = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="trades_taken")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    touches = models.JSONField(default=list)
    points = models.IntegerField(default=0)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["given"], condition=Q(state__in=["open", "waiting"]), name="trade_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"trade {self.pk}"
