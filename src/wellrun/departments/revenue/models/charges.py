"""What is charged for: accounts of stays and visits, what was done, and who bills and treats."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import Claim, as_money
from wellrun.departments.revenue.models.contents import Form
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Patient, Stay


class Provider(models.Model):
    """Somebody who bills or treats, by the national number (NPI); a person has a first name."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="providers")
    npi = models.CharField(_("NPI"), max_length=10)
    name = models.CharField(_("name or family name"), max_length=60)
    first = models.CharField(_("given name"), max_length=35, blank=True)
    taxonomy = models.CharField(_("taxonomy code"), max_length=10, blank=True)
    tax_id = models.CharField(_("tax number"), max_length=10, blank=True)
    street = models.CharField(_("street"), max_length=55, blank=True)
    city = models.CharField(_("city"), max_length=30, blank=True)
    state = models.CharField(_("state"), max_length=2, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    bills = models.BooleanField(_("bills"), default=False)

    class Meta:
        ordering = ["name", "first"]
        constraints = [models.UniqueConstraint(fields=["facility", "npi"], name="provider_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.first}".strip(", ")


class ChargeAccount(SealedModel):
    """What is charged for one stay, visit or series. ``encounter`` is the sender's key, as in claims.

    ``diagnoses``: code and whether it was present on admission, the principal one first; ``procedures``: ICD-10-PCS,
    each with its day, the principal one first. ``admission``: type, source and status on leaving. ``insurances``:
    sealed, since they name who insures whom (``rules.insurances``).
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="charge_accounts")
    number = models.CharField(_("account"), max_length=20)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="charge_accounts")
    stay = models.OneToOneField(Stay, models.PROTECT, null=True, related_name="charge_account")
    encounter = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=130, blank=True)
    begins = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True)
    series = models.BooleanField(_("a series of visits"), default=False)
    bill = models.CharField(_("kind of bill"), max_length=2, default="11")
    admission = models.JSONField(default=list)
    drg = models.CharField(_("DRG"), max_length=8, blank=True)
    authorisation = models.CharField(_("prior authorisation"), max_length=50, blank=True)
    attending = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="+")
    location = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="+")
    diagnoses = models.JSONField(default=list)
    procedures = models.JSONField(default=list)
    insurances = SealedText(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-begins", "number"]
        constraints = [models.UniqueConstraint(fields=["facility", "number"], name="charge_account_once")]
        indexes = [models.Index(fields=["facility", "encounter"], name="charge_account_encounter")]

    def __str__(self) -> str:
        return self.number


class AccountCharge(models.Model):
    """A charge of an account (``rules.charges.Charge``). It is claimed once, or struck with a reason, never deleted."""

    account = models.ForeignKey(ChargeAccount, models.PROTECT, related_name="charges")
    position = models.PositiveIntegerField()
    on = models.DateField(_("on"))
    until = models.DateField(_("until"), null=True)
    form = models.CharField(_("billed by"), max_length=1, choices=Form.choices)
    code = models.CharField(_("service"), max_length=5, blank=True)
    modifiers = models.JSONField(default=list)
    units = models.DecimalField(_("units"), max_digits=9, decimal_places=2, default=1)
    unit = models.CharField(max_length=2, default="UN")
    place = models.CharField(_("place of service"), max_length=2, blank=True)
    revenue_code = models.CharField(_("revenue code"), max_length=4, blank=True)
    diagnoses = models.JSONField(default=list)
    amount_cents = models.BigIntegerField()
    billing = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    rendering = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="+")
    ordering = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="+")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="charges")
    struck = models.CharField(_("why struck"), max_length=200, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["account", "position"]
        constraints = [models.UniqueConstraint(fields=["account", "position"], name="account_charge_once")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Ours, for good."""
        return f"{self.account.number}.{self.position}"

    @property
    def amount(self) -> Decimal:
        return as_money(self.amount_cents)

    @property
    def waits(self) -> bool:
        """Whether it is still to be claimed."""
        return self.claim_id is None and not self.struck
