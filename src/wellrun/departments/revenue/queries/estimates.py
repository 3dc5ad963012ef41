"""Good-faith estimates for their pages: what each says, and how its clock stands."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from django.db.models import QuerySet

from wellrun.departments.revenue.models import EstimateRecord
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.estimates import Estimate, missing
from wellrun.departments.revenue.rules.estimates_kept import from_plain
from wellrun.foundations.organisation.places import Place, Tree

MOST = 1000


def estimate_in(record_of: EstimateRecord) -> Estimate:
    """What an estimate says."""
    return from_plain(json.loads(record_of.content))


def estimates_in_place(place: Place, *, tree: Tree) -> QuerySet[EstimateRecord]:
    """The estimates of the facilities of a place, those not given first, by what is due."""
    rows = EstimateRecord.objects.filter(facility__in=facilities_in(place, tree=tree)).select_related("facility")
    return rows.order_by("sent_on", "due_on", "-made_at")


@dataclass(frozen=True)
class EstimateShown:
    """An estimate with what it says, what it lacks, and days left of its clock; none where it has none or was given."""

    record: EstimateRecord
    estimate: Estimate
    lacks: tuple[str, ...]
    left: int | None

    @property
    def late(self) -> bool:
        """Whether it was given, or is still not given, after its last day."""
        held = self.record
        if held.sent_on is not None:
            return held.due_on is not None and held.sent_on > held.due_on
        return self.left is not None and self.left < 0


def estimate_shown(held: EstimateRecord, *, today: dt.date) -> EstimateShown:
    """One estimate and its clock."""
    estimate = estimate_in(held)
    left = (held.due_on - today).days if held.due_on and held.sent_on is None else None
    return EstimateShown(held, estimate, missing(estimate), left)
