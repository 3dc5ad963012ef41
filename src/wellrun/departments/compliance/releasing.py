"""De-identified releases: asking for one, making it in the background, and clearing the file away again."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.compliance.models import Release
from wellrun.departments.compliance.queries import codes_of
from wellrun.engines.deidentification import ReleaseKey
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.release import Asked, Dates, FileFormat, Places, Released, SmallClasses, release

KEPT_FOR = dt.timedelta(days=7)
"""How long the file of a release can be fetched; what it was stays in the audit."""

LARGEST_FETCHED = 200 * 1024 * 1024
"""Bytes. A larger release is made by the command, which writes where it is told."""

LEVELS = frozenset({Level.NETWORK, Level.FACILITY})


@transaction.atomic
def ask_for_release(
    *, place: Place, chosen: dict[str, Any], purpose: str, by: Account, tree: Tree, now: dt.datetime
) -> Release:
    """Puts a release in line. ``chosen``: tables, dates, places, file_format, small_classes and k, as plain values."""
    check_may(by, Permission.RELEASE_DATA, place, tree=tree)
    if place.level not in LEVELS:
        raise Refused(
            Fault(
                "compliance.release.place",
                _("A release is of a facility or of the network."),
                remedy=_("Go to the facility."),
            )
        )
    asked = Release.objects.create(place=place.code, asked_by=by, asked_at=now, purpose=purpose, asked=chosen)
    record("compliance.release.asked", by=by, about=asked, after={"place": place.code, **chosen}, why=purpose)
    return asked


def carry_out(*, asked: Release, by: Actor, tree: Tree) -> Release:
    """Makes a release that was asked for, if whoever asked may still; whatever happens is kept on it."""
    Release.objects.filter(pk=asked.pk).update(status=Release.Status.RUNNING)
    clear_away(now=timezone.now())
    started = time.monotonic()
    try:
        check_may(asked.asked_by, Permission.RELEASE_DATA, tree[asked.place], tree=tree)
        released, size = _packed(asked, tree)
    except Exception as broken:
        reason = str(broken) if isinstance(broken, Refused) else _("The release broke off; nothing was kept of it.")
        with transaction.atomic():
            _finish(asked, Release.Status.FAILED, reason=reason)
            record("compliance.release.failed", by=by, about=asked, why=reason)
        raise
    with transaction.atomic():
        asked.manifest, asked.size, asked.seconds = released.as_json(), size, time.monotonic() - started
        _finish(asked, Release.Status.MADE)
        record("compliance.release.made", by=by, about=asked, after=figures(released), why=asked.purpose)
    return asked


def _finish(asked: Release, status: Release.Status, *, reason: str = "") -> None:
    asked.status, asked.reason, asked.finished_at = status, reason[:500], timezone.now()
    asked.save()


def _packed(asked: Release, tree: Tree) -> tuple[Released, int]:
    """Makes the files and packs them; the key lives only as long as this takes."""
    chosen = asked.asked
    facilities = frozenset(codes_of([tree[asked.place]], tree))
    question = Asked(
        tables=tuple(chosen["tables"]),
        facilities=facilities,
        on=timezone.localdate(),
        key=ReleaseKey.fresh(),
        dates=Dates(chosen["dates"]),
        places=Places(chosen["places"]),
        file_format=FileFormat(chosen["file_format"]),
        small_classes=SmallClasses(chosen["small_classes"]),
        k=int(chosen["k"]),
        names=tuple(known_names(facilities)),
    )
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder()) as scratch:
        made = Path(scratch) / "release"
        released = release(Warehouse(Path(settings.WAREHOUSE)), question, into=made)
        packed = Path(scratch) / "packed.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(made.iterdir()):
                archive.write(file, file.name)
        packed.replace(file_of(asked))
    return released, file_of(asked).stat().st_size


def known_names(facilities: frozenset[str] | None) -> Iterator[str]:
    """Names of patients and of everybody who works here, so that free text can be searched for them."""
    patients: QuerySet[Patient] = Patient.objects.all()
    if facilities is not None:
        patients = patients.filter(facility__code__in=facilities)
    for patient in patients.only("family", "given").iterator():
        yield f"{patient.given} {patient.family}"
    yield from Person.objects.values_list("name", flat=True).iterator()


def figures(released: Released) -> dict[str, Any]:
    """What the audit keeps of a release: rules and numbers."""
    kept: dict[str, Any] = {
        "safe_harbor": released.safe_harbor,
        "dates": released.asked.dates.value,
        "places": released.asked.places.value,
    }
    for table in released.tables:
        kept |= {
            f"{table.table}.rows": table.rows,
            f"{table.table}.withheld": sum(column.withheld for column in table.columns),
            f"{table.table}.texts_scrubbed": table.scrubbed_texts,
            f"{table.table}.smallest_class": table.anonymity.smallest,
            f"{table.table}.rows_in_small_classes": table.anonymity.rows_in_small,
        }
    return kept


def releases(place: Place, *, tree: Tree) -> QuerySet[Release]:
    """Releases of the place and of what lies in it, the newest first."""
    codes = [one.code for one in tree.within(place)]
    return Release.objects.filter(place__in=codes).select_related("asked_by__person")


def folder() -> Path:
    """Where the files of releases wait to be fetched."""
    return Path(settings.HOME) / "releases"


def file_of(asked: Release) -> Path:
    """The packed release."""
    return folder() / f"{asked.pk}.zip"


def clear_away(*, now: dt.datetime) -> int:
    """Deletes the files that have been kept long enough; returns how many."""
    old = [file for file in folder().glob("*.zip") if now.timestamp() - file.stat().st_mtime > KEPT_FOR.total_seconds()]
    for file in old:
        file.unlink(missing_ok=True)
    for left in folder().glob(".making-*"):
        if now.timestamp() - left.stat().st_mtime > KEPT_FOR.total_seconds():
            shutil.rmtree(left, ignore_errors=True)
    return len(old)
