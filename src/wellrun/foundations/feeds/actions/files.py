"""Taking files in, mending rows, leaving rows out. Loading itself is the warehouse's; here it is asked for and kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.feeds.models import Arrival, Feed, Load
from wellrun.foundations.feeds.quarantine import quarantine
from wellrun.foundations.feeds.registry import AFTER_LOAD, CSV_FEEDS, FILE_STEPS, READERS, FileStep
from wellrun.foundations.organisation import actions as organisation
from wellrun.foundations.organisation.models import Facility, Network
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.organisation.queries import tree as whole_tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import ArrivalReport, Entry, LoadReport, Origin, load, replay
from wellrun.warehouse.loading.arrivals import digest_of
from wellrun.warehouse.loading.synthea_csv import SYNTHEA

OWN_FILES = "Files sent in"
LONGEST_NAME = 180
"""Bytes of a file's name; disks take 255, and a copy that is kept has a mark before it."""

Tell = Callable[[str, int, int], None]
"""Told the file just finished, how many are done, and of how many."""


def facilities_within(place: Place, tree: Tree) -> QuerySet[Facility]:
    """The facilities a reader of the place may load files for."""
    codes = [place.facility] if place.facility else [below.code for below in tree.within(place)]
    return Facility.objects.filter(code__in=codes)


def place_of(feed: Feed) -> Place:
    """The facility of a feed as a place."""
    return whole_tree()[feed.facility.code]


@transaction.atomic
def open_feed(*, facility: Facility, name: str, by: Actor, due_by: dt.time | None = None) -> Feed:
    """The feed of that name at the facility; a new one, due daily by an hour if one is given, where there is none."""
    feed, new = Feed.objects.get_or_create(facility=facility, name=name, defaults={"due_by": due_by})
    if new:
        after = {"facility": facility.code, "name": name, "due_by": due_by and due_by.isoformat("minutes")}
        record("feeds.feed.opened", by=by, about=feed, after=after)
    return feed


def code_for(name: str) -> str:
    """The code a facility gets from its name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40] or "facility"


@transaction.atomic
def open_facility(*, network: Network, name: str, by: Actor) -> Facility:
    """A facility for files that belong to none yet; its code is made from its name."""
    code = code_for(name)
    known = Facility.objects.filter(code=code).first()
    return known or organisation.add_facility(
        network=network, code=code, name=name, time_zone=settings.TIME_ZONE, by=by
    )


def ask_for_load(
    *,
    facility: Facility | None,
    new_facility: str,
    network: Place,
    files: Sequence[UploadedFile[bytes]],
    by: Account,
    tree: Tree,
) -> Load:
    """Keeps the files as they came and puts their load in line."""
    check_may(by, Permission.LOAD_FEEDS, tree[facility.code] if facility else network, tree=tree)
    if facility is None:
        _check_new(new_facility)
    with transaction.atomic():
        home = facility or open_facility(network=Network.objects.get(code=network.code), name=new_facility, by=by)
        asked = _in_line(open_feed(facility=home, name=OWN_FILES, by=by), files, by)
        record("feeds.load.asked", by=by, about=asked, after={"facility": home.code, "files": len(files)})
    _keep_sent(asked, files)
    return asked


def send_to(
    *,
    feed: Feed,
    files: Sequence[UploadedFile[bytes]],
    by: Account,
    tree: Tree,
    right: Permission = Permission.LOAD_FEEDS,
) -> Load:
    """The same for a feed that is known, as its own system sends it; ``ask_for_load`` is for people.

    ``right`` is another permission where a department takes files of its own, as finance does its ledger.
    """
    check_may(by, right, tree[feed.facility.code], tree=tree)
    with transaction.atomic():
        asked = _in_line(feed, files, by)
        record("feeds.load.asked", by=by, about=asked, after={"facility": feed.facility.code, "files": len(files)})
    _keep_sent(asked, files)
    return asked


def _in_line(feed: Feed, files: Sequence[UploadedFile[bytes]], by: Account) -> Load:
    return Load.objects.create(feed=feed, asked_by=str(by), asked_at=timezone.now(), files=len(files))


def _keep_sent(asked: Load, files: Sequence[UploadedFile[bytes]]) -> None:
    folder = folder_of(asked)
    folder.mkdir(parents=True)
    for number, file in enumerate(files, start=1):
        name = _name_on_disk(file.name or "file")
        # Two files of one name may come from two folders: neither may write over the other.
        target = folder / (f"{number}-{name}" if (folder / name).exists() else name)
        with target.open("wb") as kept:
            shutil.copyfileobj(file, kept)


def _name_on_disk(name: str) -> str:
    """The name a file is kept by: no folder, and short enough for any disk, with its ending, since that is read."""
    whole = Path(name.replace("\\", "/")).name
    if len(whole.encode()) <= LONGEST_NAME:
        return whole or "file"
    ending = "".join(Path(whole).suffixes[-2:])[-20:]
    return whole.encode()[: LONGEST_NAME - len(ending.encode())].decode(errors="ignore") + ending


def _check_new(name: str) -> None:
    """Refuses a name whose code is taken: files of a new facility must not end in another's figures."""
    if Facility.objects.filter(code=code_for(name)).exists():
        raise Refused(
            Fault(
                "feeds.facility_exists",
                _("There is already a facility called so."),
                place="new_facility",
                value=name,
                remedy=_("Choose it from the list if these are its files, or give another name."),
            )
        )


