"""A claim of ours as the reimbursement engine prices it, and what it brought, told from the entries of the ledger.

Compared is what the primary payer decided: a later payer pays by coordination of benefits, not by its contract alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.entries import Book, Kind, Responsible
from wellrun.engines.reimbursement.claim import Claim, Line, Setting
from wellrun.engines.reimbursement.perdiem import ROOMS
from wellrun.engines.reimbursement.underpayment import Actual, ActualLine

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
REMITTED = "835"
KEPT_BY = frozenset({Book.RECEIVABLE, Book.UNAPPLIED})
"""Where money that came for a line ends up: on what is owed, or above it."""


class Service(NamedTuple):
    """A line as it was billed. ``code`` is the procedure, or the revenue code of a line without one."""

    number: str
    code: str
    charge: Decimal
    units: Decimal = Decimal(1)
    modifiers: tuple[str, ...] = ()
    on: dt.date | None = None
    revenue_code: str = ""


def is_revenue_code(code: str) -> bool:
    """Four digits, the first of them 0 to 3 (NUBC revenue codes); HCPCS codes have five characters."""
    return len(code) == 4 and code.isascii() and code.isdigit() and code < "4000"


def priced_claim(
    number: str,
    *,
    payer: str,
    facility: str,
    begins: dt.date,
    ends: dt.date,
    services: Sequence[Service],
    drg: str = "",
) -> Claim:
    """The claim for the engine. It is inpatient where a room was billed or a DRG was given, else outpatient."""
    lines = tuple(_line(one) for one in services)
    stay = bool(drg) or any(line.revenue_code in ROOMS for line in lines)
    setting = Setting.INPATIENT if stay else Setting.OUTPATIENT
    return Claim(number, payer, facility, setting, begins, ends, lines, drg=drg)


def _line(one: Service) -> Line:
    alone = is_revenue_code(one.code)
    return Line(
        number=one.number,
        charge=one.charge,
        units=one.units,
        revenue_code=one.code if alone else one.revenue_code,
        procedure="" if alone else one.code,
        modifiers=one.modifiers,
        on=one.on,
    )


class Moved(NamedTuple):
    """A leg of an entry about a claim. ``kind`` and ``source``: of the entry, or of the one that it reverses."""

    entry: int
    book: str
    cents: int
    line: str
    by: str
    kind: str
    source: str
    on: dt.date


class Brought(NamedTuple):
    """What a claim brought, and what its primary payer has not decided yet: denied, or never answered."""

    actual: Actual | None
    undecided: Decimal

    @property
    def final(self) -> bool:
        """Whether the payer has paid, given away or passed on all that was billed."""
        return self.actual is not None and not self.undecided


def brought_by(moves: Iterable[Moved], recovered: Decimal = ZERO) -> Brought:
    """Sums a claim's entries, take-backs and reversals included.

    Paid is the cash that came for a line from the primary payer; the patient's share is what a remittance moved from it
    to whoever owes next. ``recovered``: taken back outside of the claim (PLB) with no reversal.
    """
    held = list(moves)
    cash = {one.entry for one in held if one.book == Book.CASH}
    paid: dict[str, int] = defaultdict(int)
    share: dict[str, int] = defaultdict(int)
    undecided, last = 0, None
    for one in held:
        if one.by != Responsible.PRIMARY:
            continue
        undecided += one.cents if one.book == Book.RECEIVABLE else 0
        if one.entry in cash and one.book in KEPT_BY:
            paid[one.line] -= one.cents
        elif one.kind == Kind.TRANSFER and one.source == REMITTED and one.book == Book.RECEIVABLE:
            share[one.line] -= one.cents
        if one.source == REMITTED:
            last = max(last, one.on) if last else one.on
    if last is None:
        return Brought(None, CENT * undecided)
    lines = tuple(ActualLine(number, CENT * paid[number], CENT * share[number]) for number in {**paid, **share})
    return Brought(Actual(lines, last, ZERO - recovered), CENT * undecided)
