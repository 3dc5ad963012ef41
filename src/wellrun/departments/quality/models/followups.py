"""Patients who are followed up after going home: how many a team can take on, who is followed, what was done.

Who a patient is lies in the registry; here stand only the stay and what the list needs. Reasons and notes lie sealed.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.rules.readmissions.protocol import Answer, End, State, Step
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Stay
from wellrun.foundations.people.models import Account, Person

STEPS = {
    Step.TEACHING: _("Taught with own words, and it was repeated"),
    Step.MEDICINES: _("Medicines compared and explained"),
    Step.TRANSPORT: _("The way home and to the visit is arranged"),
    Step.CALL: _("Called at home"),
    Step.VISIT: _("Seen by a clinician"),
}
STATES = {
    State.OPEN: _("to be done"),
    State.DONE: _("done"),
    State.DECLINED: _("declined"),
    State.NOT_REACHED: _("not reached"),
    State.NOT_NEEDED: _("not needed"),
}
ANSWERS = {
    Answer.DONE: _("done"),
    Answer.NOBODY: _("nobody reached"),
    Answer.DECLINED: _("declined"),
    Answer.NOT_NEEDED: _("not needed"),
    Answer.UNDO: _("taken back"),
}
ENDS = {
    End.COMPLETE: _("all done"),
    End.RETURNED: _("came back"),
    End.DIED: _("died"),
    End.MOVED: _("moved away, or looked after by others"),
    End.DECLINED: _("does not want to be followed"),
}


class TeamCapacity(models.Model):
    """How many new patients a day a facility's team can follow, from a day on. Never changed: a later one follows.

    The first one is the beginning of the programme.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="team_capacities")
    capacity = models.PositiveSmallIntegerField(_("new patients a day"))
    since = models.DateField(_("from"))
    lead = models.ForeignKey(Person, models.PROTECT, related_name="+")
    why = models.CharField(_("why"), max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return f"{self.capacity} a day at {self.facility_id} from {self.since}"


class FollowUp(SealedModel):
    """One patient who is followed after one stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="follow_ups")
    stay = models.OneToOneField(Stay, models.PROTECT, related_name="follow_up")
    place = models.CharField(_("unit"), max_length=130)
    listed_on = models.DateField(_("on the list of"))
    left_at = models.DateTimeField(_("left"), null=True)
    points = models.PositiveSmallIntegerField(_("LACE"))
    chance = models.FloatField(_("chance of returning"), null=True)
    reasons = SealedText(_("why"), default="")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="follow_ups")
    ended = models.CharField(
        _("ended"), max_length=10, blank=True, choices=[(key.value, word) for key, word in ENDS.items()]
    )
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["listed_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="followup_ended_has_moment",
                condition=models.Q(ended="", ended_at__isnull=True)
                | ~models.Q(ended="") & models.Q(ended_at__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["facility", "ended"], name="followup_facility_ended")]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"


class FollowUpStep(models.Model):
    """One thing to be done for the patient."""

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=[(key.value, word) for key, word in STEPS.items()])
    due_at = models.DateTimeField(_("due"), null=True)
    most_tries = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=11, choices=[(key.value, word) for key, word in STATES.items()], default=State.OPEN
    )
    tries = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["follow_up", "step"], name="followup_step_once")]

    def __str__(self) -> str:
        return f"{self.step} of {self.follow_up_id}"


class FollowUpAnswer(SealedModel):
    """What was said of a step, by whom; it is never changed."""

    step = models.ForeignKey(FollowUpStep, models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=10, choices=[(key.value, word) for key, word in ANSWERS.items()])
    words = SealedText(_("words"), default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.answer} of {self.step_id}"


class ReturnModel(models.Model):
    """A risk of return learned from a facility's own warehouse: rates and thresholds, and no row of any patient."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="return_models")
    learned_at = models.DateTimeField()
    kept = models.JSONField()
    card = models.JSONField()
    doubts = models.JSONField(default=list)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["learned_at", "id"]

    def __str__(self) -> str:
        return f"return model {self.pk} of {self.facility_id}"
