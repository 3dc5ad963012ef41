"""Prior authorisations: what payers want to be asked about, how long each has to answer, and what was asked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.charges import ChargeAccount
from wellrun.departments.revenue.models.claims import Payer
from wellrun.departments.revenue.rules.authorisations import OTHER, Move, State
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account

STATES = {
    State.NEEDED: _("to be asked for"),
    State.ASKED: _("asked for"),
    State.PENDING: _("information is waited for"),
    State.APPROVED: _("approved"),
    State.PARTLY: _("approved in part"),
    State.DENIED: _("refused"),
    State.EXPIRED: _("ended"),
    State.WITHDRAWN: _("withdrawn"),
}
MOVES = {
    Move.ASK: _("Asked for"),
    Move.WAIT: _("The payer wants information"),
    Move.INFORM: _("Information was sent"),
    Move.APPROVE: _("Approved"),
    Move.APPROVE_PART: _("Approved in part"),
    Move.DENY: _("Refused"),
    Move.EXPIRE: _("Ended"),
    Move.WITHDRAW: _("Withdrawn"),
}
PAYER_KINDS = {
    "medicare-advantage": _("Medicare Advantage"),
    "medicaid-managed": _("Medicaid, managed care"),
    "medicaid": _("Medicaid, fee for service"),
    "chip": _("CHIP"),
    "group-plan": _("group plan, or plan of an exchange"),
    OTHER: _("other, or by contract"),
}


class AuthorisationTerms(models.Model):
    """By which clock a payer answers; ``days``: of its own, for standard requests, and what they rest on."""

    payer = models.OneToOneField(Payer, models.PROTECT, related_name="authorisation_terms")
    kind = models.CharField(_("clock of"), max_length=20, choices=PAYER_KINDS.items(), default=OTHER)
    days = models.PositiveSmallIntegerField(_("days of its own"), null=True)
    why = models.CharField(_("by what"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["payer"]

    def __str__(self) -> str:
        return f"{self.payer}: {self.kind}"


class AuthorisationNeed(models.Model):
    """A service that a payer wants to authorise first: a code or the beginning of one, and its days."""

    payer = models.ForeignKey(Payer, models.PROTECT, related_name="authorisation_needs")
    code = models.CharField(_("service"), max_length=5)
    since = models.DateField(_("from"))
    until = models.DateField(_("last day"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["payer", "code", "since"]
        constraints = [models.UniqueConstraint(fields=["payer", "code", "since"], name="authorisation_need_once")]

    def __str__(self) -> str:
        return self.code


class AuthorisationCase(models.Model):
    """A request for services of a patient on days. ``begins`` and ``ends``: as asked for, then as granted.

    ``service_on``: the planned day. ``put_off``: the payer may take its extension. ``asked_at`` starts the clock.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="authorisations")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="authorisations")
    account = models.ForeignKey(ChargeAccount, models.PROTECT, null=True, related_name="authorisations")
    payer = models.ForeignKey(Payer, models.PROTECT, related_name="authorisations")
    services = models.JSONField(default=list)
    service_on = models.DateField(_("planned for"))
    begins = models.DateField(_("from"))
    ends = models.DateField(_("last day"))
    units_asked = models.DecimalField(_("units"), max_digits=9, decimal_places=2)
    units_approved = models.DecimalField(_("units granted"), max_digits=9, decimal_places=2, null=True)
    number = models.CharField(_("number of the payer"), max_length=50, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=[(one.value, words) for one, words in STATES.items()])
    expedited = models.BooleanField(_("expedited"), default=False)
    put_off = models.BooleanField(default=False)
    asked_at = models.DateTimeField(_("asked for at"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["service_on", "pk"]
        indexes = [models.Index(fields=["facility", "state"], name="authorisation_state")]

    def __str__(self) -> str:
        return f"authorisation {self.pk}"


class AuthorisationStep(SealedModel):
    """What was done about a request, by whom; ``words`` may name who was spoken to."""

    case = models.ForeignKey(AuthorisationCase, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=15, choices=[(one.value, words) for one, words in MOVES.items()], blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    words = SealedText(_("note"), default="")

    class Meta:
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return f"{self.move} of {self.case_id}"
