"""The rules of work that hold for each person of a unit: the book, and what place, contract and person change in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from wellrun.departments.workforce.models import Assignment, Contract, Leave, RuleInForce
from wellrun.departments.workforce.queries.law import SCOPES, entry_of
from wellrun.departments.workforce.rules.labour import ContractValues, PersonValues, Terms, rules_for, terms_for
from wellrun.departments.workforce.rules.precedence import Circumstances, InForce, Scope
from wellrun.departments.workforce.rules.shifts import DAY, ShiftAt, Span
from wellrun.engines.rostering.problem import Rule
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Place, Tree

EVERYBODY = ("place", 0)
"""Whom an entry of the unit or of a place above it is about."""


def rules_of_unit(
    unit: Unit,
    contracts: Sequence[Contract],
    shifts: Sequence[ShiftAt],
    *,
    worked: Sequence[ShiftAt],
    first: dt.date,
    days: int,
    tree: Tree,
) -> dict[int, tuple[Rule, ...]]:
    """For each person (its key) every rule that holds on these days for these shifts, as the engine knows them.

    ``worked`` are the shifts of the days before: other ones, where a pattern is only supposed.
    """
    span = Span(first, days)
    here = tree[f"{unit.department.facility.code}/{unit.code}"]
    entries = _entries(here, contracts, tree)
    paid_leave = _paid_leave(contracts, span)
    region, nights = unit.department.facility.region, any(shift.night for shift in shifts)
    # Most people of a unit are engaged alike: what does not hang on the days one of them worked is made once for all.
    alike: dict[tuple[ContractValues, int | None], Terms] = {}
    terms: dict[int, Terms] = {}
    for contract in contracts:
        values = _values(contract, paid_leave[contract.person_id])
        own = [*entries["contract", contract.pk], *entries["person", contract.person_id]]
        key = (values, contract.pk if own else None)
        if key not in alike:
            who = Circumstances(region, values.rule_sets, values.employment, nights)
            alike[key] = terms_for(who, values, span, [*entries[EVERYBODY], *own], shifts=shifts)
        terms[contract.person_id] = alike[key]
    since = min((each.since for each in alike.values()), default=first)
    minutes = _minutes_before(terms, worked, since, first)
    return {
        person: held.of(PersonValues(region, nights, minutes[person], min(minutes[person], default=None)))
        for person, held in terms.items()
    }


def _values(contract: Contract, days_of_leave: int) -> ContractValues:
    return ContractValues(
        weekly_minutes=round(contract.weekly_hours * 60),
        employment=contract.employment,
        rule_sets=frozenset(contract.rule_sets),
        # Each day of it counts as a seventh of the contracted week.
        leave_minutes=round(float(contract.weekly_hours) * 60 / 7 * days_of_leave),
    )


def rules_of_newcomer(
    unit: Unit,
    contracts: Sequence[Contract],
    shifts: Sequence[ShiftAt],
    values: ContractValues,
    *,
    first: dt.date,
    days: int,
    tree: Tree,
) -> tuple[Rule, ...]:
    """Every rule that would hold for somebody engaged anew, with the rules that most contracts of the unit have."""
    here = tree[f"{unit.department.facility.code}/{unit.code}"]
    usual = Counter(frozenset(one.rule_sets) for one in contracts).most_common(1)
    person = PersonValues(unit.department.facility.region, any(shift.night for shift in shifts))
    values = replace(values, rule_sets=usual[0][0] if usual else frozenset())
    return rules_for(person, values, Span(first, days), _entries(here, (), tree)[EVERYBODY], shifts=shifts)


def _entries(here: Place, contracts: Sequence[Contract], tree: Tree) -> dict[tuple[str, int], list[InForce]]:
    """The entries that reach anybody of the unit, by whom they are about."""
    places = {place.code: SCOPES[place.level] for place in (*tree.parents(here), here)}
    found = RuleInForce.objects.filter(
        Q(place__in=list(places)) | Q(contract__in=contracts) | Q(person__in=[one.person_id for one in contracts])
    )
    entries: dict[tuple[str, int], list[InForce]] = defaultdict(list)
    for one in found:
        if one.person_id is not None:
            who, scope = ("person", one.person_id), Scope.PERSON
        elif one.contract_id is not None:
            who, scope = ("contract", one.contract_id), Scope.CONTRACT
        else:
            who, scope = EVERYBODY, places[one.place]
        entries[who].append(entry_of(one, scope))
    return entries


def _minutes_before(
    people: Collection[int], shifts: Sequence[ShiftAt], since: dt.date, first: dt.date
) -> dict[int, dict[dt.date, int]]:
    paid = {shift.code: shift.minutes for shift in shifts}
    held = Assignment.objects.filter(person__in=people, ended="", day__gte=since, day__lt=first)
    minutes: dict[int, dict[dt.date, int]] = defaultdict(dict)
    # Half a year of a ward has tens of thousands of rows and 182 days: each day is read once, not each row's.
    written = held.annotate(written=Cast("day", TextField())).order_by().values_list("person_id", "written", "shift")
    for person, day, shift in written:
        minutes[person][_day(day)] = paid.get(shift, 0)
    return minutes


_day = lru_cache(maxsize=1024)(dt.date.fromisoformat)


def _paid_leave(contracts: Iterable[Contract], span: Span) -> Counter[int]:
    """Days of paid leave within the plan, by person."""
    last = span.first + (span.days - 1) * DAY
    held = Leave.objects.filter(
        person__in=[contract.person_id for contract in contracts],
        state=Leave.State.APPROVED,
        kind__paid=True,
        first__lte=last,
        last__gte=span.first,
    )
    days: Counter[int] = Counter()
    for person, begins, ends in held.values_list("person_id", "first", "last"):
        days[person] += (min(ends, last) - max(begins, span.first)).days + 1
    return days
