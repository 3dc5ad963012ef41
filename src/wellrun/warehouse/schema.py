"""Typed tables: what a column holds, in which unit, and what may not stand in it.

A table is declared once; its declaration is schema, documentation, loading check and demonstration rule at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of value a column may hold; each names its DuckDB type."""

    TEXT = "VARCHAR"
    INTEGER = "BIGINT"
    NUMBER = "DOUBLE"
    MONEY = "DECIMAL(18,2)"
    DATE = "DATE"
    MOMENT = "TIMESTAMP"
    FLAG = "BOOLEAN"


@dataclass(frozen=True)
class Column:
    """One column. ``MOMENT`` columns are wall-clock time in the facility's own zone, without offset.

    ``allowed``, ``at_least`` and ``at_most`` are checked when a value is present; ``required`` when it is not.
    ``unit`` is the unit of measurement ("hours", "beds"), empty where there is none.
    """

    name: str
    kind: Kind
    description: str
    unit: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class InOrder:
    """A row rule: where both are present, ``earlier`` may not lie after ``later``."""

    earlier: str
    later: str


@dataclass(frozen=True)
class Table:
    """A typed table. Every table also carries the ``PROVENANCE`` columns, written by the loader.

    ``key`` names the columns that make a row one of its kind within a facility; ``facility`` is always part of it.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[InOrder, ...] = ()

    def __post_init__(self) -> None:
        names = [column.name for column in self.all_columns]
        if len(set(names)) != len(names):
            raise ValueError(f"Table {self.name} names a column twice: {names}.")
        unknown = [name for name in self.key if name not in names]
        unknown += [name for rule in self.rules for name in (rule.earlier, rule.later) if name not in names]
        if unknown:
            raise ValueError(f"Table {self.name} refers to columns it does not have: {unknown}.")

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The provenance columns first, then the table's own."""
        return PROVENANCE + self.columns

    def column(self, name: str) -> Column:
        """The column of that name; ``KeyError`` names those that exist."""
        for column in self.all_columns:
            if column.name == name:
                return column
        raise KeyError(f"Table {self.name} has no column {name}; it has {[c.name for c in self.all_columns]}.")


PROVENANCE = (
    Column("facility", Kind.TEXT, "Code of the facility whose feed brought the row", required=True),
    Column("source", Kind.TEXT, "Name of the feed that brought the row", required=True),
    Column("arrival", Kind.TEXT, "Digest of the file that brought the row as it now stands", required=True),
    Column("updated_at", Kind.MOMENT, "When the sending system says the row last changed; empty if it does not say"),
)
