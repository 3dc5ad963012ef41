"""What one line of a remitted claim does to the books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.allotting import Part
from wellrun.departments.revenue.rules.denials import Category
from wellrun.departments.revenue.rules.entries import Book, Cause, Denied, Entry, Kind, Leg, Owed, Responsible
from wellrun.departments.revenue.rules.ledger import ZERO, Draft, receivable
from wellrun.departments.revenue.rules.matching import OpenClaim
from wellrun.departments.revenue.rules.remitted import Remittance, RemittedClaim, total
from wellrun.departments.revenue.rules.sorting import Sort, Sorted, is_refusal, of_sort, sort_part

LEVELS = (Responsible.PRIMARY, Responsible.SECONDARY, Responsible.TERTIARY)


class Stop(Exception):
    """This claim is for a person; the sentences say why."""

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(str(one) for one in self.args)


class Notice(NamedTuple):
    """Something that was posted and that somebody should know: a word, the claim, its line and the amount."""

    word: str
    claim: str
    line: str
    amount: Decimal


def transaction_of(remittance: Remittance) -> str:
    """What tells a payment from all others: the payer with its own number, and which posting of it it is."""
    return transaction_named(remittance.payer, remittance.trace, remittance.round)


def transaction_named(payer: str, trace: str, posting: int = 1) -> str:
    """The name of a payment in the ledger; a posting after one that was taken back has a name of its own."""
    return f"{payer}/{trace}" if posting == 1 else f"{payer}/{trace}#{posting}"


class ClaimBooking(NamedTuple):
    """A remitted claim on its way into the books. ``place``: from 0 in the remittance; ``again``: a plus for
    each time that it was held before."""

    remittance: Remittance
    place: int
    remitted: RemittedClaim
    claim: OpenClaim
    level: Responsible
    categories: Mapping[str, Category]
    again: str = ""

    @property
    def next(self) -> Responsible:
        """Who owes what this payer leaves: the next payer of the claim, or the patient."""
        after = LEVELS.index(self.level) + 1
        return LEVELS[after] if after < len(self.claim.payers) else Responsible.PATIENT

    def owed(self, line: str, by: Responsible) -> Owed:
        return Owed(self.claim.patient, self.claim.account, self.claim.number, line, by)

    def entry(
        self, kind: Kind, line: str, part: str, *legs: Leg, note: str = "", denied: Denied | None = None
    ) -> Entry:
        cause = Cause("835", transaction_of(self.remittance), f"{self.place}{self.again}", line, part)
        paid_on, currency = self.remittance.paid_on, self.remittance.currency
        return Entry(cause, kind, paid_on, legs, currency, None, self.remitted.payer_control, note, None, denied)

    def line(self, part: Part, draft: Draft, notices: list[Notice]) -> Iterator[Entry]:
        """The entries of one line. Raises ``Stop`` where they would say more than the line can bear."""
        found = sort_part(part, self.level, is_refusal(self.remitted, self.level), self.categories)
        owes = receivable(draft, self.claim.number).get((part.line, self.level), ZERO)
        self._bearable(part, found, owes)
        self._not_decided_before(part, found, draft)
        share = total(one.adjustment.amount for one in of_sort(found, Sort.SHARE))
        given = self._given_away(part, found, owes - share, notices)
        applied = min(part.paid, owes - share - total(given.values()))
        at = self.owed(part.line, self.level)
        for one in found:
            amount, name = one.adjustment.amount, _name(one)
            if one.sort is Sort.SHARE and amount:
                legs = Leg(Book.RECEIVABLE, -amount, at), Leg(Book.RECEIVABLE, amount, self.owed(part.line, self.next))
                yield self.entry(Kind.TRANSFER, part.line, name, *legs, note=one.word)
            elif one.sort is Sort.DENIED and amount:
                denied = Denied(one.word, one.adjustment.group, one.adjustment.reason, amount, at)
                yield self.entry(Kind.DENIAL, part.line, name, denied=denied)
            elif given.get(one.place):
                legs = Leg(Book.CONTRACTUAL, given[one.place]), Leg(Book.RECEIVABLE, -given[one.place], at)
                yield self.entry(Kind.CONTRACTUAL, part.line, name, *legs)
        if applied:
            yield self.entry(
                Kind.PAYER_PAYMENT, part.line, "paid", Leg(Book.CASH, applied), Leg(Book.RECEIVABLE, -applied, at)
            )
        if part.paid > applied:
            over = part.paid - applied
            notices.append(Notice("paid more than is owed", self.claim.number, part.line, over))
            yield self.entry(Kind.UNAPPLIED, part.line, "over", Leg(Book.CASH, over), Leg(Book.UNAPPLIED, -over, at))

    def _bearable(self, part: Part, found: tuple[Sorted, ...], owes: Decimal) -> None:
        """Stops what would bring a balance below zero, or is below zero itself and not known to be."""
        if part.paid < 0:
            raise Stop(f"line {part.line}: a payment of {part.paid:,.2f} that is no reversal")
        for one in found:
            if one.sort in (Sort.SHARE, Sort.DENIED) and one.adjustment.amount < 0:
                raise Stop(f"line {part.line}: {_reason(one)} of {one.adjustment.amount:,.2f}, below zero")
        share = total(one.adjustment.amount for one in of_sort(found, Sort.SHARE))
        given = total(one.adjustment.amount for one in of_sort(found, Sort.CONTRACTUAL))
        taken = share + (given if self.level is Responsible.PRIMARY else ZERO)
        if taken > owes:
            raise Stop(f"line {part.line}: adjustments of {taken:,.2f}, where the {self.level} payer owes {owes:,.2f}")

    def _not_decided_before(self, part: Part, found: tuple[Sorted, ...], draft: Draft) -> None:
        """Stops a decision that repeats what an earlier one gave away or passed on, which was not taken back.

        A payer that pays a denied rest later often states the whole claim again.
        """
        repeats = any(one.adjustment.amount for one in found if one.sort in (Sort.SHARE, Sort.CONTRACTUAL))
        if repeats and any(
            leg.book is Book.RECEIVABLE and leg.of == self.owed(part.line, self.level)
            for entry in draft.of_claim(self.claim.number)
            if _lowers(entry) and not draft.undone(entry.cause)
            for leg in entry.legs
            if entry.kind is Kind.CONTRACTUAL or leg.amount < 0
        ):
            raise Stop(f"line {part.line}: decided by this payer before, and not taken back")

    def _given_away(
        self, part: Part, found: tuple[Sorted, ...], rest: Decimal, notices: list[Notice]
    ) -> dict[str, Decimal]:
        """Contractual amounts by place.

        A later payer states them of the whole charge, of which earlier ones have given away a part: no more of them is
        booked than is owed after its payment.
        """
        given = {one.place: one.adjustment.amount for one in of_sort(found, Sort.CONTRACTUAL)}
        if self.level is Responsible.PRIMARY:
            return given
        room = max(rest - part.paid, ZERO)
        for place, amount in given.items():
            given[place] = min(amount, room)
            room -= given[place]
            if given[place] != amount:
                notices.append(Notice("given away before", self.claim.number, part.line, amount - given[place]))
        return given


def _lowers(entry: Entry) -> bool:
    return entry.cause.source == "835" and entry.kind in {Kind.CONTRACTUAL, Kind.TRANSFER}


def _name(one: Sorted) -> str:
    return f"{one.adjustment.group}-{one.adjustment.reason}.{one.place}"


def _reason(one: Sorted) -> str:
    return f"{one.adjustment.group}-{one.adjustment.reason}"
