"""What each kind of record fills: for a FHIR type or a CSV feed, the tables and the SELECT that shapes their rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from wellrun.engines.fhir import ViewPlan, compile_view
from wellrun.engines.fhir.shape import Structure, text
from wellrun.warehouse.loading.csvfeeds import CsvColumn, CsvFeed
from wellrun.warehouse.schema import Table
from wellrun.warehouse.tables import TABLES

LINE = "__line"
"""The column that says which unit of the file (line, entry, row) a row comes from."""
LARGEST_OBJECT = 16 * 1024 * 1024


class Target(Protocol):
    """Rows for one table from records of one kind.

    `owner` are the columns that name the record a row belongs to: its rows are replaced together. `columns` are the
    table's columns the target gives. `structure` is what the records must look like for a reader that trusts them.
    """

    @property
    def table(self) -> Table: ...
    @property
    def owner(self) -> tuple[str, ...]: ...
    @property
    def columns(self) -> frozenset[str]: ...
    @property
    def structure(self) -> Mapping[str, Structure]: ...

    def rows(self, file: str, *, landed: bool) -> str:
        """SELECT of the rows in an NDJSON file. A `landed` file carries LINE; in another it is counted if needed."""
        ...


def needs_line(target: Target, *, landed: bool) -> bool:
    """Whether rows carry LINE: numbering an untouched file costs time, and only rows that go in groups need it."""
    return landed or {"facility", *target.owner} != set(target.table.key)


def scan(file: str, columns: Mapping[str, str]) -> str:
    declared = ", ".join(f"{text(name)}: {text(kind)}" for name, kind in columns.items())
    return (
        f"read_json({text(file)}, format = 'newline_delimited', maximum_object_size = {LARGEST_OBJECT}, "
        f"columns = {{{declared}}})"
    )


def numbered(file: str, columns: Mapping[str, str], *, landed: bool, line: bool = True) -> str:
    if landed:
        return f"(SELECT * FROM {scan(file, {LINE: 'BIGINT', **columns})})"  # noqa: S608
    if not line:
        return scan(file, columns)
    return f"(SELECT *, row_number() OVER () AS {LINE} FROM {scan(file, columns)})"  # noqa: S608


def only(kind: str) -> str:
    """A condition that stops the query at a resource of another type: the file is then taken unit by unit."""
    return f"CASE WHEN resourceType = {text(kind)} THEN TRUE ELSE error('another resource type') END"


@dataclass(frozen=True, kw_only=True)
class FhirTarget:
    """A typed table filled by a view."""

    plan: ViewPlan
    table: Table
    owner: tuple[str, ...]

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(column.name for column in self.plan.columns)

    @property
    def structure(self) -> Mapping[str, Structure]:
        return self.plan.structure

    def rows(self, file: str, *, landed: bool) -> str:
        columns = {"resourceType": "VARCHAR", **self.plan.schema}
        line = needs_line(self, landed=landed)
        source = numbered(file, columns, landed=landed, line=line)
        relation = f"(SELECT * FROM {source} WHERE {only(self.plan.resource)})"  # noqa: S608
        return self.plan.sql(relation, carry=(LINE,) if line else ())


@dataclass(frozen=True, kw_only=True)
class KeptTarget:
    """Resources of a type that has no table: kept whole."""

    kind: str
    table: Table = field(default_factory=lambda: TABLES["kept_resources"])
    owner: tuple[str, ...] = ("resource_type", "resource")
    columns: frozenset[str] = frozenset({"resource_type", "resource", "content", "updated_at"})
    structure: Mapping[str, Structure] = field(default_factory=dict)

    def rows(self, file: str, *, landed: bool) -> str:
        line = f"CAST(json ->> '{LINE}' AS BIGINT) AS {LINE}, " if landed else ""
        content = "'{' || substr(whole, instr(whole, ',') + 1)" if landed else "whole"
        carried = f"{LINE}, " if landed else ""
        return (
            f"SELECT {carried}resourceType AS resource_type, coalesce(id, sha256(content)) AS resource, content, "  # noqa: S608
            f"updated_at FROM (SELECT {line}json ->> 'resourceType' AS resourceType, json ->> 'id' AS id, "
            f"{content} AS content, json ->> '$.meta.lastUpdated' AS updated_at FROM (SELECT json, "
            f"CAST(json AS VARCHAR) AS whole FROM {objects(file)})) WHERE {only(self.kind)}"
        )


def objects(file: str) -> str:
    return f"read_ndjson_objects({text(file)}, maximum_object_size = {LARGEST_OBJECT})"


@dataclass(frozen=True, kw_only=True)
class CsvTarget:
    """A table filled by a CSV feed. The rows arrive as text, one JSON object each or one column for each header."""

    feed: CsvFeed
    headers: tuple[str, ...]
    kind: str = ""

    @property
    def table(self) -> Table:
        return self.feed.table

    @property
    def owner(self) -> tuple[str, ...]:
        return tuple(name for name in self.table.key if name != "facility")

    @property
    def columns(self) -> frozenset[str]:
        extra = {"content"} if self.table.name == "kept_resources" else set()
        return frozenset(self.feed.columns) | extra

    @property
    def structure(self) -> Mapping[str, Structure]:
        return {}

    def rows(self, file: str, *, landed: bool) -> str:
        columns = dict.fromkeys(self.headers, "VARCHAR")
        return self.shaped(numbered(file, columns, landed=landed, line=False), line=landed)

    def shaped(self, relation: str, *, line: bool) -> str:
        """The same over any relation that has the headers as text columns, and LINE where said."""
        declared: dict[str, CsvColumn] = dict(self.feed.columns)
        cells = [f'{column.sql(self.headers)} AS "{name}"' for name, column in declared.items()]
        if self.table.name == "kept_resources":
            fields = ", ".join(f'"{header}" := "{header}"' for header in self.headers)
            cells.append(f"CAST(to_json(struct_pack({fields})) AS VARCHAR) AS content")
        carried = f"{LINE}, " if line else ""
        return f"SELECT {carried}{', '.join(cells)} FROM {relation}"  # noqa: S608


@cache
def view_files() -> dict[str, Any]:
    folder = files("wellrun.warehouse.loading").joinpath("views")
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(".json"): json.loads(file.read_text()) for file in found if file.name[-5:] == ".json"
    }


OWNERS = {"encounter_places": ("encounter",)}


@cache
def fhir_targets() -> Mapping[str, tuple[Target, ...]]:
    """The targets of each FHIR type, the table of the resource itself first."""
    found: dict[str, list[Target]] = {}
    for name, definition in view_files().items():
        table, plan = TABLES[name], compile_view(definition)
        owner = OWNERS.get(name, tuple(part for part in table.key if part != "facility"))
        found.setdefault(plan.resource, []).append(FhirTarget(plan=plan, table=table, owner=owner))
    return {kind: tuple(sorted(targets, key=lambda t: t.table.name in OWNERS)) for kind, targets in found.items()}


def targets_of(kind: str) -> tuple[Target, ...]:
    """What a FHIR resource type fills; a type without a table is kept whole."""
    return fhir_targets().get(kind) or (KeptTarget(kind=kind),)


@cache
def rules_digest() -> str:
    """Changes whenever views or typed tables do, so that a file loaded under older rules is read again."""
    tables = {name: repr(table) for name, table in TABLES.items()}
    return hashlib.sha256(json.dumps([view_files(), tables], sort_keys=True).encode()).hexdigest()[:16]
