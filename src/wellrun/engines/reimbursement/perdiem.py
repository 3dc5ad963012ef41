"""A rate for each day, by level of care and by how long the stay has lasted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from wellrun.engines.reimbursement.claim import Claim, Line
from wellrun.engines.reimbursement.contract import Codes, Count, Level, PerDiem
from wellrun.engines.reimbursement.expected import Figure, Unpriced, Why
from wellrun.engines.reimbursement.money import ZERO, cents
from wellrun.engines.reimbursement.pieces import Piece, Pieces

ROOMS = Codes("0100", "0219")
"""Revenue codes of accommodation (CMS, Medicare Claims Processing Manual, chapter 25)."""


def per_diem(term: PerDiem, claim: Claim, lines: Sequence[Line]) -> Pieces:
    """Rooms at their rates in the order of their days, all else in it at nothing.

    A room of no level has no price, nor has a day before the first tier, nor a part of a day.
    """
    found = {at: _level(term, line) for at, line in enumerate(lines)}
    unpriced = [
        Unpriced(Why.NO_LEVEL, lines[at].number, term.name, lines[at].revenue_code)
        for at, level in found.items()
        if level is None and lines[at].revenue_code in ROOMS
    ]
    rooms = sorted(
        ((lines[at].on or claim.begins, at, level) for at, level in found.items() if level is not None),
        key=lambda one: one[:2],
    )
    if not rooms and not unpriced:
        return Pieces((), (Unpriced(Why.NO_ROOM_DAYS, term=term.name),))
    pieces, gone = [], defaultdict[str, int](int)
    for _day, at, level in rooms:
        counted = level.name if term.count is Count.LEVEL else ""
        first, days = gone[counted] + 1, lines[at].units
        if days != int(days) or days < 0:
            unpriced.append(Unpriced(Why.BROKEN_DAYS, lines[at].number, term.name, str(days)))
            continue
        gone[counted] += int(days)
        if not level.tiers or (first < level.tiers[0].from_day and days):
            unpriced.append(Unpriced(Why.NO_TIER, lines[at].number, term.name, f"{level.name}, day {first}"))
            continue
        pieces.append(_room(at, level, first, int(days)))
    others = tuple(at for at, level in found.items() if level is None and lines[at].revenue_code not in ROOMS)
    if others:
        pieces.append(Piece(others, tuple(ZERO for _ in others), (("in the rates by day", ""),)))
    return Pieces(tuple(pieces), tuple(unpriced))


def _level(term: PerDiem, line: Line) -> Level | None:
    return next((one for one in term.levels if any(line.revenue_code in code for code in one.revenue_codes)), None)


def _room(at: int, level: Level, first: int, days: int) -> Piece:
    """Days ``first`` to ``first + days - 1`` at the tiers they fall into."""
    ends = [tier.from_day for tier in level.tiers[1:]] + [first + days]
    amount = Decimal(0)
    figures: list[Figure] = [("level", level.name)]
    for tier, end in zip(level.tiers, ends, strict=True):
        inside = min(end, first + days) - max(tier.from_day, first)
        if inside > 0:
            amount += tier.rate * inside
            figures += [("days", Decimal(inside)), ("from day", Decimal(tier.from_day)), ("rate", tier.rate)]
    return Piece((at,), (cents(amount),), tuple(figures))
