"""The ledger as kept, as the values that the rules reckon with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, Q

from wellrun.departments.revenue.models import LedgerEntry, LedgerLeg
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.rules.entries import Approval, Book, Cause, Denied, Entry, Kind, Leg, Owed, Responsible
from wellrun.departments.revenue.rules.ledger import Ledger
from wellrun.foundations.organisation.models import Facility

AT_ONCE = 400
"""Claims asked for in one statement."""


def ledger_of(facility: Facility, *, claims: Collection[str], transactions: Collection[tuple[str, str]] = ()) -> Ledger:
    """All that was posted on these claims, and in these transactions (source and number), oldest first."""
    found: dict[int, LedgerEntry] = {}
    for numbers in _chunks(sorted(set(claims))):
        found |= {one.pk: one for one in _entries(facility, Q(about__in=numbers))}
    for source, number in transactions:
        found |= {one.pk: one for one in _entries(facility, Q(source=source, transaction=number))}
    # A transaction may undo what another one did, on claims that were not asked for.
    while undone := {one.reverses_id for one in found.values() if one.reverses_id} - found.keys():
        found |= {one.pk: one for one in _entries(facility, Q(pk__in=undone))}
    ledger = Ledger()
    ledger.post(entry_of(found[pk]) for pk in sorted(found))
    return ledger


def entries_of_claim(facility: Facility, claim: str) -> list[LedgerEntry]:
    """The entries about a claim, oldest first, with their legs."""
    return list(_entries(facility, Q(about=claim)))


def _entries(facility: Facility, which: Q) -> Iterable[LedgerEntry]:
    legs = Prefetch("legs", LedgerLeg.objects.order_by("pk"))
    return LedgerEntry.objects.filter(which, facility=facility).select_related("reverses").prefetch_related(legs)


def _chunks(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE))


def cause_of(one: LedgerEntry) -> Cause:
    """The key of an entry."""
    return Cause(one.source, one.transaction, one.claim, one.line, one.part)


def entry_of(one: LedgerEntry) -> Entry:
    """An entry as it was posted."""
    return Entry(
        cause=cause_of(one),
        kind=Kind(one.kind),
        on=one.on,
        legs=tuple(_leg(leg) for leg in one.legs.all()),
        currency=one.currency,
        reverses=cause_of(one.reverses) if one.reverses is not None else None,
        reference=one.reference,
        note=one.note,
        approval=Approval(one.approved_by, one.approval_reason) if one.approved_by else None,
        denied=_denied(one.denied) if one.denied else None,
    )


def _leg(leg: LedgerLeg) -> Leg:
    by = Responsible(leg.by) if leg.by else None
    return Leg(Book(leg.book), leg.amount, Owed(leg.patient, leg.account, leg.claim, leg.line, by))


def _denied(held: dict[str, Any]) -> Denied:
    of = Owed(**(held["of"] | {"by": Responsible(held["of"]["by"]) if held["of"]["by"] else None}))
    return Denied(held["category"], held["group"], held["reason"], as_money(held["cents"]), of)