def folder_of(asked: Load) -> Path:
    """Where the files of a load are kept."""
    return Path(settings.ARRIVALS) / str(asked.pk)


def carry_out(*, load: int, by: Actor) -> None:
    """Loads the files of one load; whatever happens is kept on it, so that nobody waits for ever."""
    asked = Load.objects.select_related("feed__facility").get(pk=load)
    _stand(asked, Load.Status.LOADING)
    try:
        take_in(
            feed=asked.feed,
            paths=[folder_of(asked)],
            by=by,
            asked=asked,
            tell=lambda _file, done, of: _count(asked, done, of),
        )
        _stand(asked, Load.Status.REFRESHING)
        for step in AFTER_LOAD:
            step(by)
    except Refused as refused:
        _finish(asked, Load.Status.FAILED, str(refused), by)
        return
    except Exception:
        _finish(asked, Load.Status.FAILED, _("The load broke off. The files are kept; nothing of them is half in."), by)
        raise
    _finish(asked, Load.Status.LOADED, "", by)


def take_in(
    *,
    feed: Feed,
    paths: Sequence[Path],
    by: Actor,
    tell: Tell,
    asked: Load | None = None,
    came_at: dt.datetime | None = None,
    steps: Sequence[FileStep] = FILE_STEPS,
) -> LoadReport:
    """Takes files and folders through the front door; keeps one arrival for each file.

    ``came_at`` is when the files were sent, where they lay in a folder before they were taken in; now if left out.
    ``steps`` are what files tell apart from facts: nothing, where messages that came live have told it already.
    """
    facility = feed.facility
    keep(paths)
    report = load(
        Warehouse(settings.WAREHOUSE),
        paths,
        origin=Origin(facility=facility.code, source=feed.name, zone=facility.time_zone),
        feeds=(*SYNTHEA, *CSV_FEEDS),
        readers=tuple(READERS),
        progress=tell,
    )
    with transaction.atomic():
        Arrival.objects.bulk_create(_arrival(feed, asked, one, came_at or timezone.now()) for one in report.arrivals)
        after = {"files": len(report.arrivals), "came_at": came_at, **vars(report.total)}
        record("feeds.files.taken_in", by=by, about=feed, after=after)
    for file in (file for path in paths for file in files_of(path)):
        for step in steps:
            step(file, facility=facility, by=by)
    return report


