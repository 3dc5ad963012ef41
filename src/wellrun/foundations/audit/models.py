"""The audit chain: each entry carries the digest of the one before it, so nothing can be altered unseen."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

FIRST = "0" * 64
"""What the first entry names as its predecessor."""

FORMS = {1: "before origin and patients were kept", 2: "everything"}
"""The forms a digest has had. An entry keeps the form it was written in, and says so inside its digest."""


class Entry(models.Model):
    """One thing that was done. Actor and subject are kept as words and numbers, so that they outlive their rows.

    ``origin`` says from where: address, route and session. ``patients`` names every patient who was read or changed;
    a list that was read is one entry with all of them.
    """

    form = models.PositiveSmallIntegerField(default=2, db_default=1)
    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(_("who"), max_length=200)
    action = models.CharField(_("what"), max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=100)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    origin = models.JSONField(_("from where"), default=dict)
    patients = models.JSONField(default=list)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
            models.Index(fields=["action", "at"], name="audit_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.action} {self.subject_type} {self.subject_id}"

    def expected_digest(self) -> str:
        """SHA-256 over everything the entry says and over its predecessor's digest."""
        return digest_of([getattr(self, name) for name in DIGESTED])


DIGESTED = (
    "form", "at", "actor_id", "actor", "action", "subject_type", "subject_id", "before", "after", "why", "previous",
    "origin", "patients",
)  # fmt: skip
"""The columns a digest covers, in the order in which ``digest_of`` takes them."""


def digest_of(values: list[Any] | tuple[Any, ...]) -> str:
    """The digest of one entry, from its values in the order of ``DIGESTED``."""
    form, at, actor_id, actor, action, kind, subject, before, after, why, previous, origin, patients = values
    moment = at.isoformat(timespec="microseconds")
    if form != 1:
        said = [form, moment, actor_id, actor, action, kind, subject, before, after, why, previous, origin, patients]
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
    first: dict[str, Any] = {
        "at": moment,
        "actor_id": actor_id,
        "actor": actor,
        "action": action,
        "subject": [kind, subject],
        "before": before,
        "after": after,
        "why": why,
        "previous": previous,
    }
    return hashlib.sha256(json.dumps(first, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Mention(models.Model):
    """That an entry concerns a patient: an index to the chain, so that "who looked at this patient" takes no search.

    It says nothing that the entry does not say; ``verify`` proves that none is missing and none was added.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="mentions")
    patient = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "entry"], name="audit_mention_once")]

    def __str__(self) -> str:
        return f"{self.patient} in entry {self.entry_id}"


class Head(models.Model):
    """The last digest: one row, locked while an entry is added, so that two writers cannot fork the chain."""

    digest = models.CharField(max_length=64, default=FIRST)
    entries = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.entries} entries, {self.digest[:12]}"
