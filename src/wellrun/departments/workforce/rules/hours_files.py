"""Rows of ``rostered_shifts.csv`` and ``clocked_hours.csv`` as plain values; what is neither is in quarantine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from wellrun.departments.workforce.rules.staff_files import cells_of, date_of

EMPLOYMENTS = ("own", "bank", "agency")
PAY_KINDS = ("non-exempt", "exempt", "contract")
LONGEST_BREAK = 480
JOB_CODES = range(1, 41)


@dataclass(frozen=True)
class RosteredRow:
    """One person on one day. An empty shift takes back what was sent before."""

    staff: str
    unit: str
    day: dt.date
    shift: str
    skill: str


@dataclass(frozen=True)
class ClockedRow:
    """One time at work, in moments. ``clock_out`` is missing until somebody has clocked out."""

    staff: str
    unit: str
    clock_in: dt.datetime
    clock_out: dt.datetime | None
    break_minutes: int
    job_code: int | None
    employment: str
    pay_kind: str


def rostered_rows(file: Path) -> Iterator[RosteredRow]:
    """The rows that can be read; the warehouse's own check holds the others, with what is wrong."""
    for cells in cells_of(file):
        day = date_of(cells, "day")
        if day is not None and all(cells.get(name) for name in ("staff", "unit", "skill")):
            yield RosteredRow(cells["staff"], cells["unit"], day, cells.get("shift", ""), cells["skill"])


def clocked_rows(file: Path, *, zone: str) -> Iterator[ClockedRow]:
    """The same for the time clock. A moment without an offset is taken in the facility's zone."""
    for cells in cells_of(file):
        begins, ends = _moment(cells, "clock_in", zone), _moment(cells, "clock_out", zone)
        minutes, job = _whole(cells.get("break_minutes", "")), _whole(cells.get("job_code", ""))
        said = (cells.get("employment", ""), cells.get("pay_kind", ""))
        known = said[0] in EMPLOYMENTS and said[1] in PAY_KINDS and bool(cells.get("staff") and cells.get("unit"))
        if not known or begins is None or minutes is None or minutes > LONGEST_BREAK:
            continue
        if (cells.get("clock_out") and (ends is None or ends < begins)) or (cells.get("job_code") and job is None):
            continue
        if job is not None and job not in JOB_CODES:
            continue
        yield ClockedRow(cells["staff"], cells["unit"], begins, ends, minutes, job, *said)


def _moment(cells: Mapping[str, str], name: str, zone: str) -> dt.datetime | None:
    try:
        told = dt.datetime.fromisoformat(cells.get(name, ""))
    except ValueError:
        return None
    return (told if told.tzinfo else told.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
