"""Systems that send HL7 v2 messages live, every message that came from them, and senders that nobody knows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.feeds.models.files import Feed
from wellrun.foundations.keys.fields import BlindIndex, SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility


class Connection(models.Model):
    """A system that may send, known by what stands in MSH-3 and MSH-4. Any other is refused.

    Counters belong to the listener. ``asked`` says that the background has been asked to take messages in.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="connections")
    name = models.CharField(_("name"), max_length=120)
    application = models.CharField(_("sending application (MSH-3)"), max_length=180)
    sender = models.CharField(_("sending facility (MSH-4)"), max_length=180, blank=True)
    addresses = models.CharField(
        _("comes from"),
        max_length=200,
        blank=True,
        help_text=_("Addresses or networks, with spaces between; any if empty."),
    )
    feed = models.ForeignKey(Feed, models.PROTECT, related_name="connections")
    quiet_minutes = models.PositiveIntegerField(
        _("silence is news after (minutes)"), null=True, blank=True, help_text=_("Never, if empty.")
    )
    active = models.BooleanField(_("may send"), default=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(auto_now_add=True)
    last_number = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    repeated = models.BigIntegerField(default=0)
    reused = models.BigIntegerField(default=0)
    asked = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "sender"], name="connection_once")]
        ordering = ["facility", "name"]

    def __str__(self) -> str:
        return self.name


class Received(SealedModel):
    """One message as it came, under its place in the order of its sender.

    A repeat is the same content under the same control number: it is answered as before and kept once. The same number
    with other content is another message (``reused``), for senders begin to count anew.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        TAKEN = "taken", _("taken in")
        UNREAD = "unread", _("kept, read by nobody here")
        HELD = "held", _("held")
        LEFT_OUT = "left_out", _("left out")

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="messages")
    number = models.BigIntegerField()
    control = models.CharField(_("control number"), max_length=200)
    kind = models.CharField(_("type"), max_length=8)
    event = models.CharField(_("event"), max_length=8)
    codec = models.CharField(max_length=20)
    raw = SealedText()
    raw_index = BlindIndex(of="raw")
    visit = SealedText(default="")
    visit_index = BlindIndex(of="visit")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reused = models.BooleanField(default=False)
    faults = SealedText(default="")
    settled_at = models.DateTimeField(null=True)
    in_facts = models.BooleanField(null=True, default=None)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "number"], name="received_number_once"),
            models.UniqueConstraint(fields=["connection", "control", "raw_index"], name="received_once"),
        ]
        indexes = [
            models.Index(fields=["connection", "state", "number"], name="received_in_order"),
            models.Index(fields=["connection", "in_facts"], name="received_for_facts"),
            models.Index(fields=["connection", "received_at"], name="received_lately"),
            models.Index(fields=["visit_index"], name="received_of_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}^{self.event} number {self.number}"


class Stranger(models.Model):
    """A sender that was refused because nobody here knows it. Nothing of its messages is kept."""

    application = models.CharField(max_length=60)
    sender = models.CharField(max_length=60)
    address = models.CharField(max_length=60)
    messages = models.BigIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "sender", "address"], name="stranger_once")]
        ordering = ["-last_at"]

    def __str__(self) -> str:
        return f"{self.application} {self.sender}".strip()
