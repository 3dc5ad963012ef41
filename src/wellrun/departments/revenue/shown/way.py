"""The way of a claim on its page: sent or not, what the insurer says, what the money says, each on its own."""

from __future__ import annotations

from typing import Any

from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import Claim
from wellrun.departments.revenue.queries.filing import lines_of
from wellrun.departments.revenue.queries.sending import inquiries_of, way_of
from wellrun.departments.revenue.shown.sending_tables import FILINGS
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest
from wellrun.foundations.access.rules import Permission


def way_shown(request: ReaderRequest, claim: Claim) -> dict[str, Any]:
    """What the claim's page needs of its way; the money's axis is the ledger's and stands there already."""
    way = way_of(claim)
    known = hasattr(claim, "content")
    (clock,) = lines_of([claim], facilities=[claim.facility], today=today_at(claim.facility))
    return {
        "way": way,
        "latest": way[0] if way else None,
        "known": known,
        "clock": clock,
        "clock_words": FILINGS[clock.filing],
        "inquiries": inquiries_of(claim),
        "may_send": may(request.user, Permission.SEND_CLAIMS, request.tree[claim.facility.code], tree=request.tree),
    }
