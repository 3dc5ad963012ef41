"""Rosters: proposals that people work on, and the shifts that were published from one of them."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wellrun.departments.workforce.rules.plan import Cell, Plan
from wellrun.departments.workforce.rules.supposing import Kind, Supposed
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.people.models import Account, Person


class Roster(models.Model):
    """A unit's weeks that are planned together. ``version`` grows with each publication, so that two cannot cross."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rosters")
    first = models.DateField(_("first day"))
    days = models.PositiveSmallIntegerField(_("days"))
    publish_by = models.DateField(_("publish by"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    published = models.ForeignKey("Proposal", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-first"]
        constraints = [models.UniqueConstraint(fields=["unit", "first"], name="roster_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.first:%Y-%m-%d}"

    @property
    def last(self) -> dt.date:
        """The last day that is planned."""
        return self.first + dt.timedelta(days=self.days - 1)


class Proposal(models.Model):
    """One way to fill a roster: made by the solver or by hand, changed by people, and perhaps published.

    ``lines`` holds for each person (its key as text) a duty or null for each day; ``locked`` pairs of person and day.
    ``version`` grows with each change of cells. One that ``supposes`` what is not so answers a what-if; it is never
    published or changed by hand, so its ``figures`` stay true: shifts filled and wanted, pay beyond contracts, and what
    the contracts of supposed staff cost.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits its turn")
        RUNNING = "running", _("is being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    lines = models.JSONField(default=dict)
    locked = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    supposes = models.JSONField(default=dict, blank=True)
    allowed = models.PositiveSmallIntegerField(_("seconds allowed"), default=60)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(_("stop with the best so far"), default=False)
    penalty = models.IntegerField(null=True)
    bound = models.IntegerField(null=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["roster", "number"], name="proposal_once")]

    def __str__(self) -> str:
        return f"{self.roster} proposal {self.number}"

    @property
    def finished(self) -> bool:
        """Whether nobody is working on it any more."""
        return self.status in (self.Status.READY, self.Status.FAILED)

    @property
    def seconds(self) -> int:
        """How long it took, or has taken so far."""
        if self.started_at is None:
            return 0
        return round(((self.finished_at or timezone.now()) - self.started_at).total_seconds())

    @property
    def elapsed(self) -> int:
        """Seconds of those allowed that have passed."""
        return min(self.seconds, self.allowed)

    @property
    def supposed(self) -> Supposed | None:
        """What is supposed, if anything is."""
        return Supposed(**{**self.supposes, "kind": Kind(self.supposes["kind"])}) if self.supposes else None

    @property
    def plan(self) -> Plan:
        """The cells as plain values."""
        lines = {int(person): tuple(line) for person, line in self.lines.items()}
        return Plan(self.roster.first, lines, frozenset((person, day) for person, day in self.locked))

    def keep(self, plan: Plan) -> None:
        """Takes the cells of a plan; saving is the caller's."""
        self.lines = {str(person): list(line) for person, line in plan.lines.items()}
        self.locked = sorted([person, day] for person, day in plan.locked)


class Change(models.Model):
    """A change of cells that somebody made, with what stood there before, so that it can be undone and done again."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="change_once")]

    def __str__(self) -> str:
        return f"change {self.number} of {self.proposal_id}"

    @staticmethod
    def cells(kept: list[list[object]]) -> tuple[Cell, ...]:
        """Cells as they were kept."""
        return tuple(Cell(int(str(p)), int(str(day)), None if duty is None else str(duty)) for p, day, duty in kept)


class Assignment(models.Model):
    """A shift that somebody is told to work. One a day for each person, wherever it comes from.

    It is never deleted: one that no longer holds says why it ended, so that yesterday's roster can still be read.
    """

    class Source(models.TextChoices):
        ROSTER = "roster", _("the published roster")
        OPEN = "open", _("an open shift that was taken")
        SWAP = "swap", _("a swap")
        CALL = "call", _("a call the same day")
        IMPORTED = "imported", _("a roster made elsewhere")

    class Ended(models.TextChoices):
        HOLDS = "", _("holds")
        REPLANNED = "replanned", _("planned anew")
        SWAPPED = "swapped", _("given to somebody else")
        ABSENT = "absent", _("called in absent")

    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    roster = models.ForeignKey(Roster, models.PROTECT, null=True, related_name="assignments")
    day = models.DateField(_("day"))
    shift = models.CharField(_("shift"), max_length=16)
    skill = models.CharField(_("as"), max_length=64)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.ROSTER)
    ended = models.CharField(max_length=10, choices=Ended.choices, default=Ended.HOLDS, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["person", "day"], condition=Q(ended=""), name="one_shift_a_day")]
        indexes = [models.Index(fields=["unit", "day"], name="assignment_unit_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day} {self.shift}"


class OpenShift(models.Model):
    """A shift that nobody has, offered to those who could take it. It is taken once."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="open_shifts")
    day = models.DateField(_("day"))
    shift = models.CharField(_("shift"), max_length=16)
    skill = models.CharField(_("as"), max_length=64)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    taken = models.OneToOneField(Assignment, models.PROTECT, null=True, related_name="open_shift")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day", "shift"]

    def __str__(self) -> str:
        return f"open {self.day} {self.shift}"


class Offer(models.Model):
    """That somebody was asked to take an open shift, and what they said. One a person and shift."""

    class Reply(models.TextChoices):
        WAITING = "", _("not yet answered")
        YES = "yes", _("comes")
        NO = "no", _("cannot come")
        GONE = "gone", _("taken by somebody else")

    shift = models.ForeignKey(OpenShift, models.CASCADE, related_name="offers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="offers")
    offered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)
    reply = models.CharField(max_length=8, choices=Reply.choices, default=Reply.WAITING, blank=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["offered_at"]
        constraints = [models.UniqueConstraint(fields=["shift", "person"], name="offer_once")]

    def __str__(self) -> str:
        return f"offer {self.pk} of {self.shift_id}"
