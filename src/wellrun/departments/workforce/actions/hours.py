"""Takes in rosters made elsewhere and hours as clocked. What breaks a rule is taken in, and judged on the pages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from wellrun.departments.workforce.models import Assignment, Clocked, ShiftType, Skill, StaffNumber
from wellrun.departments.workforce.models.posts import StaffGroup
from wellrun.departments.workforce.rules.hours_files import ClockedRow, RosteredRow
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility, Unit

CLOCKED = ("unit_id", "clock_out", "break_minutes", "job_code", "employment", "pay_kind")
"""What a later file may correct of a time at work; whose it is and when it began are what it is found by."""


@transaction.atomic
def take_rostered(*, rows: Iterable[RosteredRow], file: str, facility: Facility, by: Actor) -> int:
    """Makes shifts of a roster from elsewhere; returns how many it changed.

    A shift that was planned, taken or swapped here stays: whoever works by this roster has been told so.
    """
    people, units = _people(facility), _units(facility)
    shifts = set(ShiftType.objects.filter(facility=facility).values_list("code", flat=True))
    skills = set(Skill.objects.filter(network=facility.network_id).values_list("code", flat=True))
    wanted: dict[tuple[int, dt.date], RosteredRow] = {}
    left_out: Counter[str] = Counter()
    for row in rows:
        lacking = {
            "staff number not known": row.staff not in people,
            "unit not set up": row.unit not in units,
            "shift not set up": bool(row.shift) and row.shift not in shifts,
            "skill not set up": row.skill not in skills | set(StaffGroup.values),
        }
        if any(lacking.values()):
            left_out[next(why for why, true in lacking.items() if true)] += 1
        else:
            wanted[people[row.staff], row.day] = row
    begun, ended = _replace(wanted, units, left_out)
    after = {"file": file, "begun": begun, "ended": ended, **_told(left_out)}
    record("workforce.rostered_shifts.taken_in", by=by, about=facility, after=after)
    return begun + ended


def _replace(
    wanted: dict[tuple[int, dt.date], RosteredRow], units: Mapping[str, int], left_out: Counter[str]
) -> tuple[int, int]:
    """Ends imported shifts that differ and begins new ones; returns how many began and ended."""
    if not wanted:
        return 0, 0
    now = timezone.now()
    days = [day for _person, day in wanted]
    held = Assignment.objects.select_for_update().filter(
        ended="", person__in={person for person, _day in wanted}, day__range=(min(days), max(days))
    )
    over = []
    for one in held:
        row = wanted.get((one.person_id, one.day))
        if row is None:
            continue
        same = (one.unit_id, one.shift, one.skill) == (units[row.unit], row.shift, row.skill)
        if same or one.source != Assignment.Source.IMPORTED:
            left_out["planned here"] += not same
            del wanted[one.person_id, one.day]
        else:
            over.append(one.pk)
    Assignment.objects.filter(pk__in=over).update(ended=Assignment.Ended.REPLANNED, until=now)
    new = [
        Assignment(
            person_id=person,
            unit_id=units[row.unit],
            day=day,
            shift=row.shift,
            skill=row.skill,
            source=Assignment.Source.IMPORTED,
            since=now,
        )
        for (person, day), row in wanted.items()
        if row.shift
    ]
    Assignment.objects.bulk_create(new, batch_size=500)
    return len(new), len(over)


@transaction.atomic
def take_clocked(*, rows: Iterable[ClockedRow], file: str, facility: Facility, by: Actor) -> int:
    """Keeps times at work; one that is known is corrected. Returns how many it changed."""
    people, units = _people(facility), _units(facility)
    sent: dict[tuple[int, dt.datetime], ClockedRow] = {}
    left_out: Counter[str] = Counter()
    for row in rows:
        if row.staff in people and row.unit in units:
            sent[people[row.staff], row.clock_in] = row
        else:
            left_out["staff number not known" if row.staff not in people else "unit not set up"] += 1
    corrected = 0
    moments = [begins for _person, begins in sent]
    among = (min(moments), max(moments)) if moments else None
    known = Clocked.objects.select_for_update().filter(clock_in__range=among) if among else Clocked.objects.none()
    for one in known.filter(person__in={person for person, _begins in sent}):
        found = sent.pop((one.person_id, one.clock_in), None)
        if found is None or _values(found, units) == {name: getattr(one, name) for name in CLOCKED}:
            continue
        for name, value in _values(found, units).items():
            setattr(one, name, value)
        one.save()
        corrected += 1
    Clocked.objects.bulk_create(
        (Clocked(person_id=person, clock_in=begins, **_values(row, units)) for (person, begins), row in sent.items()),
        batch_size=500,
    )
    after = {"file": file, "new": len(sent), "corrected": corrected, **_told(left_out)}
    record("workforce.clocked_hours.taken_in", by=by, about=facility, after=after)
    return len(sent) + corrected


def _values(row: ClockedRow, units: Mapping[str, int]) -> dict[str, object]:
    said = (units[row.unit], row.clock_out, row.break_minutes, row.job_code, row.employment, row.pay_kind)
    return dict(zip(CLOCKED, said, strict=True))


def _people(facility: Facility) -> dict[str, int]:
    return dict(StaffNumber.objects.filter(facility=facility).values_list("number", "person_id"))


def _units(facility: Facility) -> dict[str, int]:
    return dict(Unit.objects.filter(department__facility=facility).values_list("code", "pk"))


def _told(left_out: Counter[str]) -> dict[str, int]:
    return {f"left out: {why}": number for why, number in left_out.items() if number}
