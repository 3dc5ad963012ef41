"""What collecting costs, as somebody enters it."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from wellrun.departments.revenue.models import CollectionCost
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account


@transaction.atomic
def enter_cost(
    *, facility: Facility, year: int, amount: Decimal, source: str, by: Account, tree: Tree
) -> CollectionCost:
    """The cost of the revenue cycle in a year. Entered again it replaces what was; the audit keeps both."""
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    known = CollectionCost.objects.filter(facility=facility, year=year).first()
    before = {"cents": known.cents} if known else {}
    made, _new = CollectionCost.objects.update_or_create(
        facility=facility, year=year, defaults={"cents": as_cents(amount), "source": source, "entered_by": by}
    )
    record("revenue.cost.entered", by=by, about=made, before=before, after={"year": year, "cents": made.cents})
    return made
