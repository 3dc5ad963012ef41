"""Feeds, what arrived by them, and what could not be loaded."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.organisation.models import Facility


class Feed(models.Model):
    """A stream of files from one system of a facility. ``due_by`` is the hour at which silence becomes news."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="feeds")
    name = models.CharField(_("name"), max_length=120)
    due_by = models.TimeField(_("due daily by"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "name"], name="feed_once")]
        ordering = ["facility", "name"]

    def __str__(self) -> str:
        return self.name


class Load(models.Model):
    """Files that were sent in together, waiting for or going through the front door."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        LOADING = "loading", _("loading")
        REFRESHING = "refreshing", _("working out figures")
        LOADED = "loaded", _("loaded")
        FAILED = "failed", _("not loaded")

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="loads")
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    files = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.feed}, {self.asked_at:%Y-%m-%d %H:%M}"


class Arrival(models.Model):
    """One file as it came, and what became of what was in it. Accepted and quarantined add up to read."""

    class Status(models.TextChoices):
        LOADED = "loaded", _("loaded")
        FAILED = "failed", _("not loaded")

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="arrivals")
    load = models.ForeignKey(Load, models.SET_NULL, related_name="arrivals", null=True)
    file = models.CharField(_("file"), max_length=255)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    arrived_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.LOADED)
    read = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    new = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        indexes = [models.Index(fields=["feed", "-arrived_at"], name="arrival_latest")]

    def __str__(self) -> str:
        return self.file
