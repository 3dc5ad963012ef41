"""Making backups, proving them, holding things for the law, and purging what is due."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.feeds.models import Feed
from wellrun.foundations.feeds.quarantine import quarantine
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.foundations.safekeeping import backing_up, purging, restoring
from wellrun.foundations.safekeeping.backing_up import Made, Tell, silent
from wellrun.foundations.safekeeping.due import DueFeed, due_backups, due_feeds
from wellrun.foundations.safekeeping.messages import due_outgoing, due_received
from wellrun.foundations.safekeeping.models import Backup, Drill, LegalHold
from wellrun.foundations.safekeeping.running import running
from wellrun.foundations.safekeeping.store import Store
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def ask_for_backup(*, place: Place, by: Account, tree: Tree) -> Backup:
    """Puts a backup in line; it is made in the background."""
    check_may(by, Permission.KEEP_SAFE, place, tree=tree)
    asked = _asked(by)
    record("safekeeping.backup.asked", by=by, about=asked)
    return asked


def _asked(by: Actor) -> Backup:
    return Backup.objects.create(asked_by=str(by)[:200], asked_at=timezone.now())


def back_up(*, to: Path, by: Actor, tell: Tell = silent) -> Backup:
    """Makes a backup now and keeps what came of it; what is in the way is told and kept too."""
    with transaction.atomic():
        asked = _asked(by)
        record("safekeeping.backup.asked", by=by, about=asked)
    return carry_out(asked=asked, to=to, by=by, tell=tell)


def carry_out(*, asked: Backup, to: Path, by: Actor, tell: Tell = silent) -> Backup:
    """Makes a backup that was asked for; whatever happens is kept on it, so that nobody waits for ever."""
    try:
        with running():
            made = _made(asked, to, tell)
    except Exception as broken:
        told = str(broken) if isinstance(broken, Refused) else ""
        reason = told or _("The backup broke off; the ones before it are whole.")
        with transaction.atomic():
            _finish(asked, status=Backup.Status.FAILED, reason=reason)
            record("safekeeping.backup.failed", by=by, about=asked, why=reason)
        raise
    return keep_made(asked=asked, made=made, by=by)


def _made(asked: Backup, to: Path, tell: Tell) -> Made:
    Backup.objects.filter(pk=asked.pk).update(status=Backup.Status.RUNNING)

    def count(done: int, of: int) -> None:
        if done % 50 == 0 or done == of:
            Backup.objects.filter(pk=asked.pk).update(done=done, files=of)
        tell(done, of)

    return backing_up.make(to=to, at=timezone.now(), tell=count)


@transaction.atomic
def keep_made(*, asked: Backup, made: Made, by: Actor) -> Backup:
    """Keeps what a finished backup is: its name, its sizes, the keys it needs."""
    asked.name, asked.keys = made.manifest.name, list(made.manifest.keys)
    asked.files = asked.done = len(made.manifest.files)
    asked.size, asked.written, asked.seconds = made.manifest.size, made.written, made.seconds
    _finish(asked, status=Backup.Status.MADE, reason="")
    after = {"name": asked.name, "bytes": asked.size, "written": asked.written}
    record("safekeeping.backup.made", by=by, about=asked, after=after)
    return asked


def _finish(asked: Backup, *, status: Backup.Status, reason: str) -> None:
    asked.status, asked.reason, asked.finished_at = status, reason, timezone.now()
    asked.save()


def prove(*, source: Path, by: Actor, tell: Tell = silent) -> Drill:
    """Restores a backup into a scratch folder, compares, and keeps the result, good or bad."""
    started = timezone.now()
    _store, name = restoring.found(source)
    faults: tuple[Fault, ...] = ()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix=".drill-", dir=Path(settings.HOME).parent) as scratch:
        try:
            restored = restoring.drill(source=source, scratch=Path(scratch), tell=tell)
            figures = {
                "rows": sum(restored.manifest.rows.values()),
                "entries": restored.manifest.entries,
                "files": restored.files,
                "size": restored.size,
            }
        except Refused as refused:
            faults = refused.faults
    outcome = Drill.Outcome.FAILED if faults else Drill.Outcome.PROVEN
    with transaction.atomic():
        drill = Drill.objects.create(
            backup=name,
            started_at=started,
            seconds=(timezone.now() - started).total_seconds(),
            outcome=outcome,
            reason="\n".join(str(fault) for fault in faults[:20]),
            **figures,
        )
        record("safekeeping.drill", by=by, about=drill, after={"backup": name, "outcome": outcome, **figures})
    if faults:
        raise Refused(faults)
    return drill


@transaction.atomic
def place_hold(*, feed: Feed | None, reason: str, place: Place, by: Account, tree: Tree) -> LegalHold:
    """From now on nothing of the feed, or nothing at all, is purged."""
    check_may(by, Permission.KEEP_SAFE, place, tree=tree)
    _check_reason(reason)
    # A purge that is under way locks the same rows, so a hold is in effect before the next file goes.
    list(Feed.objects.select_for_update().filter(**({"pk": feed.pk} if feed else {})))
    hold = LegalHold.objects.create(feed=feed, reason=reason, placed_by=str(by)[:200], since=timezone.now())
    record("safekeeping.hold.placed", by=by, about=hold, after={"feed": feed and feed.name}, why=reason)
    return hold


@transaction.atomic
def end_hold(*, hold: LegalHold, reason: str, place: Place, by: Account, tree: Tree) -> LegalHold:
    """Lets go of a hold; the record of it stays."""
    check_may(by, Permission.KEEP_SAFE, place, tree=tree)
    _check_reason(reason)
    held: LegalHold = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if held.ended_at is not None:
        raise Refused(
            Fault(
                "safekeeping.hold_ended",
                _("Somebody has ended this hold already."),
                value=f"{held.ended_at:%Y-%m-%d %H:%M}",
                remedy=_("Open the page again."),
            )
        )
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    record("safekeeping.hold.ended", by=by, about=held, why=reason)
    return held


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(
            Fault(
                "safekeeping.no_reason",
                _("A hold needs a reason."),
                place="reason",
                remedy=_("Say who asked for it and in which matter."),
            )
        )


def purge_due(*, by: Actor, to: Path) -> int:
    """Deletes what has been kept long enough and no hold keeps; says how many files, rows, messages, backups went."""
    gone = 0
    for due in due_feeds(now=timezone.now()):
        gone += _purge_feed(due, by)
    for facility in Facility.objects.order_by("pk"):
        gone += _purge_messages(facility, by)
    for name in due_backups(to, now=timezone.now()):
        with transaction.atomic():
            row, _new = Backup.objects.select_for_update().get_or_create(
                name=name, defaults={"asked_by": str(by)[:200], "asked_at": Store(to).made_at()[name]}
            )
            row.status = Backup.Status.PURGED
            row.save(update_fields=["status"])
            record("safekeeping.backup.purged", by=by, about=row, after={"name": name})
        gone += purging.drop_backup(to, name)
    return gone


@transaction.atomic
def _purge_feed(due: DueFeed, by: Actor) -> int:
    feed = Feed.objects.select_for_update().get(pk=due.feed.pk)
    # Looked at again under the lock: a hold may have been placed since the list was made.
    still = next((one for one in due_feeds(now=timezone.now()) if one.feed.pk == feed.pk), None)
    if still is None or still.held:
        return 0
    record(
        "safekeeping.arrivals.purged",
        by=by,
        about=feed,
        before={"files": len(still.files), "rows": len(still.rows), "arrivals": [a.pk for a in still.arrivals]},
    )
    for entry in still.rows:
        quarantine().release(entry)
    for file in still.files:
        file.unlink(missing_ok=True)
    return len(still.files) + len(still.rows)


@transaction.atomic
def _purge_messages(facility: Facility, by: Actor) -> int:
    now, gone = timezone.now(), 0
    # A hold locks the same rows, so what is looked at here is what is in effect.
    feeds = list(Feed.objects.select_for_update().filter(facility=facility).order_by("pk"))
    for feed in feeds:
        came = due_received(feed, now=now).delete()[0]
        if came:
            record("safekeeping.messages.purged", by=by, about=feed, before={"came": came})
        gone += came
    went = due_outgoing(facility, now=now).delete()[0]
    if went:
        record("safekeeping.messages.purged", by=by, about=facility, before={"went": went})
    return gone + went
