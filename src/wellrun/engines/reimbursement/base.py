"""What each kind of base term pays for the lines it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from wellrun.engines.reimbursement import apc
from wellrun.engines.reimbursement.claim import Claim, Line
from wellrun.engines.reimbursement.contract import (
    WHOLE,
    ApcRate,
    CaseRate,
    Combined,
    Contract,
    DrgRate,
    FeeSchedule,
    How,
    Missing,
    PercentOfCharges,
    PerDiem,
    Term,
)
from wellrun.engines.reimbursement.expected import Figures, Unpriced, Why, total
from wellrun.engines.reimbursement.money import ZERO, cents, spread
from wellrun.engines.reimbursement.perdiem import per_diem
from wellrun.engines.reimbursement.pieces import Piece, Pieces
from wellrun.engines.reimbursement.tables import ApcTable, DrgTable, FeeTable

Lines = Sequence[Line]
T = TypeVar("T", FeeTable, DrgTable, ApcTable)


def takes(term: Term, claim: Claim, lines: Lines, contract: Contract) -> tuple[int, ...]:
    """Places of the lines that the term takes of those offered.

    A term for a whole stay or case takes all but what is out of it, if any line meets it. An APC table takes what it
    has a price for; what Medicare pays by another schedule is left to later terms.
    """
    if not lines or not term.when.claim(claim):
        return ()
    if isinstance(term, WHOLE):
        if not any(term.when.line(line) for line in lines):
            return ()
        return tuple(at for at, line in enumerate(lines) if not (term.without and term.without.line(line)))
    if isinstance(term, ApcRate):
        table = _table(contract, term.table, ApcTable)
        return tuple(
            at
            for at, line in enumerate(lines)
            if term.when.line(line) and (table is None or apc.has_price(table, line.procedure))
        )
    return tuple(at for at, line in enumerate(lines) if term.when.line(line))


def price_term(term: Term, claim: Claim, lines: Lines, contract: Contract) -> Pieces:
    """What the term pays for these lines: pieces with figures, and what has no price."""
    return _PRICERS[type(term)](term, claim, lines, contract)


def _table(contract: Contract, name: str, kind: type[T]) -> T | None:
    return next((one for one in contract.tables if one.name == name and isinstance(one, kind)), None)


def _no_table(term: Any) -> Pieces:
    return Pieces((), (Unpriced(Why.NO_TABLE, term=term.name, sought=term.table),))


def _percent(term: PercentOfCharges, claim: Claim, lines: Lines, contract: Contract) -> Pieces:
    del claim, contract
    return Pieces(
        tuple(
            Piece((at,), (cents(line.charge * term.share),), (("charge", line.charge), ("share", term.share)))
            for at, line in enumerate(lines)
        )
    )


def _fees(term: FeeSchedule, claim: Claim, lines: Lines, contract: Contract) -> Pieces:
    del claim
    table = _table(contract, term.table, FeeTable)
    if table is None:
        return _no_table(term)
    pieces, unpriced = [], []
    for at, line in enumerate(lines):
        fee = table.fee(line.procedure, line.modifiers)
        if fee is None:
            if term.missing is Missing.UNPRICED:
                unpriced.append(Unpriced(Why.NO_FEE, line.number, term.name, line.procedure or line.revenue_code))
                continue
            share = term.share if term.missing is Missing.PERCENT else Decimal(0)
            figures: Figures = (("code without fee", line.procedure), ("charge", line.charge), ("share", share))
            pieces.append(Piece((at,), (cents(line.charge * share),), figures))
            continue
        amount, modifier = fee
        code = f"{line.procedure}-{modifier}" if modifier else line.procedure
        figures = (("code", code), ("fee", amount), ("factor", term.factor), ("units", line.units))
        pieces.append(Piece((at,), (cents(amount * term.factor * line.units),), figures, modifier))
    return Pieces(tuple(pieces), tuple(unpriced))


def _apc(term: ApcRate, claim: Claim, lines: Lines, contract: Contract) -> Pieces:
    del claim
    table = _table(contract, term.table, ApcTable)
    return apc.price(table, term.factor, lines) if table else _no_table(term)


def _whole(amount: Decimal, lines: Lines, figures: Figures) -> Piece:
    """One amount for lines together, divided over them by charge."""
    charges = [max(line.charge, ZERO) for line in lines]
    return Piece(tuple(range(len(lines))), spread(cents(amount), charges), figures)


def _drg(term: DrgRate, claim: Claim, lines: Lines, contract: Contract) -> Pieces:
    table = _table(contract, term.table, DrgTable)
    if table is None:
        return _no_table(term)
    row = table.by_drg.get(claim.drg)
    if row is None:
        return Pieces((), (Unpriced(Why.NO_WEIGHT, term=term.name, sought=claim.drg),))
    amount = row.weight * term.base_rate
    figures: Figures = (("DRG", claim.drg), ("weight", row.weight), ("base rate", term.base_rate))
    if term.transfer and claim.transferred:
        if not row.geometric_stay:
            return Pieces((), (Unpriced(Why.NO_MEAN_STAY, term=term.name, sought=claim.drg),))
        amount = min(amount, amount * (claim.days + 1) / row.geometric_stay)
        figures += (("transferred after days", Decimal(claim.days)), ("mean stay", row.geometric_stay))
    if claim.days <= term.short_stay_days:
        amount = min(amount, term.short_stay_rate * claim.days)
        figures += (("short stay of days", Decimal(claim.days)), ("rate by day", term.short_stay_rate))
    return Pieces((_whole(amount, lines, figures),))


def _case(term: CaseRate, claim: Claim, lines: Lines, contract: Contract) -> Pieces:
    del claim, contract
    return Pieces((_whole(term.amount, lines, (("case rate", term.amount),)),))


def _days(term: PerDiem, claim: Claim, lines: Lines, contract: Contract) -> Pieces:
    del contract
    return per_diem(term, claim, lines)


_CHOICE: Mapping[How, Callable[[Sequence[Decimal]], Decimal]] = {
    How.LESSER: min,
    How.GREATER: max,
    How.SUM: total,
}


def _combined(term: Combined, claim: Claim, lines: Lines, contract: Contract) -> Pieces:
    """Each price of all these lines; one that cannot be told leaves them all without, since it might have been it."""
    prices = [price_term(one, claim, lines, contract) for one in term.terms]
    unpriced = tuple(fault for one in prices for fault in one.unpriced)
    if unpriced:
        return Pieces((), unpriced)
    sums = [total(amount for piece in one.pieces for amount in piece.amounts) for one in prices]
    figures: Figures = tuple((one.name, amount) for one, amount in zip(term.terms, sums, strict=True))
    return Pieces((_whole(_CHOICE[term.how](sums), lines, (("of these", term.how.value), *figures)),))


_PRICERS: Mapping[type, Callable[[Any, Claim, Lines, Contract], Pieces]] = {
    PercentOfCharges: _percent,
    FeeSchedule: _fees,
    ApcRate: _apc,
    DrgRate: _drg,
    CaseRate: _case,
    PerDiem: _days,
    Combined: _combined,
}
