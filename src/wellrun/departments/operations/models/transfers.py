"""Transfers from and to other facilities, and every move of each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.models.house import CODE, Course
from wellrun.departments.operations.rules.transfers import Direction, Move, State
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

DIRECTIONS = {Direction.IN: _("In"), Direction.OUT: _("Out")}
STATES = {
    State.ASKED: _("asked"),
    State.ACCEPTED: _("accepted"),
    State.BED: _("bed held"),
    State.ON_WAY: _("on the way"),
    State.ARRIVED: _("arrived"),
    State.DECLINED: _("declined"),
    State.CANCELLED: _("cancelled"),
}
MADE = {
    Move.ASK: _("asked"),
    Move.ACCEPT: _("accepted"),
    Move.DECLINE: _("declined"),
    Move.ASSIGN: _("bed held"),
    Move.DEPART: _("left for here or there"),
    Move.ARRIVE: _("arrived"),
    Move.CANCEL: _("cancelled"),
    Move.REOPEN: _("asked again"),
}


class Transfer(SealedModel):
    """One patient who is to come from another facility, or to go to one. ``version`` rises with every move."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="transfers")
    direction = models.CharField(max_length=3, choices=[(key.value, words) for key, words in DIRECTIONS.items()])
    elsewhere = models.CharField(_("other facility"), max_length=120)
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="transfers")
    unit = models.CharField(_("unit"), max_length=CODE, blank=True)
    bed = models.CharField(_("bed"), max_length=CODE, blank=True)
    who = SealedText(_("who"), default="")
    need = SealedText(_("why, and what is needed"))
    state = models.CharField(max_length=10, choices=[(key.value, words) for key, words in STATES.items()])
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["asked_at"]
        indexes = [models.Index(fields=["facility", "state"], name="transfer_state")]

    def __str__(self) -> str:
        return f"transfer {self.direction} {self.state}"


class TransferMove(SealedModel):
    """One move of a transfer, with the reason where one is needed."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="moves")
    move = models.CharField(max_length=8, choices=[(key.value, words) for key, words in MADE.items()])
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    words = SealedText(_("in words"), default="")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.move} at {self.at}"
