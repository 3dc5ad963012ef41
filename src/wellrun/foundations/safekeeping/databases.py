"""Copying the database while people work, and bringing a copy back: SQLite's online backup, PostgreSQL's own tools."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.db import connection
from django.utils.translation import gettext as _

from wellrun.foundations.keys.resealing import sealed_models
from wellrun.foundations.keys.sealing import ID_LENGTH, VERSION
from wellrun.values.faults import Fault, Refused

SQLITE, POSTGRESQL = "sqlite", "postgresql"
FILE = "wellrun.sqlite3"
DUMP = "dump"
PATIENCE = 30
Ask = Callable[[str], list[tuple[Any, ...]]]
PG_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
TABLES = {
    SQLITE: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    POSTGRESQL: PG_TABLES,
}


@dataclass(frozen=True)
class Counted:
    """What a database holds: rows of each table, the head of the audit, its migrations, the keys its rows need."""

    rows: Mapping[str, int]
    head: str
    entries: int
    migrations: tuple[str, ...]
    keys: tuple[str, ...]


def kind() -> str:
    """Which database this installation runs on."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRESQL


def counted(ask: Ask, *, of: str) -> Counted:
    """Counts a database, by SQL alone: the models may be newer than its tables."""
    tables = [name for (name,) in ask(TABLES[of])]
    heads = ask("SELECT digest, entries FROM audit_head") if "audit_head" in tables else []
    digest, entries = heads[0] if heads else ("", 0)
    migrations = (
        ask("SELECT app, name FROM django_migrations ORDER BY app, name") if "django_migrations" in tables else []
    )
    return Counted(
        rows={name: ask(f'SELECT COUNT(*) FROM "{name}"')[0][0] for name in tables},  # noqa: S608 - names from the catalogue
        head=digest,
        entries=entries,
        migrations=tuple(f"{app}.{name}" for app, name in migrations),
        keys=tuple(sorted(_keys(ask, set(tables), of))),
    )


def _keys(ask: Ask, tables: set[str], of: str) -> set[str]:
    found: set[str] = set()
    for table in sealed_models():
        name = table.model._meta.db_table
        if name not in tables:
            continue
        present = _columns(ask, name, of)
        for one in (*table.texts, *table.indexes):
            if one.column in present:
                start = len(VERSION) + 1
                asked = f'SELECT DISTINCT substr("{one.column}", {start}, {ID_LENGTH}) FROM "{name}"'  # noqa: S608 - our own names
                found |= {bytes(key).decode() for (key,) in ask(asked) if key}
    return found


def _columns(ask: Ask, table: str, of: str) -> set[str]:
    asked = {
        SQLITE: f"SELECT name FROM pragma_table_info('{table}')",  # noqa: S608 - our own names
        POSTGRESQL: f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'",  # noqa: S608
    }
    return {name for (name,) in ask(asked[of])}


def copied(into: Path) -> Counted:
    """Writes a copy of the database, as of one moment, into a folder; says what is in it."""
    return _COPY[kind()](into)


