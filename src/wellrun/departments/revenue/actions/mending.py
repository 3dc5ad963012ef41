"""A claim that is held or came back is mended before it goes."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.findings import scrub
from wellrun.departments.revenue.models import Claim, ClaimContent, ScrubRun, Submission
from wellrun.departments.revenue.rules.claim_states import State, may_be_sent
from wellrun.departments.revenue.rules.content import from_plain, to_plain
from wellrun.departments.revenue.rules.mending import Mended, mended
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def mend(*, claim: Claim, changed: Mended, version: str, by: Account, tree: Tree) -> ClaimContent:
    """Corrects whom a claim is about. Refused while it is under way, and where nothing was changed."""
    check_may(by, Permission.SEND_CLAIMS, tree[claim.facility.code], tree=tree)
    held = ClaimContent.objects.select_for_update().get(claim=claim)
    check_unchanged(version, held.read_as, code="revenue.claim")
    states = Submission.objects.filter(claim=claim).values_list("state", flat=True)
    if not may_be_sent(State(one) for one in states):
        raise Refused(
            Fault(
                "revenue.claim.under_way",
                _("Claim %(number)s is under way and cannot be mended.") % {"number": claim.number},
                remedy=_("Wait for its answer; a claim that was accepted is corrected by another one."),
            )
        )
    before = from_plain(json.loads(held.content))
    after = mended(before, changed)
    if after == before:
        raise Refused(Fault("revenue.claim.not_mended", _("Nothing was changed."), remedy=_("Correct what was wrong.")))
    # What was found before it was mended is kept too: a claim that somebody had to mend was not clean.
    scrub([claim], facility=claim.facility, door=ScrubRun.Door.MENDED)
    held.content, held.mended_at = json.dumps(to_plain(after)), timezone.now()
    held.save(update_fields=["content", "mended_at"])
    scrub([claim], facility=claim.facility, door=ScrubRun.Door.MENDED)
    names = [name for name in after._fields if getattr(after, name) != getattr(before, name)]
    # What stood there names a patient: the audit keeps which parts were changed.
    record("revenue.claim.mended", by=by, about=claim, after={"parts": names})
    return held
