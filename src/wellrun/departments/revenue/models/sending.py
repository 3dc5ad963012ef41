"""What goes to payers and comes back: batches with numbers that never repeat, answers, and each claim's way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import Claim, Payer, as_money
from wellrun.departments.revenue.models.ledger import KeptRows
from wellrun.departments.revenue.rules.claim_states import MENDED_AND_SENT_AGAIN, Move, State
from wellrun.departments.revenue.rules.timely_filing import LONGEST, OTHER
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility

STATES = {
    State.BATCHED: _("in a batch"),
    State.SENT: _("sent"),
    State.RECEIVED: _("received"),
    State.RETURNED: _("rejected on receipt"),
    State.ACCEPTED: _("accepted by the payer"),
    State.REJECTED: _("rejected by the payer"),
    State.PENDING: _("being decided"),
    State.DECIDED: _("decided"),
    State.WITHDRAWN: _("withdrawn"),
}
MOVES = {
    Move.BATCHED: _("Put into a batch"),
    Move.SENT: _("Sent"),
    Move.RECEIPT: _("Receipt acknowledged"),
    Move.RETURN: _("Rejected on receipt"),
    Move.ACCEPTANCE: _("Accepted for decision"),
    Move.REJECTION: _("Rejected by the payer"),
    Move.PENDING: _("Being decided"),
    Move.DECISION: _("Decided"),
    Move.UNKNOWN: _("Nothing could be said of it"),
    Move.WITHDRAWAL: _("Withdrawn before it was sent"),
}
FILING_KINDS = {
    "medicare": _("Medicare"),
    "medicaid": _("Medicaid"),
    OTHER: _("other, or by contract"),
}


class TradingPartner(models.Model):
    """Where the batches of a facility go, and by which numbers both sides know each other (ISA05 to ISA08)."""

    class Usage(models.TextChoices):
        PRODUCTION = "P", _("in earnest")
        TEST = "T", _("as a test")

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="trading_partner")
    name = models.CharField(_("name"), max_length=60)
    receiver_qualifier = models.CharField(_("sort of its number"), max_length=2, default="ZZ")
    receiver = models.CharField(_("its number"), max_length=15)
    sender_qualifier = models.CharField(_("sort of our number"), max_length=2, default="ZZ")
    sender = models.CharField(_("our number"), max_length=15)
    npi = models.CharField(_("our national provider number"), max_length=10)
    tin = models.CharField(_("our tax number"), max_length=10, blank=True)
    contact = models.CharField(_("who answers questions"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=20)
    usage = models.CharField(_("sent"), max_length=1, choices=Usage.choices, default=Usage.PRODUCTION)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["facility"]

    def __str__(self) -> str:
        return self.name


class ControlCounter(models.Model):
    """The last control number of a sender. It only grows, whoever takes the next one."""

    sender = models.CharField(max_length=20, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["sender"]

    def __str__(self) -> str:
        return f"{self.sender}: {self.last}"


class Batch(SealedModel):
    """An interchange of ours. ``control`` is its number and that of its group (ISA13, GS06); ``content`` the file.

    ``payer`` is our code, empty where it is for several. A batch is made, laid ready beside the way out, and sent.
    """

    class Form(models.TextChoices):
        PROFESSIONAL = "P", _("claims, professional")
        INSTITUTIONAL = "I", _("claims, institutional")
        ELIGIBILITY = "270", _("questions on eligibility")
        STATUS = "276", _("questions on claims")

    class State(models.TextChoices):
        MADE = "made", _("made")
        READY = "ready", _("ready to go")
        SENT = "sent", _("sent")
        ACKNOWLEDGED = "acknowledged", _("acknowledged")
        REFUSED = "refused", _("refused as a whole")
        WITHDRAWN = "withdrawn", _("withdrawn")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="batches")
    form = models.CharField(_("what"), max_length=3, choices=Form.choices)
    payer = models.CharField(_("payer"), max_length=40, blank=True)
    sender = models.CharField(max_length=20)
    control = models.PositiveIntegerField(_("control number"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.MADE)
    number = models.PositiveIntegerField(_("number"))
    cents = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    content = SealedText(_("content"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.CharField(max_length=200)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["sender", "control"], name="control_number_once")]
        indexes = [models.Index(fields=["facility", "state"], name="batch_state")]

    def __str__(self) -> str:
        return f"{self.control:09}"

    @property
    def charge(self) -> Decimal:
        return as_money(self.cents)

    @property
    def of_claims(self) -> bool:
        return self.form in (self.Form.PROFESSIONAL, self.Form.INSTITUTIONAL)

    @property
    def file_name(self) -> str:
        """Its name on the way out; the number makes it the only one."""
        kind = f"837{self.form}" if self.of_claims else self.form
        return f"{self.sender.replace(' ', '')}-{self.control:09}.{kind.lower()}"


class Submission(models.Model):
    """A claim in a batch: alone in its transaction (ST02 ``set_control``), so that a fault stops no other claim.

    ``reference`` is what answers repeat (BHT03, REF D9). A claim that is under way is in one batch only.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="submissions")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="submissions")
    set_control = models.PositiveIntegerField(_("transaction"))
    reference = models.CharField(max_length=30, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=[(key.value, word) for key, word in STATES.items()], default=State.BATCHED
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["batch", "set_control"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "set_control"], name="set_control_once"),
            models.UniqueConstraint(
                fields=["claim"],
                condition=~models.Q(state__in=sorted(one.value for one in MENDED_AND_SENT_AGAIN)),
                name="claim_under_way_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "changed_at"], name="submission_state")]

    def __str__(self) -> str:
        return self.reference

    @property
    def came_back(self) -> bool:
        """Whether it waits to be mended and sent again."""
        return self.state in (State.RETURNED, State.REJECTED)


class Answer(SealedModel):
    """A file that came, known by its digest. ``unmatched``: what of it fits nothing of ours, as codes and numbers."""

    class State(models.TextChoices):
        TAKEN = "taken", _("taken")
        HELD = "held", _("held")
        SETTLED = "settled", _("looked at")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="answers")
    kind = models.CharField(_("kind"), max_length=12)
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    content = SealedText(_("content"))
    came_at = models.DateTimeField(_("came"))
    state = models.CharField(max_length=8, choices=State.choices)
    matched = models.PositiveIntegerField(default=0)
    unmatched = models.JSONField(default=list)
    why = models.CharField(_("what became of it"), max_length=400, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-came_at"]
        constraints = [models.UniqueConstraint(fields=["facility", "digest"], name="answer_once")]

    def __str__(self) -> str:
        return self.name


class ClaimMove(SealedModel):
    """What was done with a sent claim or heard of it; never changed. ``notes`` as JSON, since they copy wrong values.

    ``state`` is the claim's after it; ``contradicts`` where the move does not fit what was known, which stayed.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="moves")
    move = models.CharField(max_length=10, choices=[(key.value, word) for key, word in MOVES.items()])
    state = models.CharField(max_length=10, choices=[(key.value, word) for key, word in STATES.items()])
    contradicts = models.BooleanField(default=False)
    at = models.DateTimeField()
    on = models.DateField(null=True)
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="moves")
    kind = models.CharField(max_length=12, blank=True)
    control = models.CharField(max_length=40, blank=True)
    payer_control = models.CharField(max_length=80, blank=True)
    notes = SealedText(_("notes"), default="")
    by = models.CharField(max_length=200)

    objects = models.Manager.from_queryset(KeptRows)()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.move} of {self.submission_id}"

    def save(self, *arguments: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("What was heard of a claim stays as it is.")
        super().save(*arguments, **options)

    def delete(self, *_arguments: Any, **_options: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("What was heard of a claim stays.")


class StatusInquiry(models.Model):
    """A question to a payer what became of a claim (276). ``trace`` comes back with the answer."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="inquiries")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="inquiries")
    trace = models.CharField(max_length=30, unique=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.trace


class FilingTerms(models.Model):
    """How long a payer leaves for a claim to come: by its kind, or ``days`` where they were agreed otherwise."""

    payer = models.OneToOneField(Payer, models.CASCADE, related_name="filing_terms")
    kind = models.CharField(_("kind of payer"), max_length=20, choices=list(FILING_KINDS.items()), default=OTHER)
    days = models.PositiveSmallIntegerField(_("days to file"), null=True, blank=True)
    why = models.CharField(_("by what"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["payer__name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days=None) | models.Q(days__gte=1, days__lte=LONGEST), name="filing_terms_days"
            )
        ]

    def __str__(self) -> str:
        return f"{self.payer.code}: {self.days or self.kind}"
