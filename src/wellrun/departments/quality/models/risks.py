"""What may happen and is not wanted: each risk with its ratings, its controls, what it hangs together with, its life.

The words of a risk are read by boards and name nobody, so they stand in clear.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.models.incidents import Incident
from wellrun.departments.quality.rules.risks import ControlKind, Move, Rated, Stage, Status, Works
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account, Person

RISK_KINDS = {
    "safety": _("Safety of patients, staff or visitors"),
    "quality": _("Quality of care and complaints"),
    "people": _("Staffing and competence"),
    "duty": _("Law and inspection"),
    "information": _("Information and systems"),
    "service": _("Interruption of service"),
    "money": _("Money"),
    "plans": _("Plans and projects"),
    "reputation": _("Reputation"),
}
"""What a risk touches, after the domains of the NPSA matrix (2008); information is a domain of the house."""

RISK_STATUSES = {
    Status.OPEN: _("open"),
    Status.ACCEPTED: _("accepted"),
    Status.CLOSED: _("closed"),
}
STAGES = {
    Stage.INHERENT: _("Without controls"),
    Stage.RESIDUAL: _("Now"),
    Stage.TARGET: _("Target"),
}
LIKELIHOODS = {
    1: _("Rare: not expected for years"),
    2: _("Unlikely: about once a year"),
    3: _("Possible: about once a month"),
    4: _("Likely: about once a week"),
    5: _("Almost certain: about daily"),
}
CONSEQUENCES = {
    1: _("Negligible"),
    2: _("Minor"),
    3: _("Moderate"),
    4: _("Major"),
    5: _("Catastrophic"),
}
CONTROL_KINDS = {
    ControlKind.PREVENTIVE: _("Preventive: it keeps the event from happening"),
    ControlKind.DETECTIVE: _("Detective: it notices the event"),
    ControlKind.CORRECTIVE: _("Corrective: it limits the effect"),
}
WORKS = {
    Works.WORKS: _("works"),
    Works.PARTLY: _("works partly"),
    Works.NOT: _("does not work"),
    Works.UNTESTED: _("not yet tested"),
}
RISK_MOVES = {
    Move.RAISE: _("raised"),
    Move.AMEND: _("reworded"),
    Move.RATE: _("rated"),
    Move.CONTROL: _("control added"),
    Move.TEST: _("control tested"),
    Move.WITHDRAW: _("control taken back"),
    Move.LINK: _("linked"),
    Move.UNLINK: _("link taken back"),
    Move.ACT: _("action promised"),
    Move.REVIEW: _("reviewed"),
    Move.ACCEPT: _("accepted"),
    Move.CLOSE: _("closed"),
    Move.REOPEN: _("opened again"),
}


class Risk(models.Model):
    """One risk. The ratings in force stand here; ``Rating`` keeps every one there has been.

    ``version`` grows with every decision, so that two people who read the same state cannot both decide on it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="risks")
    number = models.PositiveIntegerField(_("number"))
    place = models.CharField(_("where"), max_length=130)
    kind = models.CharField(_("what it touches"), max_length=12, choices=list(RISK_KINDS.items()))
    cause = models.CharField(_("cause"), max_length=300)
    event = models.CharField(_("event"), max_length=300)
    effect = models.CharField(_("effect"), max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="risks")
    inherent_likelihood = models.PositiveSmallIntegerField()
    inherent_consequence = models.PositiveSmallIntegerField()
    residual_likelihood = models.PositiveSmallIntegerField()
    residual_consequence = models.PositiveSmallIntegerField()
    target_likelihood = models.PositiveSmallIntegerField()
    target_consequence = models.PositiveSmallIntegerField()
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=[(key.value, word) for key, word in RISK_STATUSES.items()],
        default=Status.OPEN,
    )
    raised_at = models.DateTimeField(_("raised"))
    reviewed_on = models.DateField(_("last review"))
    review_on = models.DateField(_("next review"))
    accepted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    accepted_until = models.DateField(_("accepted until"), null=True)
    accepted_score = models.PositiveSmallIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["facility", "number"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="risk_number"),
            models.CheckConstraint(
                name="risk_steps_of_the_matrix",
                condition=models.Q(
                    inherent_likelihood__range=(1, 5),
                    inherent_consequence__range=(1, 5),
                    residual_likelihood__range=(1, 5),
                    residual_consequence__range=(1, 5),
                    target_likelihood__range=(1, 5),
                    target_consequence__range=(1, 5),
                ),
            ),
            models.CheckConstraint(
                name="risk_accepted_by_somebody",
                condition=models.Q(status=Status.ACCEPTED, accepted_by__isnull=False, accepted_score__isnull=False)
                | ~models.Q(status=Status.ACCEPTED)
                & models.Q(accepted_by__isnull=True, accepted_score__isnull=True, accepted_until__isnull=True),
            ),
            models.CheckConstraint(
                name="risk_closed_has_moment",
                condition=models.Q(status=Status.CLOSED, closed_at__isnull=False)
                | ~models.Q(status=Status.CLOSED) & models.Q(closed_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["place", "status"], name="risk_place_status")]

    def __str__(self) -> str:
        return f"risk {self.name}"

    @property
    def name(self) -> str:
        """The number as people say it; R keeps it apart from reports."""
        return f"{self.facility.code}-R{self.number}"

    def rated(self, stage: Stage) -> Rated:
        """The rating in force."""
        return Rated(getattr(self, f"{stage.value}_likelihood"), getattr(self, f"{stage.value}_consequence"))

    def rate(self, stage: Stage, rated: Rated) -> None:
        """Puts a rating in force; the row is not saved yet."""
        setattr(self, f"{stage.value}_likelihood", rated.likelihood)
        setattr(self, f"{stage.value}_consequence", rated.consequence)

    def note(self, move: Move, *, by: Account, now: dt.datetime, words: str = "") -> None:
        """Writes a move into its life; longer words are cut there, the audit has them whole."""
        self.steps.create(at=now, by=by, move=move, words=words[:500])


