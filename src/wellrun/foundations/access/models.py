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


class Token(models.Model):
    """A key that a person made for a program. Only its digest is kept; it allows at most what its account may do."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(default=list)
    place = models.CharField(_("place"), max_length=130)
    made_at = models.DateTimeField()
    expires_on = models.DateField(_("last day"))
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class RoleReview(models.Model):
    """That somebody looked at a grant in a quarter and kept or removed it. Words, so that it outlives the grant."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("keep")
        REMOVE = "remove", _("remove")

    quarter = models.CharField(_("quarter"), max_length=7)
    account = models.ForeignKey(Account, models.PROTECT, related_name="role_reviews")
    role = models.CharField(_("role"), max_length=32)
    place = models.CharField(_("place"), max_length=130)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices)
    why = models.TextField(_("why"), blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["quarter", "account", "role", "place"], name="role_reviewed_once")
        ]

    def __str__(self) -> str:
        return f"{self.quarter}: {self.role} of account {self.account_id}, {self.decision}"
