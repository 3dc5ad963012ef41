"""Staff files tell who is engaged, what they can and which credentials they hold; others who is rostered and clocked.

A later file corrects an earlier one.

The warehouse has checked the same rows by their declaration; what this step cannot place (a unit, grade or skill that
is not set up) is counted in the audit, so that somebody sets it up and sends the file again.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from django.db import transaction

from wellrun.departments.workforce.actions.hours import take_clocked, take_rostered
from wellrun.departments.workforce.models import Contract, Credential, Grade, PersonSkill, Skill, StaffNumber
from wellrun.departments.workforce.rules.book import credential_kinds
from wellrun.departments.workforce.rules.hours_files import clocked_rows, rostered_rows
from wellrun.departments.workforce.rules.staff_files import StaffRow, credential_rows, staff_rows
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Person

STAFF, CREDENTIALS = "staff.csv", "staff_credentials.csv"
"""In this order, which is that of their names: a credential needs its person."""
ROSTERED, CLOCKED = "rostered_shifts.csv", "clocked_hours.csv"


def engage_from(file: Path, *, facility: Facility, by: Actor) -> int:
    """Enters what a staff or credentials file says; returns how many rows it changed. Other files tell nothing."""
    name = file.name.lower().removesuffix(".gz")
    if not name.endswith((STAFF, CREDENTIALS)):
        return 0
    with transaction.atomic():
        if name.endswith(STAFF):
            changed, left_out = _Staff(facility, by).take(file)
        else:
            changed, left_out = _credentials(file, facility)
        after = {"file": file.name, "changed": changed, **{f"left out: {why}": n for why, n in left_out.items()}}
        record("workforce.staff_file.taken_in", by=by, about=facility, after=after)
    return changed


def hours_from(file: Path, *, facility: Facility, by: Actor) -> int:
    """Takes in what a file says of shifts or hours clocked; returns how many it changed. Other files tell nothing."""
    name = file.name.lower().removesuffix(".gz")
    if name.endswith(ROSTERED):
        return take_rostered(rows=rostered_rows(file), file=file.name, facility=facility, by=by)
    if name.endswith(CLOCKED):
        rows = clocked_rows(file, zone=facility.time_zone)
        return take_clocked(rows=rows, file=file.name, facility=facility, by=by)
    return 0


class _Staff:
    """One staff file on its way in, with what is set up read once."""

    def __init__(self, facility: Facility, by: Actor) -> None:
        self.facility, self.by = facility, by
        self.units = {unit.code: unit for unit in Unit.objects.filter(department__facility=facility)}
        self.grades = {grade.code: grade for grade in Grade.objects.filter(network=facility.network_id)}
        self.skills = {skill.code: skill for skill in Skill.objects.filter(network=facility.network_id)}
        known = StaffNumber.objects.filter(facility=facility).select_related("person")
        self.people = {one.number: one.person for one in known}
        self.left_out: Counter[str] = Counter()

    def take(self, file: Path) -> tuple[int, Counter[str]]:
        """Every row of the file; how many changed anything, and why others were left out."""
        return sum(self._row(row) for row in staff_rows(file)), self.left_out

    def _row(self, row: StaffRow) -> bool:
        unit, grade = self.units.get(row.unit), self.grades.get(row.grade)
        if unit is None or grade is None:
            self.left_out["unit not set up" if unit is None else "grade not set up"] += 1
            return False
        person = self.people.get(row.staff) or self._new(row, unit, grade)
        held = Contract.objects.filter(person=person, unit=unit, starts=row.starts).first()
        contract = held or Contract(person=person, unit=unit, starts=row.starts)
        before = _told(contract) if held else {}
        contract.grade, contract.employment, contract.weekly_hours = grade, row.employment, row.weekly_hours
        contract.pattern, contract.ends = row.pattern, row.ends
        skills = self._skills(person, row)
        if before == _told(contract) and not skills:
            return False
        contract.save()
        contract.floats_to.set([self.units[code] for code in row.floats_to if code in self.units])
        after = {"person": person.pk, **_told(contract), "skills": skills}
        record("workforce.contract.taken_in", by=self.by, about=contract, before=before, after=after)
        return True

    def _new(self, row: StaffRow, unit: Unit, grade: Grade) -> Person:
        known = Person.objects.filter(facility=self.facility, email__iexact=row.email).first() if row.email else None
        person = known or people.add_person(
            name=row.name, post=grade.name, email=row.email, facility=self.facility, unit=unit, by=self.by
        )
        StaffNumber.objects.create(facility=self.facility, person=person, number=row.staff)
        self.people[row.staff] = person
        return person

    def _skills(self, person: Person, row: StaffRow) -> list[str]:
        """The skills of the row that were not known of the person."""
        unknown = [code for code in row.skills if code not in self.skills]
        self.left_out.update({"skill not set up": len(unknown)} if unknown else {})
        held = set(PersonSkill.objects.filter(person=person).values_list("skill__code", flat=True))
        new = [code for code in row.skills if code in self.skills and code not in held]
        for code in new:
            PersonSkill.objects.create(person=person, skill=self.skills[code], since=row.starts)
        return new


def _told(contract: Contract) -> dict[str, str]:
    """A contract in the words of the audit."""
    return {
        "unit": contract.unit.code,
        "grade": contract.grade.code,
        "employment": contract.employment,
        "hours": f"{contract.weekly_hours:.2f}",
        "from": str(contract.starts),
        "until": str(contract.ends or ""),
    }


def _credentials(file: Path, facility: Facility) -> tuple[int, Counter[str]]:
    """Each cycle once; one that is known takes a later end and a number that was corrected."""
    numbers = dict(StaffNumber.objects.filter(facility=facility).values_list("number", "person"))
    known = {
        (one.person_id, one.kind, one.valid_from): one for one in Credential.objects.filter(person__in=numbers.values())
    }
    kinds, changed = credential_kinds(), 0
    left_out: Counter[str] = Counter()
    for row in credential_rows(file):
        person = numbers.get(row.staff)
        if person is None or row.kind not in kinds:
            left_out["staff number not known" if person is None else "kind not known"] += 1
            continue
        held = known.get((person, row.kind, row.valid_from))
        said = (row.valid_until, row.issuer, row.number)
        if held is not None and (held.valid_until, held.issuer, held.number) == said:
            continue
        cycle = held or Credential(person_id=person, kind=row.kind, valid_from=row.valid_from)
        cycle.valid_until, cycle.issuer, cycle.number = said
        cycle.save()
        known[person, row.kind, row.valid_from] = cycle
        changed += 1
    return changed, left_out
