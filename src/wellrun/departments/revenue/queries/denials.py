"""Denials for their pages: the queue with its figures, one case, what the payers leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from wellrun.departments.revenue.models import DenialCase, Payer
from wellrun.departments.revenue.queries.recoverable import Recoverable, recoverable
from wellrun.departments.revenue.rules.denial_work import LIVE, Ended, State, learned
from wellrun.departments.revenue.rules.denials import SOON, Overturned, Priority, priority
from wellrun.foundations.organisation.places import Level, Place, Tree


def cases_within(places: Iterable[Place], *, tree: Tree) -> QuerySet[DenialCase]:
    """The denials of claims of these places. A claim that names no place of ours is its facility's."""
    codes = {inner.code for place in places for inner in tree.within(place)}
    facilities = {inner.code for place in places for inner in tree.within(place) if inner.level is Level.FACILITY}
    rows = DenialCase.objects.filter(Q(facility__code__in=facilities) | Q(claim__place__in=codes))
    return rows.select_related("facility", "claim", "owner")


def place_of(case: DenialCase, tree: Tree) -> Place:
    """Where the service was given that was denied; its facility where the claim names no place of ours."""
    return tree.get(case.claim.place) or tree[case.facility.code]


@dataclass(frozen=True)
class CaseLine:
    """A denial in the queue: where it stands among others, and from what that was reckoned."""

    case: DenialCase
    payer: str
    place: str
    ended: Overturned
    by_contract: bool
    priority: Priority

    @property
    def late(self) -> bool:
        """Its last day has gone by and nobody has appealed."""
        return self.case.state == State.OPEN and self.priority.days_left < 0

    @property
    def expected(self) -> Decimal:
        """Recovery by chance, in cents rounded: what such denials bring on the average. Run out, they bring nothing."""
        if not self.priority.clock:
            return Decimal("0.00")
        return (self.priority.recovery * self.priority.chance).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Due:
    """Live denials whose last day lies within a span."""

    key: str
    number: int
    recovery: Decimal
    expected: Decimal


@dataclass(frozen=True)
class Queue:
    """The lines of a queue, most urgent first."""

    lines: Sequence[CaseLine]

    @property
    def denied(self) -> Decimal:
        return sum((line.case.amount for line in self.lines), Decimal(0))

    @property
    def recovery(self) -> Decimal:
        return sum((line.priority.recovery for line in self.lines), Decimal(0))

    @property
    def expected(self) -> Decimal:
        return sum((line.expected for line in self.lines), Decimal(0))

    @property
    def unowned(self) -> int:
        return sum(line.case.owner_id is None for line in self.lines if line.case.live)

    def due(self, key: str, first: int | None, last: int | None) -> Due:
        """Those not appealed with at least ``first`` and at most ``last`` days left; none is no bound."""
        some = [
            line
            for line in self.lines
            if line.case.state == State.OPEN
            and (first is None or line.priority.days_left >= first)
            and (last is None or line.priority.days_left <= last)
        ]
        recovery = sum((line.priority.recovery for line in some), Decimal(0))
        return Due(key, len(some), recovery, sum((line.expected for line in some), Decimal(0)))


def queue(cases: QuerySet[DenialCase], *, tree: Tree, day: dt.date) -> Queue:
    """Denials by priority: expected recovery × chance × clock, the largest first; of equals the one that ends first."""
    held = list(cases)
    known = outcomes({case.facility_id for case in held})
    names = payer_names({case.facility_id for case in held})
    brings = recoverable(held)
    lines = [_line(case, known, names, tree, day, brings(case)) for case in held]
    return Queue(sorted(lines, key=lambda line: (-line.priority.value, line.priority.days_left, line.case.pk)))


def line_of(case: DenialCase, *, tree: Tree, day: dt.date) -> CaseLine:
    """One denial with its figures."""
    known, names = outcomes({case.facility_id}), payer_names({case.facility_id})
    return _line(case, known, names, tree, day, recoverable([case])(case))


WORKED_ON = "worked-on"
WAITING = "waiting"
EVERY = "all"
NOBODY = "nobody"


