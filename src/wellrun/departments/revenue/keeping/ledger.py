"""How entries get into the ledger: the one place where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from wellrun.departments.revenue.models import LedgerEntry, LedgerLeg
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.ledger import cause_of
from wellrun.departments.revenue.rules.entries import Cause, Denied, Entry
from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.organisation.models import Facility

AT_ONCE = 500


def write_entries(entries: Iterable[Entry], *, facility: Facility, by: Actor) -> int:
    """Adds entries that the rules have taken (``Ledger.post``); returns how many.

    Whoever calls is in a transaction and records what it does. The database refuses a cause that is there already.
    """
    held = list(entries)
    kept = {cause: None for cause in (entry.reverses for entry in held) if cause is not None}
    undone = _undone(facility, kept)
    now, who = timezone.now(), str(by)[:200]
    plain = [entry for entry in held if entry.reverses is None or entry.reverses in undone]
    rows = _written([_row(entry, facility, undone, now, who) for entry in plain])
    # What undoes an entry of the same posting can only be written after it.
    later = [entry for entry in held if entry.reverses is not None and entry.reverses not in undone]
    by_cause = {cause_of(row): row for row in rows}
    rows += _written([_row(entry, facility, by_cause, now, who) for entry in later])
    legs = [leg for row, entry in zip(rows, [*plain, *later], strict=True) for leg in _legs(row, entry)]
    LedgerLeg.objects.bulk_create(legs, batch_size=AT_ONCE)
    return len(rows)


def _written(rows: list[LedgerEntry]) -> list[LedgerEntry]:
    return LedgerEntry.objects.bulk_create(rows, batch_size=AT_ONCE)


def _undone(facility: Facility, causes: Iterable[Cause]) -> dict[Cause, LedgerEntry]:
    """The entries of these causes; those of one transaction are read together."""
    wanted = set(causes)
    found: dict[Cause, LedgerEntry] = {}
    for source, transaction in {(cause.source, cause.transaction) for cause in wanted}:
        rows = LedgerEntry.objects.filter(facility=facility, source=source, transaction=transaction)
        found |= {cause_of(row): row for row in rows if cause_of(row) in wanted}
    return found


def _row(entry: Entry, facility: Facility, undone: Mapping[Cause, LedgerEntry], now: Any, who: str) -> LedgerEntry:
    reverses = undone[entry.reverses] if entry.reverses is not None else None
    claims = sorted(entry.claims)
    return LedgerEntry(
        facility=facility,
        **entry.cause._asdict(),
        kind=entry.kind.value,
        on=entry.on,
        currency=entry.currency,
        reference=entry.reference,
        note=entry.note,
        about=claims[0] if claims else reverses.about if reverses is not None else "",
        reverses=reverses,
        approved_by=entry.approval.by if entry.approval else "",
        approval_reason=entry.approval.reason if entry.approval else "",
        denied=_denied(entry.denied) if entry.denied else None,
        posted_at=now,
        posted_by=who,
    )


def _denied(denied: Denied) -> dict[str, Any]:
    of = denied.of._asdict() | {"by": denied.of.by.value if denied.of.by else ""}
    held = {"category": denied.category, "group": denied.group, "reason": denied.reason}
    return held | {"cents": as_cents(denied.amount), "of": of}


def _legs(row: LedgerEntry, entry: Entry) -> Iterable[LedgerLeg]:
    return (
        LedgerLeg(
            entry=row,
            book=leg.book.value,
            cents=as_cents(leg.amount),
            patient=leg.of.patient,
            account=leg.of.account,
            claim=leg.of.claim,
            line=leg.of.line,
            by=leg.of.by.value if leg.of.by else "",
        )
        for leg in entry.legs
    )