def _copied_sqlite(into: Path) -> Counted:
    connection.ensure_connection()
    give_up = time.monotonic() + PATIENCE

    def wait(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > give_up:
            raise Refused(
                Fault(
                    "safekeeping.database_busy",
                    _("The database is in the middle of a change that does not end."),
                    expected=_("free within %(seconds)s seconds") % {"seconds": PATIENCE},
                    remedy=_("Try again; if it stays so, stop the server first."),
                )
            )

    with closing(sqlite3.connect(into / FILE)) as copy:
        # In one step: in smaller ones each write of somebody else would begin the copy anew.
        connection.connection.backup(copy, progress=wait)
        # The copy is one file: what the write-ahead log held is in it.
        copy.execute("PRAGMA journal_mode=DELETE")
        return counted(_asking(copy), of=SQLITE)


def _asking(opened: sqlite3.Connection) -> Ask:
    return lambda sql: opened.execute(sql).fetchall()


def _copied_postgresql(into: Path) -> Counted:
    extra: Any = connection.copy("safekeeping")
    try:
        with extra.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
            # Uncompressed, one file a table: an unchanged table is the same objects as in the last backup.
            options = ("--format=directory", "--compress=0", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
            _run("pg_dump", *options, f"--file={into / DUMP}", extra.settings_dict["NAME"])
            return counted(_answers(cursor), of=POSTGRESQL)
    finally:
        extra.close()


def _answers(cursor: Any) -> Ask:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    return ask


_COPY = {SQLITE: _copied_sqlite, POSTGRESQL: _copied_postgresql}


def _run(program: str, *words: str) -> None:
    """Runs one of PostgreSQL's tools against the server of this installation."""
    found = shutil.which(program)
    if found is None:
        raise Refused(
            Fault(
                "safekeeping.no_program",
                _("%(program)s is not installed here.") % {"program": program},
                remedy=_("Install the package postgresql-client, in the version of the server or a newer one."),
            )
        )
    done = subprocess.run([found, *words], env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(
            Fault(
                "safekeeping.program_failed",
                _("%(program)s did not finish.") % {"program": program},
                value=done.stderr.strip().splitlines()[0] if done.stderr.strip() else str(done.returncode),
                remedy=_("Put right what it names; nothing has been changed."),
            )
        )


def _environment() -> dict[str, str]:
    given = connection.settings_dict
    named = {
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        **{f"PG{name.upper()}": words for name, words in given["OPTIONS"].items() if name.startswith("ssl")},
    }
    return {**os.environ, **{name: str(value) for name, value in named.items() if value}}


def count_sqlite(file: Path) -> Counted:
    """Counts a database file, after SQLite has looked through every page of it."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
        [(said,)] = opened.execute("PRAGMA integrity_check").fetchall()[:1]
        if said != "ok":
            raise Refused(
                Fault(
                    "safekeeping.database_damaged",
                    _("The restored database is damaged."),
                    value=str(said),
                    remedy=_("Take an older backup (`wellrun backup list`)."),
                )
            )
        return counted(_asking(opened), of=SQLITE)


def refuse_unless_empty() -> None:
    """A dump is brought back into an empty database only."""
    with connection.cursor() as cursor:
        if _answers(cursor)(PG_TABLES):
            raise Refused(
                Fault(
                    "safekeeping.database_not_empty",
                    _("The database that WELLRUN_DATABASE names is not empty."),
                    value=str(connection.settings_dict["NAME"]),
                    remedy=_("Make a new one (`createdb`) and name that, or rename the old one first."),
                )
            )


def brought_back(dump: Path, *, name: str) -> None:
    """Brings a dump into a database, whole or not at all."""
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={name}")
    _run("pg_restore", *options, str(dump))


def count_postgresql(name: str) -> Counted:
    """Counts a database of this server."""
    extra: Any = connection.copy("safekeeping")
    extra.settings_dict = {**extra.settings_dict, "NAME": name}
    try:
        with extra.cursor() as cursor:
            return counted(_answers(cursor), of=POSTGRESQL)
    finally:
        extra.close()


@contextmanager
def scratch_database() -> Iterator[str]:
    """An empty database beside this one, gone afterwards; needs the right to make one."""
    name = f"wellrun_drill_{secrets.token_hex(4)}"
    extra: Any = connection.copy("safekeeping")
    try:
        with extra.cursor() as cursor:
            [may] = _answers(cursor)("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")[0]
            if not may:
                raise Refused(
                    Fault(
                        "safekeeping.no_scratch_database",
                        _("The drill needs to make a database to restore into, and may not."),
                        remedy=_("As a superuser: ALTER ROLE wellrun CREATEDB, with the name of your role."),
                    )
                )
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            try:
                yield name
            finally:
                cursor.execute(f'DROP DATABASE "{name}"')
    finally:
        extra.close()


def address(name: str) -> str:
    """The address of a database of this server, as WELLRUN_DATABASE takes it."""
    given = {key: quote(str(connection.settings_dict[key]), safe="") for key in ("USER", "PASSWORD", "HOST", "PORT")}
    login = given["USER"] + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
    over = urlencode(
        {key: words for key, words in connection.settings_dict["OPTIONS"].items() if key.startswith("ssl")}
    )
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{login}@{given['HOST']}{port}/{name}{'?' + over if over else ''}"
