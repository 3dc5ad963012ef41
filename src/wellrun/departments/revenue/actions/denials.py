"""Denials become cases once they are posted, and the ledger closes them or opens them again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from wellrun.departments.revenue.keeping.denials import read_ledger, write_cases
from wellrun.departments.revenue.models import DenialCase, LedgerEntry
from wellrun.departments.revenue.rules.entries import Kind
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility


@transaction.atomic
def open_cases(*, facility: Facility, by: Actor) -> int:
    """A case for every denial that has none, and what the ledger says since of the others; returns how many are new.

    To be called whenever something was posted. Called again it changes nothing: of the claims with cases only those
    are read that have entries later than their cases have seen.
    """
    held = Facility.objects.select_for_update().get(pk=facility.pk)
    posted = LedgerEntry.objects.filter(facility=held)
    denials = list(posted.filter(kind=Kind.DENIAL.value, case=None))
    later = posted.filter(about=OuterRef("claim__number"), pk__gt=OuterRef("seen"))
    known = DenialCase.objects.filter(Exists(later), facility=held).values_list("claim__number", flat=True)
    numbers = {one.about for one in denials} | set(known)
    if not numbers:
        return 0
    made = write_cases(denials, held, by)
    changed = read_ledger(claims=numbers, facility=held, by=by)
    record("revenue.denials.gathered", by=by, about=held, after={"opened": len(made), "changed": changed})
    return len(made)
