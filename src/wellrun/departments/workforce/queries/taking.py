"""Whether somebody may take an open shift: why not, in words; nothing where they may."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Assignment, OpenShift
from wellrun.departments.workforce.queries.around import Around
from wellrun.departments.workforce.rules.posing import duty_of
from wellrun.foundations.people.models import Person
from wellrun.values.faults import Fault


def faults_of_taking(shift: OpenShift, person: Person, *, here: Around) -> list[Fault]:
    """Why this person cannot take it: every law or contract that it would newly break."""
    if person.pk not in here.plan.lines:
        words = _("%(name)s does not work on %(unit)s.") % {"name": person.name, "unit": shift.unit.name}
        return [Fault("workforce.not_of_this_unit", words, remedy=_("Ask the manager of the unit."))]
    theirs = Assignment.objects.filter(person=person, day=shift.day).exclude(ended=Assignment.Ended.REPLANNED)
    for one in theirs.exclude(ended=Assignment.Ended.SWAPPED):
        code = "workforce.absent_that_day" if one.ended else "workforce.works_that_day"
        words = _("%(name)s called in absent that day.") if one.ended else _("%(name)s already works that day.")
        return [Fault(code, words % {"name": person.name}, remedy=_("Ask somebody else."))]
    judged = here.picked_up(person.pk, shift.day, duty_of(shift.shift, shift.skill))
    return [
        Fault("workforce.shift_not_allowed", one.sentence, remedy=_("Ask the manager of the unit."))
        for one in judged.broken
        if one.hard
    ]
