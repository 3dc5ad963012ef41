"""A payer's years in short: claims are priced, sent, paid, denied, reversed, corrected, paid by a second payer and by
patients, in random order and files, some of them sent twice, broken or about claims nobody knows. A bookkeeper that
knows nothing of entries keeps plain sums beside; after every file the ledger must agree with them to the cent.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal

import pytest

from wellrun.departments.revenue.rules.by_hand import charge_entries, patient_payment
from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Owed, Responsible
from wellrun.departments.revenue.rules.ledger import Ledger, ledger_faults, receivable
from wellrun.departments.revenue.rules.matching import OpenClaim, OpenClaims, OpenLine, upright
from wellrun.departments.revenue.rules.posting import place_held, propose
from wellrun.departments.revenue.rules.remitted import (
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittedClaim,
    RemittedLine,
)
from wellrun.departments.revenue.rules.unposting import hanging, taking_back, undone, whole
from wellrun.engines.reimbursement.claim import Claim, Line, Setting
from wellrun.engines.reimbursement.contract import Contract, FeeSchedule, LesserOf, Missing, Version
from wellrun.engines.reimbursement.pricing import price
from wellrun.engines.reimbursement.tables import Fee, FeeTable

DAY = dt.date(2026, 3, 1)
P, S, PATIENT = Responsible.PRIMARY, Responsible.SECONDARY, Responsible.PATIENT
FEES = FeeTable("fees", tuple(Fee(f"X{at:04}", Decimal(3000 + 977 * at) / 100) for at in range(20)))
TERM = FeeSchedule("fees", "fees", missing=Missing.PERCENT, share=Decimal("0.41"))
CONTRACT = Contract("C", "ALPHA", (Version(DAY, None, (TERM,), lesser_of=LesserOf.LINE),), tables=(FEES,))
ZERO = Decimal("0.00")


def some(rng: random.Random, most: Decimal) -> Decimal:
    """A random part of an amount, often none or all of it."""
    return rng.choice((ZERO, most, Decimal(rng.randint(0, int(most * 100))) / 100)) if most > 0 else ZERO


def billed(rng: random.Random, at: int) -> tuple[OpenClaim, dict[str, Decimal]]:
    """A claim, and what the contract allows on each of its lines."""
    lines = tuple(
        OpenLine(str(number), f"X{rng.randint(0, 24):04}", Decimal(rng.randint(1, 60_000)) / 100, ("25",), DAY)
        for number in range(1, rng.randint(2, 5))
    )
    payers = rng.choice((("ALPHA",), ("ALPHA", "BETA")))
    priced = tuple(Line(one.number, one.charge, procedure=one.code) for one in lines)
    expected = price(Claim("", "ALPHA", "HV", Setting.OUTPATIENT, DAY, DAY, priced), CONTRACT)
    claim = OpenClaim(f"p{at % 997}", f"a{at}", f"C{at}", sum(one.charge for one in lines), DAY, lines, payers)
    return claim, {one.number: one.allowed for one in expected.lines}


class Bookkeeper:
    """What should be owed by whom on each line, in plain sums, and what cash should have come."""

    def __init__(self) -> None:
        self.owed: dict[tuple[str, str, Responsible], Decimal] = defaultdict(lambda: ZERO)
        self.cash = self.unapplied = self.given = ZERO

    def move(self, claim: OpenClaim, line: str, by: Responsible, amount: Decimal) -> None:
        self.owed[claim.number, line, by] += amount

    def decided(self, claim: OpenClaim, remitted: RemittedClaim, sign: int) -> None:
        """A decision of a payer, or (-1) its reversal."""
        level = S if remitted.status == "2" else P
        after = S if level is P and len(claim.payers) > 1 else PATIENT
        shares = [one.amount for line in remitted.lines for one in line.adjustments if one.group == "PR"]
        refused = level is P and not remitted.paid and not sum(shares)
        for line, ours in zip(remitted.lines, claim.lines, strict=True):
            share = sum((one.amount for one in line.adjustments if one.group == "PR"), ZERO)
            given = sum((one.amount for one in line.adjustments if (one.group, one.reason) == ("CO", "45")), ZERO)
            given = ZERO if refused else given
            self.move(claim, ours.number, level, -sign * (share + given + line.paid))
            self.move(claim, ours.number, after, sign * share)
            self.given += sign * given
            self.cash += sign * line.paid

    def close(self, claims: set[OpenClaim]) -> None:
        """At the end of a file nothing stays below zero: it is a credit."""
        for claim in claims:
            for line in claim.lines:
                for by in (P, S, PATIENT):
                    amount = self.owed[claim.number, line.number, by]
                    if amount < 0:
                        self.unapplied -= amount
                        self.owed[claim.number, line.number, by] = ZERO


class Payers:
    """What the payers decide and send; what they last decided on each claim, by level."""

    def __init__(self, rng: random.Random, allowed: dict[str, dict[str, Decimal]], books: Bookkeeper) -> None:
        self.rng, self.allowed, self.books = rng, allowed, books
        self.live: dict[tuple[str, Responsible], RemittedClaim] = {}

    def first(self, claim: OpenClaim) -> RemittedClaim:
        lines = []
        for one in claim.lines:
            allowed = self.allowed[claim.number][one.number]
            reasons = [Adjustment("CO", "45", one.charge - allowed)] if one.charge > allowed else []
            paid = ZERO
            if self.rng.random() < 0.2:
                reasons += [Adjustment("CO", self.rng.choice(("197", "29", "50", "999")), allowed)] if allowed else []
            else:
                share = some(self.rng, allowed)
                part = some(self.rng, share)
                reasons += [Adjustment("PR", "1", part)] * bool(part) + [Adjustment("PR", "2", share - part)] * bool(
                    share - part
                )
                paid = allowed - share
            dropped = self.rng.choice(((), ("25",)))
            lines.append(RemittedLine(one.charge, paid, tuple(reasons), one.code, dropped, begins=DAY))
        paid = sum((one.paid for one in lines), ZERO)
        share = sum((a.amount for one in lines for a in one.adjustments if a.group == "PR"), ZERO)
        return RemittedClaim(claim.number, "1" if paid or share else "4", claim.charge, paid, tuple(lines), begins=DAY)

    def second(self, claim: OpenClaim) -> RemittedClaim:
        """Of what is owed to it, a part is paid, a part is the patient's, the rest is given away."""
        lines = []
        for one in claim.lines:
            owed = self.books.owed[claim.number, one.number, S]
            paid = some(self.rng, owed)
            share = some(self.rng, owed - paid)
            amounts = (("OA", "23", one.charge - owed), ("PR", "3", share), ("CO", "45", owed - paid - share))
            reasons = tuple(Adjustment(*reason) for reason in amounts if reason[2])
            lines.append(RemittedLine(one.charge, paid, reasons, one.code, control=one.number))
        return RemittedClaim(claim.number, "2", claim.charge, sum((one.paid for one in lines), ZERO), tuple(lines))

    def back(self, claim: OpenClaim, level: Responsible) -> RemittedClaim:
        return upright(self.live[claim.number, level])._replace(status="22")

    def decide(self, claim: OpenClaim, payer: str) -> list[RemittedClaim]:
        """One or two claims for a file, booked beside as they will have to be."""
        level = P if payer == "ALPHA" else S
        found: list[RemittedClaim] = []
        known = self.live.get((claim.number, level))
        if known is not None:
            if self.rng.random() < 0.5:
                return []
            found.append(self.back(claim, level))
            self.books.decided(claim, known, -1)
            del self.live[claim.number, level]
            # A second payer looks again only at what is owed to it now; the first may decide at once.
            if level is S or self.rng.random() < 0.3:
                return found
        owed = sum((self.books.owed[claim.number, one.number, level] for one in claim.lines), ZERO)
        if (level is P and owed != claim.charge) or (level is S and (owed <= 0 or known is not None)):
            return found
        decided = self.first(claim) if level is P else self.second(claim)
        self.live[claim.number, level] = decided
        self.books.decided(claim, decided, 1)
        return [*found, decided]


