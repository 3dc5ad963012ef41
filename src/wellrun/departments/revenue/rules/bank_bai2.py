"""A bank statement as BAI2: the movements of one account, and whether its totals hold.

Cash Management Balance Reporting Specifications, version 2 (Bank Administration Institute 1987; taken over as ANSI
X9.121, BTRS). Records are 01 file, 02 group, 03 account, 16 movement, 88 continued, 49, 98 and 99 totals. Amounts have
no point: the currency says how many of the last digits are cents. Types 100 to 399 came in, 400 to 699 went out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.bank_entries import BankEntry, HeldRow, StatementRead, fault
from wellrun.values.faults import Fault

WHOLE = frozenset({"JPY", "KRW", "CLP", "ISK", "VND"})
"""Currencies without cents (ISO 4217)."""

KEPT_KINDS = {"S": 3, "V": 2}
"""How many fields say when the money is there, by the type of funds; a distribution (D) says itself."""


class Record(NamedTuple):
    """A record with its continuations: the row it begins in, from 1, its code, its fields, and how many rows it has."""

    position: int
    code: str
    fields: tuple[str, ...]
    rows: int
    text: str


class AccountRead(NamedTuple):
    """One account of a file: its number, its currency, and what is said of it."""

    number: str
    currency: str
    read: StatementRead


def is_bai2(text: str) -> bool:
    """Whether a text begins as BAI2 does."""
    return text.lstrip("\ufeff \r\n").startswith("01,")


def read_bai2(text: str) -> tuple[AccountRead, ...]:
    """Each account of a file. A total that does not hold is a fault of its account: something was lost on the way."""
    found: list[AccountRead] = []
    day: dt.date | None = None
    group, account, inside = "", None, list[Record]()
    for record in _records(text):
        if record.code == "02":
            day, group = _day(_field(record, 4)), _field(record, 6)
        elif record.code == "03":
            account, inside = record, [record]
        elif account is not None:
            inside.append(record)
            if record.code == "49":
                found.append(_account(inside, day, group))
                account = None
    if account is not None:
        found.append(_account(inside, day, group))
    return tuple(found)


def _records(text: str) -> Iterator[Record]:
    """Records with their continuations joined. A slash ends a record's fields; a text may end with its row instead."""
    held: list[tuple[int, str]] = []
    for position, row in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if row.startswith("88,") and held:
            held.append((position, row[3:].rstrip()))
            continue
        if held:
            yield _record(held)
        held = [(position, row.rstrip())] if row.strip() else []
    if held:
        yield _record(held)


def _record(rows: Sequence[tuple[int, str]]) -> Record:
    position, first = rows[0]
    told = first.removesuffix("/")
    for _position, more in rows[1:]:
        told = f"{told},{more.removesuffix('/')}"
    code, *fields = told.split(",")
    return Record(position, code.strip(), tuple(fields), len(rows), "\n".join(text for _position, text in rows))


def _field(record: Record, number: int) -> str:
    """A field by its number in the specification, in which the record's code is the first."""
    at = number - 1
    return record.fields[at].strip() if at < len(record.fields) else ""


def _account(records: Sequence[Record], day: dt.date | None, group_currency: str) -> AccountRead:
    account, last = records[0], records[-1]
    currency = (_field(account, 2) or group_currency or "USD").upper()
    entries, held = list[BankEntry](), list[HeldRow]()
    for record in records:
        if record.code == "16":
            made = _movement(record, day, currency)
            if isinstance(made, BankEntry):
                entries.append(made)
            elif made is not None:
                held.append(made)
    faults = _totals(records, last) if last.code == "49" else [_unended(account)]
    if day is None:
        faults.append(fault("day", f"row {account.position}", "", "a group with its day", "Ask the bank for it again."))
    return AccountRead(_field(account, 1), currency, StatementRead(tuple(entries), tuple(held), tuple(faults)))


def _movement(record: Record, day: dt.date | None, currency: str) -> BankEntry | HeldRow | None:
    """A movement; none where a row says nothing about money (types from 700 on are loans and what the bank adds)."""
    place, kind, told = f"row {record.position}", _field(record, 1), _field(record, 2)
    faults = []
    if not (kind.isdecimal() and len(kind) == 3):
        faults.append(fault("type", place, kind, "a type of three digits", "Ask the bank what it means."))
    if not told.isdecimal():
        faults.append(fault("amount", place, told, "an amount in digits", "Ask the bank for the amount."))
    if faults or day is None:
        return HeldRow(record.position, record.text, tuple(faults)) if faults else None
    if int(kind) >= 700 or int(kind) < 100:
        return None
    amount = Decimal(told) if currency in WHOLE else (Decimal(told) / 100).quantize(Decimal("0.01"))
    signed = amount if int(kind) < 400 else -amount
    return BankEntry(record.position, day, signed, _words(record)) if amount else None


def _words(record: Record) -> str:
    """References and text: what is behind the type of funds, a text with its commas."""
    funds, skipped = _field(record, 3).upper(), 3
    if funds == "D":
        number = _field(record, 4)
        skipped += 1 + 2 * int(number) if number.isdecimal() else 1
    skipped += KEPT_KINDS.get(funds, 0)
    bank, customer, *text = [*record.fields[skipped:], "", ""]
    said = (bank.strip(), customer.strip(), ",".join(text).strip(", "))
    return " ".join(" ".join(one.split()) for one in said if one)


def _totals(records: Sequence[Record], last: Record) -> list[Fault]:
    """The account's total is the sum of every amount in its records, its count that of its rows."""
    place, remedy = f"row {last.position}", "Something was lost on the way: ask the bank for the file again."
    total = sum(_amounts(records), 0)
    rows = sum(record.rows for record in records)
    told, count = _field(last, 1), _field(last, 2)
    wrong = []
    if told.lstrip("+-").isdecimal() and int(told) != total:
        wrong.append(fault("total", place, told, f"the sum of what it holds, {total}", remedy))
    if count.isdecimal() and int(count) != rows:
        wrong.append(fault("rows", place, count, f"the number of its rows, {rows}", remedy))
    return wrong


def _amounts(records: Sequence[Record]) -> Iterator[int]:
    for record in records:
        if record.code == "16" and _field(record, 2).lstrip("+-").isdecimal():
            yield int(_field(record, 2))
        elif record.code == "03":
            yield from _balances(record)


def _balances(record: Record) -> Iterator[int]:
    """The amounts of an account's record: each behind a type, with a count and a type of funds behind it."""
    at = 3
    while _field(record, at):
        amount, funds = _field(record, at + 1), _field(record, at + 3).upper()
        if amount.lstrip("+-").isdecimal():
            yield int(amount)
        number = _field(record, at + 4)
        more = 1 + 2 * int(number) if funds == "D" and number.isdecimal() else KEPT_KINDS.get(funds, 0)
        at += 4 + more


def _unended(account: Record) -> Fault:
    remedy = "The file breaks off: ask the bank for it again."
    return fault("end", f"row {account.position}", "", "an account with its total (49)", remedy)


def _day(text: str) -> dt.date | None:
    """A day as two digits each of year, month and day."""
    try:
        return dt.datetime.strptime(text, "%y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
