"""What if: the model of a facility as it was learnt on a day, and the questions asked of it with their answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.rules.what_if.changes import Change, from_kept
from wellrun.departments.operations.rules.what_if.fitted import FittedModel
from wellrun.departments.operations.rules.what_if.fitted import from_kept as model_from
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

SILENT = dt.timedelta(minutes=10)
"""Learning says every few seconds that it goes on."""


class Progress(models.TextChoices):
    """How far something in the background has come."""

    WAITING = "waiting", _("waits its turn")
    RUNNING = "running", _("is being worked out")
    READY = "ready", _("ready")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("broke off")


class Worked(models.Model):
    """Work in the background: done of total, and when it last moved."""

    progress = models.CharField(max_length=8, choices=Progress.choices, default=Progress.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    seconds = models.FloatField(null=True)

    class Meta:
        abstract = True

    @property
    def under_way(self) -> bool:
        """Whether an answer is still to be expected."""
        return self.progress in (Progress.WAITING, Progress.RUNNING)

    def broken_off(self, now: dt.datetime) -> bool:
        """Whether nobody works on it any more though it has no answer: it failed, or has long not moved."""
        silent = self.under_way and now - self.moved_at > SILENT
        return self.progress == Progress.FAILED or silent


class FlowModel(Worked):
    """One learning. ``fitted`` is empty where too little was known: then ``weeks`` and ``stays`` say how much.

    ``base``: today's arrangement by measure, unit and run. ``helps``: what frees most, with intervals. ``engine``: a
    number for the text of the simulation, since pairs share their luck only within one.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="flow_models")
    fitted = models.JSONField(default=dict)
    base = models.JSONField(default=dict)
    helps = models.JSONField(default=list)
    engine = models.BigIntegerField(null=True)
    weeks = models.PositiveIntegerField(default=0)
    stays = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["facility", "progress"], name="flow_model_of")]

    def __str__(self) -> str:
        return f"flow model of {self.facility_id} {self.asked_at:%Y-%m-%d}"

    @property
    def usable(self) -> bool:
        """Whether questions can be asked of it."""
        return self.progress == Progress.READY and bool(self.fitted)

    @property
    def model(self) -> FittedModel:
        """The frozen value."""
        return model_from(self.fitted)


class Scenario(Worked):
    """A question with its answer: ``answer`` has each measure by unit and run, of the model it was asked of.

    ``version`` grows with each change, so that two cannot cross; one that was deleted can be brought back.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="scenarios")
    of = models.ForeignKey(FlowModel, models.PROTECT, related_name="scenarios")
    name = models.CharField(_("name"), max_length=120)
    note = models.CharField(_("note"), max_length=500, blank=True)
    changes = models.JSONField(default=list)
    answer = models.JSONField(default=dict)
    stop = models.BooleanField(_("is to be stopped"), default=False)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["facility", "deleted_at"], name="scenario_of")]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> tuple[Change, ...]:
        """The changes as plain values."""
        kept: list[dict[str, Any]] = self.changes
        return tuple(from_kept(one) for one in kept)

    @property
    def answered(self) -> bool:
        return self.progress == Progress.READY
