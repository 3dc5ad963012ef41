"""What payers paid against what their contracts say: claims decided in a period, compared and explained.

Three statements for every few hundred claims (claims, lines, legs of their entries), whatever their number.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Sum
from django.utils.formats import date_format

from wellrun.departments.revenue.models import Claim, LedgerEntry, LedgerLeg, Payer, RemittanceClaim
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.appeals import rules_from
from wellrun.departments.revenue.queries.contracts import expected_of, for_engine, in_use, with_lines
from wellrun.departments.revenue.queries.ledger import AT_ONCE
from wellrun.departments.revenue.rules.appeal_days import Appeal
from wellrun.departments.revenue.rules.entries import Book, Kind
from wellrun.departments.revenue.rules.expected import Brought, Moved, brought_by
from wellrun.departments.revenue.rules.shortfalls import Shortfall, shortfall
from wellrun.engines.reimbursement.contract import Contract
from wellrun.engines.reimbursement.expected import Expected, Why
from wellrun.engines.reimbursement.underpayment import Comparison, Verdict, compare
from wellrun.foundations.organisation.models import Facility

ZERO = Decimal("0.00")
LEG = (
    "entry_id",
    "book",
    "cents",
    "line",
    "by",
    "entry__kind",
    "entry__source",
    "entry__on",
    "entry__reverses__kind",
    "entry__reverses__source",
    "entry__about",
)


@dataclass(frozen=True)
class Underpaid:
    """A claim that brought less than its contract says, and the term that shows it."""

    claim: Claim
    payer: Payer
    contract: str
    comparison: Comparison
    paid_on: dt.date
    shortfall: Shortfall
    appeal: Appeal

    @property
    def missing(self) -> Decimal:
        return -self.comparison.difference


@dataclass(frozen=True)
class Group:
    """Claims that have something in common, and what is missing of them together."""

    name: str
    claims: int
    missing: Decimal


@dataclass(frozen=True)
class Underpayments:
    """The answer for a period: what is underpaid, and how every other claim stands, so that none is lost."""

    since: dt.date
    until: dt.date
    lines: tuple[Underpaid, ...]
    as_agreed: int
    overpaid: int
    over: Decimal
    undecided: int
    unpriced: tuple[tuple[Why, int], ...]

    @property
    def missing(self) -> Decimal:
        return sum((one.missing for one in self.lines), ZERO)

    @property
    def priced(self) -> int:
        return len(self.lines) + self.as_agreed + self.overpaid

    @property
    def not_priced(self) -> int:
        return sum(count for _why, count in self.unpriced)

    @property
    def by_payer(self) -> list[Group]:
        return self._groups(lambda one: one.payer.name)

    @property
    def by_term(self) -> list[Group]:
        return self._groups(lambda one: f"{one.payer.name}: {one.shortfall.term}")

    @property
    def by_month(self) -> list[Group]:
        found = sorted(self._groups(lambda one: one.paid_on.strftime("%Y-%m-01")), key=lambda one: one.name)
        return [replace(one, name=date_format(dt.date.fromisoformat(one.name), "M Y")) for one in found]

    def _groups(self, key: Callable[[Underpaid], str]) -> list[Group]:
        found: dict[str, list[Underpaid]] = defaultdict(list)
        for one in self.lines:
            found[key(one)].append(one)
        groups = [Group(name, len(held), sum((one.missing for one in held), ZERO)) for name, held in found.items()]
        return sorted(groups, key=lambda one: (-one.missing, one.name))


def underpayments(facility: Facility, *, since: dt.date, until: dt.date, payer: Payer | None = None) -> Underpayments:
    """Claims that their primary payer sent a payment for from ``since`` up to and including ``until``.

    What is compared is everything such a claim brought, whenever it came. A claim that its payer has not wholly decided
    is counted, not compared: what is denied is disputed as a denial.
    """
    contracts = in_use(facility)
    payers = {one.code: one for one in Payer.objects.filter(facility=facility).select_related("terms")}
    rules = rules_from(facility, contracts, payers.values())
    lines: list[Underpaid] = []
    counted: Counter[Verdict] = Counter()
    unpriced: Counter[Why] = Counter()
    over, undecided = ZERO, 0
    for claim, brought in _decided(facility, since, until, payer):
        if brought.actual is None or not brought.final:
            undecided += 1
            continue
        expected, contract = expected_of(for_engine(claim, facility), contracts)
        if contract is None or not expected.complete:
            unpriced.update({one.why for one in expected.unpriced[:1]})
            continue
        found = compare(expected, brought.actual, contract)
        counted[found.verdict] += 1
        over += found.difference if found.verdict is Verdict.OVERPAID else ZERO
        if found.verdict is Verdict.UNDERPAID:
            paid_on = brought.actual.paid_on
            why = shortfall(expected, found)
            owing, appeal = payers[claim.payers[0]], rules.of(claim.payers[0], paid_on)
            lines.append(Underpaid(claim, owing, contract.key, found, paid_on, why, appeal))
    lines.sort(key=lambda one: (-one.missing, one.claim.number))
    reasons = tuple(unpriced.most_common())
    agreed, paid_over = counted[Verdict.AS_AGREED], counted[Verdict.OVERPAID]
    return Underpayments(since, until, tuple(lines), agreed, paid_over, over, undecided, reasons)


def compared(claim: Claim, facility: Facility) -> tuple[Expected, Brought, Contract | None]:
    """One claim: what it should bring, what it brought, and the contract that says so."""
    expected, contract = expected_of(for_engine(claim, facility), in_use(facility))
    return expected, _brought(facility, [claim])[claim.pk], contract


def _decided(
    facility: Facility, since: dt.date, until: dt.date, payer: Payer | None
) -> Iterator[tuple[Claim, Brought]]:
    """Claims that their primary payer paid in the period, with what they brought."""
    told = RemittanceClaim.objects.filter(
        payment__facility=facility, payment__paid_on__range=(since, until), claim__isnull=False
    )
    if payer is not None:
        told = told.filter(payment__payer=payer)
    said: dict[int, set[str]] = defaultdict(set)
    for claim, code in told.values_list("claim", "payment__payer__code"):
        said[claim].add(code)
    keys = sorted(said)
    for at in range(0, len(keys), AT_ONCE):
        found = Claim.objects.filter(pk__in=keys[at : at + AT_ONCE]).prefetch_related(with_lines()).order_by("pk")
        claims = [one for one in found if one.payers and one.payers[0] in said[one.pk]]
        brought = _brought(facility, claims)
        yield from ((one, brought[one.pk]) for one in claims)


def _brought(facility: Facility, claims: Sequence[Claim]) -> dict[int, Brought]:
    numbers = {one.number: one.pk for one in claims}
    moves: dict[str, list[Moved]] = defaultdict(list)
    legs = LedgerLeg.objects.filter(entry__facility=facility, entry__about__in=list(numbers)).order_by("pk")
    for entry, book, cents, line, by, kind, source, on, undone, undone_source, about in legs.values_list(*LEG):
        moves[about].append(Moved(entry, book, cents, line, by, undone or kind, undone_source or source, on))
    taken = _recovered(facility, claims)
    return {pk: brought_by(moves[number], taken.get(pk, ZERO)) for number, pk in numbers.items()}


def _recovered(facility: Facility, claims: Sequence[Claim]) -> dict[int, Decimal]:
    """What payers took back outside of any claim (PLB) and told no reversal of, by the claim it refers to."""
    taken = dict(
        LedgerEntry.objects.filter(facility=facility, kind=Kind.TAKE_BACK, legs__book=Book.RECOVERY)
        .exclude(reference="")
        .values_list("reference")
        .annotate(cents=Sum("legs__cents"))
        .values_list("reference", "cents")
    )
    if not taken:
        return {}
    found: dict[int, Decimal] = {}
    controls = Claim.objects.filter(pk__in=[one.pk for one in claims], controls__number__in=list(taken))
    names = [*((one.pk, one.number) for one in claims), *controls.values_list("pk", "controls__number")]
    for pk, name in names:
        if taken.get(name, 0) > 0:
            found[pk] = found.get(pk, ZERO) + as_money(taken[name])
    return found
