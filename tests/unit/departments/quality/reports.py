"""A hospital where things are reported."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from tests.conftest import World, account

from wellrun.departments.quality.actions.incidents import Judged, triage
from wellrun.departments.quality.actions.reporting import Telling, Told, report
from wellrun.departments.quality.models import Incident
from wellrun.departments.quality.rules.incidents import Depth, Harm
from wellrun.foundations.access.rules import Role
from wellrun.foundations.people.models import Account

WORDS = "The bed rail gave way as she leaned on it."


@dataclass
class Ward:
    """Ward 1 of the first hospital, a nurse who tells, a quality lead who decides."""

    world: World
    nurse: Account
    lead: Account

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.lead, "tree": self.world.tree}

    def tell(
        self,
        *,
        kind: str = "fall",
        harm: Harm = Harm.NONE,
        what: str = WORDS,
        hours_ago: float = 1,
        sensitive: bool = False,
        nameless: bool = False,
        key: UUID | None = None,
        place: str = "H1/W1",
    ) -> Told:
        now = timezone.now()
        occurred = now - dt.timedelta(hours=hours_ago)
        return report(
            place=self.world.tree[place],
            telling=Telling(kind, harm, occurred, what, sensitive=sensitive),
            by=self.nurse,
            tree=self.world.tree,
            now=now,
            nameless=nameless,
            key=key,
        )

    def judge(self, incident: Incident, *, by: Account | None = None, **more: Any) -> Incident:
        given = {
            "kind": incident.kind,
            "harm": Harm(incident.harm),
            "depth": Depth.BRIEF,
            "investigator": self.lead.person,
        }
        return triage(
            incident=incident,
            version=incident.version,
            judged=Judged(**{**given, **more}),
            by=by or self.lead,
            tree=self.world.tree,
            now=timezone.now(),
        )


@pytest.fixture
def ward(world: World) -> Ward:
    return Ward(world, account("nurse", Role.STAFF, "H1/W1"), account("lead", Role.QUALITY_LEAD, "H1"))
