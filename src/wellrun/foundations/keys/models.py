"""What the database knows of keys: which there have been, never what they are; and how far a rotation has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class KnownKey(models.Model):
    """A key that was in the keyring. Where the keyring lacks it, rows do not open and the product does not start."""

    key_id = models.CharField(_("key"), max_length=8, unique=True)
    purpose = models.CharField(_("purpose"), max_length=16)
    made_at = models.DateTimeField(_("made"))
    retired_at = models.DateTimeField(_("retired"), null=True)

    def __str__(self) -> str:
        return f"{self.purpose} key {self.key_id}"


class Rotation(models.Model):
    """Sealing every row anew with these keys. Without an end it was broken off, and the next one goes on with it."""

    seal_key = models.CharField(max_length=8)
    index_key = models.CharField(max_length=8)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    rows = models.BigIntegerField(_("rows"), default=0)

    def __str__(self) -> str:
        return f"to {self.seal_key} and {self.index_key}, {self.rows} rows"
