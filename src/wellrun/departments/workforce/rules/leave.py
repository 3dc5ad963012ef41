"""Leave: what accrues, what is left, what stands against asking and approving. Hours throughout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from wellrun.departments.workforce.rules.shifts import DAY
from wellrun.values.faults import Fault

ASKED, APPROVED, REFUSED, WITHDRAWN = "asked", "approved", "refused", "withdrawn"
NEXT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        ASKED: frozenset({APPROVED, REFUSED, WITHDRAWN}),
        APPROVED: frozenset({WITHDRAWN}),
        REFUSED: frozenset(),
        WITHDRAWN: frozenset(),
    }
)
"""What may become of leave in each state."""

LONGEST = 400
"""Days; a longer absence is entered in parts, so that each is looked at again."""


@dataclass(frozen=True)
class KindValues:
    """A kind of leave. ``accrues`` is hours a year of a full week, or hours for each hour worked."""

    counts: bool = True
    accrual: str = "none"
    accrues: float = 0.0
    carries_over: float = 0.0
    carried_until: str = ""


@dataclass(frozen=True)
class Engaged:
    """A contract as leave needs it."""

    weekly_hours: float
    full_week: float
    starts: dt.date
    ends: dt.date | None = None


@dataclass(frozen=True)
class Taken:
    """Leave of one kind that was asked for or approved."""

    first: dt.date
    last: dt.date
    hours: float
    pending: bool = False


@dataclass(frozen=True)
class Balance:
    """Hours of one kind in one year: allowed, carried in, used up, waiting, lost; and what is left after all of it."""

    allowed: float
    carried: float
    taken: float
    pending: float
    lost: float = 0.0

    @property
    def left(self) -> float:
        """What can still be asked for, counting what waits as taken."""
        return round(self.allowed + self.carried - self.lost - self.taken - self.pending, 2)


def accrued(kind: KindValues, contracts: Iterable[Engaged], year: int, *, worked: float = 0.0) -> float:
    """The hours of a year: by the share of a full week and of the year that each contract holds, or by hours worked."""
    if kind.accrual == "hours":
        return round(kind.accrues * worked, 2)
    if kind.accrual != "year":
        return 0.0
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    whole = (last - first).days + 1
    total = 0.0
    for one in contracts:
        days = (min(one.ends or last, last) - max(one.starts, first)).days + 1
        total += kind.accrues * max(0, days) / whole * one.weekly_hours / one.full_week
    return round(total, 2)


def carried_over(kind: KindValues, left: float) -> float:
    """What goes over into the next year: no more than the kind allows, and never a debt."""
    return round(min(max(left, 0.0), kind.carries_over), 2)


def balance(
    kind: KindValues, allowed: float, carried: float, taken: Sequence[Taken], *, year: int, today: dt.date
) -> Balance:
    """The balance of a year. Carried hours are used first; those not used by their last day are lost after it."""
    mine = [one for one in taken if one.first.year == year]
    used = sum(one.hours for one in mine if not one.pending)
    waiting = sum(one.hours for one in mine if one.pending)
    ends = carried_ends(kind, year)
    lost = 0.0
    if carried and ends is not None and today > ends:
        lost = max(0.0, carried - sum(one.hours for one in mine if not one.pending and one.first <= ends))
    return Balance(allowed, carried, round(used, 2), round(waiting, 2), round(lost, 2))


def carried_ends(kind: KindValues, year: int) -> dt.date | None:
    """The last day on which hours carried into a year can be used; none if they do not end."""
    return dt.date.fromisoformat(f"{year}-{kind.carried_until}") if kind.carried_until else None


def hours_between(first: dt.date, last: dt.date, weekly_hours: float) -> float:
    """Hours proposed for an absence: a seventh of the contracted week for each day, to the quarter of an hour."""
    return round(((last - first).days + 1) * weekly_hours / 7 * 4) / 4


def crossing(first: dt.date, last: dt.date, taken: Iterable[Taken]) -> list[Taken]:
    """The leave that shares a day with these days."""
    return [one for one in taken if one.first <= last and one.last >= first]


def faults_of_asking(
    *,
    first: dt.date,
    last: dt.date,
    hours: float,
    kind: KindValues,
    left: float,
    engaged: Iterable[Engaged],
    taken: Iterable[Taken],
) -> list[Fault]:
    """Everything that stands against asking for these days."""
    if last < first:
        return [
            _fault("leave_ends_before", "Leave ends before it begins.", "last", "Give a last day from the first on.")
        ]
    faults = []
    if (last - first).days >= LONGEST:
        faults.append(_fault("leave_long", f"Leave is longer than {LONGEST} days.", "last", "Enter it in parts."))
    if hours <= 0:
        faults.append(_fault("leave_hours", "Leave has no hours.", "hours", "Give the hours that would be worked."))
    held = list(engaged)
    if not all(any(_holds(one, day) for one in held) for day in (first, last)):
        faults.append(
            _fault("leave_no_contract", "No contract holds on these days.", "first", "Give days of the contract.")
        )
    for one in crossing(first, last, taken):
        words = f"There is leave from {_day(one.first)} to {_day(one.last)} already."
        faults.append(_fault("leave_overlaps", words, "first", "Withdraw that leave, or give other days."))
    if kind.counts and hours > left:
        words = f"{hours:g} h are asked for and {left:g} h are left, with what waits for an answer taken off."
        faults.append(_fault("leave_balance", words, "hours", "Ask for fewer days, or for leave of another kind."))
    return faults


def faults_of_deciding(*, state: str, wanted: str, why: str, shifts: Iterable[tuple[dt.date, str]] = ()) -> list[Fault]:
    """What stands against approving, refusing or withdrawing. ``shifts`` are published ones on days of the leave."""
    if wanted not in NEXT.get(state, frozenset()):
        return [
            _fault("leave_decided", f"This leave is {state}; it cannot become {wanted}.", "state", "Open it again.")
        ]
    faults = []
    if wanted == REFUSED and not why.strip():
        faults.append(
            _fault("leave_no_reason", "A refusal needs a reason.", "why", "Say why, so that it can be planned for.")
        )
    if wanted == APPROVED:
        faults += [
            _fault(
                "leave_over_shift",
                f"The {name} of {_day(day)} is published for this person.",
                "first",
                "Give that shift to somebody else first.",
            )
            for day, name in shifts
        ]
    return faults


def away_by_day(first: dt.date, days: int, taken: Iterable[tuple[str, Taken]]) -> list[tuple[dt.date, tuple[str, ...]]]:
    """Who is away on each of some days: a line for each day with the names in order."""
    named = sorted(taken, key=lambda one: one[0])
    return [
        (day, tuple(name for name, one in named if one.first <= day <= one.last))
        for day in (first + number * DAY for number in range(days))
    ]


def _holds(one: Engaged, day: dt.date) -> bool:
    return one.starts <= day and (one.ends is None or day <= one.ends)


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%B}"


def _fault(code: str, message: str, place: str, remedy: str) -> Fault:
    return Fault(f"workforce.{code}", message, place=place, remedy=remedy)
