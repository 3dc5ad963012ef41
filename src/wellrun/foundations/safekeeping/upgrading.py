"""Bringing the database up to date: never over a half-finished upgrade, never backwards, never without a backup."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.safekeeping import backing_up
from wellrun.foundations.safekeeping.actions import keep_made
from wellrun.foundations.safekeeping.backing_up import Made
from wellrun.foundations.safekeeping.models import Backup
from wellrun.foundations.safekeeping.restoring import UNFINISHED
from wellrun.foundations.safekeeping.store import write_whole
from wellrun.values.faults import Fault, Refused

Migrate = Callable[[], None]


def marker() -> Path:
    """The file that stands while an upgrade is under way."""
    return Path(settings.HOME) / "upgrade.json"


def bring_up_to_date(*, migrate: Migrate, by: Actor) -> None:
    """Upgrades if there is something to upgrade; refuses where an earlier upgrade or restore did not finish."""
    with _alone():
        _refuse_unfinished_restore()
        _refuse_half_migrated()
        _upgrade(migrate, by)


def go_on(*, migrate: Migrate, by: Actor) -> None:
    """Goes on with an upgrade that broke off: each migration is one transaction, so what is left is simply done."""
    with _alone():
        _refuse_unfinished_restore()
        marker().unlink(missing_ok=True)
        _upgrade(migrate, by)


def _upgrade(migrate: Migrate, by: Actor) -> None:
    executor = MigrationExecutor(connection)
    applied = executor.loader.applied_migrations
    _refuse_newer(executor)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    made = backing_up.make(to=Path(settings.BACKUPS), at=timezone.now()) if applied else None
    said = {"begun": timezone.now().isoformat(), "backup": made.manifest.name if made else ""}
    write_whole(marker(), json.dumps(said).encode())
    migrate()
    marker().unlink()
    if made is not None:
        _keep(made, by)


@transaction.atomic
def _keep(made: Made, by: Actor) -> None:
    asked = Backup.objects.create(asked_by=str(by)[:200], asked_at=made.manifest.made_at)
    keep_made(asked=asked, made=made, by=by)
    record("safekeeping.upgraded", by=by, about=asked, after={"backup": made.manifest.name})


def _refuse_newer(executor: MigrationExecutor) -> None:
    ours = {config.label for config in apps.get_app_configs()}
    known = executor.loader.disk_migrations or {}
    unknown = sorted(
        f"{app}.{name}" for app, name in executor.loader.applied_migrations if app in ours and (app, name) not in known
    )
    if unknown:
        raise Refused(
            Fault(
                "safekeeping.newer_database",
                _("The database was brought up by a newer version than this one."),
                value=", ".join(unknown[:5]),
                remedy=_("Install that version or a newer one, or restore the backup made before its upgrade."),
            )
        )


def _refuse_half_migrated() -> None:
    try:
        said = json.loads(marker().read_text())
    except FileNotFoundError:
        return
    begun = dt.datetime.fromisoformat(said["begun"])
    backup = said["backup"]
    remedy = _("Go on with it by `wellrun upgrade`, or go back: `wellrun restore` with backup %(backup)s.")
    first = _("Go on with it by `wellrun upgrade`; the installation was new, so there is no backup.")
    raise Refused(
        Fault(
            "safekeeping.half_migrated",
            _("An upgrade of the database was begun and did not finish."),
            value=f"{begun:%Y-%m-%d %H:%M} UTC",
            remedy=remedy % {"backup": backup} if backup else first,
        )
    )


def _refuse_unfinished_restore() -> None:
    home = Path(settings.HOME)
    left = home.with_name(home.name + UNFINISHED)
    if left.exists():
        raise Refused(
            Fault(
                "safekeeping.unfinished_restore",
                _("A restore into this folder did not finish."),
                value=left.name,
                remedy=_("Run `wellrun restore` again; or delete that folder if the restore was given up."),
            )
        )


@contextmanager
def _alone() -> Iterator[None]:
    """Server and worker may start at once: the second waits until the first has finished."""
    with (Path(settings.HOME) / "upgrade.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
