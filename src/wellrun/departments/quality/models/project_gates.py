"""What a project by phases shows at its gates: causes, the plan that keeps the gain, and what it saves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.models.incidents import AREAS
from wellrun.departments.quality.models.projects import Project
from wellrun.departments.quality.rules.phases import Phase
from wellrun.departments.quality.rules.savings import Claimed, Decision, Kind, Rhythm
from wellrun.foundations.people.models import Account, Person

PHASES = {
    Phase.DEFINE: _("Define"),
    Phase.MEASURE: _("Measure"),
    Phase.ANALYSE: _("Analyse"),
    Phase.IMPROVE: _("Improve"),
    Phase.CONTROL: _("Control"),
}
SAVING_KINDS = {
    Kind.CASH: _("Cash: the budget falls by it"),
    Kind.AVOIDED: _("Avoided: a cost that would have come"),
    Kind.ROOM: _("Room: beds or hours free for others"),
}
RHYTHMS = {Rhythm.YEARLY: _("every year"), Rhythm.ONCE: _("once")}
DECISIONS = {
    Decision.WAITING: _("waits for finance"),
    Decision.SIGNED: _("signed off"),
    Decision.REFUSED: _("refused"),
}


class Gate(models.Model):
    """A phase that was passed, with what it has found."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="gates")
    phase = models.CharField(max_length=8, choices=[(key.value, word) for key, word in PHASES.items()])
    words = models.TextField(_("what it has found"))
    passed_on = models.DateField()
    passed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "phase"], name="project_gate_once")]

    def __str__(self) -> str:
        return f"{self.phase} of {self.project_id}"


class Cause(models.Model):
    """A cause that the analysis has found, in the area where it lies."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="causes")
    area = models.CharField(
        _("where it lies"), max_length=12, choices=[(key.value, word) for key, word in AREAS.items()]
    )
    words = models.CharField(_("cause"), max_length=200)

    class Meta:
        ordering = ["area", "pk"]

    def __str__(self) -> str:
        return self.words


class ControlLine(models.Model):
    """A line of the control plan: who watches which measure, and what is done when it moves."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="control_lines")
    measure = models.CharField(_("measure"), max_length=64)
    trigger = models.CharField(_("acts when"), max_length=200)
    reaction = models.CharField(_("what is done then"), max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("who watches"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.measure} of {self.project_id}"


class Saving(models.Model):
    """What the project is said to save, and what finance says of it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="savings")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    kind = models.CharField(_("kind"), max_length=8, choices=[(key.value, word) for key, word in SAVING_KINDS.items()])
    rhythm = models.CharField(
        _("how often"), max_length=8, choices=[(key.value, word) for key, word in RHYTHMS.items()]
    )
    line = models.CharField(_("line of the accounts where it shows"), max_length=120)
    claimed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    claimed_on = models.DateField()
    decision = models.CharField(
        max_length=8,
        blank=True,
        default=Decision.WAITING.value,
        choices=[(key.value, word) for key, word in DECISIONS.items()],
    )
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="saving_is_something", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="saving_decided_by_somebody_else",
                condition=models.Q(decision="", decided_by__isnull=True, decided_on__isnull=True)
                | ~models.Q(decision="")
                & models.Q(decided_by__isnull=False, decided_on__isnull=False)
                & ~models.Q(decided_by=models.F("claimed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} of {self.project_id}"

    @property
    def claimed(self) -> Claimed:
        """As plain values."""
        return Claimed(self.amount, Kind(self.kind), Rhythm(self.rhythm), Decision(self.decision))
