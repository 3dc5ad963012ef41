"""What has to be there before anybody is engaged: skills, grades, kinds of leave, shifts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from wellrun.departments.workforce.models import Grade, LeaveKind, ShiftType, Skill
from wellrun.departments.workforce.queries.law import law_of
from wellrun.departments.workforce.rules.breaks import faults_of_breaks
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility, Network
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def add_skill(*, network: Network, code: str, name: str, by: Account, tree: Tree, needs: tuple[str, ...] = ()) -> Skill:
    """Adds a skill of the network, with the credentials it needs."""
    check_may(by, Permission.SET_UP, tree[network.code], tree=tree)
    skill = Skill(network=network, code=code, name=name, needs=list(needs))
    _save(skill)
    record("workforce.skill.added", by=by, about=skill, after={"code": code, "name": name, "needs": needs})
    return skill


@transaction.atomic
def add_grade(
    *,
    network: Network,
    code: str,
    name: str,
    staff_group: str,
    hourly_cost: Decimal,
    full_week: Decimal,
    by: Account,
    tree: Tree,
    pbj_job_code: int | None = None,
) -> Grade:
    """Adds a grade of the network."""
    check_may(by, Permission.SET_UP, tree[network.code], tree=tree)
    grade = Grade(network=network, code=code, name=name, staff_group=staff_group, hourly_cost=hourly_cost)
    grade.full_week, grade.pbj_job_code = full_week, pbj_job_code
    _save(grade)
    record("workforce.grade.added", by=by, about=grade, after={"code": code, "name": name, "group": staff_group})
    return grade


@transaction.atomic
def add_leave_kind(
    *,
    network: Network,
    code: str,
    name: str,
    by: Account,
    tree: Tree,
    paid: bool = True,
    counts: bool = False,
    private: bool = False,
    accrual: str = LeaveKind.Accrual.NONE,
    accrues: Decimal = Decimal(0),
    carries_over: Decimal = Decimal(0),
    carried_until: str = "",
) -> LeaveKind:
    """Adds a kind of leave of the network."""
    check_may(by, Permission.SET_UP, tree[network.code], tree=tree)
    kind = LeaveKind(
        network=network,
        code=code,
        name=name,
        paid=paid,
        counts=counts,
        private=private,
        accrual=accrual,
        accrues=accrues,
        carries_over=carries_over,
        carried_until=carried_until,
    )
    _save(kind)
    after = {"code": code, "name": name, "paid": paid, "counts": counts, "accrual": accrual, "accrues": accrues}
    record("workforce.leave_kind.added", by=by, about=kind, after=after)
    return kind


@transaction.atomic
def add_shift_type(
    *,
    facility: Facility,
    code: str,
    name: str,
    start: dt.time,
    length: int,
    break_minutes: int,
    part: str,
    by: Account,
    tree: Tree,
) -> ShiftType:
    """Adds a shift of a facility, with the breaks that the rules there ask for."""
    here = tree[facility.code]
    check_may(by, Permission.MANAGE_STAFF, here, tree=tree)
    law = law_of(here, tree=tree, day=timezone.localdate())
    if faults := faults_of_breaks(name=name, length=length, break_minutes=break_minutes, rules=law):
        raise Refused(faults)
    shift = ShiftType(facility=facility, code=code, name=name, start=start, length=length, part=part)
    shift.break_minutes = break_minutes
    _save(shift)
    after = {"code": code, "name": name, "start": start, "length": length, "break": break_minutes}
    record("workforce.shift_type.added", by=by, about=shift, after=after)
    return shift


def _save(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(
            Fault("workforce.invalid", " ".join(messages), place=name) for name, messages in error.message_dict.items()
        ) from error
    row.save()
