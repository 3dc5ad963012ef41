"""What a claim says when it is sent."""

from __future__ import annotations

import json

from wellrun.departments.revenue.models import Claim, ClaimContent, LaterContent
from wellrun.departments.revenue.rules.content import from_plain
from wellrun.departments.revenue.rules.entries import Responsible
from wellrun.engines.x12 import BilledClaim


def content_of(claim: Claim, level: Responsible = Responsible.PRIMARY) -> BilledClaim | None:
    """What a claim says to the payer of a level; none where only its sums are known or that level is not billed."""
    held: ClaimContent | LaterContent | None
    if level is Responsible.PRIMARY:
        held = ClaimContent.objects.filter(claim=claim).first()
    else:
        held = LaterContent.objects.filter(claim=claim, level=level.value).first()
    return None if held is None else from_plain(json.loads(held.content))
