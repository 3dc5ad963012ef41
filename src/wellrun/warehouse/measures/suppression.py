"""Small numbers of patients are not shown to people who do not care for them.

Policy: no cell of 1 to 10 patients or events of patients may be shown, nor a percentage, rate or other figure from
which it could be worked out (CMS cell-size suppression policy). Zero may be shown. It applies to readers outside the
unit's own managers: board packs, public reports, other departments. A unit's managers see their own numbers, because
they already know each patient behind them.

Complementary suppression: the cell that is left could be found by subtracting its neighbours from the total. A table
of several places therefore withholds a second cell, the smallest, whenever exactly one was withheld in the group that
adds up to a shown total (``withhold_together``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from wellrun.warehouse.measures.figure import Figure

SMALLEST_SHOWN = 11
"""Smallest number of patients that may be shown (CMS: cells of 1 to 10 are suppressed)."""


class Audience(StrEnum):
    """Who will see a figure."""

    OWN_MANAGERS = "own managers"
    OTHERS = "others"


def withheld(figure: Figure) -> Figure:
    """The figure without its numbers."""
    return replace(figure, numerator=None, denominator=None, value=None, cases=None, withheld=True)


def suppress(figure: Figure, threshold: int = SMALLEST_SHOWN) -> Figure:
    """The figure, or the figure withheld if it shows 1 or more but fewer than ``threshold`` patients, or lets the
    remainder (denominator less cases, of a share) be found to be that few.
    """
    if figure.cases is None or figure.withheld:
        return figure
    return withheld(figure) if 0 < figure.cases < threshold else figure


def shown(figures: Sequence[Figure], audience: Audience) -> tuple[Figure, ...]:
    """The figures as the audience may see them."""
    if audience is Audience.OWN_MANAGERS:
        return tuple(figures)
    return tuple(suppress(figure) for figure in figures)


def withhold_together(figures: Sequence[Figure], audience: Audience) -> tuple[Figure, ...]:
    """Figures of one period whose cases add up to a shown total: never exactly one of them withheld."""
    safe = shown(figures, audience)
    gone = [figure for figure in safe if figure.withheld]
    left = [figure for figure in safe if not figure.withheld and figure.cases]
    if len(gone) != 1 or not left:
        return safe
    smallest = min(left, key=lambda figure: (figure.cases or 0, figure.place))
    return tuple(withheld(figure) if figure is smallest else figure for figure in safe)
