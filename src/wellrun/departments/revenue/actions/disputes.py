"""What is underpaid is promised to be disputed: one press for all of a payer's claims."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.revenue.models import Dispute, DisputedClaim, Payer
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.underpayments import Underpaid, underpayments
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def dispute(*, payer: Payer, since: dt.date, until: dt.date, by: Account, tree: Tree, today: dt.date) -> Dispute:
    """Opens an action for all that a payer underpaid in a period and nobody disputes yet.

    It is due on the day before the first of its claims can no longer be appealed, today at the earliest; claims of
    which that day has passed are in it, since a payer may pay them none the less.
    """
    place = tree[payer.facility.code]
    check_may(by, Permission.POST_PAYMENTS, place, tree=tree)
    # Whoever presses at the same time waits here, and finds the claims disputed.
    facility = Facility.objects.select_for_update().get(pk=payer.facility_id)
    found = underpayments(facility, since=since, until=until, payer=payer)
    known = set(DisputedClaim.objects.filter(claim__facility=facility).values_list("claim", flat=True))
    lines = [one for one in found.lines if one.claim.pk not in known]
    if not lines:
        raise Refused(_nothing(payer))
    title = ngettext(
        "Dispute %(count)s underpaid claim with %(payer)s: %(amount)s missing",
        "Dispute %(count)s underpaid claims with %(payer)s: %(amount)s missing",
        len(lines),
    )
    missing = sum(as_cents(one.missing) for one in lines)
    given = {"count": len(lines), "payer": payer.name, "amount": f"{missing / 100:,.2f} {facility.currency}"}
    action = followup.promise(
        title=title % given,
        owner=by.person,
        place=place,
        due_on=due(lines, today),
        by=by,
        tree=tree,
        today=today,
        origin="revenue.underpaid",
    )
    made = Dispute.objects.create(payer=payer, action=action)
    DisputedClaim.objects.bulk_create(
        DisputedClaim(dispute=made, claim=one.claim, missing_cents=as_cents(one.missing)) for one in lines
    )
    after = {"payer": payer.code, "claims": len(lines), "cents": missing}
    record("revenue.underpayments.disputed", by=by, about=made, after=after)
    return made


def due(lines: list[Underpaid], today: dt.date) -> dt.date:
    """The day before the first appeal that is still open ends; without one, today."""
    still_open = [one.appeal.until - dt.timedelta(1) for one in lines if one.appeal.until > today]
    return min(still_open, default=today)


def _nothing(payer: Payer) -> Fault:
    return Fault(
        "revenue.underpayments.nothing",
        _("Nothing of %(payer)s in this period is underpaid and not disputed yet.") % {"payer": payer.name},
        place="payer",
        remedy=_("Choose another period."),
    )
