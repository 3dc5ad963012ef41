"""One bed is given to two patients, and two records are merged either way round, at the same moment, again and again.

Run by itself (``python -m``) it plays on the database of the settings: so SQLite is tried as it is used, as a file.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

from tests.integration.at_once_on_a_ward import at_once

FREE, OWN = "W1-02", "W1-01"


def play(times: int) -> dict[str, int]:
    """How often exactly one came through and the house says the same in its events and in its rows."""
    from tests.conftest import build_world

    from wellrun.departments.operations.actions import moving
    from wellrun.departments.operations.models import Course
    from wellrun.departments.operations.rules.house.events import Spot

    clinic, (nurse, other, *desks) = _people(build_world())
    ada = moving.admit(facility=clinic["h1"], patient=clinic["ada"], spot=Spot("W1", OWN), by=nurse, **_now(clinic))
    outcome: Counter[str] = Counter()
    for _turn in range(times):
        ada.refresh_from_db()
        version, into = ada.version, Spot("W1", FREE)

        def moved(version: int = version, into: Spot = into) -> Any:
            return moving.move(course=ada, version=version, spot=into, by=nurse, **_now(clinic))

        def admitted(into: Spot = into) -> Any:
            return moving.admit(facility=clinic["h1"], patient=clinic["ben"], spot=into, by=other, **_now(clinic))

        through = at_once(moved, admitted)
        lying = list(Course.objects.filter(bed=FREE, stage="here"))
        outcome["given once" if through == 1 and len(lying) == 1 and _same(clinic["h1"]) else "given wrongly"] += 1
        (course,) = lying
        if course.pk == ada.pk:
            moving.move(course=course, version=course.version, spot=Spot("W1", OWN), by=nurse, **_now(clinic))
        else:
            moving.discharge(course=course, version=course.version, by=nurse, **_now(clinic))
        outcome[_merged(clinic, desks)] += 1
    return dict(outcome)


def _merged(clinic: dict[str, Any], desks: list[Any]) -> str:
    """Two clerks merge the same two records, each keeping the other one; then it is taken back."""
    from wellrun.departments.operations.actions import merging, moving
    from wellrun.departments.operations.models import Event
    from wellrun.foundations.patients.models import Patient

    ada, ben = clinic["ada"], clinic["ben"]
    given = {"why": "the same passport", **_now(clinic)}
    through = at_once(
        lambda: merging.merge(kept=ada, gone=ben, by=desks[0], **given),
        lambda: merging.merge(kept=ben, gone=ada, by=desks[1], **given),
    )
    gone = list(Patient.objects.filter(merged_into__isnull=False))
    event = Event.objects.filter(trigger="A40").latest("arrival")
    moving.undo(event=event, by=desks[0], **given)
    parted = not Patient.objects.filter(merged_into__isnull=False).exists()
    return "merged once" if through == 1 and len(gone) == 1 and parted else "merged wrongly"


def _same(facility: Any) -> bool:
    """Whether the rows say what the events say."""
    from wellrun.departments.operations.models import Course, Event
    from wellrun.departments.operations.queries.events import as_event
    from wellrun.departments.operations.rules.house.state import house_of

    told = house_of(as_event(row) for row in Event.objects.filter(facility=facility)).visits
    kept = {str(key): (unit, bed) for key, unit, bed in Course.objects.values_list("pk", "unit", "bed")}
    return all(kept[name] == tuple(course.spot) for name, course in told.items())


def _now(clinic: dict[str, Any]) -> dict[str, Any]:
    from django.utils import timezone

    return {"tree": clinic["tree"], "now": timezone.now()}


def _people(world: Any) -> tuple[dict[str, Any], list[Any]]:
    from tests.clinic import ADA, BEN, BY
    from tests.conftest import account

    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.organisation.models import Facility
    from wellrun.foundations.patients import actions

    h1 = Facility.objects.get(code="H1")
    ada, ben = (actions.register(facility=h1, details=one, by=BY) for one in (ADA, BEN))
    roles = (Role.CLINICIAN, Role.CLINICIAN, Role.FRONT_DESK, Role.FRONT_DESK)
    holders = [account(f"holder.{number}", role, "H1") for number, role in enumerate(roles)]
    return {"h1": h1, "ada": ada, "ben": ben, "tree": world.tree}, holders


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play(int(sys.argv[1]))))