def files_of(path: Path) -> list[Path]:
    """The files a path names: itself, or those of a folder in order."""
    return [path] if path.is_file() else sorted(file for file in path.iterdir() if file.is_file())


def keep(paths: Sequence[Path]) -> None:
    """Keeps files as they came. A copy and not a link, since a sender may write over its own file."""
    home = Path(settings.ARRIVALS)
    for path in paths:
        for file in files_of(path):
            if home in file.resolve().parents:
                continue
            kept = home / "kept" / f"{digest_of(file)[:16]}-{file.name}"
            if not kept.exists():
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, kept)


def _arrival(feed: Feed, asked: Load | None, one: ArrivalReport, came_at: dt.datetime) -> Arrival:
    return Arrival(
        feed=feed,
        load=asked,
        file=one.arrival.name,
        digest=one.arrival.digest,
        size=one.arrival.size,
        arrived_at=came_at,
        **vars(one.total),
    )


def mend(*, feed: Feed, entry: str, corrected: str, by: Account, tree: Tree) -> None:
    """Loads a held row as corrected; it stays held, and its faults are told, if it is still wrong."""
    check_may(by, Permission.SEE_ROWS, tree[feed.facility.code], tree=tree)
    replay_row(feed=feed, entry=entry, corrected=corrected, by=by)


def replay_row(*, feed: Feed, entry: str, corrected: str, by: Actor) -> None:
    """The same from the command line, where whoever runs the installation acts."""
    with transaction.atomic():
        _alone_with(feed)
        held = _entry(feed, entry)
        replay(Warehouse(settings.WAREHOUSE), held, corrected, feeds=(*SYNTHEA, *CSV_FEEDS), readers=tuple(READERS))
        after = {"digest": _mark(corrected.encode())}
        record("feeds.row.mended", by=by, about=feed, before=_held(held), after=after)
    for step in AFTER_LOAD:
        step(by)


def leave_out(*, feed: Feed, entry: str, reason: str, by: Account, tree: Tree) -> None:
    """Lets a held row go for a reason; the file as it came still has it."""
    check_may(by, Permission.SEE_ROWS, tree[feed.facility.code], tree=tree)
    if not reason.strip():
        raise Refused(
            Fault(
                "feeds.no_reason",
                _("Leaving a row out needs a reason."),
                place="reason",
                remedy=_("Say why it is not needed."),
            )
        )
    with transaction.atomic():
        _alone_with(feed)
        held = _entry(feed, entry)
        record("feeds.row.left_out", by=by, about=feed, before=_held(held), why=reason)
        quarantine().release(held)


def _held(entry: Entry) -> dict[str, str]:
    """Which row it was. What stands in it is a patient's and is kept in the arrival, never in the audit."""
    return {"place": entry.place, "digest": _mark(entry.raw)}


def _mark(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _alone_with(feed: Feed) -> None:
    """Two who mend or leave out the same row take turns; the second is told that it is no longer held."""
    Feed.objects.select_for_update().get(pk=feed.pk)


def _entry(feed: Feed, entry: str) -> Entry:
    held = quarantine().find(entry)
    if held is None or held.arrival.origin.facility != feed.facility.code or held.arrival.origin.source != feed.name:
        raise Refused(
            Fault(
                "feeds.row_gone",
                _("This row is no longer held."),
                remedy=_("Somebody may have mended it; open the feed again."),
            )
        )
    return held


def _count(asked: Load, done: int, of: int) -> None:
    Load.objects.filter(pk=asked.pk).update(done=done, files=of)


def _stand(asked: Load, status: Load.Status) -> None:
    Load.objects.filter(pk=asked.pk).update(status=status)


@transaction.atomic
def _finish(asked: Load, status: Load.Status, reason: str, by: Actor) -> None:
    Load.objects.filter(pk=asked.pk).update(status=status, reason=reason, finished_at=timezone.now())
    record("feeds.load.finished", by=by, about=asked, after={"status": status, "reason": reason})
