"""The people of a place, and one person's page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from wellrun.departments.workforce.models import Availability, Contract, Credential, Leave, PersonSkill, Request
from wellrun.departments.workforce.queries.balances import KindBalance, balances_of
from wellrun.departments.workforce.queries.credentials import cycles_of, needed_by
from wellrun.departments.workforce.queries.homes import contracts_within
from wellrun.departments.workforce.rules.book import credential_kinds
from wellrun.departments.workforce.rules.credentials import Cycle, Ending, endings, missing_on
from wellrun.foundations.organisation.models import Network
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Person

ANNUAL = "annual"


@dataclass(frozen=True)
class StaffLine:
    """Somebody on the list: the contract, what they can, when a needed credential ends, and leave that is left."""

    contract: Contract
    skills: tuple[str, ...]
    ends: dt.date | None
    closed: bool
    leave_left: float | None
    away: bool
    cost: Decimal | None

    @property
    def stands(self) -> str:
        """closed, away or here, for the mark beside the name."""
        return "closed" if self.closed else "away" if self.away else "here"


def staff_lines(place: Place, *, tree: Tree, day: dt.date, pay: bool) -> list[StaffLine]:
    """Everybody engaged in a place on a day; the number of queries does not grow with them. ``pay`` shows the cost."""
    contracts = contracts_within([place], tree=tree, day=day)
    people = [contract.person_id for contract in contracts]
    skills = _skills(people, day)
    cycles, needed = cycles_of(people), needed_by(people, day)
    balances = balances_of(people, Network.objects.get(code=place.path[0]), day=day)
    away = set(
        Leave.objects.filter(person__in=people, state=Leave.State.APPROVED, first__lte=day, last__gte=day).values_list(
            "person_id", flat=True
        )
    )
    return [
        StaffLine(
            contract=contract,
            skills=tuple(skills[contract.person_id]),
            ends=_next_end(needed[contract.person_id], cycles[contract.person_id], day),
            closed=bool(missing_on(needed[contract.person_id], cycles[contract.person_id], day)),
            leave_left=_annual_left(balances[contract.person_id], contract),
            away=contract.person_id in away,
            cost=contract.hourly_cost if pay else None,
        )
        for contract in contracts
    ]


def _skills(people: Iterable[int], day: dt.date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for held in PersonSkill.objects.filter(person__in=list(people)).select_related("skill"):
        if held.holds_on(day):
            found[held.person_id].append(held.skill.name)
    return found


def _next_end(needed: set[str], cycles: list[Cycle], day: dt.date) -> dt.date | None:
    """The first day on which a needed credential that was valid until lately ends."""
    latest: dict[str, dt.date] = {}
    for cycle in cycles:
        if cycle.kind in needed and cycle.valid_from <= day:
            latest[cycle.kind] = max(latest.get(cycle.kind, dt.date.min), cycle.valid_until or dt.date.max)
    ends = [end for end in latest.values() if end != dt.date.max]
    return min(ends, default=None)


def _annual_left(balances: list[KindBalance], contract: Contract) -> float | None:
    if contract.employment != Contract.Employment.OWN:
        return None
    return next((one.balance.left for one in balances if one.kind.code == ANNUAL), None)


@dataclass(frozen=True)
class HeldCredential:
    """A cycle on the person's page; ``number`` is empty for those who may not see it."""

    pk: str
    name: str
    issuer: str
    number: str
    valid_from: dt.date
    valid_until: dt.date | None
    verified_by: str
    valid: bool
    ending: Ending | None


@dataclass(frozen=True)
class LeaveLine:
    """Leave as the reader may see it: a private kind without its name, a reason only for whoever manages the person."""

    leave: Leave
    kind: str
    reason: str
    why: str


@dataclass(frozen=True)
class PersonPage:
    """Everything about one person at work that the reader may see."""

    person: Person
    contract: Contract | None
    contracts: tuple[Contract, ...]
    skills: tuple[PersonSkill, ...]
    credentials: tuple[HeldCredential, ...]
    missing: tuple[str, ...]
    balances: tuple[KindBalance, ...]
    leave: tuple[LeaveLine, ...]
    requests: tuple[Request, ...] = ()
    availability: tuple[Availability, ...] = field(default=())


def person_page(contract: Contract, *, day: dt.date, private: bool) -> PersonPage:
    """The page of the person of a contract; ``private`` shows numbers, kinds and reasons."""
    person = contract.person
    contracts = tuple(person.contracts.select_related("unit__department__facility", "grade").order_by("-starts"))
    skills = tuple(person.skills.select_related("skill"))
    needed = {kind for held in skills if held.holds_on(day) for kind in held.skill.needs}
    credentials = list(person.credentials.select_related("verified_by__person").order_by("kind", "-valid_from"))
    cycles = [Cycle(one.kind, one.valid_from, one.valid_until, str(one.pk)) for one in credentials]
    ending = {one.cycle.key: one for one in endings(needed, cycles, day)}
    kinds = credential_kinds()
    network = contract.unit.department.facility.network
    return PersonPage(
        person=person,
        contract=contract,
        contracts=contracts,
        skills=skills,
        credentials=tuple(
            _held(one, cycle, ending.get(cycle.key), day, private=private)
            for one, cycle in zip(credentials, cycles, strict=True)
        ),
        missing=tuple(kinds[kind].name if kind in kinds else kind for kind in missing_on(needed, cycles, day)),
        balances=tuple(balances_of([person.pk], network, day=day)[person.pk]),
        leave=tuple(
            leave_line(one, private=private) for one in person.leave.select_related("kind").order_by("-first")[:12]
        ),
        requests=tuple(person.requests.filter(day__gte=day).select_related("shift")[:30]),
        availability=tuple(person.availability.all()),
    )


def _held(one: Credential, cycle: Cycle, ending: Ending | None, day: dt.date, *, private: bool) -> HeldCredential:
    kind = credential_kinds().get(one.kind)
    return HeldCredential(
        pk=str(one.pk),
        name=kind.name if kind else one.kind,
        issuer=one.issuer,
        number=one.number if private else "",
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        verified_by=one.verified_by.person.name if one.verified_by else "",
        valid=cycle.covers(day),
        ending=ending,
    )


def leave_line(leave: Leave, *, private: bool) -> LeaveLine:
    """One leave as the reader may see it."""
    hidden = leave.kind.private and not private
    return LeaveLine(
        leave, "" if hidden else leave.kind.name, leave.reason if private else "", leave.why if private else ""
    )
