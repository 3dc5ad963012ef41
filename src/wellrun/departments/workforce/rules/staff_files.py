"""Rows of ``staff.csv`` and ``staff_credentials.csv`` as plain values; what is no row of either is in quarantine."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path


@dataclass(frozen=True)
class StaffRow:
    """One person engaged at one unit. Skills and units to float to are codes, divided by semicolons in the file."""

    staff: str
    name: str
    email: str
    unit: str
    grade: str
    employment: str
    weekly_hours: Decimal
    starts: dt.date
    ends: dt.date | None
    pattern: str
    skills: tuple[str, ...]
    floats_to: tuple[str, ...]


@dataclass(frozen=True)
class CredentialRow:
    """One cycle of one credential."""

    staff: str
    kind: str
    number: str
    issuer: str
    valid_from: dt.date
    valid_until: dt.date | None


def staff_rows(file: Path) -> Iterator[StaffRow]:
    """The rows that can be read; the warehouse's own check holds the others, with what is wrong."""
    for cells in cells_of(file):
        starts, ends = date_of(cells, "starts"), date_of(cells, "ends")
        hours = _number(cells.get("weekly_hours", ""))
        needed = (cells.get("staff"), cells.get("name"), cells.get("unit"), cells.get("grade"))
        known = cells.get("employment") in ("own", "bank", "agency")
        if not all(needed) or starts is None or hours is None or not known or (ends is not None and ends < starts):
            continue
        yield StaffRow(
            staff=cells["staff"],
            name=cells["name"],
            email=cells.get("email", ""),
            unit=cells["unit"],
            grade=cells["grade"],
            employment=cells["employment"],
            weekly_hours=hours,
            starts=starts,
            ends=ends,
            pattern=cells.get("pattern", ""),
            skills=_codes(cells, "skills"),
            floats_to=_codes(cells, "floats_to"),
        )


def credential_rows(file: Path) -> Iterator[CredentialRow]:
    """The same for credentials."""
    for cells in cells_of(file):
        begins, ends = date_of(cells, "valid_from"), date_of(cells, "valid_until")
        if not (cells.get("staff") and cells.get("kind")) or begins is None or (ends is not None and ends < begins):
            continue
        yield CredentialRow(
            cells["staff"], cells["kind"], cells.get("number", ""), cells.get("issuer", ""), begins, ends
        )


def cells_of(file: Path) -> Iterator[Mapping[str, str]]:
    """The rows of a file by their heads, without the blanks around a cell."""
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    lines = raw.decode("utf-8-sig", errors="replace").splitlines()
    for row in csv.DictReader(lines):
        # A row with more cells than heads is divided wrongly; quarantine holds it.
        if None not in row and None not in row.values():
            yield {name: str(value).strip() for name, value in row.items()}


def _codes(cells: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in cells.get(name, "").split(";") if code.strip())


def date_of(cells: Mapping[str, str], name: str) -> dt.date | None:
    """A cell as a date, if it is one."""
    try:
        return dt.date.fromisoformat(cells.get(name, ""))
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 80 else None
