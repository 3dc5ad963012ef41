"""Adds one entry to the end of the chain, holding its head for as short a time as can be.

Everybody who reads a patient waits for the head, so all that can be worked out beforehand is, and what remains is four
statements whose text is made once. Django's own way of saving a row costs several times as much as the row itself
(measured by `make bench BENCH=access`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from wellrun.foundations.audit.models import Entry, Head, Mention

MOST_AT_ONCE = 400
"""Mentions in one statement: SQLite takes 999 values in its older builds."""


def append(entry: Entry, patients: Sequence[str]) -> None:
    """Completes the entry with its predecessor and digest and writes it. Must be called within a transaction."""
    values = _values(entry)
    with connection.cursor() as cursor:
        entry.previous, entries = _head(cursor)
        entry.digest = entry.expected_digest()
        cursor.execute(_insertion(connection.vendor), [*values, entry.previous, entry.digest])
        entry.pk = cursor.fetchone()[0]
        for start in range(0, len(patients), MOST_AT_ONCE):
            _mention(cursor, entry.pk, patients[start : start + MOST_AT_ONCE])
        cursor.execute("UPDATE audit_head SET digest = %s, entries = %s WHERE id = 1", [entry.digest, entries + 1])
    entry._state.adding, entry._state.db = False, connection.alias


def _head(cursor: Any) -> tuple[str, int]:
    """The last digest and the number of entries, locked until the transaction ends."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    ask = f"SELECT digest, entries FROM audit_head WHERE id = 1{lock}"  # noqa: S608 - no value stands in it
    cursor.execute(ask)
    row = cursor.fetchone()
    if row is None:
        Head.objects.get_or_create(pk=1)
        cursor.execute(ask)
        row = cursor.fetchone()
    return row[0], row[1]


ENDS = ("previous", "digest")
"""The columns that are known only once the head is held; they stand last."""


@lru_cache
def _fields() -> tuple[models.Field[Any, Any], ...]:
    fields = [field for field in Entry._meta.local_concrete_fields if not field.primary_key]
    return tuple(field for field in fields if field.name not in ENDS)


@lru_cache
def _insertion(_vendor: str) -> str:
    names = [str(field.column) for field in _fields()] + list(ENDS)
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO audit_entry ({columns}) VALUES ({places}) RETURNING id"  # noqa: S608 - columns of the model


def _values(entry: Entry) -> list[Any]:
    return [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in _fields()]


def _mention(cursor: Any, entry: int, patients: Sequence[str]) -> None:
    column = Mention._meta.get_field("patient")
    rows = ", ".join(["(%s, %s)"] * len(patients))
    values = [part for one in patients for part in (entry, column.get_db_prep_save(UUID(one), connection))]
    cursor.execute(f"INSERT INTO audit_mention (entry_id, patient) VALUES {rows}", values)  # noqa: S608 - only places
