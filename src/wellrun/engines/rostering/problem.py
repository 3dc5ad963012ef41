"""A rostering problem as plain values: who, which duties, how many are needed, and what each person's contract allows.

One vocabulary for benchmark files and for a ward. Whatever a law, a union agreement or a person's contract says
becomes one of five rules: a succession, a run, a total, weekends, whole weekends. A rule with ``penalty`` None is hard:
a roster that breaks it is not legal. Any other is soft and costs its penalty for each unit by which it is missed.
Penalties are whole numbers, so that a bound can be rounded up.

Days are counted from 0. What was worked before day 0 is history and counts: a run goes on over the edge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OFF = None
"""A day without a duty, in a line of a roster."""


@dataclass(frozen=True)
class Shift:
    """A span of work that starts on a day. ``start`` in minutes after midnight, ``length`` in minutes to its end.

    ``minutes`` are what counts as worked (breaks left out where the contract leaves them out).
    """

    code: str
    minutes: int
    start: int = 0
    length: int = 0


@dataclass(frozen=True)
class Duty:
    """What a person is given on a day: a shift, worked as one skill in one place."""

    code: str
    shift: str
    skill: str = ""
    place: str = ""


@dataclass(frozen=True)
class Succession:
    """These shifts on consecutive days, in this order, are not wanted. OFF may stand in the pattern as the code "".

    The last days before day 0 count. Each occurrence costs the penalty.
    """

    pattern: tuple[frozenset[str], ...]
    penalty: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Run:
    """Consecutive days on one of these shifts: at least, at most. ``of`` holding "" alone is a run of days off.

    Too long costs a penalty for each day beyond, inside the plan. Too short costs one for each day lacking, when the
    run ends inside the plan (a run of the last days before day 0 does, if day 0 does not go on with it); a run that is
    still open at the end of the plan is not too short. A run that touches day 0 goes on from the history. One that
    reaches back to the first day known may be older: it is long enough, and counts for ``at_most`` what is known of it.
    So does, where nothing is known (``Person.before`` empty), one that touches day 0.
    """

    of: frozenset[str]
    at_least: int = 0
    at_most: int | None = None
    penalty_short: int | None = None
    penalty_long: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Total:
    """What is worked on these shifts within some days, as a count of duties or in minutes: at least, at most.

    ``days`` holds the days it counts over; empty means the whole plan. ``already`` is what history brings in. A soft
    one costs its penalty per ``step`` begun beyond or lacking (1 duty, or 60 minutes).
    """

    of: frozenset[str]
    at_least: int = 0
    at_most: int | None = None
    in_minutes: bool = False
    days: tuple[int, ...] = ()
    already: int = 0
    step: int = 1
    penalty_under: int | None = None
    penalty_over: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Weekends:
    """At most so many weekends with any duty (``Problem.weekends`` says which days make one)."""

    at_most: int
    already: int = 0
    penalty: int | None = None
    source: str = ""


@dataclass(frozen=True)
class WholeWeekends:
    """A weekend is worked whole or not at all; each half one costs the penalty."""

    penalty: int | None = None
    source: str = ""


Rule = Succession | Run | Total | Weekends | WholeWeekends


@dataclass(frozen=True)
class Wish:
    """A request for one day: one of these duties (or OFF, as "") is wanted, or with ``wanted`` False is not."""

    day: int
    duties: frozenset[str]
    penalty: int
    wanted: bool = True


@dataclass(frozen=True)
class Person:
    """Somebody who can be rostered.

    ``may`` are the duties the person can be given at all (skills, places). ``closed`` are days on which nothing can be
    given, with the reason (leave, a lapsed credential, training). ``kept`` are cells that must stay: day to duty or
    OFF. ``cost`` is what each duty costs in penalty points (pay, agency, float). ``before`` are the duties of the last
    days, oldest first and OFF included, as far as they are known.
    """

    code: str
    may: frozenset[str]
    rules: tuple[Rule, ...] = ()
    closed: Mapping[int, str] = field(default_factory=dict)
    kept: Mapping[int, str | None] = field(default_factory=dict)
    wishes: tuple[Wish, ...] = ()
    cost: Mapping[str, int] = field(default_factory=dict)
    before: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Cover:
    """How many people are wanted on a day on any of these duties, counting only the people named (empty: everybody).

    Each person fewer than ``wanted`` costs ``under``, each more costs ``over``. Below ``minimum`` each costs
    ``under_minimum`` instead (no less than ``under``), or makes the roster not legal where that is None. ``minimum`` is
    at most ``wanted``.
    """

    day: int
    duties: frozenset[str]
    wanted: int
    under: int
    over: int = 0
    minimum: int = 0
    under_minimum: int | None = None
    people: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """Everything a roster is made from and judged by. ``weekends`` are groups of days, such as a Saturday and a Sunday.

    A weekend that is cut by an edge of the plan is one of fewer days. No day is in two weekends.
    """

    days: int
    shifts: Mapping[str, Shift]
    duties: Mapping[str, Duty]
    people: Mapping[str, Person]
    cover: tuple[Cover, ...]
    weekends: tuple[tuple[int, ...], ...] = ()
