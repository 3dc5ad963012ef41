"""What a mart is, and the facts it is built from: typed tables, other marts, and the day it is today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.backends import Backend
from wellrun.warehouse.schema import Kind, Table
from wellrun.warehouse.tables import TABLES

SPLITS = ("sex", "age_band", "language", "ethnicity", "payer")
"""What rows of people can be split by, beyond place and day."""


TYPES = MappingProxyType(
    {
        Kind.TEXT: "string",
        Kind.INTEGER: "int64",
        Kind.NUMBER: "float64",
        Kind.MONEY: "decimal(18, 2)",
        Kind.DATE: "date",
        Kind.MOMENT: "timestamp",
        Kind.FLAG: "boolean",
    }
)
"""The Ibis type of each kind of column."""


@dataclass(frozen=True)
class Mart:
    """Rows with a place and a day, and amounts that add up.

    The expression has ``facility``, ``unit`` (a code as sent, or empty text) and ``day`` (DATE), and one numeric column
    for each entry of ``amounts`` (column to description with its unit). If it has ``splits``, its rows are about one
    patient each and have ``patient``, by which ``patients.described`` tells what they are.
    A mart that is ``kept`` is worked out once and held, because several others read it.
    """

    name: str
    description: str
    build: Callable[[Facts], ir.Table]
    amounts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    splits: tuple[str, ...] = ()
    kept: bool = False


class Facts:
    """The tables and marts of one backend (DuckDB or Spark) as Ibis expressions.

    ``today`` is the first day that is not over: open stays and actions are counted up to the day before it.
    """

    def __init__(
        self, backend: Backend, marts: Mapping[str, Mart], *, today: date, ready: Mapping[str, ir.Table] | None = None
    ) -> None:
        """``ready`` are marts worked out before, as tables of the backend."""
        self.backend = backend
        self.marts = marts
        self.today = today
        self._built: dict[str, ir.Table] = {f"mart {name}": table for name, table in (ready or {}).items()}

    def table(self, name: str) -> ir.Table:
        """A typed table of the warehouse."""
        return self._once(f"table {name}", lambda: expression_of(TABLES[name]))

    def mart(self, name: str) -> ir.Table:
        """A mart by name; built once, and held if it is to be kept."""
        mart = self.marts[name]
        return self._once(f"mart {name}", lambda: self.held(mart.build(self)) if mart.kept else mart.build(self))

    def held(self, expression: ir.Table) -> ir.Table:
        """The expression worked out now and kept by the backend as long as these facts are used."""
        return self.backend.hold(expression)

    def _once(self, key: str, build: Callable[[], ir.Table]) -> ir.Table:
        if key not in self._built:
            self._built[key] = build()
        return self._built[key]


def expression_of(table: Table) -> ir.Table:
    """A declared table as an Ibis expression, not bound to any connection."""
    return ibis.table({column.name: TYPES[column.kind] for column in table.all_columns}, name=table.name)


def flag(condition: ir.BooleanValue) -> ir.IntegerValue:
    """1 where the condition is known to hold, 0 elsewhere: a count that adds up."""
    return ibis.ifelse(condition, 1, 0).cast("int32")


def placed(unit: ir.StringValue) -> ir.StringValue:
    """The unit code, or empty text where none was sent, so that rows without a unit still reach their facility."""
    return unit.fill_null("")


def as_day(value: ir.Value) -> ir.DateValue:
    """A moment, or a date moved by an interval, as a date.

    DuckDB answers a timestamp where Ibis believes in a date, and Ibis leaves out casts it believes idle: by way of a
    timestamp the cast is made on every backend.
    """
    return value.cast("timestamp").cast("date")


def first_of_month(day: ir.DateValue) -> ir.DateValue:
    """The first day of the calendar month that holds the day."""
    return day.cast("timestamp").truncate("M").cast("date")


def first_of_week(day: ir.DateValue) -> ir.DateValue:
    """The Monday of the ISO week that holds the day."""
    return day.cast("timestamp").truncate("W").cast("date")


def seconds_between(earlier: ir.TimestampValue, later: ir.TimestampValue) -> ir.FloatingValue:
    """Seconds as a float: Spark takes 60.0 for a decimal, and divides whole numbers by it in few digits."""
    return later.epoch_seconds().cast("float64") - earlier.epoch_seconds().cast("float64")
