"""Movements of a bank account as a statement tells them, and what is wrong with rows that cannot be read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from wellrun.values.faults import Fault

CENT = Decimal("0.01")
LARGEST = Decimal("1e12")


class BankEntry(NamedTuple):
    """A movement: its row in the file, from 1; its day; its amount, above zero in and below out; the bank's words."""

    position: int
    on: dt.date
    amount: Decimal
    words: str


class HeldRow(NamedTuple):
    """A row that is not taken in, as it stands in the file, with everything that is wrong with it."""

    position: int
    text: str
    faults: tuple[Fault, ...]


class StatementRead(NamedTuple):
    """What a statement says, what of it is held, and what keeps it from being taken in at all."""

    entries: tuple[BankEntry, ...]
    held: tuple[HeldRow, ...]
    faults: tuple[Fault, ...] = ()


def unseen(told: Iterable[BankEntry], known: Iterable[tuple[dt.date, Decimal, str]]) -> list[BankEntry]:
    """The movements that are not known yet: as many of each as the statement has more than are kept.

    Two movements may be alike in everything; a statement that overlaps an earlier one tells them again.
    """
    left = Counter(known)
    found = []
    for one in told:
        key = (one.on, one.amount, one.words)
        if left[key]:
            left[key] -= 1
        else:
            found.append(one)
    return found


def amount_in(text: str, *, decimal: str) -> Decimal | None:
    """An amount with at most two places: with a sign, in brackets or with CR or DR behind it; none where it is none.

    ``decimal`` is the sign before the cents. The other one, spaces and apostrophes may part thousands.
    """
    plain = text.strip().upper().replace("\u2212", "-")
    debit, turned = plain.endswith("DR"), plain.startswith("(") and plain.endswith(")")
    plain = plain.removesuffix("DR").removesuffix("CR").strip("() ").lstrip("$€£").strip()
    if plain.endswith("-"):
        plain, turned = plain[:-1], not turned
    whole, point, cents = plain.rpartition(decimal) if decimal in plain else (plain, "", "")
    for part in (",", ".", " ", "\u00a0", "'", "\u2019"):
        whole = whole.replace(part, "") if part != decimal else whole
    try:
        amount = Decimal(f"{whole}.{cents}" if point else whole)
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) >= LARGEST or amount != amount.quantize(CENT):
        return None
    return (-amount if debit or turned else amount).quantize(CENT)


def fault(code: str, place: str, value: str, expected: str, remedy: str) -> Fault:
    """What is wrong at a place of a statement."""
    said = f"{place}: {value or 'nothing'} is not {expected}."
    return Fault(f"revenue.bank.{code}", said, place, value, expected, remedy)


def checked(checks: Iterable[tuple[bool, Callable[[], Fault]]]) -> tuple[Fault, ...]:
    """The faults of all checks that do not hold."""
    return tuple(make() for holds, make in checks if not holds)