class AppetiteSetting(models.Model):
    """A score that a place has set for itself, never changed: a later one takes its place."""

    place = models.CharField(_("where"), max_length=130)
    kind = models.CharField(_("what it touches"), max_length=12, choices=list(RISK_KINDS.items()))
    highest = models.PositiveSmallIntegerField(_("borne up to"), null=True)
    since = models.DateField(_("from"))
    why = models.CharField(_("why"), max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["place", "kind"], name="appetite_place_kind")]

    def __str__(self) -> str:
        return f"appetite for {self.kind} at {self.place} from {self.since}"


class Rating(models.Model):
    """A rating that was given: which, by whom, why."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="ratings")
    stage = models.CharField(max_length=8, choices=[(key.value, word) for key, word in STAGES.items()])
    likelihood = models.PositiveSmallIntegerField()
    consequence = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.stage} {self.rated.score} of {self.risk_id}"

    @property
    def rated(self) -> Rated:
        return Rated(self.likelihood, self.consequence)


class Control(models.Model):
    """Something that keeps a risk down, and how well it was last found to work; one taken back stays to be read."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="controls")
    words = models.CharField(_("control"), max_length=300)
    kind = models.CharField(
        _("kind"), max_length=10, choices=[(key.value, word) for key, word in CONTROL_KINDS.items()]
    )
    works = models.CharField(
        _("how well"),
        max_length=8,
        choices=[(key.value, word) for key, word in WORKS.items()],
        default=Works.UNTESTED,
    )
    tested_on = models.DateField(_("last tested"), null=True)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="control_tested_on_a_day",
                condition=models.Q(works=Works.UNTESTED, tested_on__isnull=True)
                | ~models.Q(works=Works.UNTESTED) & models.Q(tested_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.words


class Link(models.Model):
    """What a risk hangs together with: one report, one measure or one action."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="links")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="risks")
    measure = models.CharField(max_length=64, blank=True)
    action = models.ForeignKey(Action, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["risk", "incident"], name="risk_incident_once"),
            models.UniqueConstraint(fields=["risk", "action"], name="risk_action_once"),
            models.UniqueConstraint(
                fields=["risk", "measure"], condition=~models.Q(measure=""), name="risk_measure_once"
            ),
            models.CheckConstraint(
                name="risk_link_to_one_thing",
                condition=models.Q(incident__isnull=False, measure="", action__isnull=True)
                | models.Q(incident__isnull=True, action__isnull=True) & ~models.Q(measure="")
                | models.Q(incident__isnull=True, measure="", action__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"link of {self.risk_id}"


class RiskStep(models.Model):
    """One move in the life of a risk."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    move = models.CharField(max_length=8, choices=[(key.value, word) for key, word in RISK_MOVES.items()])
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.move} of {self.risk_id}"
