"""Everything that is kept for quick reading, made anew from the events."""

from __future__ import annotations

from django.db import transaction

from wellrun.departments.operations.keeping.house import lock_house
from wellrun.departments.operations.keeping.projecting import Touched, project
from wellrun.departments.operations.models import BedSpan, Course, Event, Spell
from wellrun.departments.operations.rules.house.beds import EVER
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.departments.operations.rules.house.visits import Stage
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility


@transaction.atomic
def rebuild(*, facility: Facility, by: Actor) -> int:
    """Folds every event of a facility anew; returns how many visits that made. Nothing of it should change anything."""
    house = lock_house(facility)
    Spell.objects.filter(facility=facility).delete()
    BedSpan.objects.filter(facility=facility).delete()
    courses = Course.objects.filter(facility=facility)
    courses.update(stage=Stage.UNKNOWN, unit="", bed="", since=None, left=None, merged_into=None)
    spots = Event.objects.filter(facility=facility).exclude(word="").values_list("unit", "bed").distinct()
    visits = {str(key) for key in courses.values_list("pk", flat=True)}
    project(house, Touched(visits, {Spot(*spot): EVER for spot in spots.order_by() if spot[1]}), merged=True, by=by)
    record("operations.house.rebuilt", by=by, about=house, after={"visits": len(visits)})
    return len(visits)
