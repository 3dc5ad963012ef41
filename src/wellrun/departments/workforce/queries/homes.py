"""Where people are engaged: the contract of a day, and the place that decides who may read and write about them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from wellrun.departments.workforce.models import Contract
from wellrun.departments.workforce.queries.law import place_of
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.people.models import Person


def contract_of(person: Person, day: dt.date) -> Contract | None:
    """The person's contract on a day; where none holds, the next one, else the last that did."""
    contracts = list(person.contracts.select_related("unit__department__facility", "grade").order_by("starts", "pk"))
    holding = [one for one in contracts if one.holds_on(day)]
    coming = [one for one in contracts if one.starts > day]
    chosen = holding or coming[:1] or contracts
    return chosen[-1] if chosen else None


def home_of(person: Person, day: dt.date, *, tree: Tree) -> Place | None:
    """The unit where the person is at home; none for somebody without a contract, of whom nobody is told here."""
    contract = contract_of(person, day)
    return tree.get(place_of(contract.unit)) if contract is not None else None


def in_places(places: Iterable[Place], tree: Tree, *, prefix: str = "") -> Q:
    """Rows whose unit lies in one of the places; ``prefix`` leads from the row to the unit, with its underscores."""
    units: dict[str, list[str]] = defaultdict(list)
    for place in places:
        for one in tree.within(place):
            if one.level is Level.UNIT:
                units[one.facility].append(one.code.partition("/")[2])
    found = Q(pk__in=[])
    for facility, codes in units.items():
        found |= Q(**{f"{prefix}department__facility__code": facility, f"{prefix}code__in": codes})
    return found


def contracts_within(places: Iterable[Place], *, tree: Tree, day: dt.date) -> list[Contract]:
    """The contracts that hold on a day in the units of some places, with whom and what they name."""
    held = Contract.objects.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day, person__active=True)
    held = held.filter(in_places(places, tree, prefix="unit__"))
    return list(held.select_related("person", "unit__department__facility", "grade").order_by("person__name", "starts"))
