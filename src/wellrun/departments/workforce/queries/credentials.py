"""Which credentials people need, hold, and must renew."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from wellrun.departments.workforce.models import Contract, Credential, PersonSkill
from wellrun.departments.workforce.rules.credentials import Cycle, Ending, endings


@dataclass(frozen=True)
class PersonEnding:
    """A credential of somebody that ends soon or is over, and the contract that says where they work."""

    contract: Contract
    ending: Ending


def cycles_of(people: Iterable[int]) -> dict[int, list[Cycle]]:
    """The cycles of each person, without their numbers."""
    found: dict[int, list[Cycle]] = defaultdict(list)
    held = Credential.objects.filter(person__in=list(people))
    for pk, person, kind, begins, ends in held.values_list("pk", "person_id", "kind", "valid_from", "valid_until"):
        found[person].append(Cycle(kind, begins, ends, str(pk)))
    return found


def needed_by(people: Iterable[int], day: dt.date) -> dict[int, set[str]]:
    """The kinds of credential that each person's skills need on a day."""
    found: dict[int, set[str]] = defaultdict(set)
    for held in PersonSkill.objects.filter(person__in=list(people)).select_related("skill"):
        if held.holds_on(day):
            found[held.person_id].update(held.skill.needs)
    return found


def ending_soon(contracts: Iterable[Contract], *, day: dt.date) -> list[PersonEnding]:
    """Everything to warn of among these people, each person and kind once."""
    by_person = {contract.person_id: contract for contract in contracts}
    cycles, needed = cycles_of(by_person), needed_by(by_person, day)
    return [
        PersonEnding(contract, ending)
        for person, contract in by_person.items()
        for ending in endings(needed[person], cycles[person], day)
    ]
