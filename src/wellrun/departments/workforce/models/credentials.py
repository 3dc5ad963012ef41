"""Licences, cards and checks with an end date."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.people.models import Account, Person


class Credential(SealedModel):
    """One cycle of a credential. A renewal is a new row, so that what was valid on a past day is still known.

    ``kind`` is a key of ``content/credentials.yaml``. The number is sealed, as other identifiers of people are.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="credentials")
    kind = models.CharField(_("kind"), max_length=40)
    number = SealedText(_("number"), default="")
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["person", "kind", "-valid_from"]
        indexes = [models.Index(fields=["valid_until"], name="credential_end")]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "valid_from"], name="credential_cycle_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="credential_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"credential {self.pk}"
