"""A hospital with a team that follows up, and patients who leave: in the registry and in the warehouse."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone
from tests.conftest import World, account

from wellrun.departments.quality.actions import followups as actions
from wellrun.departments.quality.models import FollowUp, FollowUpStep
from wellrun.departments.quality.rules.readmissions.protocol import Answer, Step
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients import actions as registry
from wellrun.foundations.patients.actions import Details, StayDetails
from wellrun.foundations.patients.models import Stay
from wellrun.foundations.people.models import Account
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

BY = System("test")
ZONE = ZoneInfo("America/New_York")
HOUR = dt.timedelta(hours=1)


@dataclass
class Team:
    """Ward 1 of the first hospital, a nurse who calls, a quality lead who leads; two patients a day."""

    world: World
    nurse: Account
    lead: Account
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def hospital(self) -> Facility:
        return Facility.objects.get(code="H1")

    @property
    def today(self) -> dt.date:
        return timezone.localdate()

    def sets(self, capacity: int = 2, **more: Any) -> Any:
        given = {"since": self.today, "lead": self.lead.person, "why": "", "by": self.lead, "now": timezone.now()}
        return actions.set_capacity(
            facility=self.hospital, capacity=capacity, tree=self.world.tree, **{**given, **more}
        )

    def leaves(
        self,
        name: str,
        *,
        days: int = 3,
        visits: int = 0,
        codes: tuple[str, ...] = (),
        gone: bool = False,
        day: dt.date | None = None,
        unit: str = "W1",
        **encounter: Any,
    ) -> Stay:
        """A patient who leaves today, or on a day, after so many nights, with emergency visits and diagnoses before."""
        day = day or self.today
        left = dt.datetime.combine(day, dt.time(11))
        begun = left - dt.timedelta(days=days)
        ended = left.replace(tzinfo=ZONE) if gone else None
        patient = registry.register(facility=self.hospital, details=Details(f"M-{name}", name, "Ann"), by=BY)
        details = StayDetails(f"V-{name}", f"H1/{unit}", begun.replace(tzinfo=ZONE), ended, day)
        stay = registry.stay(patient=patient, details=details, by=BY)
        self.told(
            "encounters",
            {"encounter": f"V-{name}", "patient": f"M-{name}", "class_code": "IMP", "started_at": begun}
            | {"ended_at": left if gone else None, "unit": unit, "status": "finished" if gone else "in-progress"}
            | encounter,
        )
        self.told("patients", {"patient": f"M-{name}", "birth_date": dt.date(1950, 1, 1), "sex": "female"})
        for number in range(visits):
            self.told(
                "emergency_visits",
                {"visit": f"{name}{number}", "patient": f"M-{name}", "unit": "ED", "outcome": "home"}
                | {"arrived_at": begun - dt.timedelta(days=20 + number)},
            )
        for code in codes:
            self.told(
                "conditions",
                {"condition": f"{name}{code}", "patient": f"M-{name}", "encounter": f"V-{name}", "code": code}
                | {"code_text": f"Named {code}"}
                | {"recorded_at": begun},
            )
        return stay

    def told(self, table: str, row: dict[str, Any]) -> None:
        """One row more of a table of the warehouse."""
        held = self.rows.setdefault(table, [])
        held.append({"facility": "H1", "source": "test", "arrival": "test", **row})
        replace_rows(Warehouse(settings.WAREHOUSE), TABLES[table], held)

    def takes(self, day: dt.date | None = None, *, by: Account | None = None) -> list[FollowUp]:
        return actions.take_list(
            facility=self.hospital, day=day or self.today, by=by or self.nurse, tree=self.world.tree
        )

    def says(
        self, held: FollowUp, step: Step | FollowUpStep, answer: Answer, words: str = "", **more: Any
    ) -> FollowUpStep:
        held.refresh_from_db(fields=["version"])
        about = step_of(held, step) if isinstance(step, Step) else step
        given = {"version": held.version, "by": self.nurse, "now": timezone.now(), "step": about}
        return actions.answer(follow_up=held, answer=answer, words=words, tree=self.world.tree, **{**given, **more})


def step_of(held: FollowUp, step: Step) -> FollowUpStep:
    return held.steps.get(step=step)


@pytest.fixture
def team(world: World) -> Team:
    return Team(world, account("caller", Role.CLINICIAN, "H1"), account("leader", Role.QUALITY_LEAD, "H1"))
