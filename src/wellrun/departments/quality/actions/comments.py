"""Comments of surveys come in: the names in them are taken out, and the rest is sealed."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from wellrun.departments.quality.models import SurveyComment
from wellrun.departments.quality.rules.experience.comment_files import CommentRow, comment_rows, is_comment_file
from wellrun.engines.deidentification import Scrubber
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.people.models import Person


def comments_from(file: Path, *, facility: Facility, by: Actor) -> int:
    """Takes in a file of comments; how many it brought or changed. Other files tell nothing.

    Names of the facility's people are known; those of patients are found by the words around them. The file as it came
    still has them.
    """
    if not is_comment_file(file):
        return 0
    names = Person.objects.filter(facility=facility).values_list("name", flat=True)
    scrubber = Scrubber.knowing(names, year=timezone.localdate().year)
    units = set(Unit.objects.filter(department__facility=facility).values_list("code", flat=True))
    with transaction.atomic():
        rows = {row.response: row for row in comment_rows(file)}
        known = {one.response: one for one in SurveyComment.objects.filter(facility=facility, response__in=list(rows))}
        new, changed = [], 0
        for row in rows.values():
            place = f"{facility.code}/{row.unit}" if row.unit in units else facility.code
            words = scrubber.scrub(row.words)
            held = known.get(row.response)
            if held is None:
                new.append(_made(row, facility, place, words))
            elif (held.place, held.discharged_on, held.words) != (place, row.discharged_on, words):
                held.place, held.discharged_on, held.words = place, row.discharged_on, words
                held.save()
                changed += 1
        SurveyComment.objects.bulk_create(new)
        after = {"file": file.name, "new": len(new), "changed": changed}
        record("quality.comments.taken_in", by=by, about=facility, after=after)
    return len(new) + changed


def _made(row: CommentRow, facility: Facility, place: str, words: str) -> SurveyComment:
    return SurveyComment(
        facility=facility, response=row.response, place=place, discharged_on=row.discharged_on, words=words
    )