def agree(ledger: Ledger, books: Bookkeeper, claims: set[OpenClaim], totals: dict[Book, Decimal]) -> None:
    """The claims that a file touched, and all totals."""
    for claim in claims:
        kept = {key: amount for key, amount in receivable(ledger, claim.number).items() if amount}
        known = {
            (line.number, by): books.owed[claim.number, line.number, by]
            for line in claim.lines
            for by in (P, S, PATIENT)
            if books.owed[claim.number, line.number, by]
        }
        assert kept == known
    assert totals[Book.CASH] == books.cash
    assert -totals[Book.UNAPPLIED] == books.unapplied
    assert totals[Book.CONTRACTUAL] == books.given
    assert sum(totals.values()) == 0


def patients_pay(rng: random.Random, books: Bookkeeper, claim: OpenClaim, transaction: str) -> tuple[Entry, ...]:
    """What a patient owes, some of it, or up to twice as much."""
    found = []
    for line in claim.lines:
        owed = books.owed[claim.number, line.number, PATIENT]
        amount = some(rng, owed * 2)
        if amount:
            of = Owed(claim.patient, claim.account, claim.number, line.number, PATIENT)
            cause = Cause("bank", transaction, claim.number, line.number)
            found.append(patient_payment(cause, of, amount, owed, DAY))
            books.cash += amount
            books.unapplied += max(amount - owed, ZERO)
            books.owed[claim.number, line.number, PATIENT] -= min(amount, owed)
    return tuple(found)


