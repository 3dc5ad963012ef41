"""Improvement projects: aim, driver diagram, tests of change, measures watched beside the aim."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.rules.phases import Method
from wellrun.departments.quality.rules.projects import Lesson, Part, Stage
from wellrun.foundations.people.models import Account, Person

STAGES = {
    Stage.RUNNING: _("running"),
    Stage.SUSTAINED: _("sustained"),
    Stage.STOPPED: _("stopped"),
}
METHODS = {
    Method.PDSA: _("small tests of change (PDSA)"),
    Method.DMAIC: _("five phases with gates (DMAIC)"),
}
LESSONS = {
    Lesson.ADOPT: _("Adopt it"),
    Lesson.ADAPT: _("Adapt it and test again"),
    Lesson.ABANDON: _("Abandon it"),
}
PARTS = {
    Part.PRIMARY: _("Primary driver"),
    Part.SECONDARY: _("Secondary driver"),
    Part.IDEA: _("Change idea"),
}


class Project(models.Model):
    """An aim: which measure of which place shall reach which figure by which day. ``before`` is the level it had."""

    name = models.CharField(_("name"), max_length=120)
    place = models.CharField(_("where"), max_length=130)
    measure = models.CharField(_("measure"), max_length=64)
    why = models.TextField(_("why it matters"))
    method = models.CharField(
        _("method"),
        max_length=8,
        choices=[(key.value, word) for key, word in METHODS.items()],
        default=Method.PDSA,
    )
    before = models.FloatField(_("level before"), null=True)
    goal = models.FloatField(_("goal"))
    by = models.DateField(_("by"))
    lead = models.ForeignKey(Person, models.PROTECT, related_name="led_projects", verbose_name=_("who leads it"))
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    stage = models.CharField(
        max_length=10, choices=[(key.value, word) for key, word in STAGES.items()], default=Stage.RUNNING
    )
    finding = models.TextField(_("finding"), blank=True)
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["closed_on", "by", "pk"]
        indexes = [models.Index(fields=["place", "stage"], name="project_place_stage")]
        constraints = [
            models.CheckConstraint(
                name="project_closed_has_day",
                condition=models.Q(stage=Stage.RUNNING, closed_on__isnull=True)
                | ~models.Q(stage=Stage.RUNNING) & models.Q(closed_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Driver(models.Model):
    """A part of the driver diagram; what hangs from nothing hangs from the aim."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="drivers")
    part = models.CharField(_("what it is"), max_length=10, choices=[(key.value, word) for key, word in PARTS.items()])
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="below")
    words = models.CharField(_("in words"), max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words


class Watched(models.Model):
    """A measure watched beside the aim: of the process that should change, or that nothing else gets worse."""

    class Role(models.TextChoices):
        PROCESS = "process", _("process")
        BALANCING = "balancing", _("balancing")

    project = models.ForeignKey(Project, models.CASCADE, related_name="watched")
    measure = models.CharField(_("measure"), max_length=64)
    role = models.CharField(_("as"), max_length=10, choices=Role.choices)

    class Meta:
        ordering = ["-role", "measure"]
        constraints = [models.UniqueConstraint(fields=["project", "measure"], name="project_watches_once")]

    def __str__(self) -> str:
        return f"{self.measure} of {self.project}"


class Cycle(models.Model):
    """A test of change: plan and prediction, the days of doing, what was seen, what follows."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    change = models.CharField(_("what is tried"), max_length=200)
    predicts = models.CharField(_("what we predict"), max_length=300)
    carried_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("who"))
    starts_on = models.DateField(_("from"))
    ended_on = models.DateField(null=True)
    saw = models.TextField(_("what was seen"), blank=True)
    lesson = models.CharField(
        _("what follows"), max_length=8, blank=True, choices=[(key.value, word) for key, word in LESSONS.items()]
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="cycle_number"),
            models.CheckConstraint(
                name="cycle_ended_has_lesson",
                condition=models.Q(ended_on__isnull=True, lesson="")
                | models.Q(ended_on__isnull=False) & ~models.Q(lesson=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.change}"
