"""Claims as the rules know them, and one claim as its page shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, Sum

from wellrun.departments.revenue.models import (
    Claim,
    ClaimLine,
    LedgerEntry,
    LedgerLeg,
    Payer,
    PayerControl,
    RemittancePayment,
)
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.ledger import AT_ONCE, entries_of_claim, entry_of
from wellrun.departments.revenue.rules.booking import transaction_named
from wellrun.departments.revenue.rules.entries import Book, Kind
from wellrun.departments.revenue.rules.ledger import Ledger, open_denials, receivable
from wellrun.departments.revenue.rules.matching import OpenClaim, OpenClaims, OpenLine
from wellrun.departments.revenue.rules.remitted import Remittance
from wellrun.departments.revenue.words.entries import KINDS, OWERS
from wellrun.foundations.organisation.models import Facility


def open_claim(claim: Claim) -> OpenClaim:
    """A claim as it was billed."""
    return OpenClaim(
        patient=claim.patient,
        account=claim.account,
        number=claim.number,
        charge=claim.charge,
        begins=claim.begins,
        lines=tuple(
            OpenLine(line.number, line.code, line.charge, tuple(line.modifiers), line.on) for line in claim.lines.all()
        ),
        payers=tuple(claim.payers),
        payer_controls=tuple(one.number for one in claim.controls.all()),
    )


def claims_for(remittance: Remittance, *, facility: Facility) -> dict[str, Claim]:
    """Our claims that a payment may be about, by number: those it names, by our number or by the payer's own."""
    numbers = {claim.number.strip() for claim in remittance.claims}
    controls = {claim.payer_control.strip() for claim in remittance.claims if claim.payer_control.strip()}
    found: dict[str, Claim] = {}
    for some in _chunks(numbers | {number.upper() for number in numbers}):
        found |= {one.number: one for one in _claims(facility, Q(number__in=some))}
    for some in _chunks(controls):
        told = PayerControl.objects.filter(facility=facility, number__in=some).values("claim")
        found |= {one.number: one for one in _claims(facility, Q(pk__in=told)) if one.number not in found}
    return found


def open_claims(claims: Iterable[Claim]) -> OpenClaims:
    """Claims to be matched with."""
    return OpenClaims(open_claim(claim) for claim in claims)


def _claims(facility: Facility, which: Q) -> Iterable[Claim]:
    lines = Prefetch("lines", ClaimLine.objects.order_by("pk"))
    return Claim.objects.filter(which, facility=facility).prefetch_related(lines, "controls")


def _chunks(values: Collection[Any]) -> Iterator[list[Any]]:
    held = list(values)
    return (held[at : at + AT_ONCE] for at in range(0, len(held), AT_ONCE))


def owed_on(claims: Sequence[Claim]) -> dict[int, Decimal]:
    """What is still owed on each claim, by its key, whoever owes it."""
    owed: dict[tuple[int, str], int] = {}
    for some in _chunks(claims):
        legs = LedgerLeg.objects.filter(
            entry__facility__in={one.facility_id for one in some},
            claim__in=[one.number for one in some],
            book=Book.RECEIVABLE.value,
        )
        sums = legs.values_list("entry__facility", "claim").annotate(cents=Sum("cents"))
        owed |= {(facility, number): cents for facility, number, cents in sums}
    return {one.pk: as_money(owed.get((one.facility_id, one.number), 0)) for one in claims}


@dataclass(frozen=True)
class LineShown:
    """A line of a claim, and what is still owed of it by whom."""

    line: ClaimLine
    owed: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class EntryShown:
    """An entry about a claim: what it did to what is owed, and what it stood at afterwards."""

    entry: LedgerEntry
    words: str
    payment: int | None
    change: Decimal
    reached: Decimal


@dataclass(frozen=True)
class ClaimShown:
    """A claim with its lines, who owes what, and every entry that made it so."""

    claim: Claim
    payers: tuple[str, ...]
    lines: tuple[LineShown, ...]
    owed: tuple[tuple[str, Decimal], ...]
    entries: tuple[EntryShown, ...]
    denied: Decimal

    @property
    def balance(self) -> Decimal:
        return sum((amount for _by, amount in self.owed), Decimal("0.00"))


def claim_shown(claim: Claim) -> ClaimShown:
    """One claim and how what is owed on it came about."""
    kept = entries_of_claim(claim.facility, claim.number)
    ledger = Ledger()
    ledger.post(entry_of(one) for one in kept)
    owed = receivable(ledger, claim.number)
    names = dict(Payer.objects.filter(facility=claim.facility, code__in=claim.payers).values_list("code", "name"))
    return ClaimShown(
        claim=claim,
        payers=tuple(names.get(code, code) for code in claim.payers),
        lines=tuple(
            LineShown(
                line, tuple((str(OWERS[by]), owed[line.number, by]) for by in OWERS if owed.get((line.number, by)))
            )
            for line in claim.lines.all()
        ),
        owed=tuple(
            (str(OWERS[by]), total)
            for by in OWERS
            if (total := sum((amount for (_line, who), amount in owed.items() if who is by), Decimal("0.00")))
        ),
        entries=tuple(_with_balance(kept, claim.facility)),
        denied=sum((one.denied.amount for one in open_denials(ledger, claim.number) if one.denied), Decimal("0.00")),
    )


def _with_balance(kept: Sequence[LedgerEntry], facility: Facility) -> Iterator[EntryShown]:
    payments = _payments({one.transaction for one in kept if one.source == "835"}, facility)
    reached = Decimal("0.00")
    for one in kept:
        change = sum((leg.amount for leg in one.legs.all() if leg.book == Book.RECEIVABLE), Decimal("0.00"))
        reached += change
        yield EntryShown(one, str(KINDS[Kind(one.kind)]), payments.get(one.transaction), change, reached)


def _payments(transactions: Collection[str], facility: Facility) -> dict[str, int]:
    """Keys of payments by their names in the ledger; what was posted again had others before."""
    traces = {one.partition("/")[2] for one in transactions}
    traces |= {one.rpartition("#")[0] for one in traces}
    paid = RemittancePayment.objects.filter(facility=facility, trace__in=traces, posted_at__isnull=False)
    rows = paid.order_by("-round").values_list("payer__code", "trace", "round", "pk")
    return {transaction_named(payer, trace, at): pk for payer, trace, last, pk in rows for at in range(1, last + 1)}
