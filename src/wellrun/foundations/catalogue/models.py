"""How a measure runs here: its target and owner, the phases and notes of its charts, and saved questions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.people.models import Account, Person


class Setting(models.Model):
    """A measure's target, owner and signal rules for a place; the definition itself is the product's."""

    measure = models.CharField(max_length=64)
    place = models.CharField(max_length=130)
    target = models.FloatField(_("target"), null=True, blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="measures")
    rules = models.CharField(_("signal rules"), max_length=32, default="making_data_count")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "place"], name="setting_once")]

    def __str__(self) -> str:
        return f"{self.measure} {self.place}"


class Phase(models.Model):
    """A day from which a chart counts anew, agreed by someone for a reason. The limits before it are kept."""

    measure = models.CharField(max_length=64)
    place = models.CharField(max_length=130)
    starts_on = models.DateField(_("from"))
    reason = models.CharField(_("reason"), max_length=200)
    agreed_by = models.ForeignKey(Account, models.PROTECT, related_name="phases")
    agreed_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "place", "starts_on"], name="phase_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="phase_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.reason}"


class Note(models.Model):
    """A numbered word on a chart at a day."""

    measure = models.CharField(max_length=64)
    place = models.CharField(max_length=130)
    day = models.DateField(_("day"))
    words = models.CharField(_("note"), max_length=300)
    author = models.ForeignKey(Account, models.PROTECT, related_name="notes")

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.day} {self.words}"


class Question(models.Model):
    """A question of one's own: a measure, a split and a period, kept under a name; shared or not."""

    name = models.CharField(_("name"), max_length=120)
    measure = models.CharField(max_length=64)
    place = models.CharField(max_length=130)
    split = models.CharField(max_length=32)
    grain = models.CharField(max_length=8)
    since = models.DateField()
    until = models.DateField()
    author = models.ForeignKey(Account, models.PROTECT, related_name="questions")
    shared = models.BooleanField(_("shared with everyone who may see the place"), default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
