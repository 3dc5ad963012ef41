"""From a remittance to entries: each claim matched, each amount where it belongs, what is not sure left to a person.

Cash always comes to the deposit: what a held claim was paid stands as unapplied cash until somebody has placed it. A
file that does not add up is not posted at all, a claim that does not is held. Rules that others learnt the hard way:
a denial is no write-off (openemr 7186), responsibility moves only as far as the patient's share says (openemr, pull
3681), several reasons of one group are several adjustments (openemr 6268), and no adjustment brings a balance below
zero in silence (openemr, pull 35).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.allotting import Part, parts_of
from wellrun.departments.revenue.rules.booking import LEVELS, ClaimBooking, Notice, Stop, transaction_of
from wellrun.departments.revenue.rules.correcting import returned
from wellrun.departments.revenue.rules.denials import CATEGORIES, Category
from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Kind, Leg, Owed, Responsible, undoing
from wellrun.departments.revenue.rules.ledger import Draft, Ledger, balance, legs_of, receivable
from wellrun.departments.revenue.rules.matching import (
    Match,
    NoMatch,
    OpenClaim,
    OpenClaims,
    Tier,
    match,
    pair_lines,
    upright,
)
from wellrun.departments.revenue.rules.provider import provider_entries
from wellrun.departments.revenue.rules.remitted import (
    DENIED,
    Remittance,
    RemittedClaim,
    claim_faults,
    remittance_faults,
)
from wellrun.departments.revenue.rules.taking_back import reversal_entries
from wellrun.departments.revenue.rules.unposting import HELD, next_name, postings_of, taking_back
from wellrun.values.faults import Fault

LEVEL_OF: Mapping[str, int] = {"1": 0, "19": 0, "2": 1, "20": 1, "3": 2, "21": 2}
"""Claim status (CLP02) to the level that paid; 4, denied, does not say it."""


class Posted(NamedTuple):
    """A claim that will be posted: its place in the remittance, ours, how sure, and as which payer of it."""

    place: int
    claim: str
    tier: Tier
    level: Responsible | None


class Held(NamedTuple):
    """A claim that a person has to look at: its place and number, what it was paid, and why."""

    place: int
    number: str
    paid: Decimal
    reasons: tuple[str, ...]


class Proposal(NamedTuple):
    """What a remittance does to the books. With ``faults`` it does nothing; ``again``: it was posted before."""

    entries: tuple[Entry, ...] = ()
    posted: tuple[Posted, ...] = ()
    held: tuple[Held, ...] = ()
    notices: tuple[Notice, ...] = ()
    faults: tuple[Fault, ...] = ()
    again: bool = False


def propose(
    remittance: Remittance,
    claims: OpenClaims,
    ledger: Ledger,
    categories: Mapping[str, Category] = CATEGORIES,
) -> Proposal:
    """The entries to post, reversals before what corrects them. Nothing is posted here: ``Ledger.post`` does it."""
    transaction = transaction_of(remittance)
    known = ledger.of_transaction("835", transaction)
    if known:
        return _known(remittance, balance(legs_of(known), Book.CASH))
    faults = remittance_faults(remittance)
    if faults:
        return Proposal(faults=faults)
    working = _Working(remittance, ledger, categories)
    order = sorted(range(len(remittance.claims)), key=lambda at: (not remittance.claims[at].reversal, at))
    for place in order:
        working.claim(place, lambda remitted: match(remitted, claims))
    working.draft.add(provider_entries(remittance, transaction))
    return working.done()


def _known(remittance: Remittance, cash: Decimal) -> Proposal:
    """A payment posted before: nothing to do, unless it was another one under the same number."""
    if cash == remittance.deposit:
        return Proposal(again=True)
    message = "Another payment of this payer was posted under this number."
    remedy = "Ask the payer which of the two it is; nothing was posted."
    stated, posted = f"{remittance.deposit:,.2f}", f"{cash:,.2f}"
    return Proposal(faults=(Fault("revenue.remittance.number", message, remittance.trace, stated, posted, remedy),))


def place_held(
    remittance: Remittance,
    place: int,
    claim: OpenClaim,
    ledger: Ledger,
    categories: Mapping[str, Category] = CATEGORIES,
) -> Proposal:
    """What a person decided: the held claim at ``place`` of a posted remittance is this one of ours.

    Its unapplied cash is undone and the claim is booked as usual. It may be held again, for another reason: then there
    is nothing to post. Posted or placed before, there is nothing either (``again``).
    """
    earlier = postings_of(ledger, transaction_of(remittance), place)
    live = [one for one in earlier if one.kind is not Kind.REVERSAL and not ledger.undone(one.cause)]
    held = [one for one in live if one.cause.part == HELD]
    if len(held) < len(live) or taking_back(ledger, transaction_of(remittance), place):
        return Proposal(again=True)
    working = _Working(remittance, ledger, categories, again=next_name(earlier, place))
    for one in held:
        cause = Cause("835", transaction_of(remittance), f"{place}{working.again}", part="placed")
        working.draft.add([undoing(one, cause, remittance.paid_on)])
    working.claim(place, lambda remitted: _chosen(remitted, claim))
    return Proposal(held=tuple(working.held)) if working.held else working.done()


def _chosen(remitted: RemittedClaim, claim: OpenClaim) -> Match | NoMatch:
    paired = pair_lines(remitted.lines, claim.lines)
    return Match(claim, Tier.PERSON, paired[1]) if paired else NoMatch(("its lines are not those of the claim",))


class _Working:
    """One remittance while it is read."""

    def __init__(
        self, remittance: Remittance, ledger: Ledger, categories: Mapping[str, Category], again: str = ""
    ) -> None:
        self.remittance, self.categories, self.again = remittance, categories, again
        self.draft = Draft(ledger)
        self.posted: list[Posted] = []
        self.held: list[Held] = []
        self.notices: list[Notice] = []
        self.touched: dict[str, OpenClaim] = {}

    def claim(self, place: int, find: Callable[[RemittedClaim], Match | NoMatch]) -> None:
        """One claim: its entries, or what it was paid as unapplied cash and why."""
        remitted = self.remittance.claims[place]
        before = len(self.draft.entries), len(self.notices)
        try:
            self._book(place, remitted, find)
        except Stop as stop:
            self.draft.cut(before[0])
            del self.notices[before[1] :]
            self.held.append(Held(place, remitted.number, remitted.paid, stop.reasons))
            if remitted.paid and not self.again:
                legs = Leg(Book.CASH, remitted.paid), Leg(Book.UNAPPLIED, -remitted.paid)
                cause = Cause("835", transaction_of(self.remittance), str(place), part=HELD)
                on, currency, control = self.remittance.paid_on, self.remittance.currency, remitted.payer_control
                self.draft.add([Entry(cause, Kind.UNAPPLIED, on, legs, currency, reference=control)])

    def _book(self, place: int, remitted: RemittedClaim, find: Callable[[RemittedClaim], Match | NoMatch]) -> None:
        faults = claim_faults(remitted)
        if faults:
            raise Stop(*(one.message for one in faults))
        found = find(upright(remitted) if remitted.reversal else remitted)
        if isinstance(found, NoMatch):
            raise Stop(*found.reasons)
        if self.remittance.payer not in found.claim.payers:
            raise Stop(f"{self.remittance.payer} is no payer of {found.claim.number}")
        level = None
        if remitted.reversal:
            found_entries = reversal_entries(self.draft, self.remittance, place, self.again, remitted, found.claim)
            self.draft.add([*found_entries])
        else:
            level = self._level(remitted, found.claim)
            booking = ClaimBooking(self.remittance, place, remitted, found.claim, level, self.categories, self.again)
            for part in _parts(remitted, found):
                self.draft.add([*booking.line(part, self.draft, self.notices)])
        self.touched[found.claim.number] = found.claim
        self.posted.append(Posted(place, found.claim.number, found.tier, level))

    def _level(self, remitted: RemittedClaim, claim: OpenClaim) -> Responsible:
        """As which payer of the claim it was decided: as the status says, and a denial as this payer's level."""
        named = [at for at, payer in enumerate(claim.payers) if payer == self.remittance.payer]
        said = named[0] if remitted.status == DENIED else LEVEL_OF.get(remitted.status)
        if said is None:
            raise Stop(f"status {remitted.status} is no payment")
        if said not in named:
            raise Stop(f"decided as {LEVELS[said]}, where {self.remittance.payer} is {LEVELS[named[0]]}")
        return LEVELS[said]

    def done(self) -> Proposal:
        """All entries, and for what has come to stand below zero one that says so: a credit, as unapplied cash."""
        for claim in self.touched.values():
            self.draft.add([*returned(self.draft, self.remittance, claim, self.again)])
            for (line, by), amount in sorted(receivable(self.draft, claim.number).items()):
                if amount >= 0:
                    continue
                of = Owed(claim.patient, claim.account, claim.number, line, by)
                part = f"credit of {by}{self.again}"
                cause = Cause("835", transaction_of(self.remittance), "", f"{claim.number}/{line}", part)
                legs = Leg(Book.RECEIVABLE, -amount, of), Leg(Book.UNAPPLIED, amount, of)
                on, currency = self.remittance.paid_on, self.remittance.currency
                self.draft.add([Entry(cause, Kind.UNAPPLIED, on, legs, currency)])
                self.notices.append(Notice("credit", claim.number, line, -amount))
        return Proposal(tuple(self.draft.entries), tuple(self.posted), tuple(self.held), tuple(self.notices))


def _parts(remitted: RemittedClaim, found: Match) -> tuple[Part, ...]:
    try:
        return parts_of(remitted, found)
    except ValueError as error:
        raise Stop(str(error)) from error
