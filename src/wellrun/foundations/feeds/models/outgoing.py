"""Systems that we send HL7 v2 messages to, and the queue to each of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility


class Destination(models.Model):
    """A system that takes messages: where it listens, which types it wants, what is done when it refuses one."""

    class Refusal(models.TextChoices):
        HOLD = "hold", _("hold the message for somebody, go on with the next")
        RETRY = "retry", _("send it again until it is taken, later ones wait")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="destinations")
    name = models.CharField(_("name"), max_length=120)
    host = models.CharField(_("host"), max_length=200)
    port = models.PositiveIntegerField(_("port"))
    tls = models.BooleanField(_("over TLS"), default=False)
    authority = models.CharField(
        _("certificate of its authority"),
        max_length=300,
        blank=True,
        help_text=_("File on the server; that of the system's own authorities if empty."),
    )
    kinds = models.CharField(
        _("message types"), max_length=200, help_text=_("Such as ADT or ADT^A01, with spaces between.")
    )
    application = models.CharField(_("receiving application (MSH-5)"), max_length=180, blank=True)
    receiver = models.CharField(_("receiving facility (MSH-6)"), max_length=180, blank=True)
    on_refusal = models.CharField(_("when it refuses"), max_length=5, choices=Refusal.choices, default=Refusal.HOLD)
    active = models.BooleanField(_("is sent to"), default=True)
    version = models.PositiveIntegerField(default=1)
    last_number = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    last_sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "name"], name="destination_once")]
        ordering = ["facility", "name"]

    def __str__(self) -> str:
        return self.name


class Outgoing(SealedModel):
    """One message to one destination, in the order in which it was asked for. ``cause`` names what it tells of."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("taken by the other system")
        HELD = "held", _("held")
        WITHDRAWN = "withdrawn", _("withdrawn")

    destination = models.ForeignKey(Destination, models.PROTECT, related_name="messages")
    number = models.BigIntegerField()
    control = models.CharField(_("control number"), max_length=20)
    kind = models.CharField(_("type"), max_length=20)
    raw = SealedText()
    cause = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    answer = models.CharField(max_length=2, blank=True)
    words = SealedText(default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["destination", "number"], name="outgoing_number_once")]
        indexes = [models.Index(fields=["destination", "state", "number"], name="outgoing_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} number {self.number}"
