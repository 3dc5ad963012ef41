"""`wellrun deidentify TABLE... --to DIR`: tables of the warehouse without what identifies a patient."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from wellrun.engines.deidentification import NO_ZIPS, SMALLEST_CLASS, ReleaseKey, ZipPopulations, zip_populations
from wellrun.engines.deidentification.pseudonyms import KEY_BYTES
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.release import Asked, Dates, FileFormat, KeyOrigin, Places, Released, SmallClasses


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tables", nargs="+", metavar="TABLE", help="names of tables, such as encounters")
    parser.add_argument("--to", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--facility", action="append", help="code of a facility, several times; all if left out")
    parser.add_argument(
        "--dates", choices=[one.value for one in Dates], default="years", help="shift is not Safe Harbor"
    )
    parser.add_argument("--places", choices=[one.value for one in Places], default="pseudonym")
    parser.add_argument("--format", choices=[one.value for one in FileFormat], default="parquet")
    parser.add_argument("--zip-populations", type=Path, help="CSV with zip3,population; every area is 000 without")
    parser.add_argument("--k", type=int, default=SMALLEST_CLASS, help="smallest class that is not called small")
    parser.add_argument("--quasi", help="columns of the release to count classes by, with commas between")
    parser.add_argument("--small-classes", choices=[one.value for one in SmallClasses], default="report")
    parser.add_argument("--names", type=Path, help="more names to scrub from text, one a line")
    parser.add_argument(
        "--key-file", type=Path, help="64 hexadecimal digits; a release with the same key can be joined"
    )


def run(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from wellrun.config import installation
    from wellrun.departments.compliance.releasing import figures, known_names
    from wellrun.foundations.audit.actions import System, record
    from wellrun.foundations.organisation.models import Network
    from wellrun.warehouse.connection import Warehouse
    from wellrun.warehouse.release import release

    installation.prepare()
    installation.first_account()
    facilities = frozenset(options.facility) if options.facility else None
    names = [*known_names(facilities), *(_lines(options.names) if options.names else ())]
    asked = Asked(
        tables=tuple(options.tables),
        facilities=facilities,
        on=timezone.localdate(),
        key=_key(options.key_file) if options.key_file else ReleaseKey.fresh(),
        key_origin=KeyOrigin.GIVEN if options.key_file else KeyOrigin.FRESH,
        dates=Dates(options.dates),
        places=Places(options.places),
        file_format=FileFormat(options.format),
        zips=_zips(options.zip_populations) if options.zip_populations else NO_ZIPS,
        k=options.k,
        small_classes=SmallClasses(options.small_classes),
        quasi=tuple(options.quasi.split(",")) if options.quasi else None,
        names=names,
    )
    released = release(Warehouse(Path(settings.WAREHOUSE)), asked, into=options.to.resolve(), tell=_progress)
    with transaction.atomic():
        about = Network.objects.order_by("pk")[0]
        record("compliance.release.made", by=System("wellrun deidentify"), about=about, after=figures(released))
    _print(released)
    return 0


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as broken:
        raise Refused(Fault("release.unreadable", f"{file} cannot be read.", remedy="Give a UTF-8 file.")) from broken


def _key(file: Path) -> ReleaseKey:
    said = "".join(_lines(file)).strip()
    if not re.fullmatch(rf"[0-9A-Fa-f]{{{2 * KEY_BYTES}}}", said):
        remedy = "Make one: python3 -c 'import secrets; print(secrets.token_hex(32))'."
        raise Refused(Fault("release.key", f"{file} does not hold 64 hexadecimal digits.", remedy=remedy))
    return ReleaseKey(bytes.fromhex(said))


def _zips(file: Path) -> ZipPopulations:
    found, wrong = zip_populations(_lines(file))
    if wrong:
        remedy = "Correct the list; nothing was released."
        raise Refused(
            Fault("release.zips", one.reason, place=f"{file}, line {one.line}", remedy=remedy) for one in wrong
        )
    return found


def _progress(table: str) -> None:
    if sys.stderr.isatty():
        print(f"{table} …", file=sys.stderr, flush=True)  # noqa: T201


def _print(released: Released) -> None:
    for table in released.tables:
        found = table.anonymity
        print(  # noqa: T201
            f"{table.file}: {table.rows} rows; smallest class {found.smallest} {table.counted}, "
            f"{found.rows_in_small} rows ({found.share_in_small:.1%}) in classes below {found.k}."
        )
    for note in released.as_json()["notes"]:
        print(note)  # noqa: T201
