"""The receivable's ledger: entries are added and never changed, and every balance is the sum of entries.

What is wrong is undone by an entry that negates it. A cause is posted once: the same again changes nothing, and another
content under the same cause is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Kind, Leg, Owed, Responsible, entry_faults
from wellrun.values.faults import Fault, Refused

ZERO = Decimal("0.00")
Transaction = tuple[str, str]


class Reading(Protocol):
    """What balances are drawn from: a ledger, or one with entries that are only proposed."""

    def of_claim(self, claim: str) -> Sequence[Entry]: ...

    def undone(self, cause: Cause) -> bool: ...


class Ledger:
    """All entries in the order they were posted, found by cause, transaction and claim."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._by_cause: dict[Cause, Entry] = {}
        self._by_claim: dict[str, list[Entry]] = defaultdict(list)
        self._by_transaction: dict[Transaction, list[Entry]] = defaultdict(list)
        self._undone: set[Cause] = set()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, cause: Cause) -> Entry | None:
        return self._by_cause.get(cause)

    def of_claim(self, claim: str) -> Sequence[Entry]:
        """Every entry about the claim, oldest first."""
        return tuple(self._by_claim.get(claim, ()))

    def of_transaction(self, source: str, transaction: str) -> Sequence[Entry]:
        return tuple(self._by_transaction.get((source, transaction), ()))

    def undone(self, cause: Cause) -> bool:
        """Whether the entry of this cause has been reversed."""
        return cause in self._undone

    def post(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Add what is not there yet, all or nothing. Returns what was added; raises ``Refused`` with every fault."""
        fresh: dict[Cause, Entry] = {}
        faults: list[Fault] = []
        for entry in entries:
            known = self._by_cause.get(entry.cause) or fresh.get(entry.cause)
            if known is None:
                faults += entry_faults(entry)
                faults += self._other_currency(entry)
                fresh[entry.cause] = entry
            elif known != entry:
                faults.append(_refusal("twice", entry, "the content posted before", "Give it a cause of its own."))
        faults += self._reversal_faults(fresh)
        if faults:
            raise Refused(faults)
        for entry in fresh.values():
            self._add(entry)
        return tuple(fresh.values())

    def _other_currency(self, entry: Entry) -> Iterator[Fault]:
        """A claim has one currency, since its balances are sums."""
        for claim in sorted(entry.claims):
            if any(one.currency != entry.currency for one in self._by_claim.get(claim, ())[:1]):
                remedy = "Convert the amount, or bill a claim of its own."
                yield _refusal("currency", entry, f"{claim} in {self._by_claim[claim][0].currency}", remedy)

    def _reversal_faults(self, fresh: Mapping[Cause, Entry]) -> Iterator[Fault]:
        seen: set[Cause] = set()
        for entry in fresh.values():
            if entry.reverses is None:
                continue
            undone = self._by_cause.get(entry.reverses) or fresh.get(entry.reverses)
            if undone is None:
                yield _refusal("unknown", entry, "an entry that is there", "Name the entry that is undone.")
            elif self.undone(entry.reverses) or entry.reverses in seen:
                yield _refusal("undone", entry, "an entry not undone yet", "Nothing is left to undo.")
            elif entry.legs != _opposite(undone):
                yield _refusal("inexact", entry, "the exact opposite", "Undo the whole entry, then post what is right.")
            seen.add(entry.reverses)

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._by_cause[entry.cause] = entry
        self._by_transaction[entry.cause.source, entry.cause.transaction].append(entry)
        for claim in entry.claims or self._about(entry):
            self._by_claim[claim].append(entry)
        if entry.reverses is not None:
            self._undone.add(entry.reverses)

    def _about(self, entry: Entry) -> frozenset[str]:
        """A reversal without legs, that of a denial, is about what it undoes."""
        undone = self._by_cause.get(entry.reverses) if entry.reverses else None
        return undone.claims if undone else frozenset()


class Draft:
    """A ledger with entries that are only proposed, which later ones already reckon with."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.entries: list[Entry] = []
        self._by_claim: dict[str, list[Entry]] = defaultdict(list)
        self._undone: set[Cause] = set()

    def of_claim(self, claim: str) -> Sequence[Entry]:
        return (*self.ledger.of_claim(claim), *self._by_claim.get(claim, ()))

    def undone(self, cause: Cause) -> bool:
        return self.ledger.undone(cause) or cause in self._undone

    def add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self.entries.append(entry)
            for claim in entry.claims:
                self._by_claim[claim].append(entry)
            if entry.reverses is not None:
                self._undone.add(entry.reverses)

    def cut(self, length: int) -> None:
        """Forget all entries after so many."""
        while len(self.entries) > length:
            entry = self.entries.pop()
            for claim in entry.claims:
                self._by_claim[claim].pop()
            if entry.reverses is not None:
                self._undone.discard(entry.reverses)


def _opposite(entry: Entry) -> tuple[Leg, ...]:
    return tuple(leg._replace(amount=-leg.amount) for leg in entry.legs)


def _refusal(code: str, entry: Entry, expected: str, remedy: str) -> Fault:
    place = "/".join(part for part in entry.cause if part)
    return Fault(f"revenue.ledger.{code}", f"The entry {place} is not posted.", place, entry.kind, expected, remedy)


def balance(legs: Iterable[Leg], book: Book = Book.RECEIVABLE, **about: str | Responsible) -> Decimal:
    """What stands in a book, of the legs about this patient, account, claim, line or whoever owes (``by``)."""
    wanted = about.items()
    return sum(
        (leg.amount for leg in legs if leg.book is book and all(getattr(leg.of, key) == one for key, one in wanted)),
        ZERO,
    )


def legs_of(entries: Iterable[Entry]) -> Iterator[Leg]:
    return (leg for entry in entries for leg in entry.legs)


def receivable(reading: Reading, claim: str) -> dict[tuple[str, Responsible], Decimal]:
    """What is owed on a claim by line and by whom, nothing left out, zero where it has been and is no more."""
    found: dict[tuple[str, Responsible], Decimal] = defaultdict(lambda: ZERO)
    for leg in legs_of(reading.of_claim(claim)):
        if leg.book is Book.RECEIVABLE and leg.of.claim == claim and leg.of.by is not None:
            found[leg.of.line, leg.of.by] += leg.amount
    return dict(found)


class Explained(NamedTuple):
    """One entry of a balance, and what it stood at afterwards."""

    entry: Entry
    amount: Decimal
    reached: Decimal


def explain(entries: Iterable[Entry], of: Owed) -> tuple[Explained, ...]:
    """How a balance of the receivable came about, entry by entry; the last one reaches it."""
    rows, reached = [], ZERO
    for entry in entries:
        amount = sum((leg.amount for leg in entry.legs if leg.book is Book.RECEIVABLE and leg.of == of), ZERO)
        if amount:
            reached += amount
            rows.append(Explained(entry, amount, reached))
    return tuple(rows)


def open_denials(reading: Reading, claim: str) -> tuple[Entry, ...]:
    """Denials not taken back whose line is still owed by whom it was."""
    owed = receivable(reading, claim)
    return tuple(
        entry
        for entry in reading.of_claim(claim)
        if entry.kind is Kind.DENIAL
        and entry.denied is not None
        and entry.denied.of.by is not None
        and not reading.undone(entry.cause)
        and owed.get((entry.denied.of.line, entry.denied.of.by), ZERO) > 0
    )


def ledger_faults(ledger: Iterable[Entry]) -> tuple[Fault, ...]:
    """Everything that may never be, reckoned from the entries alone: what an auditor would ask of the ledger."""
    entries = list(ledger)
    faults = [fault for entry in entries for fault in entry_faults(entry)]
    posted, undone = {entry.cause: entry for entry in entries}, [one.reverses for one in entries if one.reverses]
    if len(posted) != len(entries):
        faults.append(_broken("twice", f"{len(entries) - len(posted)} causes", "each cause once"))
    if len(set(undone)) != len(undone) or not set(undone) <= posted.keys():
        faults.append(_broken("undone", f"{len(undone)} reversals", "each of one entry that is there"))
    faults += [
        _broken("inexact", "/".join(one.cause), "the exact opposite of the entry undone")
        for one in entries
        if one.reverses in posted and one.legs != _opposite(posted[one.reverses])
    ]
    owed: dict[Owed, Decimal] = defaultdict(lambda: ZERO)
    unapplied: dict[str, Decimal] = defaultdict(lambda: ZERO)
    charged: set[tuple[str, str]] = set()
    for entry in entries:
        for leg in entry.legs:
            if leg.book is Book.UNAPPLIED and leg.of.claim:
                unapplied[leg.of.claim] -= leg.amount
            if leg.book is Book.RECEIVABLE:
                owed[leg.of] += leg.amount
                charged |= {(leg.of.claim, leg.of.line)} if entry.kind is Kind.CHARGE else set()
    for of, amount in owed.items():
        if amount < 0:
            faults.append(_broken("negative", f"{of.claim} line {of.line}, {of.by}: {amount}", "nothing below zero"))
        if (of.claim, of.line) not in charged:
            faults.append(_broken("uncharged", f"{of.claim} line {of.line}", "a charge that it comes from"))
    faults += [
        _broken("overdrawn", f"{claim}: {amount}", "no more used than there is")
        for claim, amount in unapplied.items()
        if amount < 0
    ]
    return tuple(faults)


def _broken(code: str, value: str, expected: str) -> Fault:
    return Fault(
        f"revenue.ledger.{code}", f"The ledger is broken: {value}.", "ledger", value, expected, "Stop posting."
    )
