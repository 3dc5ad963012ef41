"""Backups that were made, drills that proved them, and legal holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.feeds.models import Feed
from wellrun.foundations.safekeeping.rules import SIX_YEARS
from wellrun.values.faults import Fault, Refused


class KeptRecords(models.QuerySet["Any"]):
    """Rows that may not be deleted before their time, one by one or many at once."""

    def delete(self) -> tuple[int, dict[str, int]]:
        for row in self:
            row.refuse_early_delete(now=timezone.now())
        return super().delete()


class KeptRecord(models.Model):
    """A record that the law wants kept for six years from when it was last in effect."""

    objects = KeptRecords.as_manager()

    class Meta:
        abstract = True

    def last_in_effect(self, *, now: dt.datetime) -> dt.datetime:
        raise NotImplementedError

    def refuse_early_delete(self, *, now: dt.datetime) -> None:
        """Raises ``Refused`` while the record is younger than six years (T30)."""
        until = self.last_in_effect(now=now) + SIX_YEARS
        if until > now:
            raise Refused(
                Fault(
                    "safekeeping.kept_by_law",
                    gettext("This record is kept for six years from when it was last in effect."),
                    value=str(self),
                    expected=f"{until:%Y-%m-%d}",
                    remedy=gettext("It can be deleted from that day on (45 CFR 164.316(b)(2)(i))."),
                )
            )

    def delete(self, *arguments: Any, **options: Any) -> tuple[int, dict[str, int]]:
        self.refuse_early_delete(now=timezone.now())
        return super().delete(*arguments, **options)


class Backup(models.Model):
    """One backup, asked for or made: how far it has come, what is in it, which keys it cannot be opened without."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("under way")
        MADE = "made", _("made")
        FAILED = "failed", _("not made")
        PURGED = "purged", _("purged")

    name = models.CharField(_("name"), max_length=60, blank=True)
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField(_("asked"))
    finished_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    done = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(_("bytes"), default=0)
    written = models.BigIntegerField(_("bytes written"), default=0)
    seconds = models.FloatField(default=0)
    keys = models.JSONField(default=list)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.name or f"{self.asked_at:%Y-%m-%d %H:%M}"


class Drill(KeptRecord):
    """A backup restored beside the installation to prove it, and what came of it."""

    class Outcome(models.TextChoices):
        PROVEN = "proven", _("proven")
        FAILED = "failed", _("not proven")

    backup = models.CharField(_("backup"), max_length=60)
    started_at = models.DateTimeField(_("when"))
    seconds = models.FloatField(default=0)
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    rows = models.BigIntegerField(default=0)
    entries = models.BigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.backup}: {self.outcome}"

    def last_in_effect(self, *, now: dt.datetime) -> dt.datetime:  # noqa: ARG002 - a drill is in effect when it is done
        return self.started_at


class LegalHold(KeptRecord):
    """Something that nobody may purge, because a court, a regulator or counsel has asked for it.

    Without a feed it holds everything. ``subject_type`` and ``subjects`` name rows of other parts by their keys.
    """

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="holds", null=True, blank=True)
    subject_type = models.CharField(max_length=100, blank=True)
    subjects = models.JSONField(default=list, blank=True)
    reason = models.TextField(_("reason"))
    placed_by = models.CharField(max_length=200)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"{self.feed or self.subject_type or gettext('everything')}, {self.since:%Y-%m-%d}"

    def last_in_effect(self, *, now: dt.datetime) -> dt.datetime:
        return self.ended_at or now
