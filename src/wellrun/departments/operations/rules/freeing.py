"""What would free most beds: for each thing that could be done, how many beds it would free, and how sure that is.

Whoever is held by one thing alone would leave if that were done; how many of them really do the same day is learnt from
the facility's own past. Of n patients so many leave as a beta-binomial says whose share has Jeffreys' prior (Gelman et
al., Bayesian Data Analysis, sections 2.4 and 2.8): with no past the range is nearly all that is possible.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from math import comb, exp, lgamma
from typing import NamedTuple

MOST = 3
"""Things that are shown: more are a list, not a decision."""

SURE = 0.8
PRIOR = 0.5


class Means(StrEnum):
    """What frees a bed. Of two that free as many, the one that is told first here is the quicker."""

    CLEANING = "cleaning"
    BARRIER = "barrier"
    UNSAID = "unsaid"
    BLOCKED = "blocked"
    CLOSED = "closed"


class Leaving(NamedTuple):
    """Somebody who could leave today: where, what holds them, whether somebody sees to all of it."""

    unit: str
    reasons: frozenset[str]
    seen_to: bool = False


class Idle(NamedTuple):
    """An empty bed that nobody can be given: where, why (a means), since when, whether somebody was asked."""

    unit: str
    means: Means
    since: dt.datetime
    asked: bool = False


class Went(NamedTuple):
    """Of so many whose barrier was out of the way, so many left the same day."""

    left: int
    of: int


class Freeing(NamedTuple):
    """One thing that could be done: about which reason or unit, for how many beds, of which so many are expected.

    ``low`` and ``high`` hold 80 % of what can come of it; ``open`` is how many nobody has been asked to see to.
    """

    means: Means
    about: str
    beds: int
    expected: float
    low: int
    high: int
    open: int
    units: tuple[str, ...]
    since: dt.datetime | None = None


def freeing(leaving: Collection[Leaving], idle: Iterable[Idle], went: Mapping[str, Went]) -> tuple[Freeing, ...]:
    """The things that would free most beds, most first, at most ``MOST``; ``went`` is the past by reason.

    A patient whom two things hold is freed by neither of them alone and counts for none. Empty beds are freed for
    certain once somebody does it: those to be cleaned together, those that are shut by unit.
    """
    found = [*_held(leaving, went), *_idle(idle)]
    order = list(Means)
    return tuple(sorted(found, key=lambda one: (-one.expected, order.index(one.means), one.about))[:MOST])


def _held(leaving: Iterable[Leaving], went: Mapping[str, Went]) -> Iterator[Freeing]:
    by_reason: dict[str, list[Leaving]] = defaultdict(list)
    for one in leaving:
        if len(one.reasons) <= 1:
            by_reason["".join(one.reasons)].append(one)
    for reason, some in by_reason.items():
        low, expected, high = leaves(len(some), went.get(reason, Went(0, 0)))
        means = Means.BARRIER if reason else Means.UNSAID
        unseen = sum(not one.seen_to for one in some)
        yield Freeing(means, reason, len(some), expected, low, high, unseen, _units(one.unit for one in some))


def _idle(idle: Iterable[Idle]) -> Iterator[Freeing]:
    groups: dict[tuple[Means, str], list[Idle]] = defaultdict(list)
    for one in idle:
        groups[one.means, "" if one.means is Means.CLEANING else one.unit].append(one)
    for (means, about), beds in groups.items():
        n, unseen = len(beds), sum(not one.asked for one in beds)
        since = min(one.since for one in beds)
        yield Freeing(means, about, n, float(n), n, n, unseen, _units(one.unit for one in beds), since)


def _units(units: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(units)))


def leaves(patients: int, went: Went) -> tuple[int, float, int]:
    """How many of so many leave the same day: the lower end, the mean, the upper end of 80 %."""
    a, b = went.left + PRIOR, went.of - went.left + PRIOR
    below, low, high = 0.0, 0, patients
    for many in range(patients + 1):
        chance = comb(patients, many) * exp(_log_beta(many + a, patients - many + b) - _log_beta(a, b))
        if below <= (1 - SURE) / 2:
            low = many
        below += chance
        if below >= (1 + SURE) / 2:
            high = many
            break
    return low, patients * a / (a + b), high


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
