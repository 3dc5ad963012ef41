"""Grants: this account holds this role for this place."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.access.rules import Role
from wellrun.foundations.people.models import Account


class Grant(models.Model):
    """A role held for a place and everything below it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=32, choices=[(role.value, role.value) for role in Role])
    place = models.CharField(_("place"), max_length=130)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "role", "place"], name="grant_once")]

    def __str__(self) -> str:
        return f"{self.account}: {self.role} of {self.place}"
