"""Actions: what someone has promised to do, by when, with evidence."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.people.models import Account, Person


class Action(models.Model):
    """A promise. ``place`` is the code of the place it is about; ``origin`` says what raised it."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    title = models.CharField(_("what will be done"), max_length=200)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="actions", verbose_name=_("who"))
    place = models.CharField(max_length=130)
    due_on = models.DateField(_("by"))
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=200)
    closed_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    origin = models.CharField(max_length=200, blank=True)
    measure = models.CharField(max_length=64, blank=True)
    started_on = models.DateField(_("in force since"), null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["status", "due_on"], name="action_due"),
            models.Index(fields=["origin"], name="action_origin"),
        ]
        constraints = [
            models.CheckConstraint(
                name="action_closed_has_day",
                condition=models.Q(status="open", closed_on__isnull=True)
                | ~models.Q(status="open") & models.Q(closed_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    """A word about an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Account, models.PROTECT, related_name="comments")
    at = models.DateTimeField(auto_now_add=True)
    words = models.TextField(_("comment"))

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.author}: {self.words[:40]}"
