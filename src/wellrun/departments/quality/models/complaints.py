"""Complaints of patients and families: what was said, what was found, what was done for the person, and the clocks.

Words that people wrote, who complains and how they are reached are sealed. What lists and counts are made of stands in
clear. Comments that came with surveys stand here too: sealed, and without the names that were found in them.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.models.incidents import Incident
from wellrun.departments.quality.rules.complaints import Channel, Move, Outcome, Standing, Status
from wellrun.foundations.followup.models import Action
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account, Person

SUBJECTS = {
    "care": _("Treatment and care"),
    "communication": _("Being told and asked"),
    "staff": _("Manner of staff"),
    "waiting": _("Waiting and appointments"),
    "discharge": _("Leaving the hospital"),
    "medicines": _("Medicines"),
    "noise": _("Noise and sleep"),
    "room": _("Room and cleanliness"),
    "food": _("Food"),
    "dignity": _("Dignity and privacy"),
    "money": _("Bills and insurance"),
    "access": _("Parking and finding the way"),
    "other": _("Something else"),
}
CHANNELS = {
    Channel.IN_PERSON: _("In person"),
    Channel.PHONE: _("By telephone"),
    Channel.LETTER: _("By letter"),
    Channel.MAIL: _("By e-mail"),
    Channel.FORM: _("By a form or the web site"),
    Channel.OTHERS: _("Through somebody else, in writing"),
}
RELATIONS = {
    "patient": _("The patient"),
    "family": _("Family or friend"),
    "representative": _("Representative"),
    "visitor": _("Visitor"),
    "other": _("Somebody else"),
}
COMPLAINT_STATUSES = {
    Status.RECEIVED: _("received"),
    Status.ACKNOWLEDGED: _("acknowledged"),
    Status.INVESTIGATED: _("being looked into"),
    Status.ANSWERED: _("answered"),
    Status.CLOSED: _("closed"),
    Status.WITHDRAWN: _("withdrawn"),
}
OUTCOMES = {
    Outcome.UPHELD: _("Upheld"),
    Outcome.PARTLY: _("Upheld in part"),
    Outcome.NOT_UPHELD: _("Not upheld"),
}
COMPLAINT_MOVES = {
    Move.TAKE: _("received"),
    Move.ACKNOWLEDGE: _("acknowledged"),
    Move.SETTLE: _("put right at once"),
    Move.INVESTIGATE: _("given to be looked into"),
    Move.EXTEND: _("put off to an agreed day"),
    Move.ANSWER: _("answered"),
    Move.CLOSE: _("closed"),
    Move.REOPEN: _("opened again"),
    Move.WITHDRAW: _("withdrawn"),
}
RECOVERIES = {
    "apology": _("Apology"),
    "call": _("Call or visit"),
    "put_right": _("What went wrong was put right"),
    "bill": _("Bill reduced or refunded"),
    "costs": _("Costs repaid"),
    "appointment": _("Another appointment or clinician"),
    "other": _("Something else"),
}
"""Service recovery: what is done for the person who was let down."""


def choices_of(words: dict[Any, Any]) -> list[tuple[str, Any]]:
    """Choices of a field from a dictionary of words."""
    return [(str(key), word) for key, word in words.items()]


class Complaint(SealedModel):
    """One complaint. ``version`` grows with every decision, so that two people cannot both decide on one state."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="complaints")
    number = models.PositiveIntegerField(_("number"))
    place = models.CharField(_("where"), max_length=130)
    subject = models.CharField(_("about"), max_length=14, choices=choices_of(SUBJECTS))
    channel = models.CharField(_("how it came"), max_length=10, choices=choices_of(CHANNELS))
    relation = models.CharField(_("who complains"), max_length=14, choices=choices_of(RELATIONS))
    complainant = SealedText(_("name"), default="")
    reach = SealedText(_("how to reach them"), default="")
    what = SealedText(_("what happened"))
    wants = SealedText(_("what they want"), default="")
    harmed = models.BooleanField(_("somebody was harmed, they say"), default=False)
    taken_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=choices_of(COMPLAINT_STATUSES), default=Status.RECEIVED)
    received_at = models.DateTimeField(_("received"))
    began_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    agreed_until = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    first_answered_at = models.DateTimeField(null=True)
    first_due = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    settled = models.BooleanField(default=False)
    reopened = models.PositiveSmallIntegerField(default=0)
    handler = models.ForeignKey(Person, models.PROTECT, null=True, related_name="complaints")
    outcome = models.CharField(_("outcome"), max_length=10, blank=True, choices=choices_of(OUTCOMES))
    answer = SealedText(_("answer"), default="")
    contact = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    learned = SealedText(_("what was learned"), default="")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="complaints")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-received_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="complaint_number"),
            models.CheckConstraint(
                name="complaint_ended_has_moment",
                condition=models.Q(status__in=(Status.CLOSED, Status.WITHDRAWN), ended_at__isnull=False)
                | ~models.Q(status__in=(Status.CLOSED, Status.WITHDRAWN)) & models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="complaint_answer_has_outcome",
                condition=models.Q(answered_at__isnull=True) | ~models.Q(outcome="") & models.Q(contact__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["place", "status"], name="complaint_place_status"),
            models.Index(fields=["facility", "received_at"], name="complaint_facility_day"),
        ]

    def __str__(self) -> str:
        return f"complaint {self.name}"

    @property
    def name(self) -> str:
        """The number as people say it; C keeps it apart from reports and risks."""
        return f"{self.facility.code}-C{self.number}"

    @property
    def standing(self) -> Standing:
        """What its clocks are made of."""
        return Standing(Status(self.status), **{name: getattr(self, name) for name in STANDS})

    def stand(self, standing: Standing) -> None:
        """Takes a new standing; the row is not saved yet."""
        self.status = standing.status
        for name in STANDS:
            setattr(self, name, getattr(standing, name))


STANDS = (
    "received_at",
    "began_at",
    "acknowledged_at",
    "agreed_until",
    "answered_at",
    "first_answered_at",
    "first_due",
    "ended_at",
    "settled",
    "reopened",
)
"""The parts of a standing beside its status."""


class ComplaintStep(SealedModel):
    """One move in the life of a complaint."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    move = models.CharField(max_length=12, choices=choices_of(COMPLAINT_MOVES))
    words = SealedText(default="")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.move} of {self.complaint_id}"


class Recovery(SealedModel):
    """Something that was done for the person."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="recoveries")
    kind = models.CharField(_("what was done"), max_length=12, choices=choices_of(RECOVERIES))
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    words = SealedText(_("in words"), default="")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.kind} for {self.complaint_id}"


class Remedy(models.Model):
    """A promise that came out of a complaint."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="remedies")
    action = models.OneToOneField(Action, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["action__due_on"]

    def __str__(self) -> str:
        return str(self.action)


class SurveyComment(SealedModel):
    """What somebody wrote beside the questions of a survey, with a mark where a name or a number stood."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="survey_comments")
    response = models.CharField(max_length=64)
    place = models.CharField(max_length=130)
    discharged_on = models.DateField()
    words = SealedText()

    class Meta:
        ordering = ["-discharged_on", "response"]
        constraints = [models.UniqueConstraint(fields=["facility", "response"], name="survey_comment_once")]
        indexes = [models.Index(fields=["place", "discharged_on"], name="survey_comment_place_day")]

    def __str__(self) -> str:
        return f"comment of {self.response}"
