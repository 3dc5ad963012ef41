"""Events are kept, and what they touch is folded anew. One way in for messages, files and hands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wellrun.departments.operations.keeping.passing_on import tell_others
from wellrun.departments.operations.keeping.projecting import Touched, project
from wellrun.departments.operations.models import Course, House, Spell
from wellrun.departments.operations.models import Event as EventRow
from wellrun.departments.operations.queries.events import OF_NAMES, as_row, meaning_of
from wellrun.departments.operations.rules.house.beds import CLEANS
from wellrun.departments.operations.rules.house.events import Event, Spot
from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.rules import plain_number
from wellrun.foundations.people.models import Account


def lock_house(facility: Facility) -> House:
    """The house of a facility, locked for whoever changes it."""
    House.objects.get_or_create(facility=facility)
    return House.objects.select_for_update().select_related("facility").get(facility=facility)


FILE = "file"
"""The source of events that came by a file: what has happened, told at once."""


def keep(
    house: House,
    events: Iterable[Event],
    *,
    by: Actor,
    source: str,
    why: str = "",
    told_by: tuple[str, str] = ("", ""),
) -> list[EventRow]:
    """Keeps events whose visits and patients go by their keys, and folds anew what they touch; repeats do nothing.

    Other systems are told of them, but for ``told_by`` (MSH-3 and 4), and of nothing that came by a file: those hold
    what has long been.
    The house is locked by the caller, in whose transaction this runs.
    """
    distinct = {meaning_of(one): one for one in events}
    known = set()
    meanings = sorted(distinct)
    for at in range(0, len(meanings), 500):
        some = EventRow.objects.filter(facility=house.facility, meaning__in=meanings[at : at + 500])
        known |= set(some.values_list("meaning", flat=True))
    fresh = [one for meaning, one in distinct.items() if meaning not in known]
    if not fresh:
        return []
    account = by if isinstance(by, Account) else None
    rows, touched = [], Touched()
    for one in fresh:
        house.number += 1
        rows.append(as_row(replace(one, arrival=house.number), house.facility, source=source, by=account, why=why))
        touched.by(one)
    EventRow.objects.bulk_create(rows, batch_size=200)
    cleaned = min((one.at for one in fresh if one.word in CLEANS), default=None)
    if cleaned and (house.cleaning_told_since is None or cleaned < house.cleaning_told_since):
        house.cleaning_told_since = cleaned
        # Whoever had left by then left a bed to be cleaned, as is known only now.
        left = Spell.objects.filter(facility=house.facility, until__gte=cleaned).exclude(bed="").order_by()
        for unit, bed in left.values_list("unit", "bed").distinct():
            touched.bed(Spot(unit, bed), cleaned)
    merged = any(one.trigger in OF_NAMES for one in fresh) or any(one.undoes for one in fresh)
    project(house, touched, merged=merged, by=by)
    house.save()
    if source != FILE:
        tell_others(house.facility, rows, by=by, told_by=told_by)
    return rows


def courses_of(facility: Facility, numbers: set[str]) -> Mapping[str, str]:
    """The keys of visits by their numbers; a visit that was not known is made."""
    made: dict[str, str] = {}
    by_plain: dict[str, str] = {}
    for number in sorted(numbers):
        plain = plain_number(number)
        if plain not in by_plain:
            row = Course.objects.filter(facility=facility, visit_index=number).first()
            row = row or Course.objects.create(facility=facility, visit=number)
            by_plain[plain] = str(row.pk)
        made[number] = by_plain[plain]
    return made
