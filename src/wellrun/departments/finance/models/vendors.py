"""Vendors, their contracts with every wording, price lists, and what was promised in them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.rules.purchasing.notices import ContractTerms, Renewal
from wellrun.departments.finance.rules.purchasing.prices import PriceRow
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

RENEWAL_NAMES = {
    Renewal.FIXED: _("ends, unless a new one is made"),
    Renewal.AUTOMATIC: _("goes on for another term, unless notice is given"),
    Renewal.EVERGREEN: _("goes on until notice is given"),
}
OBLIGATION_NAMES = {
    "insurance": _("certificate of insurance"),
    "report": _("report"),
    "review": _("review"),
    "other": _("other"),
}


def choices(names: Any) -> list[tuple[str, Any]]:
    """A table of names as a field's choices."""
    return [(str(key), word) for key, word in names.items()]


class Vendor(models.Model):
    """Whom a facility buys from. ``code``: its number in the facility's books, by which files name it."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="vendors")
    code = models.CharField(_("number"), max_length=64)
    name = models.CharField(_("name"), max_length=200)
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("e-mail for orders"), blank=True)
    days_to_pay = models.PositiveSmallIntegerField(_("days to pay"), default=30)
    stopped_for = models.CharField(_("why nothing is ordered"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="vendor_once")]

    def __str__(self) -> str:
        return self.name


class VendorContract(models.Model):
    """What was agreed with a vendor. ``kept_at``: where the signed paper is. ``noticed_on``: when notice was given."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="contracts")
    number = models.CharField(_("number"), max_length=64)
    title = models.CharField(_("what it is for"), max_length=200)
    owner = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("owner"))
    kept_at = models.CharField(_("where the signed paper is"), max_length=200, blank=True)
    noticed_on = models.DateField(_("notice given on"), null=True)
    noticed_for = models.CharField(_("why notice was given"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["vendor", "number"]
        constraints = [models.UniqueConstraint(fields=["vendor", "number"], name="vendor_contract_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ContractWording(models.Model):
    """A wording of a contract, in force from a day on until a later one is. It is never changed.

    ``facilities`` and ``categories``: what it covers, by code and word; empty lists stand for its own facility, and for
    everything. A rebate is given of what is bought in a term above ``rebate_above``.
    """

    contract = models.ForeignKey(VendorContract, models.PROTECT, related_name="wordings")
    number = models.PositiveIntegerField()
    since = models.DateField(_("in force from"))
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day of the first term"), null=True)
    renewal = models.CharField(_("at the end of a term it"), max_length=10, choices=choices(RENEWAL_NAMES))
    renewal_months = models.PositiveSmallIntegerField(_("months of a further term"), default=12)
    notice_months = models.PositiveSmallIntegerField(_("months of notice"), default=0)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=0)
    facilities = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    minimum_cents = models.BigIntegerField(_("least to be bought in a term"), default=0)
    rebate_percent = models.DecimalField(_("rebate, per cent"), max_digits=5, decimal_places=2, default=0)
    rebate_above = models.BigIntegerField(_("of what is bought above"), default=0)
    words = models.TextField(_("other terms"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["contract", "-since", "-number"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="contract_wording_once")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.number}"

    @property
    def terms(self) -> ContractTerms:
        """When it runs, with the contract's notice."""
        return ContractTerms(
            self.starts,
            self.ends,
            Renewal(self.renewal),
            self.renewal_months,
            self.notice_months,
            self.notice_days,
            self.contract.noticed_on,
        )


class ContractPrice(models.Model):
    """A row of a contract's price list (``rules.purchasing.prices.PriceRow``)."""

    contract = models.ForeignKey(VendorContract, models.PROTECT, related_name="prices")
    item = models.CharField(_("item"), max_length=64)
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40)
    pack = models.DecimalField(_("units in a pack"), max_digits=14, decimal_places=4, default=1)
    from_quantity = models.DecimalField(_("from how many units"), max_digits=14, decimal_places=4, default=0)
    price = models.DecimalField(_("price of a unit"), max_digits=14, decimal_places=4)
    starts = models.DateField(_("valid from"), null=True)
    ends = models.DateField(_("valid until"), null=True)
    category = models.CharField(_("category"), max_length=80, blank=True)

    class Meta:
        ordering = ["contract", "item", "from_quantity", "starts"]
        indexes = [models.Index(fields=["item"], name="contract_price_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.price}"

    @property
    def row(self) -> PriceRow:
        """As rules read it."""
        told = (self.item, self.name, self.unit, self.price, self.pack, self.from_quantity, self.starts, self.ends)
        return PriceRow(*told, self.category)


class Obligation(models.Model):
    """What somebody must do because of a contract, and by when. Once done, a repeated one is due again."""

    contract = models.ForeignKey(VendorContract, models.PROTECT, related_name="obligations")
    kind = models.CharField(_("kind"), max_length=10, choices=choices(OBLIGATION_NAMES))
    title = models.CharField(_("what must be done"), max_length=200)
    due_on = models.DateField(_("due on"), null=True)
    every_months = models.PositiveSmallIntegerField(_("again after months"), default=0)
    owner = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("owner"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class ObligationDone(models.Model):
    """An obligation was met: on which day, by what evidence, and for which due day. It is never changed."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="done")
    due_on = models.DateField()
    on = models.DateField()
    evidence = models.CharField(max_length=500)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.on}"
