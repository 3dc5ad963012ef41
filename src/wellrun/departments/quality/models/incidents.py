"""Reports of harm and of what nearly did harm, and what was learned from them.

Words that people wrote are sealed: they may name a patient or a colleague. Kind, harm, place and times stand in clear,
since lists and counts are made of them.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.rules.incidents import Area, Depth, Harm, Move, Status, Strength
from wellrun.foundations.followup.models import Action
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account, Person

KINDS = {
    "fall": _("Fall"),
    "medication": _("Medicine"),
    "pressure_injury": _("Pressure injury"),
    "treatment": _("Treatment or procedure"),
    "diagnosis": _("Test or diagnosis"),
    "communication": _("Handover or communication"),
    "device": _("Device or equipment"),
    "behaviour": _("Violence or abuse"),
    "infection": _("Infection"),
    "place": _("Building or surroundings"),
    "other": _("Something else"),
}
HARMS = {
    Harm.NEAR_MISS: _("Near miss: it did not reach anyone"),
    Harm.NONE: _("Reached somebody, no harm"),
    Harm.MILD: _("Mild harm"),
    Harm.MODERATE: _("Moderate harm"),
    Harm.SEVERE: _("Severe harm"),
    Harm.DEATH: _("Death"),
}
STATUSES = {
    Status.REPORTED: _("waits for triage"),
    Status.OPEN: _("being looked into"),
    Status.CLOSED: _("closed"),
    Status.MERGED: _("told in another report"),
}
DEPTHS = {
    Depth.NOTE: _("Note and answer"),
    Depth.BRIEF: _("Brief review by the unit"),
    Depth.FULL: _("Full investigation"),
}
MOVES = {
    Move.REPORT: _("reported"),
    Move.TRIAGE: _("triaged"),
    Move.CLOSE: _("closed"),
    Move.REOPEN: _("opened again"),
    Move.MERGE: _("merged"),
    Move.SPLIT: _("split off"),
    Move.TELL: _("answered"),
}
STRENGTHS = {
    Strength.STRONGER: _("Stronger: design, forcing function, leadership on the floor"),
    Strength.INTERMEDIATE: _("Intermediate: checklist, software, staffing, redundancy"),
    Strength.WEAKER: _("Weaker: policy, training, warning, double check"),
}
AREAS = {
    Area.PATIENT: _("Patient"),
    Area.TASK: _("Task and technology"),
    Area.INDIVIDUAL: _("Individual"),
    Area.TEAM: _("Team"),
    Area.ENVIRONMENT: _("Work environment"),
    Area.ORGANISATION: _("Organisation"),
    Area.INSTITUTION: _("Outside the facility"),
}


class Incident(SealedModel):
    """One report. ``reporter`` is empty where it was sent without a name; ``receipt`` is then a digest of the code.

    ``version`` grows with every change, so that two people who read the same state cannot both decide on it.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="incidents")
    number = models.PositiveIntegerField(_("number"))
    place = models.CharField(_("where"), max_length=130)
    kind = models.CharField(_("what it was about"), max_length=20, choices=list(KINDS.items()))
    harm = models.CharField(
        _("how far it went"), max_length=12, choices=[(key.value, word) for key, word in HARMS.items()]
    )
    occurred_at = models.DateTimeField(_("when"))
    reported_at = models.DateTimeField(_("reported"))
    reporter = models.ForeignKey(Account, models.PROTECT, null=True, related_name="reported_incidents")
    receipt = models.CharField(max_length=64, blank=True)
    what = SealedText(_("what happened, or nearly"))
    done = SealedText(_("what was done at once"), default="")
    patient_told = models.BooleanField(_("the patient or family was told"), default=False)
    manager_told = models.BooleanField(_("the manager on duty was told"), default=False)
    sensitive = models.BooleanField(_("only named people may read it"), default=False)
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=[(key.value, word) for key, word in STATUSES.items()],
        default=Status.REPORTED,
    )
    depth = models.CharField(
        _("how closely"), max_length=8, blank=True, choices=[(key.value, word) for key, word in DEPTHS.items()]
    )
    triaged_at = models.DateTimeField(null=True)
    investigator = models.ForeignKey(Person, models.PROTECT, null=True, related_name="investigations")
    due_on = models.DateField(_("review due"), null=True)
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    finding = SealedText(_("finding"), default="")
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-occurred_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="incident_number"),
            models.CheckConstraint(
                name="incident_merged_into_one",
                condition=models.Q(status=Status.MERGED, into__isnull=False)
                | ~models.Q(status=Status.MERGED) & models.Q(into__isnull=True),
            ),
            models.CheckConstraint(
                name="incident_closed_has_moment",
                condition=models.Q(status=Status.CLOSED, closed_at__isnull=False)
                | ~models.Q(status=Status.CLOSED) & models.Q(closed_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["place", "status"], name="incident_place_status"),
            models.Index(fields=["receipt"], name="incident_receipt"),
        ]

    def __str__(self) -> str:
        return f"incident {self.facility.code}-{self.number}"

    @property
    def name(self) -> str:
        """The number as people say it."""
        return f"{self.facility.code}-{self.number}"


class Step(SealedModel):
    """One move in the life of a report. ``by`` is empty for a reporter without a name."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    move = models.CharField(max_length=8, choices=[(key.value, word) for key, word in MOVES.items()])
    words = SealedText(default="")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.move} of {self.incident_id}"


class NamedReader(models.Model):
    """Somebody who may read a sensitive report."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="readers")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "account"], name="incident_reader_once")]

    def __str__(self) -> str:
        return f"{self.account} reads {self.incident_id}"


class Factor(SealedModel):
    """Something that contributed."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="factors")
    area = models.CharField(
        _("where it lies"), max_length=12, choices=[(key.value, word) for key, word in AREAS.items()]
    )
    words = SealedText(_("what contributed"))

    class Meta:
        ordering = ["area", "id"]

    def __str__(self) -> str:
        return f"factor of {self.incident_id}"


class Happening(SealedModel):
    """One line of the time line."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="happenings")
    at = models.DateTimeField(_("when"))
    words = SealedText(_("what happened"))

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"happening of {self.incident_id}"


class Why(SealedModel):
    """One answer in the chain of whys, the first being the nearest cause."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="whys")
    order = models.PositiveSmallIntegerField()
    words = SealedText(_("because"))

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["incident", "order"], name="incident_why_order")]

    def __str__(self) -> str:
        return f"why {self.order} of {self.incident_id}"


class DutyMet(SealedModel):
    """A duty to report or to finish that was met, with what shows it."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="met")
    duty = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    words = SealedText(_("what shows it"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "duty"], name="incident_duty_once")]

    def __str__(self) -> str:
        return f"{self.duty} of {self.incident_id}"


class Countermeasure(models.Model):
    """A promise that came out of a report, and how likely it is to hold."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="countermeasures")
    action = models.OneToOneField(Action, models.PROTECT, related_name="+")
    strength = models.CharField(max_length=12, choices=[(key.value, word) for key, word in STRENGTHS.items()])

    class Meta:
        ordering = ["action__due_on"]

    def __str__(self) -> str:
        return str(self.action)


class Lesson(models.Model):
    """What others can learn, told without anybody's name, to everyone who reads figures of the place."""

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="lesson")
    place = models.CharField(max_length=130)
    title = models.CharField(_("in one line"), max_length=120)
    words = models.TextField(_("what happened and why"))
    change = models.TextField(_("what is different now"))
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-told_at"]

    def __str__(self) -> str:
        return self.title
