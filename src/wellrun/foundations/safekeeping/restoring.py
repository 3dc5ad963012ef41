"""Bringing a backup back: into a new folder first, proven there, and only then by one rename where it belongs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from wellrun.foundations.safekeeping import databases
from wellrun.foundations.safekeeping.backing_up import Kept, Manifest, Tell, read, silent
from wellrun.foundations.safekeeping.databases import Counted
from wellrun.foundations.safekeeping.store import SUFFIX, Store, damaged
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.connection import Warehouse

STAYS = frozenset({"keys.json", "keys.json.lock", "secret-key", "static", "upgrade.lock", "backup.lock"})
"""What an empty installation may hold already; the keys and the secret go on to the restored one."""
PARTS = {"warehouse": "warehouse", "arrivals": "arrivals", "home": ""}
UNFINISHED, BEFORE = ".restoring", ".before-restore"


@dataclass(frozen=True)
class Restored:
    """A backup that was brought back and found to be what it was: its manifest, files, bytes and seconds."""

    manifest: Manifest
    files: int
    size: int
    seconds: float


def found(source: Path) -> tuple[Store, str]:
    """The store and the backup that a path names: a folder of backups (its last one) or one manifest in it."""
    if not source.exists():
        raise Refused(Fault("safekeeping.no_backup", _("There is no backup here."), value=source.name))
    if source.is_file():
        return Store(source.parents[1]), source.name.removesuffix(SUFFIX)
    names = Store(source).manifests() if (source / "manifests").is_dir() else []
    if not names:
        raise Refused(
            Fault(
                "safekeeping.no_backup",
                _("This folder holds no finished backup."),
                value=source.name,
                remedy=_("Name the folder that `wellrun backup --to` wrote, or one file of its manifests."),
            )
        )
    return Store(source), names[-1]


def restore(*, source: Path, into: Path, aside: Path | None = None, tell: Tell = silent) -> Restored:
    """Restores a backup into an empty installation; one that is there is moved aside where a folder is named for it."""
    started = time.monotonic()
    store, name = found(source)
    manifest = read(store, name)
    _refuse_what_is_in_the_way(manifest, into, aside)
    draft = into.with_name(into.name + UNFINISHED)
    shutil.rmtree(draft, ignore_errors=True)
    try:
        _write_files(store, manifest, draft, tell)
        _prove_warehouse(manifest, draft)
        if manifest.database == databases.SQLITE:
            _prove(manifest, databases.count_sqlite(draft / databases.FILE))
        else:
            name = connection.settings_dict["NAME"]
            databases.brought_back(draft / databases.DUMP, name=name)
            _prove(manifest, databases.count_postgresql(name))
            shutil.rmtree(draft / databases.DUMP)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _put_in_place(draft, into, aside)
    return Restored(manifest, len(manifest.files), manifest.size, time.monotonic() - started)


def drill(*, source: Path, scratch: Path, tell: Tell = silent) -> Restored:
    """Restores a backup beside the installation, proves facts, rows and the audit chain, and throws it away again."""
    started = time.monotonic()
    store, name = found(source)
    manifest = read(store, name)
    home = scratch / "home"
    try:
        _write_files(store, manifest, home, tell)
        _prove_warehouse(manifest, home)
        if manifest.database == databases.SQLITE:
            _prove(manifest, databases.count_sqlite(home / databases.FILE))
            _prove_audit(home, "")
        else:
            with databases.scratch_database() as name:
                databases.brought_back(home / databases.DUMP, name=name)
                _prove(manifest, databases.count_postgresql(name))
                _prove_audit(home, databases.address(name))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return Restored(manifest, len(manifest.files), manifest.size, time.monotonic() - started)


def _refuse_what_is_in_the_way(manifest: Manifest, into: Path, aside: Path | None) -> None:
    faults = []
    present = {entry.name for entry in into.iterdir()} - STAYS if into.is_dir() else set()
    if present and aside is None:
        faults.append(
            Fault(
                "safekeeping.not_empty",
                _("An installation is here already."),
                place=into.name,
                value=", ".join(sorted(present)[:5]),
                remedy=_("Stop it and name a folder that it is moved to: --aside FOLDER."),
            )
        )
    if aside is not None and aside.exists():
        faults.append(
            Fault("safekeeping.aside_taken", _("The folder to move it to is there already."), value=aside.name)
        )
    if manifest.database != databases.kind():
        faults.append(
            Fault(
                "safekeeping.other_database",
                _("The backup is of another kind of database than this installation is set up with."),
                value=manifest.database,
                expected=databases.kind(),
                remedy=_("Set WELLRUN_DATABASE as it was where the backup was made."),
            )
        )
    if faults:
        raise Refused(faults)
    if manifest.database == databases.POSTGRESQL:
        databases.refuse_unless_empty()


def _write_files(store: Store, manifest: Manifest, home: Path, tell: Tell) -> None:
    missing = [
        damaged(f"objects/{block.name[:2]}/{block.name}", _("An object of the backup is missing or was cut off."))
        for kept in manifest.files
        for block in kept.blocks
        if not store.has(block)
    ]
    if missing:
        raise Refused(missing)
    for number, kept in enumerate(manifest.files, start=1):
        _write(store, kept, _target(home, kept))
        tell(number, len(manifest.files))
    for part in ("warehouse", "arrivals"):
        (home / part).mkdir(parents=True, exist_ok=True)


def _target(home: Path, kept: Kept) -> Path:
    part, _slash, inside = kept.name.partition("/")
    return home / PARTS.get(part, "") / inside


def _write(store: Store, kept: Kept, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for block in kept.blocks:
            file.write(store.get(block))
        file.flush()
        os.fsync(file.fileno())
    os.utime(target, ns=(kept.time, kept.time))


def _prove_warehouse(manifest: Manifest, home: Path) -> None:
    warehouse = Warehouse(home / "warehouse")
    state = warehouse.manifest()
    missing = [
        warehouse.path(name, one)
        for name, segments in state.tables.items()
        for one in segments
        if not warehouse.path(name, one).exists()
    ]
    if state.version != manifest.warehouse or missing:
        raise Refused(_differs("warehouse", str(state.version), str(manifest.warehouse)))


def _prove(manifest: Manifest, counted: Counted) -> None:
    rows = {name: (counted.rows.get(name), number) for name, number in manifest.rows.items()}
    wrong = [_differs(name, str(is_), str(was)) for name, (is_, was) in rows.items() if is_ != was]
    if (counted.head, counted.entries) != (manifest.head, manifest.entries):
        wrong.append(_differs("audit", f"{counted.entries}, {counted.head}", f"{manifest.entries}, {manifest.head}"))
    if wrong:
        raise Refused(wrong)


def _differs(place: str, value: str, expected: str) -> Fault:
    return Fault(
        "safekeeping.differs",
        _("What was restored is not what was backed up."),
        place=place,
        value=value,
        expected=expected,
        remedy=_("Take an older backup (`wellrun backup list`) and report this."),
    )


def _prove_audit(home: Path, database: str) -> None:
    """The chain is walked by the same command that an auditor uses, over the restored database."""
    environment = {
        **os.environ,
        "WELLRUN_HOME": str(home),
        "WELLRUN_DATABASE": database,
        "WELLRUN_KEYS_FILE": str(settings.KEYS_FILE),
    }
    words = [sys.executable, "-m", "wellrun.config.command", "audit", "verify"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(_differs("audit", (done.stdout or done.stderr).strip().splitlines()[-1], "whole"))


def _put_in_place(draft: Path, into: Path, aside: Path | None) -> None:
    before = aside or into.with_name(into.name + BEFORE)
    if into.is_dir():
        for name in ("keys.json", "secret-key"):
            if (into / name).exists():
                shutil.copy2(into / name, draft / name)
        before.parent.mkdir(parents=True, exist_ok=True)
        into.rename(before)
    draft.rename(into)
    if aside is None:
        shutil.rmtree(before, ignore_errors=True)
