"""Who is who: what merges and moves of numbers make of the names of patients and visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wellrun.departments.operations.rules.house.cancelling import heard
from wellrun.departments.operations.rules.house.events import Does, Event


class Aliases(NamedTuple):
    """Given up names to the names they are known by now; to whom a visit was given; and which patients are linked."""

    patients: Mapping[str, str]
    visits: Mapping[str, str]
    given: Mapping[str, str]
    links: frozenset[frozenset[str]]

    def patient(self, name: str) -> str:
        """The patient a number stands for."""
        return self.patients.get(name, name)

    def visit(self, name: str) -> str:
        """The visit a number stands for."""
        return self.visits.get(name, name)

    def patient_of(self, visit: str, told: str) -> str:
        """Whose visit it is: to whom it was given last, else who was told with it."""
        return self.patient(self.given.get(visit, told))


def aliases(events: Iterable[Event]) -> Aliases:
    """Hears the merges (A18, A30, A34, A36, A39, A40, A43, A46, A47), A42, A45, A50, and links (A24, A37).

    A name that is given up twice goes where the last merge says; two that give up one another end in the later one's.
    """
    told = heard(events)
    patients: dict[str, str] = {}
    visits: dict[str, str] = {}
    given: dict[str, str] = {}
    links: set[frozenset[str]] = set()
    for one in told.events:
        if one.key in told.void:
            continue
        pair = frozenset({one.patient, one.gone_patient})
        if one.does is Does.MERGE_PATIENTS:
            _merge(patients, one.gone_patient, one.patient)
        elif one.does is Does.MERGE_VISITS:
            _merge(visits, one.gone_visit, one.visit)
        elif one.does is Does.GIVE_VISIT:
            given[one.visit] = one.patient
        elif one.does is Does.LINK:
            links.add(pair)
        elif one.does is Does.UNLINK:
            links.discard(pair)
    return Aliases(
        {name: _end(patients, name) for name in patients},
        {name: _end(visits, name) for name in visits},
        {_end(visits, visit): patient for visit, patient in given.items()},
        frozenset(links),
    )


def _merge(into: dict[str, str], gone: str, kept: str) -> None:
    if not gone or not kept or gone == kept:
        return
    if _end(into, kept) == gone:
        # What was merged the other way round before ends in the one that is kept now.
        into.pop(kept, None)
    into[gone] = kept


def _end(into: Mapping[str, str], name: str) -> str:
    seen = {name}
    while name in into and into[name] not in seen:
        name = into[name]
        seen.add(name)
    return name
