"""Small numbers of patients are not shown to people who do not care for them.

Policy: no cell of 1 to 10 patients or events of patients may be shown, nor a percentage, rate or other figure from
which it could be worked out (CMS cell-size suppression policy). Zero may be shown. It applies to readers outside the
unit's own managers: board packs, public reports, other departments. A unit's managers see their own numbers, because
they already know each patient behind them.

Complementary suppression: the cell that is left could be found by subtracting its neighbours from the total. A table
of several places therefore withholds a second cell, the smallest, whenever exactly one was withheld in the group that
adds up to a shown total (``withhold_together``).

Groups of patients (by sex, language and so on) are told to everybody alike, without the managers' exception, and more
strictly (``kept_back``): the total and the rule are known, so what is hidden must leave room for at least as many
different numbers as the policy hides.
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
    """The figure, or the figure withheld if it shows 1 or more patients but fewer than ``threshold``."""
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


def kept_back(groups: Sequence[Sequence[int]], threshold: int = SMALLEST_SHOWN) -> frozenset[int]:
    """Positions of the groups to withhold, so that nothing can be had by subtracting from the totals.

    groups: each with its counts of patients (with the event, in all, without it, as far as they are shown), in the same
    order. Withheld are groups with a count of 1 to ``threshold`` less one, and then the smallest others until at least
    two are hidden and every count of the hidden ones together is 0, or so large that each of them may be any of
    ``threshold`` numbers. All of them, where even that does not suffice.
    """
    hidden = {at for at, counts in enumerate(groups) if any(0 < count < threshold for count in counts)}
    if not hidden:
        return frozenset()
    # Groups without any event are hidden last of all: to hide one gains least.
    order = sorted(set(range(len(groups))) - hidden, key=lambda at: (not groups[at][0], *groups[at]))
    while order and not _leaves_room([groups[at] for at in hidden], threshold):
        hidden.add(order.pop(0))
    return frozenset(hidden)


def _leaves_room(hidden: Sequence[Sequence[int]], threshold: int) -> bool:
    # One group alone never does: it is hidden because one of its own counts is too small.
    sums = [sum(counts) for counts in zip(*hidden, strict=True)]
    return all(not total or total >= threshold - 1 + len(hidden) for total in sums)


def withhold_groups(figures: Sequence[Figure], audience: Audience) -> tuple[Figure, ...]:
    """The figures of groups of patients of one period, as the audience may see them (``kept_back``)."""
    if audience is Audience.OWN_MANAGERS:
        return tuple(figures)
    counted = [figure for figure in figures if figure.cases is not None]
    back = kept_back([(figure.cases or 0, round(figure.denominator or 0)) for figure in counted])
    gone = {id(counted[at]) for at in back}
    return tuple(withheld(figure) if id(figure) in gone else figure for figure in figures)
