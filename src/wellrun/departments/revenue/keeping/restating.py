"""How a claim that no payer has taken up is made to say what it should have said. Actions call it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.ledger import write_entries
from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import AccountCharge, Claim, ClaimContent, ClaimLine, Submission
from wellrun.departments.revenue.queries.claims import open_claim
from wellrun.departments.revenue.rules.claim_states import State
from wellrun.departments.revenue.rules.content import to_plain
from wellrun.departments.revenue.rules.correcting import difference, taken_up
from wellrun.departments.revenue.rules.ledger import Ledger
from wellrun.engines.x12 import BilledClaim
from wellrun.foundations.audit.actions import Actor

REMITTED = "835"


def with_a_payer(claim: Claim, ledger: Ledger) -> bool:
    """Whether a payer has taken the claim up, by its sendings, its number and the ledger."""
    states = [State(one) for one in Submission.objects.filter(claim=claim).values_list("state", flat=True)]
    decided = any(one.cause.source == REMITTED for one in ledger.of_claim(claim.number))
    return taken_up(states, decided=decided, control=claim.controls.exists())


def restate(claim: Claim, content: BilledClaim, lines: Sequence[ClaimLine], ledger: Ledger, *, by: Actor) -> None:
    """Keeps the new content in place of the old one, its lines, and the difference in the ledger."""
    before = open_claim(claim)
    claim.lines.all().delete()
    ClaimLine.objects.bulk_create(lines)
    claim.charge_cents = sum(one.charge_cents for one in lines)
    claim.save(update_fields=["charge_cents"])
    after = open_claim(Claim.objects.prefetch_related("lines", "controls").get(pk=claim.pk))
    entries = difference(ledger, before, after, today_at(claim.facility))
    write_entries(ledger.post(entries), facility=claim.facility, by=by)
    held = ClaimContent.objects.get(claim=claim)
    held.content, held.mended_at = json.dumps(to_plain(content)), timezone.now()
    held.save(update_fields=["content", "mended_at"])
    left = {one.number for one in lines}
    charges = AccountCharge.objects.filter(claim=claim).select_related("account")
    out = [row.pk for row in charges if row.number not in left]
    AccountCharge.objects.filter(pk__in=out).update(struck=_("left out of %(number)s") % {"number": claim.number})
