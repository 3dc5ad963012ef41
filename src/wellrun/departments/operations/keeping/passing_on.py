"""Other systems are told of what the house was told, in the transaction in which it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from wellrun.departments.operations.models import Course
from wellrun.departments.operations.models import Event as EventRow
from wellrun.departments.operations.queries.events import as_event
from wellrun.departments.operations.rules.house.events import Event
from wellrun.departments.operations.rules.house.passing_on import Named, Who, keys_of, passed_on
from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.feeds.actions.outgoing import send, wanted
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Patient


def tell_others(
    facility: Facility, rows: Sequence[EventRow], *, by: Actor, told_by: tuple[str, str] = ("", "")
) -> None:
    """Puts a message for each event in line for every system that wants it, but for the one that told us of it.

    ``told_by`` is what that system calls itself and its facility. A system that is told later is told nothing older.
    """
    if not wanted(facility=facility, kind="ADT"):
        return
    events = [as_event(row) for row in rows]
    undone = {str(row.pk): as_event(row) for row in EventRow.objects.filter(pk__in=[r.undoes_id for r in rows])}
    for passed in passed_on(events, undone=undone, named=_named(facility, [*events, *undone.values()])):
        send(
            facility=facility,
            kind="ADT",
            event=passed.event,
            segments=passed.segments,
            cause=f"event {', '.join(str(one.arrival) for one in passed.events)} of the house",
            by=by,
            patients=sorted({UUID(key) for key in keys_of(passed.events)[0]}),
            but=told_by,
        )


def _named(facility: Facility, events: Sequence[Event]) -> Named:
    patients, visits = keys_of(events)
    zone = ZoneInfo(facility.time_zone)
    known = Patient.objects.filter(pk__in=patients)
    return Named(
        {str(one.pk): Who(one.mrn, one.family, one.given, one.birth_date, one.sex) for one in known},
        {str(one.pk): one.visit for one in Course.objects.filter(pk__in=visits)},
        facility.code,
        lambda when: when.astimezone(zone),
    )
