"""What people say of a bed, and what they answer where events contradict one another."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.keeping.house import keep, lock_house
from wellrun.departments.operations.keeping.marks import boards_changed
from wellrun.departments.operations.models import Barrier, BedSpan, Course, Question
from wellrun.departments.operations.models.leaving import REASONS
from wellrun.departments.operations.rules.house.events import Event, Spot, Word
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup.actions import promise
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused

NEEDS_WHY = frozenset({Word.CLOSE, Word.BLOCK, Word.ISOLATE})
"""What nobody should find on the board without a reason."""


def version_of(facility: Facility, spot: Spot) -> int:
    """What the state of a bed is known by: new after each change of it."""
    span = BedSpan.objects.filter(facility=facility, unit=spot.unit, bed=spot.bed, until=None).first()
    return span.pk if span else 0


@transaction.atomic
def say(
    *,
    facility: Facility,
    spot: Spot,
    word: Word,
    version: int,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    why: str = "",
    held: Course | None = None,
) -> None:
    """Opens, closes, blocks, cleans, isolates, holds or releases a bed."""
    check_may(by, Permission.MANAGE_BEDS, _place(facility, spot.unit, tree), tree=tree)
    house = lock_house(facility)
    check_unchanged(version, version_of(facility, spot), code="operations.bed")
    faults = []
    if word in NEEDS_WHY and not why.strip():
        faults.append(Fault("operations.bed.no_why", _("Say why."), place="why"))
    if word is Word.HOLD and held is None:
        faults.append(Fault("operations.bed.no_one", _("Choose for whom the bed is held."), place="held"))
    if faults:
        raise Refused(faults)
    visit = str(held.pk) if held else ""
    event = Event(key="", trigger="bed", at=now, recorded=now, spot=spot, word=word, visit=visit)
    (row,) = keep(house, [event], by=by, source="by hand", why=why.strip())
    record("operations.bed.said", by=by, about=row, after={"bed": spot.bed, "word": word}, why=why.strip())


@transaction.atomic
def answer(*, question: Question, words: str, by: Account, tree: Tree, now: dt.datetime) -> Question:
    """Says that a contradiction is right as it is, and why: mother and child in one bed, say."""
    held = Question.objects.select_for_update().select_related("facility").get(pk=question.pk)
    check_may(by, Permission.MANAGE_BEDS, _place(held.facility, held.unit, tree), tree=tree)
    if not words.strip():
        raise Refused(Fault("operations.question.no_words", _("Say why it is right as it is."), place="words"))
    held.answer, held.answered_at, held.answered_by, held.stands = words.strip(), now, by, False
    held.save()
    record("operations.question.answered", by=by, about=held, after={"sort": held.sort})
    return held


@transaction.atomic
def hold_back(
    *,
    course: Course,
    reason: str,
    words: str,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    owner: Person | None = None,
) -> Barrier:
    """Says what keeps somebody from leaving; with an owner it is also promised, due the day it is said."""
    place = _place(course.facility, course.unit, tree)
    check_may(by, Permission.MANAGE_BEDS, place, tree=tree)
    action = None
    if owner is not None:
        bed = course.bed or place.name
        title = _("%(what)s: %(bed)s") % {"what": REASONS[reason], "bed": bed}
        today = now.astimezone(ZoneInfo(course.facility.time_zone)).date()
        action = promise(title=title, owner=owner, place=place, due_on=today, by=by, tree=tree, today=today)
    made = Barrier.objects.create(course=course, reason=reason, words=words.strip(), action=action, since=now, by=by)
    concerned = [course.patient_id] if course.patient_id else []
    record("operations.barrier.found", by=by, about=made, after={"reason": reason}, patients=concerned)
    boards_changed(course.facility)
    return made


@transaction.atomic
def free(*, barrier: Barrier, by: Account, tree: Tree, now: dt.datetime) -> Barrier:
    """What held somebody is out of the way."""
    held = Barrier.objects.select_for_update().select_related("course__facility").get(pk=barrier.pk)
    check_may(by, Permission.MANAGE_BEDS, _place(held.course.facility, held.course.unit, tree), tree=tree)
    held.ended_at = held.ended_at or now
    held.save(update_fields=["ended_at"])
    record("operations.barrier.ended", by=by, about=held)
    boards_changed(held.course.facility)
    return held


def _place(facility: Facility, unit: str, tree: Tree) -> Place:
    return tree.get(f"{facility.code}/{unit}") or tree[facility.code]
