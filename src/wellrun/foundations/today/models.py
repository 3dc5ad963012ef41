"""Signals as they stood on a morning, decisions not to act on them, and briefings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.people.models import Account


class Signal(models.Model):
    """A change that deserves a decision, as found on one morning. ``key`` stays the same from day to day."""

    day = models.DateField()
    key = models.CharField(max_length=200)
    place = models.CharField(max_length=130)
    rank = models.PositiveSmallIntegerField()
    weight = models.FloatField()
    kind = models.CharField(max_length=80)
    mark = models.CharField(max_length=16)
    sentence = models.TextField()
    figure = models.CharField(max_length=120)
    facts = models.TextField()
    since = models.DateField(null=True)
    measure = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=300, blank=True)
    picture = models.TextField(blank=True)
    audience = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "key"], name="signal_once_a_day")]
        ordering = ["rank", "-weight", "key"]

    def __str__(self) -> str:
        return self.sentence


class Look(models.Model):
    """That the signals of a morning were worked out, and when; without it nobody has looked yet."""

    day = models.DateField(unique=True)
    at = models.DateTimeField(auto_now=True)
    signals = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.signals} signals"


class Dismissal(models.Model):
    """Someone judged a signal not to be a concern, said why, and until when."""

    key = models.CharField(max_length=200, db_index=True)
    place = models.CharField(max_length=130)
    reason = models.TextField(_("why"))
    until = models.DateField(_("until"))
    by = models.ForeignKey(Account, models.PROTECT, related_name="dismissals")
    on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.key} until {self.until}: {self.reason}"


class Briefing(models.Model):
    """One morning's briefing of a place: who was there, and when it ended."""

    place = models.CharField(max_length=130)
    day = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    attendance = models.TextField(_("present"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="briefing_once_a_day")]

    def __str__(self) -> str:
        return f"{self.place} {self.day}"


class Decision(models.Model):
    """What the briefing decided about one item of its agenda."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="decisions")
    signal_key = models.CharField(max_length=200, blank=True)
    about = models.TextField()
    words = models.TextField(_("decision"))
    action = models.ForeignKey("followup.Action", models.PROTECT, null=True, related_name="decisions")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.words
