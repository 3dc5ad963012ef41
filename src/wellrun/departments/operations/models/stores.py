"""Stores: items, lots, places, and movements that are only added. What is there is their sum and nothing else."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.models.house import CODE
from wellrun.departments.operations.rules.stores import Kind
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

NAME = 120
KINDS = {
    Kind.RECEIPT: _("received"),
    Kind.ISSUE: _("issued"),
    Kind.WASTE: _("wasted"),
    Kind.COUNT: _("counted"),
    Kind.TRANSFER: _("carried to another place"),
}


class StoreItem(models.Model):
    """Something that is kept in store. Whoever moves some of it locks this row."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="store_items")
    code = models.CharField(_("code"), max_length=CODE)
    name = models.CharField(_("item"), max_length=NAME)
    measure = models.CharField(_("unit"), max_length=40)
    reorder_at = models.PositiveIntegerField(_("reorder point"))
    lead_days = models.PositiveSmallIntegerField(_("days until an order comes"))

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="one_store_item")]

    def __str__(self) -> str:
        return self.name


class StoreLot(models.Model):
    """A lot of an item as its maker numbers it."""

    item = models.ForeignKey(StoreItem, models.PROTECT, related_name="lots")
    number = models.CharField(_("lot"), max_length=80)
    expires = models.DateField(_("expires"), null=True, blank=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_for = models.CharField(_("why recalled"), max_length=300, blank=True)

    class Meta:
        ordering = ["expires", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="one_store_lot")]

    def __str__(self) -> str:
        return self.number


class StoreMove(models.Model):
    """A quantity of a lot that came to a place, or left it where negative. Rows are only added."""

    lot = models.ForeignKey(StoreLot, models.PROTECT, related_name="moves")
    place = models.CharField(_("place"), max_length=80)
    kind = models.CharField(max_length=8, choices=[(key.value, words) for key, words in KINDS.items()])
    quantity = models.IntegerField(_("quantity"))
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    why = models.CharField(_("where to, or why"), max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["lot", "place"], name="store_move_lot")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
