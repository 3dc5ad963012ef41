"""What a claim says when it is sent."""

from __future__ import annotations

import json

from wellrun.departments.revenue.models import Claim, ClaimContent
from wellrun.departments.revenue.rules.content import from_plain
from wellrun.engines.x12 import BilledClaim


def content_of(claim: Claim) -> BilledClaim | None:
    """The content of a claim; none where it was billed elsewhere and only its sums are known."""
    held = ClaimContent.objects.filter(claim=claim).first()
    return None if held is None else from_plain(json.loads(held.content))
