"""Fee schedules from files: Medicare's for physicians and outpatients as CMS publishes them, and our own as CSV.

physicians: (work × its index + practice expense × its index + malpractice × its index) × conversion factor, by locality
(``engines.reimbursement.medicare``, 42 CFR 414.20 to 414.26). outpatients: the payment rate of Addendum B. Our own:
``code``, ``modifier`` (may be empty), ``amount``, and ``facility amount`` if there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from wellrun.departments.revenue.rules.code_lists import SHAPES
from wellrun.engines.reimbursement.faults import Fault as Read
from wellrun.engines.reimbursement.formats.cms import localities, outpatient_prices, relative_values
from wellrun.engines.reimbursement.medicare import Locality, physician_fee
from wellrun.engines.reimbursement.money import cents
from wellrun.values.faults import Fault

Row = Sequence[str]
FACILITIES = frozenset({"19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"})
"""Places of service at which Medicare pays a person the rate of a facility (CMS, Place of Service Code Set)."""


class FeeRow(NamedTuple):
    """The fee of one unit in dollars, and in a facility if that differs."""

    code: str
    modifier: str
    amount: Decimal
    in_facility: Decimal | None = None


def physician_fees(values: Iterable[Row], indices: Iterable[Row], locality: str, faults: list[Fault]) -> list[FeeRow]:
    """Every payable service at a locality (``contractor-number``, as 14112-03). One that is not there is a fault."""
    read: list[Read] = []
    places = {f"{one.contractor}-{one.number}": one for one in localities(indices, read)}
    faults += [_as_fault(one) for one in read]
    if not places:
        return []
    place = places.get(locality)
    if place is None:
        expected = "a locality of the file, as " + ", ".join(sorted(places)[:3])
        said = f"{locality or 'Nothing'} is not {expected}."
        remedy = "Look it up in the file of the indices: contractor, hyphen, locality number."
        faults.append(Fault("revenue.fees.locality", said, "locality", locality, expected, remedy))
        return []
    return [*_physicians(values, place, faults)]


def _physicians(values: Iterable[Row], place: Locality, faults: list[Fault]) -> Iterator[FeeRow]:
    read: list[Read] = []
    for one in relative_values(values, read):
        if one.payable:
            outside, inside = (physician_fee(one, place, facility=facility) for facility in (False, True))
            yield FeeRow(one.code, one.modifier, outside, inside if inside != outside else None)
    faults += [_as_fault(one) for one in read]


def outpatient_fees(rows: Iterable[Row], faults: list[Fault]) -> list[FeeRow]:
    """Every procedure of Addendum B that has a rate; rates are published in tenths of a cent, and rounded half up."""
    read: list[Read] = []
    found = [FeeRow(one.code, "", cents(one.rate)) for one in outpatient_prices(rows, read) if one.rate]
    faults += [_as_fault(one) for one in read]
    return found


def own_fees(rows: Iterable[Row], faults: list[Fault]) -> list[FeeRow]:
    """Our own charges. Each row that is none is a fault with its line, and the others are kept."""
    numbered = enumerate(rows, start=1)
    heads: dict[str, int] = {}
    for _at, row in numbered:
        heads = {cell.strip().casefold(): place for place, cell in enumerate(row)}
        break
    missing = [name for name in ("code", "amount") if name not in heads]
    remedy = "Name the columns code, modifier and amount."
    faults += [_fault("head", 1, "", f"a head with {name}", remedy) for name in missing]
    found: dict[tuple[str, str], FeeRow] = {}
    for at, row in () if missing else numbered:
        if any(cell.strip() for cell in row):
            one, wrong = _own(row, heads, at)
            if one is not None and (one.code, one.modifier) in found:
                wrong = [_fault("twice", at, one.code, "each service once", "Take the second one out.")]
            faults += wrong
            if one is not None and not wrong:
                found[one.code, one.modifier] = one
    return [*found.values()]


def _own(row: Row, heads: dict[str, int], at: int) -> tuple[FeeRow | None, list[Fault]]:
    cells = {name: row[place].strip() if place < len(row) else "" for name, place in heads.items()}
    code, modifier = cells["code"].upper(), cells.get("modifier", "").upper()
    amount, inside = _money(cells["amount"]), _money(cells.get("facility amount", ""))
    checks: list[tuple[bool, Callable[[], Fault]]] = [
        (bool(SHAPES["HCPCS"].fullmatch(code)), lambda: _wrong("code", at, code, "five characters, as G0463")),
        (modifier == "" or len(modifier) == 2, lambda: _wrong("modifier", at, modifier, "two characters or nothing")),
        (amount is not None, lambda: _wrong("amount", at, cells["amount"], "dollars and cents, not below nothing")),
        (
            inside is not None or not cells.get("facility amount"),
            lambda: _wrong("amount", at, cells["facility amount"], "dollars and cents, not below nothing"),
        ),
    ]
    wrong = [fault() for holds, fault in checks if not holds]
    return (None if wrong or amount is None else FeeRow(code, modifier, amount, inside)), wrong


def _money(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace("$", "").replace(",", ""))
    except InvalidOperation:
        return None
    exact = amount.is_finite() and amount >= 0 and amount == amount.quantize(Decimal("0.01"))
    return amount if exact else None


def _wrong(code: str, line: int, value: str, expected: str) -> Fault:
    return _fault(code, line, value, expected, "Correct the line and send the file again.")


def _fault(code: str, line: int, value: str, expected: str, remedy: str) -> Fault:
    said = f"Line {line}: {value or 'nothing'} is not {expected}."
    return Fault(f"revenue.fees.{code}", said, f"line {line}", value, expected, remedy)


def _as_fault(one: Any) -> Fault:
    place = f"line {one.line}" if one.line else "file"
    return Fault(f"revenue.fees.{one.code}", one.message, place, one.value, one.expected, one.remedy)
