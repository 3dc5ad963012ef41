"""Comments of surveys come in: the names in them are taken out, and the rest is sealed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from wellrun.departments.quality.models import SurveyComment
from wellrun.departments.quality.rules.experience.comment_files import CommentRow
from wellrun.engines.deidentification import Scrubber
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.people.models import Person


@transaction.atomic
def take_comments(*, rows: Iterable[CommentRow], file: str, facility: Facility, by: Actor) -> int:
    """Takes in comments; how many were new or changed. A later file corrects an earlier one.

    Names of the facility's people are known; those of patients are found by the words around them. The file as it came
    still has them.
    """
    names = Person.objects.filter(facility=facility).values_list("name", flat=True)
    scrubber = Scrubber.knowing(names, year=timezone.localdate().year)
    units = set(Unit.objects.filter(department__facility=facility).values_list("code", flat=True))
    sent = {row.response: row for row in rows}
    known = {one.response: one for one in SurveyComment.objects.filter(facility=facility, response__in=list(sent))}
    new, changed = [], 0
    for row in sent.values():
        place = f"{facility.code}/{row.unit}" if row.unit in units else facility.code
        told = (place, row.discharged_on, scrubber.scrub(row.words))
        held = known.get(row.response)
        if held is not None and (held.place, held.discharged_on, held.words) == told:
            continue
        comment = held or SurveyComment(facility=facility, response=row.response)
        comment.place, comment.discharged_on, comment.words = told
        if held is None:
            new.append(comment)
        else:
            comment.save()
            changed += 1
    SurveyComment.objects.bulk_create(new)
    record(
        "quality.comments.taken_in", by=by, about=facility, after={"file": file, "new": len(new), "changed": changed}
    )
    return len(new) + changed
