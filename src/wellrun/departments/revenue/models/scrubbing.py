"""The scrubber's rules of a facility with every wording, what was found in claims, and what people made of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import Claim
from wellrun.departments.revenue.models.ledger import Kept
from wellrun.departments.revenue.rules.scrubbing.findings import Action
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility

ACTIONS = {
    Action.STOP.value: _("stops the claim"),
    Action.WARN.value: _("asks for a reason"),
    Action.FIX.value: _("offers a change"),
}


class ScrubRule(models.Model):
    """A rule of a facility, known by its id (``key``). Its latest wording counts once it is in force.

    A rule that has ended still holds for days of service before ``ended_on``. ``in_force_on``: since when claims are
    judged by it; ``against``: the category of denials that it prevents, empty where it is against any.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in force", _("in force")
        ENDED = "ended", _("ended")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="scrub_rules")
    key = models.SlugField(_("rule"), max_length=60)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    ended_on = models.DateField(null=True)
    in_force_on = models.DateField(null=True)
    against = models.CharField(max_length=24, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["facility", "key"]
        constraints = [models.UniqueConstraint(fields=["facility", "key"], name="scrub_rule_once")]

    def __str__(self) -> str:
        return self.key


class ScrubRuleVersion(Kept):
    """A wording of a rule (``rules.scrubbing``) as it was entered; wordings are added, never changed."""

    rule = models.ForeignKey(ScrubRule, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["rule", "-number"]
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="scrub_rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule_id}/{self.number}"


class ScrubRun(Kept):
    """A claim was judged at a door; kept where something else was found than the last time."""

    class Door(models.TextChoices):
        MADE = "made", _("when it was made")
        MENDED = "mended", _("when it was mended")
        BATCH = "batch", _("before it was sent")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="scrub_runs")
    door = models.CharField(max_length=6, choices=Door.choices)
    at = models.DateTimeField()
    found = models.PositiveIntegerField()

    class Meta:
        ordering = ["claim", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.door}"


class ScrubFinding(Kept):
    """What a rule found, without the value that it found: that stands in the claim, and is judged anew when shown."""

    run = models.ForeignKey(ScrubRun, models.PROTECT, related_name="findings")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="scrub_findings")
    rule = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=4, choices=list(ACTIONS.items()))
    place = models.CharField(max_length=60)
    line = models.PositiveIntegerField()

    class Meta:
        ordering = ["run", "line", "place", "rule"]
        indexes = [models.Index(fields=["rule", "claim"], name="scrub_finding_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.place}"


class ScrubOverride(Kept):
    """Somebody passed over a warning, with the reason: a note of the claim. It holds for one wording and one place."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="scrub_overrides")
    rule = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=60)
    reason = models.CharField(_("reason"), max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["claim", "at"]
        constraints = [models.UniqueConstraint(fields=["claim", "rule", "number", "place"], name="scrub_override_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.place}"


class ScrubFix(SealedModel):
    """A change that was accepted: ``changes`` as data, and what the claim said before, so that it can be undone."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="scrub_fixes")
    rule = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=60)
    changes = models.JSONField(default=list)
    before = SealedText(_("before"))
    seen = models.CharField(max_length=32)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["claim", "at"]

    def __str__(self) -> str:
        return f"{self.rule} {self.place}"


class DryRun(models.Model):
    """What a wording would have found in the latest ``last`` claims. ``answer`` is empty until it is reckoned."""

    version = models.ForeignKey(ScrubRuleVersion, models.PROTECT, related_name="dry_runs")
    last = models.PositiveIntegerField(_("claims"))
    claims = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(null=True)
    answer = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.made_at:%Y-%m-%d}"

    @property
    def finished(self) -> bool:
        return bool(self.answer)
