"""Requests: cleaning, porters, faults of buildings and of equipment, and every move of each."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.models.house import CODE, Course
from wellrun.departments.operations.rules.requests import Kind, Move, State, Urgency
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account, Person

KINDS = {
    Kind.CLEANING: _("Cleaning"),
    Kind.PORTER: _("Porter"),
    Kind.FACILITY: _("Building fault"),
    Kind.EQUIPMENT: _("Equipment fault"),
}
URGENCIES = {Urgency.NOW: _("now"), Urgency.SOON: _("soon"), Urgency.ROUTINE: _("routine")}
STATES = {
    State.ASKED: _("asked"),
    State.ACCEPTED: _("accepted"),
    State.STARTED: _("under way"),
    State.DONE: _("done"),
    State.REFUSED: _("refused"),
    State.CANCELLED: _("cancelled"),
}
MADE = {
    Move.ASK: _("asked"),
    Move.ACCEPT: _("accepted"),
    Move.START: _("begun"),
    Move.FINISH: _("done"),
    Move.HAND_BACK: _("handed back"),
    Move.REASSIGN: _("given to another"),
    Move.REFUSE: _("refused"),
    Move.CANCEL: _("cancelled"),
    Move.REOPEN: _("asked again"),
    Move.NOTE: _("noted"),
}
TAG = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9_.-]*$",
    _("The number on a label is made of letters, figures, dot, hyphen and underscore."),
)


class Request(SealedModel):
    """Something that is to be cleaned, carried or mended. ``version`` rises with every move."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="service_requests")
    kind = models.CharField(_("kind"), max_length=10, choices=[(key.value, words) for key, words in KINDS.items()])
    urgency = models.CharField(
        _("how soon"),
        max_length=8,
        choices=[(key.value, words) for key, words in URGENCIES.items()],
        default=Urgency.SOON,
    )
    unit = models.CharField(_("unit"), max_length=CODE)
    bed = models.CharField(_("bed"), max_length=CODE, blank=True)
    room = models.CharField(_("room"), max_length=80, blank=True)
    to_unit = models.CharField(_("to unit"), max_length=CODE, blank=True)
    to_bed = models.CharField(_("to bed"), max_length=CODE, blank=True)
    to_room = models.CharField(_("to"), max_length=80, blank=True)
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="requests")
    asset = models.CharField(_("number on the label"), max_length=40, blank=True, validators=[TAG])
    what = SealedText(_("what is needed"))
    state = models.CharField(max_length=10, choices=[(key.value, words) for key, words in STATES.items()])
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="service_requests")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["asked_at"]
        indexes = [
            models.Index(fields=["facility", "state"], name="request_state"),
            models.Index(fields=["facility", "asset"], name="request_asset"),
            models.Index(fields=["facility", "asked_at"], name="request_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class RequestMove(SealedModel):
    """One move of a request, with what was said."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="moves")
    move = models.CharField(max_length=10, choices=[(key.value, words) for key, words in MADE.items()])
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    given_to = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = SealedText(_("in words"), default="")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.move} at {self.at}"
