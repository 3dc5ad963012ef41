"""What is due to be purged now, and what a legal hold keeps although it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from wellrun.foundations.feeds.models import Arrival, Feed
from wellrun.foundations.feeds.quarantine import quarantine
from wellrun.foundations.safekeeping import rules
from wellrun.foundations.safekeeping.backing_up import read
from wellrun.foundations.safekeeping.models import Backup, LegalHold
from wellrun.foundations.safekeeping.rules import Keeping, Sort
from wellrun.foundations.safekeeping.store import Store
from wellrun.values.faults import Refused
from wellrun.warehouse.loading.quarantine import Entry


@dataclass(frozen=True)
class DueFeed:
    """Files and held rows of one feed whose time is over. ``held``: a legal hold keeps them."""

    feed: Feed
    arrivals: tuple[Arrival, ...]
    files: tuple[Path, ...]
    rows: tuple[Entry, ...]
    held: bool


def keepings() -> dict[Sort, Keeping]:
    """How long this installation keeps what."""
    return rules.table(
        arrivals=rules.years(settings.KEEP_ARRIVALS_YEARS), backups=dt.timedelta(days=settings.KEEP_BACKUPS_DAYS)
    )


def holds() -> QuerySet[LegalHold]:
    """The legal holds in effect."""
    return LegalHold.objects.filter(ended_at=None).select_related("feed__facility")


def holds_everything() -> bool:
    return holds().filter(feed=None, subject_type="").exists()


def on_hold(subject_type: str, keys: Iterable[str]) -> set[str]:
    """Of these rows, the ones that a hold keeps; for parts that purge rows of their own."""
    asked = {str(key) for key in keys}
    if holds_everything():
        return asked
    named = {str(key) for hold in holds().filter(subject_type=subject_type) for key in hold.subjects}
    return asked & named


def due_feeds(*, now: dt.datetime) -> list[DueFeed]:
    """Every feed that has something due, held or not. Nothing is due that a younger arrival still stands on."""
    keeping = keepings()[Sort.ARRIVALS]
    old = Arrival.objects.filter(arrived_at__lte=now - keeping.kept).select_related("feed__facility")
    by_feed: dict[int, list[Arrival]] = {}
    for arrival in old:
        by_feed.setdefault(arrival.feed_id, []).append(arrival)
    if not by_feed:
        return []
    everything = holds_everything()
    held_feeds = {hold.feed_id for hold in holds() if hold.feed_id}
    needed = set(Arrival.objects.filter(arrived_at__gt=now - keeping.kept).values_list("digest", flat=True))
    needed |= {one.digest for one in old if everything or one.feed_id in held_feeds}
    entries = list(quarantine().entries())
    found = [_due(arrivals, needed, entries, everything or pk in held_feeds) for pk, arrivals in by_feed.items()]
    return [one for one in found if one.files or one.rows]


def _due(arrivals: list[Arrival], needed: set[str], entries: list[Entry], held: bool) -> DueFeed:
    feed = arrivals[0].feed
    free = [arrival for arrival in arrivals if held or arrival.digest not in needed]
    digests = {arrival.digest for arrival in free}
    origin = (feed.facility.code, feed.name)
    rows = [
        entry
        for entry in entries
        if entry.arrival.digest in digests and (entry.arrival.origin.facility, entry.arrival.origin.source) == origin
    ]
    files = dict.fromkeys(path for arrival in free for path in paths_of(arrival))
    return DueFeed(feed, tuple(free), tuple(files), tuple(rows), held)


def paths_of(arrival: Arrival) -> list[Path]:
    """Where the file of an arrival is kept; none if it has gone."""
    home = Path(settings.ARRIVALS)
    kept = sorted((home / "kept").glob(f"{arrival.digest[:16]}-*"))
    sent = sorted((home / str(arrival.load_id)).glob(glob_safe(arrival.file))) if arrival.load_id else []
    return [*kept, *sent]


def glob_safe(name: str) -> str:
    """A file's name as a pattern that matches that name only."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in Path(name).name)


def due_backups(folder: Path, *, now: dt.datetime) -> list[str]:
    """The backups of a folder that may go. The folder is asked: a restored database does not know all of them."""
    made = Store(folder).made_at() if folder.is_dir() else {}
    return rules.due_backups(made, keepings()[Sort.BACKUPS], now=now)


def backups_under(key_id: str) -> list[str]:
    """The backups that could not be opened, or not be read once restored, without this key."""
    folder = Path(settings.BACKUPS)
    made = Backup.objects.filter(status=Backup.Status.MADE).values_list("name", "keys")
    found = {name for name, keys in made if key_id in keys}
    for name in Store(folder).manifests() if folder.is_dir() else []:
        try:
            if key_id in read(Store(folder), name).keys:
                found.add(name)
        except Refused:
            continue  # Damaged, or its own key is gone: this key does not bring it back.
    return sorted(found)
