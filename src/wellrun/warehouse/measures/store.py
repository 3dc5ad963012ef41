"""Reads figures for pages: fast, from many threads, always from one whole state of the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

import duckdb

from wellrun.values.periods import Grain
from wellrun.warehouse.connection import Manifest, Segment, Warehouse
from wellrun.warehouse.measures.evaluate import COLUMNS
from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.places import Level
from wellrun.warehouse.measures.refresh import FIGURES, view_of
from wellrun.warehouse.measures.suppression import Audience, shown, withhold_together
from wellrun.warehouse.memory import in_memory

HELD_ROWS = 5_000_000
"""Up to so many figures are held in memory (about 100 bytes each); more are read from their files, some ms slower."""

_COLUMNS = ", ".join(COLUMNS)


@dataclass(frozen=True)
class _State:
    """An open DuckDB over the figures of one refresh."""

    segments: tuple[Segment, ...]
    connection: duckdb.DuckDBPyConnection


class FigureStore:
    """Figures of a warehouse.

    Every call reads the newest published state; one call never mixes two. ``audience`` decides whether small numbers
    of patients are withheld. Nothing published yet, or nothing asked for, answers empty.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self._opening = Lock()
        self._state: _State | None = None
        self._manifest: tuple[tuple[int, int], Manifest] | None = None

    def series(
        self, measure: str, level: Level, place: str, grain: Grain, since: date, until: date, *, audience: Audience
    ) -> tuple[Figure, ...]:
        """One measure of one place over the periods that begin from ``since`` up to, not including, ``until``."""
        where = "measure = ? AND level = ? AND place = ? AND start >= ? AND start < ? ORDER BY start"
        return shown(self._read(grain, where, [measure, str(level), place, since, until]), audience)

    def many(
        self,
        measures: Sequence[str],
        level: Level,
        place: str,
        grain: Grain,
        since: date,
        until: date,
        *,
        audience: Audience,
    ) -> dict[str, tuple[Figure, ...]]:
        """Several measures of one place, each as from ``series``; a measure without figures has an empty series."""
        marks = ", ".join("?" for _ in measures) or "NULL"
        where = f"measure IN ({marks}) AND level = ? AND place = ? AND start >= ? AND start < ? ORDER BY measure, start"
        found = shown(self._read(grain, where, [*measures, str(level), place, since, until]), audience)
        series: dict[str, list[Figure]] = {key: [] for key in measures}
        for figure in found:
            series[figure.measure].append(figure)
        return {key: tuple(figures) for key, figures in series.items()}

    def latest(
        self, measure: str, level: Level, place: str, grain: Grain, *, before: date, audience: Audience
    ) -> Figure | None:
        """The last complete figure of a place whose period begins before the given day."""
        where = "measure = ? AND level = ? AND place = ? AND start < ? AND complete ORDER BY start DESC LIMIT 1"
        found = shown(self._read(grain, where, [measure, str(level), place, before]), audience)
        return found[0] if found else None

    def places(
        self, measure: str, level: Level, grain: Grain, start: date, *, audience: Audience, within: str = ""
    ) -> tuple[Figure, ...]:
        """All places of a level for one period, by place: for small multiples of one moment and funnels.

        ``within`` keeps the places of one facility. Figures that add up to a shown total are never withheld alone.
        """
        where = "measure = ? AND level = ? AND start = ? AND starts_with(place, ?) ORDER BY place"
        prefix = f"{within}/" if within else ""
        found = self._read(grain, where, [measure, str(level), start, prefix])
        return withhold_together(found, audience)

    def all_series(
        self,
        measure: str,
        level: Level,
        grain: Grain,
        since: date,
        until: date,
        *,
        audience: Audience,
        within: str = "",
    ) -> dict[str, tuple[Figure, ...]]:
        """The series of every place of a level, by place: for small multiples over time."""
        where = "measure = ? AND level = ? AND start >= ? AND start < ? AND starts_with(place, ?) ORDER BY place, start"
        prefix = f"{within}/" if within else ""
        found = shown(self._read(grain, where, [measure, str(level), since, until, prefix]), audience)
        series: dict[str, list[Figure]] = {}
        for figure in found:
            series.setdefault(figure.place, []).append(figure)
        return {place: tuple(figures) for place, figures in series.items()}

    def newest(self, level: Level, place: str) -> date | None:
        """The first day of the newest complete day, week or month for which a place has any figure."""
        cursor = self._opened().connection.cursor()
        asked = f"SELECT max(start) FROM {FIGURES} WHERE level = ? AND place = ? AND complete"  # noqa: S608
        row = cursor.execute(asked, [str(level), place]).fetchone()
        return row[0] if row else None

    def _read(self, grain: Grain, where: str, values: list[Any]) -> tuple[Figure, ...]:
        if not self._newest().segments(FIGURES):
            return ()  # A new installation would ask an empty table for every measure there is.
        cursor = self._opened().connection.cursor()
        rows = cursor.execute(f"SELECT {_COLUMNS} FROM {held_as(grain)} WHERE {where}", values).fetchall()  # noqa: S608
        return tuple(Figure(*row) for row in rows)

    def _opened(self) -> _State:
        segments = self._newest().segments(FIGURES)
        state = self._state
        if state is not None and state.segments == segments:
            return state
        with self._opening:
            if self._state is None or self._state.segments != segments:
                self._state = _State(segments, opened(self.warehouse, self._newest()))
            return self._state

    def _newest(self) -> Manifest:
        # The manifest is replaced, never rewritten: a file with the same mark is the same manifest.
        mark = manifest_mark(self.warehouse)
        if self._manifest is None or self._manifest[0] != mark:
            self._manifest = (mark, self.warehouse.manifest())
        return self._manifest[1]


def manifest_mark(warehouse: Warehouse) -> tuple[int, int]:
    """What tells one manifest file from the next without reading it."""
    try:
        state = (warehouse.home / "manifest.json").stat()
    except FileNotFoundError:
        return (0, 0)
    return (state.st_ino, state.st_mtime_ns)


def held_as(grain: Grain) -> str:
    """Name of the table of a grain: days are many, and weeks need not be looked for among them."""
    return f"{FIGURES}_{grain}"


def opened(warehouse: Warehouse, manifest: Manifest) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with the figures of a manifest by grain, held in memory where they are few enough."""
    connection = in_memory()
    source = view_of(warehouse, manifest, FIGURES).get(FIGURES, f"SELECT {_NOTHING} WHERE false")
    kind = "TABLE" if manifest.rows(FIGURES) <= HELD_ROWS else "VIEW"
    for grain in Grain:
        connection.execute(
            f"CREATE {kind} {held_as(grain)} AS SELECT * FROM ({source}) WHERE grain = '{grain}'"  # noqa: S608
        )
    whole = " UNION ALL ".join(f"FROM {held_as(grain)}" for grain in Grain)
    connection.execute(f"CREATE VIEW {FIGURES} AS {whole}")
    return connection


_KINDS = {"start": "DATE", "cases": "BIGINT", "complete": "BOOLEAN"} | dict.fromkeys(
    ("numerator", "denominator", "value"), "DOUBLE"
)
_NOTHING = ", ".join(f"NULL::{_KINDS.get(name, 'VARCHAR')} AS {name}" for name in COLUMNS)
