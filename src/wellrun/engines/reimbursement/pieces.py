"""What one base term pays, in pieces of lines that are reckoned together."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.reimbursement.expected import Figures, Unpriced


class Piece(NamedTuple):
    """Lines by place, what each is allowed in cents, the figures, and the modifier a fee was already for."""

    places: tuple[int, ...]
    amounts: tuple[Decimal, ...]
    figures: Figures
    modifier: str = ""


class Pieces(NamedTuple):
    """All pieces of a term, and what it could not price."""

    pieces: tuple[Piece, ...]
    unpriced: tuple[Unpriced, ...] = ()
