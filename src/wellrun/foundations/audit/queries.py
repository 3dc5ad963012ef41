"""Reading the chain, and proving that it is whole."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from wellrun.foundations.audit.models import FIRST, Entry, Head


@dataclass(frozen=True)
class Verdict:
    """The outcome of a check of the chain. ``broken_at`` is the number of the first entry that does not fit."""

    entries: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def verify() -> Verdict:
    """Walks the chain from its first entry and says where it first differs from what was written."""
    previous, count, last = FIRST, 0, 0
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=2000):
        if entry.previous != previous:
            return Verdict(count, entry.pk, "An entry before this one was removed, added or moved.")
        if entry.digest != entry.expected_digest():
            return Verdict(count, entry.pk, "This entry was altered after it was written.")
        previous, count, last = entry.digest, count + 1, entry.pk
    head = Head.objects.filter(pk=1).first()
    if head is not None and (head.digest, head.entries) != (previous, count):
        return Verdict(count, last + 1, "Entries at the end of the chain were removed.")
    return Verdict(count)


def history(about: models.Model) -> models.QuerySet[Entry]:
    """Everything recorded about one row, newest first."""
    return Entry.objects.filter(subject_type=about._meta.label_lower, subject_id=str(about.pk)).order_by("-pk")
