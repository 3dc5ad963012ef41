"""A figure: one measure, for one place and period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Figure:
    """``value`` is already multiplied; ``numerator`` and ``denominator`` are as summed (of a median: the sum and the
    number of the single values). ``cases`` is how many patients or events of patients it shows, ``None`` where it
    shows none. ``complete`` is false for a period that is not over. A figure ``withheld`` shows no numbers.
    """

    measure: str
    level: str
    place: str
    grain: str
    start: date
    numerator: float | None
    denominator: float | None
    value: float | None
    cases: int | None
    complete: bool
    withheld: bool = False
