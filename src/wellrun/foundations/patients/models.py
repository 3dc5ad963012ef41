"""Patients with sealed identifiers, where they stay, whose they are, and each breaking of the glass."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.keys.fields import BlindIndex, SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.rules import Outcome, Reason, plain_name, plain_number
from wellrun.foundations.patients.rules import Unusual as Kind
from wellrun.foundations.people.models import Account


class Patient(SealedModel):
    """Someone whom a facility looks after. What tells who it is lies sealed; the key tells nothing."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="patients")
    mrn = SealedText(_("record number"))
    mrn_index = BlindIndex(of="mrn", normalise=plain_number)
    family = SealedText(_("family name"), default="")
    family_index = BlindIndex(of="family", normalise=plain_name)
    given = SealedText(_("given names"), default="")
    birth_date = SealedText(_("date of birth"), default="")
    birth_date_index = BlindIndex(of="birth_date", normalise=plain_number)
    phone = SealedText(_("telephone"), default="")
    email = SealedText(_("e-mail"), default="")
    address = SealedText(_("address"), default="")
    sex = models.CharField(_("administrative sex"), max_length=10, blank=True)
    restricted = models.BooleanField(_("restricted: opens only by breaking the glass"), default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="given_up", verbose_name=_("goes on under")
    )
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "mrn_index"], name="patient_once")]

    def __str__(self) -> str:
        return f"patient {self.pk}"

    @property
    def name(self) -> str:
        """Given names and family name, as they are written."""
        return f"{self.given} {self.family}".strip()


class Apart(models.Model):
    """That two records look alike and are of two people. It can be taken back; it is not deleted."""

    patients = models.ManyToManyField(Patient, related_name="said_apart")
    said_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"two patients, said by account {self.said_by_id}"


class Stay(SealedModel):
    """A time in which a patient is looked after by one unit."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="stays")
    visit = SealedText(_("visit number"))
    visit_index = BlindIndex(of="visit", normalise=plain_number)
    place = models.CharField(_("unit"), max_length=130, db_index=True)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True)
    expected_on = models.DateField(_("expected to leave on"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "visit_index"], name="stay_once")]
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"stay {self.pk} in {self.place}"


class Tie(models.Model):
    """That an account is a patient's own or a proxy's. It ends, it is not deleted."""

    class Kind(models.TextChoices):
        SELF = "self", _("the patient")
        PROXY = "proxy", _("a proxy")

    account = models.ForeignKey(Account, models.CASCADE, related_name="ties")
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="ties")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "patient", "kind"], name="tie_once")]

    def __str__(self) -> str:
        return f"account {self.account_id}, {self.kind} of patient {self.patient_id}"


REASONS = {
    Reason.EMERGENCY: _("Emergency: life or limb in danger"),
    Reason.CARE: _("I am treating this patient now"),
    Reason.ON_CALL: _("Cover or on-call for the treating team"),
    Reason.SAFETY: _("Safety of the patient or of others"),
    Reason.OTHER: _("Another reason, explained below"),
}
OUTCOMES = {
    Outcome.JUSTIFIED: _("Justified"),
    Outcome.ASK: _("Ask the person or their manager"),
    Outcome.NOT_JUSTIFIED: _("Not justified: to be followed up"),
}


class Glass(SealedModel):
    """One breaking of the glass: who, for which patient, why, until when, and what the review found."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="glasses")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="glasses")
    reason = models.CharField(
        _("reason"), max_length=16, choices=[(one.value, words) for one, words in REASONS.items()]
    )
    words = SealedText(_("explanation"), default="")
    broken_at = models.DateTimeField()
    until = models.DateTimeField()
    outcome = models.CharField(
        _("outcome"), max_length=16, blank=True, choices=[(one.value, words) for one, words in OUTCOMES.items()]
    )
    finding = SealedText(_("finding"), default="")
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-broken_at"]

    def __str__(self) -> str:
        return f"glass {self.pk}"


UNUSUAL = {
    Kind.OWN: _("the reader’s own record"),
    Kind.SURNAME: _("a patient with the reader’s surname"),
    Kind.COLLEAGUE: _("a patient with a colleague’s name"),
    Kind.RESTRICTED: _("a restricted record"),
    Kind.HOUR: _("an hour at which the reader does not usually work"),
    Kind.VOLUME: _("many more patients than the reader’s usual day"),
}


class UnusualReading(models.Model):
    """A reading that the privacy officer should look at, and what came of it."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="unusual_readings")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="unusual_readings")
    kind = models.CharField(max_length=16, choices=[(one.value, words) for one, words in UNUSUAL.items()])
    on = models.DateField()
    at = models.DateTimeField()
    entry = models.BigIntegerField(null=True)
    patients = models.PositiveIntegerField(default=1)
    outcome = models.CharField(
        _("outcome"), max_length=16, blank=True, choices=[(one.value, words) for one, words in OUTCOMES.items()]
    )
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["account", "patient", "kind", "on"], name="unusual_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} reading {self.pk}"
