"""Who could come to an open shift: seconds for one answer at two sizes of the staff, as the web server would give it.

On the database of WELLRUN_DATABASE, which must be empty; without one, on SQLite in a folder of its own. What was loaded
at the start is kept out of the garbage collector's way, as the server does.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import statistics
import tempfile
import time
from decimal import Decimal
from typing import Any

SIZES = (200, 400)
ROUNDS = 25
SKILL, SINCE = "registered_nurse", dt.date(2025, 1, 1)
PLACE = "H1/W1"


def run() -> dict[str, Any]:
    """Fastest, middle and slowest of some answers, and how they grow; 300 ms are asked of 400 people."""
    with tempfile.TemporaryDirectory(prefix="bench-gap-") as folder:
        os.environ["WELLRUN_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellrun.config.settings")
        import django

        django.setup()
        from wellrun.config import installation
        from wellrun.config.server import keep_what_is_loaded

        installation.prepare()
        from django.db import connection

        measured: dict[str, Any] = {"database": connection.vendor}
        ward = _ward()
        fastest = []
        for size in SIZES:
            _engaged(ward, size)
            _answer(ward)
            keep_what_is_loaded()
            taken = sorted(_answer(ward) for _ in range(ROUNDS))
            fastest.append(taken[0])
            measured[f"{size} people"] = {
                "fastest": round(taken[0], 3),
                "median": round(statistics.median(taken), 3),
                "slowest": round(taken[-1], 3),
                "answers_within_300_ms": sum(one < 0.3 for one in taken) / ROUNDS,
            }
        measured["growth_for_twice_as_many"] = round(fastest[1] / fastest[0], 2)
        return measured


def _ward() -> dict[str, Any]:
    """A ward that needs one nurse by day and one by night, its manager and its grade."""
    from wellrun.departments.workforce.actions import need, setting_up
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.organisation import actions as organisation
    from wellrun.foundations.organisation.queries import tree

    by = System("bench")
    network = organisation.add_network(code="NET", name="Network", by=by)
    facility = organisation.add_facility(network=network, code="H1", name="H1", time_zone="America/New_York", by=by)
    plan = organisation.DepartmentPlan("MED", "Medicine", (organisation.UnitPlan("W1", "Ward 1"),))
    unit = organisation.add_department(facility=facility, plan=plan, by=by).units.get()
    over, manager = (_account(role, facility, by) for role in (Role.ADMINISTRATOR, Role.FACILITY_MANAGER))
    grade = setting_up.add_grade(
        network=network,
        code="RN",
        name="Nurse",
        staff_group=SKILL,
        hourly_cost=Decimal(44),
        full_week=Decimal(40),
        by=over,
        tree=tree(),
    )
    for code, hour in (("D", 7), ("N", 19)):
        part = {"D": "day", "N": "night"}[code]
        shift = setting_up.add_shift_type(
            facility=facility,
            code=code,
            name=part,
            start=dt.time(hour),
            length=720,
            break_minutes=30,
            part=part,
            by=manager,
            tree=tree(),
        )
        need.set_need(
            unit=unit,
            by=manager,
            tree=tree(),
            shift=shift,
            method="fixed",
            figures={"people": 1},
            staff_group=SKILL,
            since=SINCE,
        )
    return {"unit": unit, "grade": grade, "manager": manager, "facility": facility, "by": by}


def _account(role: Any, facility: Any, by: Any) -> Any:
    from wellrun.foundations.access import actions as access
    from wellrun.foundations.people import actions as people

    person = people.add_person(name=role.value.title(), facility=facility, by=by)
    account = people.open_account(person=person, email=f"{role.name.lower()}@example.org", by=by)
    access.grant(account=account, role=role, place="NET" if role.name == "ADMINISTRATOR" else "H1", by=by)
    return account


def _engaged(ward: dict[str, Any], size: int) -> None:
    """The ward has so many nurses, who work two days of five, the day of the gap like any other."""
    from django.utils import timezone

    from wellrun.departments.workforce.actions import staff
    from wellrun.departments.workforce.models import Assignment, Contract
    from wellrun.foundations.organisation.queries import tree
    from wellrun.foundations.people import actions as people

    chance, day, rows = random.Random(size), _day(), []
    for number in range(Contract.objects.count(), size):
        person = people.add_person(name=f"Nurse {number:03}", facility=ward["facility"], by=ward["by"])
        staff.engage(
            person=person,
            unit=ward["unit"],
            grade=ward["grade"],
            employment="own",
            weekly_hours=Decimal(36),
            starts=SINCE,
            by=ward["manager"],
            tree=tree(),
        )
        for ahead in range(-60, 40):
            if chance.random() < 0.4:
                on, shift = day + dt.timedelta(days=ahead), chance.choice("DN")
                told = Assignment(person=person, unit=ward["unit"], day=on, shift=shift, skill=SKILL)
                told.since = timezone.now()
                rows.append(told)
    Assignment.objects.bulk_create(rows)


def _day() -> dt.date:
    from django.utils import timezone

    return timezone.localdate() + dt.timedelta(days=10)


def _answer(ward: dict[str, Any]) -> float:
    """Seconds for the ranked list of one open shift, from the database to the last sentence."""
    from django.utils import timezone

    from wellrun.departments.workforce.models import OpenShift
    from wellrun.departments.workforce.queries.call_list import call_list
    from wellrun.foundations.organisation.queries import tree

    shift, _new = OpenShift.objects.get_or_create(
        unit=ward["unit"],
        day=_day(),
        shift="D",
        skill=SKILL,
        defaults={"opened_by": ward["manager"], "opened_at": timezone.now()},
    )
    began = time.perf_counter()
    found = call_list(shift, tree=tree())
    took = time.perf_counter() - began
    assert found.lines, "what is measured is a list with somebody on it"
    return took
