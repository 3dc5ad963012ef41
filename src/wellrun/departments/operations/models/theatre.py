"""Theatres: blocks and what was released of them, cases, and everything that was said of each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.rules.theatre.cases import Move, Reason, State
from wellrun.foundations.keys.fields import BlindIndex, SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.patients.rules import plain_number
from wellrun.foundations.people.models import Account

NAME = 80
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
REASONS = {
    Reason.UNFIT: _("patient unwell or unfit"),
    Reason.ABSENT: _("patient did not come"),
    Reason.DECLINED: _("patient does not want it"),
    Reason.NOT_READY: _("preparation not complete"),
    Reason.NO_BED: _("no bed"),
    Reason.STAFF: _("no surgeon, anaesthetist or nurse"),
    Reason.OVER_RUN: _("the list over-ran"),
    Reason.URGENT: _("an urgent case took its place"),
    Reason.EQUIPMENT: _("equipment or instruments missing"),
    Reason.OTHER: _("another reason"),
}
STATES = {
    State.PLANNED: _("planned"),
    State.IN_ROOM: _("in the room"),
    State.ANAESTHETISED: _("anaesthetised"),
    State.OPEN: _("operation under way"),
    State.CLOSED: _("operation over"),
    State.OUT: _("out"),
    State.CANCELLED: _("cancelled"),
}
MADE = {
    Move.PLAN: _("planned"),
    Move.ENTER: _("in the room"),
    Move.ANAESTHETISE: _("anaesthesia begun"),
    Move.OPEN: _("incision"),
    Move.CLOSE: _("closed"),
    Move.LEAVE: _("out of the room"),
    Move.CANCEL: _("cancelled"),
    Move.CHANGE_ROOM: _("moved to another room"),
    Move.TAKE_BACK: _("taken back"),
}


class TheatreBlock(models.Model):
    """Time of a room that a service owns on a weekday. It ends with ``until``; what was is not changed."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="theatre_blocks")
    room = models.CharField(_("theatre"), max_length=NAME)
    service = models.CharField(_("service"), max_length=NAME)
    owner = models.CharField(_("who answers for it"), max_length=120, blank=True)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=list(enumerate(WEEKDAYS)))
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    release_days = models.PositiveSmallIntegerField(_("released so many days ahead"), default=3)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["room", "weekday", "begins"]
        indexes = [models.Index(fields=["facility", "room"], name="theatre_block_room")]

    def __str__(self) -> str:
        return f"{self.room} {self.service} on {self.weekday}"


class BlockRelease(models.Model):
    """A block that was released by hand on one of its days."""

    block = models.ForeignKey(TheatreBlock, models.CASCADE, related_name="releases")
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["block", "day"], name="released_once")]

    def __str__(self) -> str:
        return f"block {self.block_id} on {self.day}"


class TheatreCase(SealedModel):
    """A case as it was planned and as it went. ``version`` rises with every move."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="theatre_cases")
    number = SealedText(_("case number"))
    number_index = BlindIndex(of="number", normalise=plain_number)
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="theatre_cases")
    room = models.CharField(_("theatre"), max_length=NAME)
    service = models.CharField(_("service"), max_length=NAME)
    surgeon = models.CharField(_("surgeon"), max_length=120, blank=True)
    procedure = SealedText(_("procedure"), default="")
    urgent = models.BooleanField(_("urgent"), default=False)
    starts = models.DateTimeField(_("planned from"))
    ends = models.DateTimeField(_("planned to"))
    entered = models.DateTimeField(_("in room"), null=True)
    anaesthetised = models.DateTimeField(_("anaesthesia"), null=True)
    opened = models.DateTimeField(_("incision"), null=True)
    closed = models.DateTimeField(_("closed"), null=True)
    left = models.DateTimeField(_("out of room"), null=True)
    cancelled = models.DateTimeField(_("cancelled"), null=True)
    reason = models.CharField(
        _("why cancelled"),
        max_length=12,
        blank=True,
        choices=[(key.value, words) for key, words in REASONS.items()],
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts"]
        indexes = [models.Index(fields=["facility", "starts"], name="theatre_case_day")]
        constraints = [models.UniqueConstraint(fields=["facility", "number_index"], name="one_theatre_case")]

    def __str__(self) -> str:
        return f"case in {self.room} at {self.starts}"


class TheatreMove(SealedModel):
    """One thing that was said of a case by hand. Rows are only added."""

    case = models.ForeignKey(TheatreCase, models.CASCADE, related_name="moves")
    move = models.CharField(max_length=12, choices=[(key.value, words) for key, words in MADE.items()])
    at = models.DateTimeField()
    heard = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    words = SealedText(_("in words"), default="")

    class Meta:
        ordering = ["heard"]

    def __str__(self) -> str:
        return f"{self.move} at {self.at}"
