"""Leave of a place: what waits for an answer, what is coming, and who is away day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wellrun.departments.workforce.models import Contract, Leave
from wellrun.departments.workforce.queries.balances import taken
from wellrun.departments.workforce.queries.homes import contracts_within
from wellrun.departments.workforce.queries.staff import LeaveLine, leave_line
from wellrun.departments.workforce.rules.leave import away_by_day, crossing
from wellrun.departments.workforce.rules.shifts import DAY
from wellrun.foundations.organisation.places import Place, Tree

STRIP = 35
"""Days of the strip: this week and the four after it, from Monday."""


@dataclass(frozen=True)
class Waiting:
    """Leave that waits, with the contract that says where the person works, and how many are away with it."""

    line: LeaveLine
    contract: Contract
    others: int


@dataclass(frozen=True)
class AwayDay:
    """A day of the strip: who is away; ``share`` is their part of the place's people."""

    date: dt.date
    names: tuple[str, ...]
    share: float

    @property
    def weekend(self) -> bool:
        return self.date.weekday() > 4


@dataclass(frozen=True)
class LeavePage:
    """The page of leave."""

    waiting: tuple[Waiting, ...]
    coming: tuple[tuple[LeaveLine, Contract], ...]
    strip: tuple[AwayDay, ...]
    people: int

    @property
    def most(self) -> AwayDay | None:
        """The day on which most are away."""
        return max(self.strip, key=lambda day: len(day.names), default=None)


def leave_page(place: Place, *, tree: Tree, day: dt.date, private: bool) -> LeavePage:
    """Leave of everybody engaged in the place; reasons only for those who manage it."""
    contracts = {contract.person_id: contract for contract in contracts_within([place], tree=tree, day=day)}
    found = list(
        Leave.objects.filter(person__in=contracts, state__in=(Leave.State.ASKED, Leave.State.APPROVED), last__gte=day)
        .select_related("person", "kind")
        .order_by("first", "person__name")
    )
    approved = [one for one in found if one.state == Leave.State.APPROVED]
    named = [(one.person.name, taken(one)) for one in approved]
    people = len(contracts)
    return LeavePage(
        waiting=tuple(
            Waiting(leave_line(one, private=private), contracts[one.person_id], _others(one, approved, contracts))
            for one in found
            if one.state == Leave.State.ASKED
        ),
        coming=tuple((leave_line(one, private=private), contracts[one.person_id]) for one in approved),
        strip=tuple(
            AwayDay(date, names, len(names) / people if people else 0.0)
            for date, names in away_by_day(day - day.weekday() * DAY, STRIP, named)
        ),
        people=people,
    )


def _others(leave: Leave, approved: Iterable[Leave], contracts: Mapping[int, Contract]) -> int:
    """How many of the same unit and staff group are away on some of the same days."""
    mine = contracts[leave.person_id]
    alike = [
        one
        for one in approved
        if contracts[one.person_id].unit_id == mine.unit_id
        and contracts[one.person_id].grade.staff_group == mine.grade.staff_group
    ]
    return len({one.person_id for one in alike if crossing(leave.first, leave.last, [taken(one)])})
