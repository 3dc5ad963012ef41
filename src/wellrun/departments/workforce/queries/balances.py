"""What each person may still take of each kind of leave."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from wellrun.departments.workforce.models import Assignment, Contract, Leave, LeaveAllowance, LeaveKind, ShiftType
from wellrun.departments.workforce.rules.leave import Balance, Engaged, KindValues, Taken, accrued, balance
from wellrun.foundations.organisation.models import Network
from wellrun.foundations.people.models import Person

LIVE = (Leave.State.ASKED, Leave.State.APPROVED)


@dataclass(frozen=True)
class KindBalance:
    """A kind that counts, and the balance of one person in it."""

    kind: LeaveKind
    balance: Balance


def kind_values(kind: LeaveKind) -> KindValues:
    """A kind of leave as plain values."""
    return KindValues(kind.counts, kind.accrual, float(kind.accrues), float(kind.carries_over), kind.carried_until)


def engaged(contract: Contract) -> Engaged:
    """A contract as leave needs it."""
    return Engaged(float(contract.weekly_hours), float(contract.grade.full_week), contract.starts, contract.ends)


def taken(leave: Leave) -> Taken:
    """Leave as plain values."""
    return Taken(leave.first, leave.last, float(leave.hours), pending=leave.state == Leave.State.ASKED)


def balances_of(people: Iterable[int], network: Network, *, day: dt.date) -> dict[int, list[KindBalance]]:
    """For each person the balances of the year of a day, in the order of the kinds; four queries for any number."""
    wanted = list(people)
    kinds = list(LeaveKind.objects.filter(network=network, counts=True))
    allowed = {
        (one.person_id, one.kind_id): one for one in LeaveAllowance.objects.filter(person__in=wanted, year=day.year)
    }
    contracts: dict[int, list[Engaged]] = defaultdict(list)
    for contract in Contract.objects.filter(person__in=wanted).select_related("grade"):
        if contract.employment == Contract.Employment.OWN:
            contracts[contract.person_id].append(engaged(contract))
    used: dict[tuple[int, int], list[Taken]] = defaultdict(list)
    for leave in Leave.objects.filter(person__in=wanted, first__year=day.year, state__in=LIVE).defer("reason", "why"):
        used[leave.person_id, leave.kind_id].append(taken(leave))
    return {
        person: [
            KindBalance(
                kind, _balance(kind, allowed.get((person, kind.pk)), contracts[person], used[person, kind.pk], day)
            )
            for kind in kinds
        ]
        for person in wanted
    }


def _balance(
    kind: LeaveKind, allowance: LeaveAllowance | None, contracts: list[Engaged], used: list[Taken], day: dt.date
) -> Balance:
    """What was entered for the year wins over what accrues by contract."""
    values = kind_values(kind)
    hours = float(allowance.hours) if allowance else accrued(values, contracts, day.year)
    carried = float(allowance.carried_over) if allowance else 0.0
    return balance(values, hours, carried, used, year=day.year, today=day)


def balance_of(person: Person, kind: LeaveKind, *, day: dt.date) -> Balance:
    """One person's balance of one kind in the year of a day."""
    held = {one.kind.pk: one.balance for one in balances_of([person.pk], kind.network, day=day)[person.pk]}
    return held.get(kind.pk, Balance(0, 0, 0, 0))


def shifts_published(person: Person, first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    """The shifts somebody is told to work between two days, by name."""
    held = Assignment.objects.filter(person=person, day__range=(first, last), ended="").order_by("day")
    rows = list(held.values_list("day", "shift", "unit__department__facility"))
    names = {
        (facility, code): name
        for facility, code, name in ShiftType.objects.filter(facility__in={row[2] for row in rows}).values_list(
            "facility", "code", "name"
        )
    }
    return [(day, names.get((facility, code), code)) for day, code, facility in rows]
