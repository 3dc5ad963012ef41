"""Patients' accounts: statements as they were issued, how they went out, and payment plans.

An account holds keys of the sender, never names. Balances are not kept here: they are sums of the ledger.
"""

from __future__ import annotations

import base64
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import as_money
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

WAYS = {"paper": _("on paper, by post"), "email": _("by e-mail"), "portal": _("in the portal"), "hand": _("by hand")}


class PatientAccount(models.Model):
    """What a patient's claims are gathered under: the sender's keys of the patient and of the account."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="patient_accounts")
    patient = models.CharField(max_length=64, blank=True)
    account = models.CharField(_("account"), max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["facility", "account"]
        constraints = [models.UniqueConstraint(fields=["facility", "patient", "account"], name="patient_account_once")]

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def shown(self) -> str:
        """The number people call it by."""
        return self.account or self.patient or str(self.pk)


class BillingOffice(models.Model):
    """Whom patients call about a bill of a facility, where money goes by post, and where one can pay by web."""

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="billing_office")
    phone = models.CharField(_("telephone"), max_length=40)
    hours = models.CharField(_("when it answers"), max_length=120)
    address = models.CharField(_("address for payments"), max_length=300)
    web = models.CharField(_("page for payments"), max_length=200, blank=True)

    class Meta:
        ordering = ["facility"]

    def __str__(self) -> str:
        return self.phone


class StatementRun(models.Model):
    """Statements made together: how many are due, and how many are made so far."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="statement_runs")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"statements of {self.at:%Y-%m-%d}"

    @property
    def finished(self) -> bool:
        return self.seconds is not None


class Statement(SealedModel):
    """A statement as it was issued. ``document`` is the PDF in base 64, ``digest`` the SHA-256 of the PDF."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="statements")
    account = models.ForeignKey(PatientAccount, models.PROTECT, related_name="statements")
    run = models.ForeignKey(StatementRun, models.PROTECT, null=True, related_name="statements")
    number = models.PositiveIntegerField(_("number"))
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("to be paid by"))
    owed_cents = models.BigIntegerField()
    to_pay_cents = models.BigIntegerField()
    document = SealedText()
    digest = models.CharField(max_length=64)
    issued_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-issued_on", "-number"]
        constraints = [models.UniqueConstraint(fields=["facility", "number"], name="statement_once")]

    def __str__(self) -> str:
        return f"S-{self.number}"

    @property
    def to_pay(self) -> Decimal:
        return as_money(self.to_pay_cents)

    @property
    def pdf(self) -> bytes:
        """The document as issued."""
        return base64.b64decode(self.document)


class Mailing(models.Model):
    """That a statement went out, how, or that it came back. It is never changed."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="mailings")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    way = models.CharField(_("how"), max_length=8, choices=list(WAYS.items()))
    came_back = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.statement} {self.way}"


class PaymentPlan(models.Model):
    """A plan that was agreed. What is paid on it the ledger says; it ends when it is kept, broken or ended by hand."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="payment_plans")
    account = models.ForeignKey(PatientAccount, models.PROTECT, related_name="plans")
    agreed_on = models.DateField(_("agreed on"))
    agreed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    why_ended = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-agreed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended_on=None), name="payment_plan_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"


class PlanPart(models.Model):
    """An instalment of a plan."""

    plan = models.ForeignKey(PaymentPlan, models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField(_("due on"))
    cents = models.BigIntegerField()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_part_once")]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"

    @property
    def amount(self) -> Decimal:
        return as_money(self.cents)
