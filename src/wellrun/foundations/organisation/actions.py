"""Setting up the organisation. Each action is one transaction, checked and audited."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction

from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Bed, Department, Facility, Network, Shape, Unit
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class UnitPlan:
    """A unit to set up, with as many beds as it has."""

    code: str
    name: str
    kind: str = Unit.Kind.WARD
    beds: int = 0


@dataclass(frozen=True)
class DepartmentPlan:
    """A department to set up with its units."""

    code: str
    name: str
    units: tuple[UnitPlan, ...] = ()


@transaction.atomic
def add_network(*, code: str, name: str, by: Actor) -> Network:
    """Adds a network."""
    network = Network(code=code, name=name)
    _save(network)
    record("organisation.network.added", by=by, about=network, after={"code": code, "name": name})
    return network


@transaction.atomic
def add_facility(
    *,
    network: Network,
    code: str,
    name: str,
    time_zone: str,
    by: Actor,
    kind: str = Facility.Kind.HOSPITAL,
    currency: str = "USD",
    region: str = "",
) -> Facility:
    """Adds a facility to a network. Its region (US-NY, GB-ENG) decides which public holidays and laws hold there."""
    facility = Facility(
        network=network, code=code, name=name, kind=kind, time_zone=time_zone, currency=currency, region=region
    )
    _save(facility)
    record(
        "organisation.facility.added",
        by=by,
        about=facility,
        after={"code": code, "name": name, "kind": kind, "time_zone": time_zone, "region": region},
    )
    return facility


@transaction.atomic
def add_department(*, facility: Facility, plan: DepartmentPlan, by: Actor) -> Department:
    """Adds a department with its units and beds; codes may not repeat within the facility."""
    _check_codes(facility, plan)
    department = Department(facility=facility, code=plan.code, name=plan.name)
    _save(department)
    for planned in plan.units:
        unit = Unit(department=department, code=planned.code, name=planned.name, kind=planned.kind)
        _save(unit)
        Bed.objects.bulk_create(
            Bed(unit=unit, code=f"{planned.code}-{number:02}", name=f"{planned.name} {number}")
            for number in range(1, planned.beds + 1)
        )
    after = {
        "code": plan.code,
        "name": plan.name,
        "units": ", ".join(f"{unit.code} ({unit.beds} beds)" for unit in plan.units),
    }
    record("organisation.department.added", by=by, about=department, after=after)
    return department


@transaction.atomic
def add_unit(*, department: Department, plan: UnitPlan, by: Actor) -> Unit:
    """Adds one unit to a department."""
    _check_codes(department.facility, DepartmentPlan("", "", (plan,)))
    unit = Unit(department=department, code=plan.code, name=plan.name, kind=plan.kind)
    _save(unit)
    record(
        "organisation.unit.added",
        by=by,
        about=unit,
        after={"code": plan.code, "name": plan.name, "department": department.code},
    )
    return unit


def _check_codes(facility: Facility, plan: DepartmentPlan) -> None:
    taken = set(facility.departments.values_list("code", flat=True))
    taken |= set(Unit.objects.filter(department__facility=facility).values_list("code", flat=True))
    wanted = [code for code in (plan.code, *(unit.code for unit in plan.units)) if code]
    repeated = sorted({code for code in wanted if code in taken or wanted.count(code) > 1})
    if repeated:
        raise Refused(
            Fault(
                code="organisation.code.taken",
                message=f"{facility.name} already uses {code} for a department or unit.",
                value=code,
                remedy="Choose another code; feeds tell departments and units apart by it.",
            )
            for code in repeated
        )


def _save(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(
            Fault(code="organisation.invalid", message=" ".join(messages), place=name)
            for name, messages in error.message_dict.items()
        ) from error
    row.save()
    # Every change of the organisation passes here.
    Shape.objects.update_or_create(pk=1, defaults={"mark": uuid.uuid4()})
