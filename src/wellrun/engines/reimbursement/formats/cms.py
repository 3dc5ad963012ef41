"""CMS's public price files as they are published: relative values, localities, outpatient Addendum B.

Rows come in as sequences of text, from ``csv.reader`` over an open file (comma or tab): nothing is held but the row.
Title lines above the head and notes below the table, which fill one cell, are passed over; any other row is one of the
table or a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, TypeVar

from wellrun.engines.reimbursement.faults import Fault
from wellrun.engines.reimbursement.medicare import Locality, RelativeValue
from wellrun.engines.reimbursement.tables import ApcPrice

Row = Sequence[str]
T = TypeVar("T")


class Layout(NamedTuple):
    """What a file's columns are called. A name is looked for in the last two rows of the head, joined."""

    name: str
    first: str
    columns: Mapping[str, str]
    numbers: frozenset[str]
    may_be_empty: frozenset[str] = frozenset()


VALUES = Layout(
    "relative values",
    "HCPCS",
    {
        "code": "HCPCS",
        "modifier": "MOD",
        "status": "STATUS CODE",
        "work": "WORK RVU",
        "practice": "NON-FAC PE RVU",
        "facility_practice": "FACILITY PE RVU",
        "malpractice": "MP RVU",
        "factor": "CONV FACTOR",
    },
    frozenset({"work", "practice", "facility_practice", "malpractice", "factor"}),
    frozenset({"modifier"}),
)
LOCALITIES = Layout(
    "localities",
    "Medicare Administrative Contractor",
    {
        "contractor": "Medicare Administrative Contractor",
        "state": "State",
        "number": "Locality Number",
        "name": "Locality Name",
        "work": "PW GPCI",
        "practice": "PE GPCI",
        "malpractice": "MP GPCI",
    },
    frozenset({"work", "practice", "malpractice"}),
)
OUTPATIENT = Layout(
    "outpatient prices",
    "HCPCS Code",
    {"code": "HCPCS Code", "indicator": "SI", "apc": "APC", "rate": "Payment Rate"},
    frozenset({"rate"}),
    frozenset({"apc", "rate"}),
)


def relative_values(rows: Iterable[Row], faults: list[Fault]) -> Iterator[RelativeValue]:
    """The physician fee schedule's relative value file (PPRRVU)."""
    return _read(rows, VALUES, faults, lambda found: RelativeValue(**found))


def localities(rows: Iterable[Row], faults: list[Fault]) -> Iterator[Locality]:
    """Addendum E: geographic practice cost indices (GPCI), with the floors as published."""
    return _read(rows, LOCALITIES, faults, lambda found: Locality(**found))


def outpatient_prices(rows: Iterable[Row], faults: list[Fault]) -> Iterator[ApcPrice]:
    """Addendum B of the outpatient rule: status, APC and rate by procedure; without a rate, it is nothing."""
    return _read(rows, OUTPATIENT, faults, lambda found: ApcPrice(**found))


def _read(
    rows: Iterable[Row], layout: Layout, faults: list[Fault], build: Callable[[dict[str, Any]], T]
) -> Iterator[T]:
    columns: dict[str, int] | None = None
    above: Row = ()
    for at, row in enumerate(rows, start=1):
        if columns is None:
            if row and row[0].strip().startswith(layout.first):
                columns = _columns(above, row, layout, at, faults)
            above = row
            continue
        if not columns or sum(bool(cell.strip()) for cell in row) < 2:
            continue
        found = _row(row, columns, layout, at, faults)
        if found is not None:
            yield build(found)
    if columns is None:
        message = f"This is no file of {layout.name}: no row begins with {layout.first}."
        faults.append(Fault("cms.head", "", message, "", layout.first, "Choose the file as CMS publishes it."))


def _columns(above: Row, head: Row, layout: Layout, at: int, faults: list[Fault]) -> dict[str, int]:
    """Where each column stands; none, with a fault for each that is missing."""
    joined = [
        " ".join(f"{above[place] if place < len(above) else ''} {cell}".split()) for place, cell in enumerate(head)
    ]
    found: dict[str, int] = {}
    for field, name in layout.columns.items():
        places = [place for place, cell in enumerate(joined) if _is(cell, name)]
        if places:
            found[field] = places[0]
        else:
            message = f"The column {name} is not there."
            faults.append(Fault("cms.column", name, message, "", name, "Choose the file as CMS publishes it.", at))
    return found if len(found) == len(layout.columns) else {}


def _is(cell: str, name: str) -> bool:
    """Whether a head is this column: exactly, or with a year before and a remark behind (2025 PW GPCI (with floor))."""
    words = cell.split()
    bare = " ".join(words[1:] if words and words[0].isdigit() else words)
    return bare == name or bare.startswith(f"{name} (")


def _row(row: Row, columns: Mapping[str, int], layout: Layout, at: int, faults: list[Fault]) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    sound = True
    for field, place in columns.items():
        cell = row[place].strip() if place < len(row) else ""
        value = _decimal(cell) if field in layout.numbers else None
        empty = not cell and field in layout.may_be_empty
        if (not cell and not empty) or (cell and field in layout.numbers and value is None):
            expected = "a number" if field in layout.numbers else "something"
            name = layout.columns[field]
            message = f"Line {at}: {name} is {cell or 'empty'}."
            faults.append(Fault("cms.value", name, message, cell, expected, "Compare with CMS's own file.", at))
            sound = False
        elif field in layout.numbers:
            found[field] = value if value is not None else Decimal(0)
        else:
            found[field] = cell
    return found if sound else None


def _decimal(cell: str) -> Decimal | None:
    """A number, with or without dollar sign and commas; nothing that is not finite."""
    try:
        value = Decimal(cell.replace("$", "").replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
