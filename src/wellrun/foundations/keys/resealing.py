"""Rows under old keys: counting them, and sealing them anew, batch by batch."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connections, models, router, transaction
from django.db.models import Q

from wellrun.foundations.keys import opening, sealing
from wellrun.foundations.keys.fields import BlindIndex, SealedText
from wellrun.foundations.keys.keyring import Key
from wellrun.foundations.keys.sealing import Place, Sealed
from wellrun.values.faults import Fault, Refused

BATCH = 500
Model = type[models.Model]
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Columns:
    """The columns of one table that keys are used in."""

    model: Model
    texts: tuple[SealedText, ...]
    indexes: tuple[BlindIndex, ...]

    def outside(self, *, seal: str, index: str) -> Q:
        """Rows with at least one value under another key."""
        wanted = [(text.name, seal) for text in self.texts] + [(one.name, index) for one in self.indexes]
        found = Q()
        for name, key_id in wanted:
            found |= Q(**{f"{name}__sealed_otherwise": key_id})
        return found


@dataclass
class Pass:
    """What one walk over a table did."""

    done: int = 0
    faults: dict[uuid.UUID, Fault] = field(default_factory=dict)


def sealed_models(registered: Iterable[Model] | None = None) -> list[Columns]:
    """Every table that has sealed fields, with those fields."""
    found = []
    for model in registered or apps.get_models(include_auto_created=True):
        local = model._meta.local_concrete_fields if not model._meta.proxy and model._meta.managed else ()
        texts = tuple(one for one in local if isinstance(one, SealedText))
        if texts:
            found.append(Columns(model, texts, tuple(one for one in local if isinstance(one, BlindIndex))))
    return found


def rows_under(key_id: str, tables: Sequence[Columns]) -> dict[str, int]:
    """How many rows of each table need this key; tables that need it nowhere are left out."""
    counted = {}
    for table in tables:
        uses = Q()
        for one in (*table.texts, *table.indexes):
            uses |= Q(**{f"{one.name}__sealed_under": key_id})
        if number := table.model._base_manager.filter(uses).count():
            counted[table.model._meta.label_lower] = number
    return counted


def reseal(table: Columns, *, seal: Key, index: Key, tell: Told) -> Pass:
    """Walks one table until every row that opens is under these keys. Broken off anywhere, it can be begun again."""
    outcome = Pass()
    total = table.model._base_manager.filter(table.outside(seal=seal.id, index=index.id)).count()
    changed = -1
    # A row that someone saves meanwhile is left to the next walk; the last walk is the one that changes nothing.
    while changed:
        changed = 0
        for batch in _batches(table, seal=seal, index=index):
            changed += _reseal_batch(table, batch, outcome, seal=seal, index=index)
            tell(table.model._meta.label_lower, outcome.done, total)
    return outcome


def _batches(table: Columns, *, seal: Key, index: Key) -> Iterator[list[tuple[Any, ...]]]:
    names = [one.name for one in (*table.texts, *table.indexes)]
    rows = table.model._base_manager.filter(table.outside(seal=seal.id, index=index.id)).order_by("pk")
    last: Any = None
    while batch := list((rows.filter(pk__gt=last) if last else rows).values_list("pk", *names)[:BATCH]):
        yield batch
        last = batch[-1][0]


def _reseal_batch(table: Columns, batch: list[tuple[Any, ...]], outcome: Pass, *, seal: Key, index: Key) -> int:
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in batch:
        try:
            changes = _changes(table, row, seal=seal, index=index)
        except Refused as refused:
            outcome.faults[row[0]] = refused.faults[0]
            continue
        if changes:
            old, new = [one[1] for one in changes], [one[2] for one in changes]
            by_columns[tuple(one[0] for one in changes)].append((*new, row[0], *old))
    changed = 0
    with transaction.atomic(using=router.db_for_write(table.model)):
        for columns, values in by_columns.items():
            changed += _write(table.model, columns, values)
    outcome.done += changed
    return changed


def _changes(table: Columns, row: tuple[Any, ...], *, seal: Key, index: Key) -> list[tuple[str, bytes, bytes]]:
    """Column, what stands there, what shall stand there; for the columns that are under another key."""
    pk, held = row[0], dict(zip([one.name for one in (*table.texts, *table.indexes)], row[1:], strict=True))
    changes: list[tuple[str, bytes, bytes]] = []
    texts: dict[str, str] = {}
    for one in table.texts:
        value, where = held[one.name], Place(one.sealed_as(), pk)
        if isinstance(value, Sealed):
            texts[one.name] = opening.opened(value, place=where)
            if value.key_id != seal.id:
                new = sealing.seal(texts[one.name], key_id=seal.id, secret=seal.secret, place=where)
                changes.append((str(one.column), value, new))
    for index_field in table.indexes:
        value, text = held[index_field.name], index_field.normalise(texts.get(index_field.of, ""))
        if value is not None and value.key_id != index.id:
            column = index_field.sealed_field().sealed_as()
            digest = sealing.digest(text, key_id=index.id, secret=index.secret, column=column)
            changes.append((str(index_field.column), value, digest))
    return changes


def _write(model: Model, columns: tuple[str, ...], values: list[tuple[Any, ...]]) -> int:
    """Writes only where the row still holds what was read: a save in between is never undone."""
    connection = connections[router.db_for_write(model)]
    quoted = connection.ops.quote_name
    binary: Any = connection.Database.Binary  # type: ignore[attr-defined]
    key = model._meta.pk
    statement = (
        f"UPDATE {quoted(model._meta.db_table)} SET {', '.join(f'{quoted(one)} = %s' for one in columns)} "  # noqa: S608 - names of our own models
        f"WHERE {quoted(str(key.column))} = %s AND {' AND '.join(f'{quoted(one)} = %s' for one in columns)}"
    )
    width = len(columns)
    rows = [
        (
            *(binary(bytes(one)) for one in row[:width]),
            key.get_db_prep_value(row[width], connection),
            *(binary(bytes(one)) for one in row[width + 1 :]),
        )
        for row in values
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
        return int(cursor.rowcount)