def open_amounts(owed: dict[tuple[str, Responsible], Decimal]) -> dict[tuple[str, Responsible], Decimal]:
    return {key: amount for key, amount in owed.items() if amount}


def run(count: int, seed: int, per_file: int = 20) -> Ledger:
    """``count`` claims through about three files each."""
    rng = random.Random(seed)
    bills = [billed(rng, at) for at in range(count)]
    index = OpenClaims(claim for claim, _allowed in bills)
    books, ledger, totals = Bookkeeper(), Ledger(), defaultdict[Book, Decimal](lambda: ZERO)
    taken_back: list[Remittance] = []
    payers = Payers(rng, {claim.number: allowed for claim, allowed in bills}, books)

    def post(entries: tuple[Entry, ...]) -> None:
        for entry in ledger.post(entries):
            assert sum(leg.amount for leg in entry.legs) == 0
            for leg in entry.legs:
                totals[leg.book] += leg.amount

    for claim, _allowed in bills:
        post(tuple(charge_entries(claim, DAY)))
        for line in claim.lines:
            books.move(claim, line.number, P, line.charge)
    for trace in range(3 * count // per_file):
        payer = rng.choice(("ALPHA", "ALPHA", "BETA"))
        chosen = {claim for claim, _allowed in rng.sample(bills, per_file) if payer in claim.payers}
        sent, lost = [], []
        for claim in sorted(chosen):
            unknown = rng.random() < 0.05 and (claim.number, P) not in payers.live and payer == "ALPHA"
            found = payers.decide(claim, payer)
            if unknown and len(found) == 1:
                found = [found[0]._replace(number=f"?{claim.number}")]
                lost.append((claim, found[0]))
            sent += found
        rng.shuffle(sent)
        outside = Decimal(rng.randint(-500, 500)) / 100 if rng.random() < 0.2 else ZERO
        deposit = sum((one.paid for one in sent), ZERO) - outside
        provider = [ProviderAdjustment("CS", "", outside)] if outside else []
        books.cash -= outside
        if deposit < 0:
            provider.append(ProviderAdjustment("FB", "", deposit))
            books.cash, deposit = books.cash - deposit, ZERO
        file = Remittance(payer, f"T{trace}", DAY, deposit, tuple(sent), tuple(provider))
        assert propose(file._replace(deposit=deposit + 1), index, ledger).entries == ()
        proposal = propose(file, index, ledger)
        assert sorted(one.number for one in proposal.held) == sorted(one.number for _claim, one in lost)
        before = {claim: receivable(ledger, claim.number) for claim in chosen}
        post(proposal.entries)
        if rng.random() < 0.3 and proposal.entries and not taking_back(ledger, f"{payer}/T{trace}"):
            file, kept = file._replace(round=2), tuple(ledger)
            posting = whole(ledger, f"{payer}/T{trace}")
            assert hanging(ledger, posting) == ()
            post(undone(posting, f"{payer}/T{trace}", "", DAY, "wrong"))
            assert tuple(ledger)[: len(kept)] == kept
            assert all(open_amounts(receivable(ledger, one.number)) == open_amounts(before[one]) for one in chosen)
            proposal = propose(file, index, ledger)
            post(proposal.entries)
            taken_back.append(file)
        for claim, remitted in lost:
            placed = place_held(file, sent.index(remitted), claim, ledger)
            assert not placed.held
            post(placed.entries)
        books.close(chosen)
        assert propose(file, index, ledger).again or not proposal.entries
        assert ledger.post(proposal.entries) == ()
        agree(ledger, books, chosen, totals)
        paying = {claim for claim, _allowed in rng.sample(bills, per_file) if rng.random() < 0.5}
        for claim in sorted(paying):
            post(patients_pay(rng, books, claim, f"{trace}"))
        agree(ledger, books, paying, totals)
    agree(ledger, books, {claim for claim, _allowed in bills}, totals)
    assert ledger_faults(ledger) == ()
    assert taken_back, "no posting was taken back"
    return ledger


@pytest.mark.parametrize("seed", range(4))
def test_after_every_file_the_ledger_is_what_plain_sums_say(seed: int) -> None:
    assert len(run(500, seed)) > 3000
