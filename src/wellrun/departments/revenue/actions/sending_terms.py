"""Where batches go, and how long payers leave for claims."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import FilingTerms, Payer, TradingPartner
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

FIELDS = (
    "name",
    "receiver_qualifier",
    "receiver",
    "sender_qualifier",
    "sender",
    "npi",
    "tin",
    "contact",
    "phone",
    "usage",
)


@transaction.atomic
def set_partner(*, facility: Facility, version: int, by: Account, tree: Tree, **given: Any) -> TradingPartner:
    """Says where the batches of a facility go. ``version`` is 0 where nobody had said so."""
    check_may(by, Permission.SEND_CLAIMS, tree[facility.code], tree=tree)
    held = TradingPartner.objects.select_for_update().filter(facility=facility).first()
    check_unchanged(version, held.version if held else 0, code="revenue.terms")
    before = {name: getattr(held, name) for name in FIELDS} if held else {}
    row = held or TradingPartner(facility=facility, version=0)
    for name in FIELDS:
        setattr(row, name, given[name])
    row.version += 1
    row.save()
    record("revenue.partner.set", by=by, about=row, before=before, after={name: given[name] for name in FIELDS})
    return row


@transaction.atomic
def set_filing(
    *, payer: Payer, kind: str, days: int | None, why: str, version: int, by: Account, tree: Tree
) -> FilingTerms:
    """How long a payer leaves for a claim. ``version`` is 0 where nobody had said so."""
    check_may(by, Permission.SEND_CLAIMS, tree[payer.facility.code], tree=tree)
    held = FilingTerms.objects.select_for_update().filter(payer=payer).first()
    check_unchanged(version, held.version if held else 0, code="revenue.terms")
    if days and not why.strip():
        raise Refused(
            Fault(
                "revenue.filing.no_reason",
                _("Days of a payer's own need what they rest on."),
                place="why",
                remedy=_("Name the contract or the manual and its clause."),
            )
        )
    before = {"kind": held.kind, "days": held.days} if held else {}
    row = held or FilingTerms(payer=payer, version=0)
    row.kind, row.days, row.why, row.version = kind, days, why, row.version + 1
    row.save()
    record("revenue.filing.set", by=by, about=row, before=before, after={"kind": kind, "days": days}, why=why)
    return row
