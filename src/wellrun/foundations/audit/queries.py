"""Reading the chain, and proving that it is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from wellrun.foundations.audit.models import DIGESTED, FIRST, Entry, Head, Mention, digest_of

CHUNK = 5000
POINTS: list[Callable[[], Mapping[int, str]]] = []
"""Where checkpoints are kept that this installation knows of."""

NO_POINTS: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True)
class Verdict:
    """The outcome of a check of the chain. ``broken_at`` is the number of the first entry that does not fit."""

    entries: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def verify(*, points: Mapping[int, str] = NO_POINTS) -> Verdict:
    """Walks the chain from its first entry and says where it first differs from what was written.

    ``points`` are checkpoints kept elsewhere: the digest of the chain after so many entries. They find what the
    database alone cannot show, a chain that was worked out anew or cut off together with its head. Entries added
    while it walks are left for the next time. Memory does not grow with the chain.
    """
    head = Head.objects.filter(pk=1).first() or Head()
    mentions = _Mentions()
    previous, count, last = FIRST, 0, 0
    columns = ("pk", "digest", *DIGESTED)
    for pk, digest, *said in Entry.objects.order_by("pk").values_list(*columns).iterator(chunk_size=CHUNK):
        if count == head.entries:
            break
        fault = _fault(digest, said, previous, mentions.of(pk))
        if not fault and points.get(count + 1, digest) != digest:
            fault = _("The chain up to here is not the one of the checkpoint.")
        if fault:
            return Verdict(count, pk, fault)
        previous, count, last = digest, count + 1, pk
    stray = mentions.next_up_to(last)
    if stray is not None:
        return Verdict(count, stray, _("A patient is named that no entry names."))
    if (head.digest, head.entries) != (previous, count) or max(points, default=0) > count:
        return Verdict(count, last + 1, _("Entries at the end of the chain were removed."))
    return Verdict(count)


_PREVIOUS, _PATIENTS = DIGESTED.index("previous"), DIGESTED.index("patients")


def _fault(digest: str, said: list[Any], previous: str, mentioned: list[str]) -> str:
    if said[_PREVIOUS] != previous:
        return _("An entry before this one was removed, added or moved.")
    if digest != digest_of(said):
        return _("This entry was altered after it was written.")
    if said[_PATIENTS] != mentioned:
        return _("The index of patients does not say what this entry says.")
    return ""


class _Mentions:
    """The index read beside the chain, in the same order, so that neither is held in memory."""

    def __init__(self) -> None:
        rows = Mention.objects.order_by("entry_id", "patient").values_list("entry_id", "patient")
        self.rows: Iterator[tuple[int, UUID]] = rows.iterator(chunk_size=CHUNK)
        self.waiting = next(self.rows, None)

    def of(self, entry: int) -> list[str]:
        """The patients the index has for this entry; a row for an entry that is not there counts for the next."""
        found = []
        while self.waiting is not None and self.waiting[0] <= entry:
            found.append(str(self.waiting[1]))
            self.waiting = next(self.rows, None)
        return found

    def next_up_to(self, entry: int) -> int | None:
        return self.waiting[0] if self.waiting is not None and self.waiting[0] <= entry else None


def register_points(source: Callable[[], Mapping[int, str]]) -> None:
    """Adds a place of checkpoints; called once from an app's ``ready``."""
    POINTS.append(source)


def known_points() -> Mapping[int, str]:
    """Every checkpoint that is at hand. Raises ``Refused`` if one of them is false."""
    return {entries: digest for source in POINTS for entries, digest in source().items()}


def history(about: models.Model) -> models.QuerySet[Entry]:
    """Everything recorded about one row, newest first."""
    return Entry.objects.filter(subject_type=about._meta.label_lower, subject_id=str(about.pk)).order_by("-pk")


def concerning(patient: UUID) -> models.QuerySet[Entry]:
    """Everything that was done with this patient's data, readings included, newest first."""
    return Entry.objects.filter(mentions__patient=patient).order_by("-pk")


@dataclass(frozen=True)
class Asked:
    """What is looked for in the audit; what is left empty does not narrow it."""

    who: str = ""
    what: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def entries(asked: Asked, *, zone: dt.tzinfo) -> models.QuerySet[Entry]:
    """The entries that fit, newest first. Days are those of ``zone``, both included."""
    found = Entry.objects.order_by("-pk")
    if asked.who:
        found = found.filter(actor__icontains=asked.who)
    if asked.what:
        found = found.filter(action__startswith=asked.what)
    if asked.since:
        found = found.filter(at__gte=dt.datetime.combine(asked.since, dt.time.min, zone))
    if asked.until:
        found = found.filter(at__lt=dt.datetime.combine(asked.until + dt.timedelta(days=1), dt.time.min, zone))
    return found


def kinds() -> Iterable[str]:
    """Every sort of thing that has been done, in order."""
    return Entry.objects.order_by("action").values_list("action", flat=True).distinct()
