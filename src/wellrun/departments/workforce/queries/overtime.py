"""The rule of overtime that is in force for each of some people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from wellrun.departments.workforce.models import Clocked, Contract, RuleInForce
from wellrun.departments.workforce.queries.law import entries_at, entry_of, place_of
from wellrun.departments.workforce.rules.book import Kind, LabourRule, shipped
from wellrun.departments.workforce.rules.precedence import Circumstances, InForce, Scope, rules_held
from wellrun.foundations.organisation.places import Tree

KINDS = (Kind.OVERTIME_WEEK, Kind.OVERTIME_8_80)


def overtime_rules(people: Collection[int], *, first: dt.date, last: dt.date, tree: Tree) -> dict[int, LabourRule]:
    """For each person (its key) the rule of their overtime; nobody paid by salary or contract has one."""
    unpaid = Clocked.objects.filter(person__in=people).exclude(pay_kind=Clocked.Pay.NON_EXEMPT)
    without = set(unpaid.values_list("person_id", flat=True))
    contracts = (
        Contract.objects.filter(Q(ends=None) | Q(ends__gte=first), person__in=set(people) - without, starts__lte=last)
        .select_related("unit__department__facility")
        .order_by("starts", "pk")
    )
    latest = {contract.person_id: contract for contract in contracts}
    own = _own_entries(latest)
    at_place: dict[str, tuple[InForce, ...]] = {}
    rules = {}
    for person, contract in latest.items():
        code = place_of(contract.unit)
        if code not in at_place:
            at_place[code] = entries_at(tree[code], tree)
        who = Circumstances(
            contract.unit.department.facility.region, frozenset(contract.rule_sets), contract.employment
        )
        entries = [*at_place[code], *own.get(person, ())]
        held = [
            one.rule for one in rules_held(shipped(), who, entries, first=first, last=last) if one.rule.kind in KINDS
        ]
        if held:
            rules[person] = held[0]
    return rules


def _own_entries(contracts: dict[int, Contract]) -> dict[int, list[InForce]]:
    """What contracts and persons themselves say about rules, by person."""
    whose = {contract.pk: person for person, contract in contracts.items()}
    found: dict[int, list[InForce]] = {}
    for one in RuleInForce.objects.filter(Q(contract__in=whose) | Q(person__in=contracts)):
        if one.person_id is not None:
            found.setdefault(one.person_id, []).append(entry_of(one, Scope.PERSON))
        elif one.contract_id is not None:
            found.setdefault(whose[one.contract_id], []).append(entry_of(one, Scope.CONTRACT))
    return found
