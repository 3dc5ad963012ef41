"""The audit chain: each entry carries the digest of the one before it, so nothing can be altered unseen."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

FIRST = "0" * 64
"""What the first entry names as its predecessor."""


class Entry(models.Model):
    """One thing that was done. Actor and subject are kept as words and numbers, so that they outlive their rows."""

    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(_("who"), max_length=200)
    action = models.CharField(_("what"), max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=100)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.action} {self.subject_type} {self.subject_id}"

    def expected_digest(self) -> str:
        """SHA-256 over everything the entry says and over its predecessor's digest."""
        said: dict[str, Any] = {
            "at": self.at.isoformat(timespec="microseconds"),
            "actor_id": self.actor_id,
            "actor": self.actor,
            "action": self.action,
            "subject": [self.subject_type, self.subject_id],
            "before": self.before,
            "after": self.after,
            "why": self.why,
            "previous": self.previous,
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Head(models.Model):
    """The last digest: one row, locked while an entry is added, so that two writers cannot fork the chain."""

    digest = models.CharField(max_length=64, default=FIRST)
    entries = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.entries} entries, {self.digest[:12]}"
