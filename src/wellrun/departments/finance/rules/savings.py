"""Savings: from an idea to the books, what the ledger shows of them, and which of them are the same money twice.

What is saved is read from the line where it must show: what the periods since the start would have cost at the level of
the periods before, for the work that was done, less what they did cost. Before and after are told apart by log-linear
regression on that basis, with noise whose neighbours may resemble one another (``engines/effect/linear.py``); the range
is Student's t. Of the line's planned share, what work does not move follows the days, the rest the work.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from wellrun.values.faults import Fault


class SavingState(StrEnum):
    """Where a saving is on its way."""

    IDEA = "idea"
    VALIDATED = "validated"
    BUDGETED = "budgeted"
    BOOKED = "booked"
    ABANDONED = "abandoned"


class Move(StrEnum):
    """What is done with a saving."""

    VALIDATE = "validate"
    BUDGET = "budget"
    BOOK = "book"
    ABANDON = "abandon"


MOVES: Mapping[Move, tuple[frozenset[SavingState], SavingState]] = {
    Move.VALIDATE: (frozenset({SavingState.IDEA}), SavingState.VALIDATED),
    Move.BUDGET: (frozenset({SavingState.VALIDATED}), SavingState.BUDGETED),
    Move.BOOK: (frozenset({SavingState.BUDGETED}), SavingState.BOOKED),
    Move.ABANDON: (
        frozenset({SavingState.IDEA, SavingState.VALIDATED, SavingState.BUDGETED}),
        SavingState.ABANDONED,
    ),
}
"""From which states a move leads, and where to."""
SURE = 0.8
FEWEST_BEFORE, FEWEST_AFTER, FEWEST_JUDGED = 6, 2, 3
"""Periods that are needed before the start, after it for a figure, and after it for a verdict."""
ALIKE = 0.5
"""Titles that share so much of their words are offered as the same."""
EMPTY_WORDS = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "into", "less", "more", "of", "on", "or", "the", "to", "with")
)


def moves_from(state: SavingState) -> tuple[Move, ...]:
    """What may be done in a state, in order."""
    return tuple(move for move, (before, _after) in MOVES.items() if state in before)


def faults_of_move(move: Move, state: SavingState, *, why: str, proof: Proof | None) -> tuple[Fault, ...]:
    """What keeps a saving from a move. What is booked is shown by the ledger; what is abandoned says why."""
    faults = []
    if state not in MOVES[move][0]:
        expected = ", ".join(sorted(MOVES[move][0]))
        faults.append(Fault("finance.saving.state", "This saving is not at that point.", "move", state, expected))
    if move is Move.ABANDON and not why.strip():
        faults.append(Fault("finance.saving.why", "Whoever promised it would not know why.", "why"))
    if move is Move.BOOK and (proof is None or proof.lower <= 0):
        shown = "" if proof is None else f"{proof.lower / 100:.0f} to {proof.upper / 100:.0f}"
        faults.append(
            Fault(
                "finance.saving.not_shown",
                "The ledger does not show this saving yet.",
                "move",
                shown,
                "a range above nothing",
                "Wait for the next month’s books, or abandon it and say why.",
            )
        )
    return tuple(faults)


class Period(NamedTuple):
    """A period of the line: cents booked, days, and work done where it is known."""

    cents: int
    days: int
    units: float | None = None


class Proof(NamedTuple):
    """What the ledger shows in cents, with its range; below nothing it cost more. ``periods``: those since the start;
    ``expected``: what they would have cost. ``flexed``: whether the work done was known."""

    cents: int
    lower: int
    upper: int
    expected: int
    periods: int
    flexed: bool


def basis(periods: Sequence[Period], fixed: float, before: int) -> tuple[list[float], bool]:
    """What each period is expected to cost, in means of the first ``before`` of them, and whether work was known."""
    days = sum(one.days for one in periods[:before]) / before
    told = [one.units for one in periods if one.units is not None]
    flexed = fixed < 1 and len(told) == len(periods) and sum(told[:before]) > 0
    units = sum(told[:before]) / before if flexed else 1.0
    share = fixed if flexed else 1.0
    return [share * one.days / days + (1 - share) * (one.units or 0.0) / units for one in periods], flexed


def prove(before: Sequence[Period], after: Sequence[Period], fixed: float) -> Proof | None:
    """What the line saved since the start; ``None`` where too few periods are booked, or nothing steady is."""
    import numpy as np

    from wellrun.engines.effect.linear import CannotFit, fit, t_quantile

    every = [*before, *after]
    if len(before) < FEWEST_BEFORE or len(after) < FEWEST_AFTER or any(one.cents < 0 for one in every):
        return None
    expected, flexed = basis(every, fixed, len(before))
    if min(expected) <= 0:
        return None
    late = np.array([0.0] * len(before) + [1.0] * len(after))
    inputs = np.column_stack([np.ones(len(every)), late])
    try:
        found = fit(np.array([one.cents / 100 for one in every]), np.array(expected), inputs)
    except CannotFit:
        return None
    spent = sum(one.cents for one in after)
    change, off = float(found.coefficients[1]), math.sqrt(float(found.covariance[1, 1]))
    reach = off * t_quantile((1 + SURE) / 2, max(3.0, found.freedom))
    saved, lower, upper = (round(spent * math.expm1(-one)) for one in (change, change + reach, change - reach))
    return Proof(saved, lower, upper, spent + saved, len(after), flexed)


class Verdict(StrEnum):
    """What the ledger says of a promise."""

    EARLY = "early"
    SHOWS = "shows"
    SHORT = "short"
    NOT_SHOWING = "not_showing"


def verdict(proof: Proof | None, promised: int) -> Verdict:
    """Of what was promised for the periods that are booked, in cents."""
    if proof is None or proof.periods < FEWEST_JUDGED:
        return Verdict.EARLY
    if proof.lower <= 0:
        return Verdict.NOT_SHOWING
    return Verdict.SHORT if proof.upper < promised else Verdict.SHOWS


def days_late(state: SavingState, starts: dt.date, today: dt.date) -> int:
    """Days since the first period began of a saving that is in no budget yet; 0 while it is in time."""
    waiting = state in (SavingState.IDEA, SavingState.VALIDATED)
    return max(0, (today - starts).days) if waiting else 0


class Promise(NamedTuple):
    """A saving as it is counted: its line (facility, cost centre, account), and cents by first day of period."""

    pk: int
    line: tuple[str, str, str]
    months: Mapping[dt.date, int]
    live: bool = True


def doubles(promises: Iterable[Promise]) -> Mapping[int, tuple[int, ...]]:
    """By saving, the others that lie on the same line in a period of its own. Abandoned ones are nobody's double."""
    live = [one for one in promises if one.live]
    found: dict[int, tuple[int, ...]] = {}
    for one in live:
        same = tuple(
            other.pk
            for other in live
            if other.pk != one.pk and other.line == one.line and not one.months.keys().isdisjoint(other.months)
        )
        if same:
            found[one.pk] = same
    return found


def counted(promises: Iterable[Promise]) -> Mapping[int, int]:
    """What each saving adds to a sum, in cents: of several that lie on the same line in the same period the largest
    counts, the earliest made where they are alike, so that no amount is counted twice."""
    best: dict[tuple[tuple[str, str, str], dt.date], tuple[int, int]] = {}
    found: dict[int, int] = {}
    for one in sorted((one for one in promises if one.live), key=lambda each: each.pk):
        found[one.pk] = 0
        for month, cents in one.months.items():
            held = best.get((one.line, month))
            if held is None or cents > held[0]:
                best[one.line, month] = (cents, one.pk)
    for cents, pk in best.values():
        found[pk] += cents
    return found


def alike(title: str, other: str) -> bool:
    """Whether two titles share most of their words (Jaccard)."""
    one, two = ({word for word in _words(each) if word not in EMPTY_WORDS} for each in (title, other))
    return bool(one and two) and len(one & two) / len(one | two) >= ALIKE


def _words(title: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in title.casefold()).split()
