"""Whether claims passed the scrubber with nobody's help, when they were first sent, and what waits by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Max, Min

from wellrun.departments.revenue.models import Claim, ClaimMove, ScrubRun
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.models.contents import Frequency
from wellrun.departments.revenue.rules.claim_states import Move
from wellrun.foundations.organisation.models import Facility


def clean_claims() -> dict[int, bool]:
    """Each claim that was ever judged: whether nothing was found in it at any door."""
    rows = ScrubRun.objects.order_by().values_list("claim").annotate(most=Max("found"))
    return {claim: most == 0 for claim, most in rows}


def submitted_days(facilities: Iterable[Facility]) -> dict[int, dt.date]:
    """When each claim first went to its payer, by the facility's clock."""
    found: dict[int, dt.date] = {}
    for facility in facilities:
        zone = ZoneInfo(facility.time_zone)
        moves = ClaimMove.objects.filter(move=Move.SENT, submission__batch__facility=facility)
        rows = moves.order_by().values_list("submission__claim").annotate(first=Min("at"))
        found |= {claim: first.astimezone(zone).date() for claim, first in rows}
    return found


@dataclass(frozen=True)
class Billed:
    """A claim that is sent from here: when it was billed, and first submitted if it was."""

    cents: int
    billed_on: dt.date
    submitted_on: dt.date | None


def unsent_on(billed: Iterable[Billed], day: dt.date) -> Decimal:
    """Charges that were billed by the end of a day and not submitted by then."""
    return as_money(
        sum(
            one.cents for one in billed if one.billed_on <= day and (one.submitted_on is None or one.submitted_on > day)
        )
    )


def billed_here(facility: Facility, submitted: Mapping[int, dt.date]) -> list[Billed]:
    """The claims of a facility that are sent from here and that no other claim replaces."""
    rows = Claim.objects.filter(facility=facility, content__isnull=False, replaced_by=None)
    rows = rows.exclude(content__frequency=Frequency.VOID)
    return [
        Billed(cents, billed_on, submitted.get(pk))
        for pk, cents, billed_on in rows.values_list("pk", "charge_cents", "billed_on")
    ]