@dataclass(frozen=True)
class Wanted:
    """The part of the queue that somebody asks for; an empty word asks for everything.

    ``state`` is a state, or worked-on (open and appealed), waiting (won, not paid yet) or all; ``owner`` is the number
    of a person, or nobody.
    """

    state: str = WORKED_ON
    category: str = ""
    payer: str = ""
    code: str = ""
    owner: str = ""
    since: dt.date | None = None

    def of(self, cases: QuerySet[DenialCase]) -> QuerySet[DenialCase]:
        """Those of the cases that are wanted."""
        given = {"category": self.category, "payer": self.payer, "code": self.code}
        rows = cases.filter(**{name: value for name, value in given.items() if value})
        if self.since is not None:
            rows = rows.filter(denied_on__gte=self.since)
        if self.owner == NOBODY:
            rows = rows.filter(owner=None)
        elif self.owner.isdecimal():
            rows = rows.filter(owner=int(self.owner))
        return self._in_state(rows)

    def _in_state(self, rows: QuerySet[DenialCase]) -> QuerySet[DenialCase]:
        if self.state == EVERY:
            return rows
        if self.state == WAITING:
            return rows.filter(state=State.WON, settled_on=None)
        return rows.filter(state__in=LIVE if self.state == WORKED_ON else (self.state,))


@dataclass(frozen=True)
class CategorySum:
    """Live denials of one category."""

    category: str
    queue: Queue

    @property
    def share(self) -> float:
        """What is expected, of what was denied."""
        return float(self.queue.expected / self.queue.denied) if self.queue.denied else 0.0


def by_category(seen: Queue) -> tuple[CategorySum, ...]:
    """Each denial in one row; the category that is expected to bring most stands first."""
    found: dict[str, list[CaseLine]] = {}
    for line in seen.lines:
        found.setdefault(line.case.category, []).append(line)
    sums = (CategorySum(category, Queue(lines)) for category, lines in found.items())
    return tuple(sorted(sums, key=lambda one: (-one.queue.expected, one.category)))


def owners_of(cases: QuerySet[DenialCase]) -> list[tuple[int, str]]:
    """Who works on any of these cases, by name."""
    rows = cases.exclude(owner=None).order_by("owner__name").values_list("owner", "owner__name").distinct()
    return list(rows)


Known = dict[tuple[int, str, str], Overturned]


def _line(
    case: DenialCase,
    known: Known,
    names: dict[tuple[int, str], str],
    tree: Tree,
    day: dt.date,
    brings: Recoverable,
) -> CaseLine:
    ended = known.get((case.facility_id, case.category, case.payer), Overturned(0, 0))
    # Once an appeal is sent its clock has stopped: the payer's answer is waited for, and no day makes it more urgent.
    waits = day + dt.timedelta(days=SOON)
    until = max(case.appeal_until, waits) if case.state == State.APPEALED else case.appeal_until
    return CaseLine(
        case=case,
        payer=names.get((case.facility_id, case.payer), case.payer or "—"),
        place=place_of(case, tree).name,
        ended=ended,
        by_contract=brings.by_contract,
        priority=priority(brings.amount, Decimal(0), ended, until, day),
    )


def outcomes(facilities: Iterable[int]) -> Known:
    """How appeals of each facility ended so far, by category and payer."""
    rows = DenialCase.objects.filter(facility__in=list(facilities)).exclude(appealed_on=None)
    ended: dict[int, list[Ended]] = {}
    for facility, category, payer, state in rows.values_list("facility", "category", "payer", "state"):
        ended.setdefault(facility, []).append(Ended(category, payer, State(state), True))
    return {
        (facility, category, payer): one
        for facility, some in ended.items()
        for (category, payer), one in learned(some).items()
    }


def payer_names(facilities: Iterable[int]) -> dict[tuple[int, str], str]:
    """Names of payers by facility and code."""
    rows = Payer.objects.filter(facility__in=list(facilities)).values_list("facility", "code", "name")
    return {(facility, code): name for facility, code, name in rows}


def controls_of(case: DenialCase) -> list[str]:
    """The payer's own numbers of the claim, in the order they were told."""
    return list(case.claim.controls.order_by("pk").values_list("number", flat=True))
