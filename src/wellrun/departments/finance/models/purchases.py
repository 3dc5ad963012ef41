"""Purchases from asking to the order, goods that came, and who may approve."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.models.vendors import Vendor, VendorContract, choices
from wellrun.departments.finance.rules.purchasing.committing import cents_of
from wellrun.departments.finance.rules.purchasing.limits import Delegation, Limit
from wellrun.departments.finance.rules.purchasing.matching import Tolerances
from wellrun.departments.finance.rules.purchasing.states import State
from wellrun.foundations.access.rules import Role
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

STATE_NAMES = {
    State.DRAFT: _("being written"),
    State.SUBMITTED: _("waits for approval"),
    State.APPROVED: _("approved, to be ordered"),
    State.ORDERED: _("ordered, to be sent"),
    State.SENT: _("with the vendor"),
    State.CLOSED: _("closed"),
    State.WITHDRAWN: _("withdrawn"),
}
USUAL = Tolerances()


class PurchaseTerms(models.Model):
    """How a facility buys. Without a row, these defaults (``queries.purchase_terms``).

    ``stops``: what the budget has not left is not asked for; otherwise it is told. ``second_above``: cents above which
    two approve. Tolerances: ``rules.purchasing.matching.Tolerances``.
    """

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="purchase_terms")
    stops = models.BooleanField(_("stop what the budget has not left"), default=False)
    second_above = models.BigIntegerField(_("amount above which two approve"), null=True, blank=True)
    price_percent = models.DecimalField(
        _("price, per cent"), max_digits=5, decimal_places=2, default=USUAL.price_percent
    )
    price_cents = models.BigIntegerField(_("price, amount on a line"), default=USUAL.price_cents)
    quantity_percent = models.DecimalField(
        _("quantity, per cent"), max_digits=5, decimal_places=2, default=USUAL.quantity_percent
    )
    tax_cents = models.BigIntegerField(_("tax, amount"), default=USUAL.tax_cents)
    freight_cents = models.BigIntegerField(_("freight, amount"), default=USUAL.freight_cents)
    total_cents = models.BigIntegerField(_("total, amount"), default=USUAL.total_cents)
    duplicate_days = models.PositiveSmallIntegerField(_("same amount within days"), default=7)
    held_days = models.PositiveSmallIntegerField(_("days an invoice may be held"), default=7)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"purchases of {self.facility_id}"

    @property
    def tolerances(self) -> Tolerances:
        """As rules read them."""
        return Tolerances(*(getattr(self, name) for name in Tolerances.__dataclass_fields__))


class PurchaseBook(models.Model):
    """The last numbers that a facility gave: they only grow. Whoever gives one, or commits budget, locks the row."""

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="purchase_book")
    purchases = models.PositiveIntegerField(default=0)
    orders = models.PositiveIntegerField(default=0)
    payments = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"book of {self.facility_id}"


class ApprovalLimit(models.Model):
    """Up to how much a role, or one account, approves in a facility; of one cost centre, or all where it is empty."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="approval_limits")
    role = models.CharField(_("role"), max_length=40, blank=True, choices=[(one.value, one.value) for one in Role])
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    cost_centre = models.CharField(_("cost centre"), max_length=64, blank=True)
    up_to = models.BigIntegerField(_("up to"))

    class Meta:
        ordering = ["facility", "up_to", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "role", "cost_centre"],
                condition=models.Q(account=None),
                name="approval_limit_of_role_once",
            ),
            models.UniqueConstraint(
                fields=["facility", "account", "cost_centre"],
                condition=models.Q(account__isnull=False),
                name="approval_limit_of_person_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role="", account__isnull=False) | (~models.Q(role="") & models.Q(account=None)),
                name="approval_limit_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role or self.account_id} {self.up_to}"

    @property
    def limit(self) -> Limit:
        """As rules read it."""
        return Limit(self.up_to, self.role, self.account_id, self.cost_centre)


class ApprovalDelegate(models.Model):
    """Who stands in for whom as an approver, from a first day to a last."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="approval_delegates")
    of = models.ForeignKey(Account, models.PROTECT, related_name="+")
    to = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("who stands in"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))

    class Meta:
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.of_id} {self.to_id}"

    @property
    def delegation(self) -> Delegation:
        """As rules read it."""
        return Delegation(self.of_id, self.to_id, self.since, self.until)


class Purchase(models.Model):
    """Something asked for by a cost centre of one vendor, and the order it becomes. ``freight`` in cents.

    ``number`` is given when it is first written, ``order`` when it is ordered; neither is given twice in a facility.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="purchases")
    number = models.PositiveIntegerField()
    order = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=choices(STATE_NAMES), default=State.DRAFT.value)
    cost_centre = models.CharField(_("cost centre"), max_length=64)
    centre_name = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="purchases")
    contract = models.ForeignKey(VendorContract, models.PROTECT, null=True, related_name="purchases")
    currency = models.CharField(max_length=3)
    tax_percent = models.DecimalField(_("tax, per cent"), max_digits=5, decimal_places=3, default=Decimal(0))
    freight = models.BigIntegerField(_("freight"), default=0)
    reason = models.TextField(_("what it is for"))
    needed_on = models.DateField(_("needed on"))
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    ordered_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["facility", "state"], name="purchase_state")]
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="purchase_number_once"),
            models.UniqueConstraint(fields=["facility", "order"], name="purchase_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.number}"

    @property
    def at(self) -> State:
        """Its state."""
        return State(self.state)

    @property
    def cents(self) -> int:
        """What its lines and freight come to, before tax."""
        return sum(line.cents for line in self.lines.all()) + self.freight


class PurchaseLine(models.Model):
    """A line. ``listed``: the contract's price when it was written, where it has one."""

    purchase = models.ForeignKey(Purchase, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    account = models.CharField(_("account"), max_length=64)
    item = models.CharField(_("item"), max_length=64, blank=True)
    name = models.CharField(_("what"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40)
    category = models.CharField(_("category"), max_length=80, blank=True)
    quantity = models.DecimalField(_("how many"), max_digits=14, decimal_places=4)
    price = models.DecimalField(_("price of one"), max_digits=14, decimal_places=4)
    listed = models.DecimalField(max_digits=14, decimal_places=4, null=True)

    class Meta:
        ordering = ["purchase", "position"]
        constraints = [models.UniqueConstraint(fields=["purchase", "position"], name="purchase_line_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def cents(self) -> int:
        """What it comes to."""
        return cents_of(self.quantity, self.price)


class PurchaseApproval(models.Model):
    """Somebody approved a purchase, for themselves or for whom they stand in. ``ended``: it was sent back after."""

    purchase = models.ForeignKey(Purchase, models.PROTECT, related_name="approvals")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    cents = models.BigIntegerField()
    at = models.DateTimeField()
    ended = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purchase", "by"], condition=models.Q(ended=False), name="purchase_approved_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purchase_id} {self.by_id}"


class Receipt(models.Model):
    """Goods came, or went back. ``slip``: the delivery note's number. ``undone_at``: it was told by mistake."""

    purchase = models.ForeignKey(Purchase, models.PROTECT, related_name="receipts")
    returned = models.BooleanField(default=False)
    slip = models.CharField(_("delivery note"), max_length=80, blank=True)
    words = models.CharField(_("remark"), max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.purchase_id} {self.slip}"


class ReceiptLine(models.Model):
    """How much of a line came; below nothing it went back."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="lines")
    line = models.ForeignKey(PurchaseLine, models.PROTECT, related_name="receipts")
    quantity = models.DecimalField(max_digits=14, decimal_places=4)

    def __str__(self) -> str:
        return f"{self.line_id} {self.quantity}"
