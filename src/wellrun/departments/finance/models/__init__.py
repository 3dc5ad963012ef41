"""What finance keeps itself: terms of a facility, sources of its ledger, what heads say of variances, and budgets."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.models.budgets import (
    DRIVER_NAMES,
    STAGE_NAMES,
    STATE_NAMES,
    VERSION_KINDS,
    Budget,
    BudgetComment,
    BudgetLine,
    BudgetSheet,
    CapitalRequest,
)
from wellrun.departments.finance.models.costing import (
    CostCentreRule,
    CostReport,
    CostReportFile,
    PeerIdentity,
    StatisticSource,
)
from wellrun.departments.finance.models.invoices import (
    Invoice,
    InvoiceJudgement,
    InvoiceLine,
    PaymentRun,
)
from wellrun.departments.finance.models.outlook import CashTerms, KnownCommitment
from wellrun.departments.finance.models.purchases import (
    ApprovalDelegate,
    ApprovalLimit,
    Purchase,
    PurchaseApproval,
    PurchaseBook,
    PurchaseLine,
    PurchaseTerms,
    Receipt,
    ReceiptLine,
)
from wellrun.departments.finance.models.savings import MOVE_NAMES, SAVING_STATES, Saving, SavingStep
from wellrun.departments.finance.models.vendors import (
    ContractPrice,
    ContractWording,
    Obligation,
    ObligationDone,
    Vendor,
    VendorContract,
)
from wellrun.departments.finance.rules.calendars import Division
from wellrun.departments.finance.rules.terms import Terms
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

__all__ = [
    "DIVISIONS",
    "DRIVER_NAMES",
    "MOVE_NAMES",
    "SAVING_STATES",
    "STAGE_NAMES",
    "STATE_NAMES",
    "VERSION_KINDS",
    "ApprovalDelegate",
    "ApprovalLimit",
    "Budget",
    "BudgetComment",
    "BudgetLine",
    "BudgetSheet",
    "CapitalRequest",
    "CashTerms",
    "ContractPrice",
    "ContractWording",
    "CostCentreRule",
    "CostReport",
    "CostReportFile",
    "FinanceTerms",
    "Invoice",
    "InvoiceJudgement",
    "InvoiceLine",
    "KnownCommitment",
    "LedgerSource",
    "LedgerVersion",
    "Obligation",
    "ObligationDone",
    "PaymentRun",
    "PeerIdentity",
    "Purchase",
    "PurchaseApproval",
    "PurchaseBook",
    "PurchaseLine",
    "PurchaseTerms",
    "Receipt",
    "ReceiptLine",
    "Saving",
    "SavingStep",
    "StatisticSource",
    "VarianceComment",
    "Vendor",
    "VendorContract",
]

DIVISIONS = {
    Division.MONTHS: _("twelve months"),
    Division.QUARTERS_445: _("weeks, 4-4-5 a quarter"),
    Division.THIRTEEN: _("thirteen periods of four weeks"),
}
USUAL = Terms()


class FinanceTerms(models.Model):
    """The fiscal calendar of a facility, and from when on a variance asks for a comment. Without a row, ``Terms``."""

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="finance_terms")
    division = models.CharField(
        _("fiscal year"), max_length=8, choices=[(one.value, word) for one, word in DIVISIONS.items()]
    )
    closing_month = models.PositiveSmallIntegerField(_("month in which it ends"), default=USUAL.calendar.closing_month)
    weekday = models.PositiveSmallIntegerField(_("weekday on which its weeks end"), default=USUAL.calendar.weekday)
    nearest = models.BooleanField(_("ends nearest to the end of that month"), default=False)
    over_cents = models.BigIntegerField(_("amount"), default=USUAL.over_cents)
    over_percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2, default=USUAL.over_percent)
    days = models.PositiveSmallIntegerField(_("days for a comment"), default=USUAL.days)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"terms of {self.facility_id}"


class LedgerSource(models.Model):
    """A ledger whose files come with columns of their own: how the last of them was read (``rules.journals.Columns``).

    ``balanced``: it holds whole journals, so that debits and credits of a period are equal.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="ledger_sources")
    book = models.CharField(_("ledger"), max_length=80)
    columns = models.JSONField(default=dict)
    balanced = models.BooleanField(_("holds whole journals"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["facility", "book"]
        constraints = [models.UniqueConstraint(fields=["facility", "book"], name="ledger_source_once")]

    def __str__(self) -> str:
        return self.book


class LedgerVersion(models.Model):
    """A version of a period that was handed in by a person: the file, and what its debits and credits come to."""

    source = models.ForeignKey(LedgerSource, models.PROTECT, related_name="versions")
    month = models.DateField()
    number = models.PositiveIntegerField()
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["source", "-month", "-number"]
        constraints = [models.UniqueConstraint(fields=["source", "month", "number"], name="ledger_version_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.month:%Y-%m} {self.number}"


class VarianceComment(models.Model):
    """What a head says of a cost centre's variance in a period, with the figures it was said of. It is never changed:
    a later one stands above it. ``figures``: the parts in cents (``rules.variance.Parts``)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="variance_comments")
    cost_centre = models.CharField(max_length=64)
    month = models.DateField()
    cause = models.TextField(_("what caused it, and will it last"))
    action = models.ForeignKey(Action, models.PROTECT, null=True, related_name="variance_comments")
    figures = models.JSONField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["facility", "month"], name="variance_comment_month")]

    def __str__(self) -> str:
        return f"{self.cost_centre} {self.month:%Y-%m}"
