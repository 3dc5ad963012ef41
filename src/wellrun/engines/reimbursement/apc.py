"""Ambulatory payment classifications: what is paid apart, packaged or cut, by status indicator.

Source: 42 CFR 419.2 and 419.44; the indicators' meaning is CMS Addendum D1. Not here: composite payments (Q3 and Q4 are
paid apart), complexity adjustment, wage index, outliers; a contract names its factor instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from wellrun.engines.reimbursement.claim import Line
from wellrun.engines.reimbursement.money import ZERO, cents
from wellrun.engines.reimbursement.pieces import Piece, Pieces
from wellrun.engines.reimbursement.tables import ApcPrice, ApcTable

PACKAGED = "N"
COMPREHENSIVE = "J1"
PAID = frozenset({"G", "H", "H1", "J1", "J2", "K", "K1", "P", "Q1", "Q2", "Q3", "Q4", "R", "S", "T", "U", "V"})
"""Indicators with a payment of their own, where the table has a rate."""

BESIDE_COMPREHENSIVE = frozenset({"G", "H", "H1", "K1", "U"})
"""What a comprehensive payment leaves apart: pass-through drugs and devices, brachytherapy sources."""

PACKAGED_BESIDE: Mapping[str, frozenset[str]] = {"Q1": frozenset("STV"), "Q2": frozenset("T")}
"""Indicators packaged where the claim has one of these."""

MULTIPLE, FURTHER = "T", Decimal("0.5")
"""Procedures of which the dearest is paid in full and each further one by half (42 CFR 419.44(a))."""


def has_price(table: ApcTable, code: str) -> bool:
    """Whether the procedure is paid or packaged by its APC."""
    row = table.by_code.get(code)
    return row is not None and (row.indicator in PAID or row.indicator == PACKAGED)


def price(table: ApcTable, factor: Decimal, lines: Sequence[Line]) -> Pieces:
    """Rate × factor × units for each line; every line has a row (``has_price``)."""
    rows = [table.by_code[line.procedure] for line in lines]
    main = _main(rows)
    full = _dearest(rows)
    pieces = []
    for at, (line, row) in enumerate(zip(lines, rows, strict=True)):
        figures: list[tuple[str, Decimal | str]] = [("code", line.procedure), ("APC", row.apc)]
        reason = _packaged(at, row, rows, main)
        if reason:
            pieces.append(Piece((at,), (ZERO,), (*figures, ("packaged", reason))))
            continue
        units = Decimal(1) if at == main else line.units
        amount = row.rate * factor * units
        figures += [("rate", row.rate), ("factor", factor), ("units", units)]
        if row.indicator == MULTIPLE:
            counted = (min(units, Decimal(1)) if at == full else Decimal(0)) * (1 - FURTHER) + units * FURTHER
            amount = row.rate * factor * counted
            figures.append(("units at the full rate, cut ones by half", counted))
        pieces.append(Piece((at,), (cents(amount),), tuple(figures)))
    return Pieces(tuple(pieces))


def _main(rows: Sequence[ApcPrice]) -> int | None:
    """The dearest comprehensive service, of equals the first."""
    found = [at for at, row in enumerate(rows) if row.indicator == COMPREHENSIVE]
    return max(found, key=lambda at: (rows[at].rate, -at)) if found else None


def _dearest(rows: Sequence[ApcPrice]) -> int | None:
    found = [at for at, row in enumerate(rows) if row.indicator == MULTIPLE]
    return max(found, key=lambda at: (rows[at].rate, -at)) if found else None


def _packaged(at: int, row: ApcPrice, rows: Sequence[ApcPrice], main: int | None) -> str:
    """Into what the line is packaged, empty where it is paid apart."""
    if row.indicator == PACKAGED:
        return f"status {PACKAGED}"
    if main is not None and at != main and row.indicator not in BESIDE_COMPREHENSIVE:
        return f"into {rows[main].code}"
    beside = {one.indicator for one in rows} & PACKAGED_BESIDE.get(row.indicator, frozenset())
    return f"beside status {min(beside)}" if beside else ""
