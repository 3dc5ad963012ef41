"""Supposes what is not so about a unit: more people, or another pattern of shifts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Contract, Grade
from wellrun.departments.workforce.queries.labour import rules_of_newcomer, rules_of_unit
from wellrun.departments.workforce.rules.labour import ContractValues
from wellrun.departments.workforce.rules.posing import Question
from wellrun.departments.workforce.rules.supposing import (
    PATTERNS,
    Kind,
    Newcomer,
    Supposed,
    in_pattern,
    with_people,
)
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree


def suppose(
    question: Question, supposed: Supposed, unit: Unit, contracts: Sequence[Contract], *, tree: Tree
) -> Question:
    """The question as it would be."""
    span: Any = {"first": question.first, "days": question.days, "tree": tree}
    if supposed.kind is Kind.PATTERN:
        pattern = PATTERNS[supposed.pattern]
        rules = rules_of_unit(unit, contracts, pattern, worked=question.shifts, **span)
        return in_pattern(question, pattern, rules)
    grade = _grade(unit, contracts, supposed.skill)
    values = ContractValues(supposed.hours * 60, "own" if supposed.kind is Kind.STAFF else "bank")
    newcomer = Newcomer(
        _("One more") if supposed.kind is Kind.STAFF else _("Pool"),
        rules_of_newcomer(unit, contracts, question.shifts, values, **span),
        grade.hourly_cost,
    )
    return with_people(question, supposed, newcomer)


def groups_of(unit: Unit) -> tuple[str, ...]:
    """The staff groups that work on the unit."""
    held = Contract.objects.filter(unit=unit).values_list("grade__staff_group", flat=True)
    return tuple(sorted(set(held)))


def _grade(unit: Unit, contracts: Sequence[Contract], group: str) -> Grade:
    """The grade that most people of the group have on the unit, else the cheapest of the network."""
    held = [contract.grade for contract in contracts if contract.grade.staff_group == group]
    if held:
        return max(held, key=held.count)
    found = Grade.objects.filter(network=unit.department.facility.network_id, staff_group=group)
    return found.order_by("hourly_cost")[0]
