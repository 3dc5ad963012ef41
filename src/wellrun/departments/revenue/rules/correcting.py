"""Corrected and void claims: the first one stays as it was sent, and the ledger undoes it by entries of their own.

A payer takes either by its own number of the claim (REF F8) and frequency 7 or 8 (CLM05-3; NUBC frequency codes). What
was decided on the claim falls with it. What was paid stays: it is unapplied cash until the payer takes it back.

A claim that no payer has taken up has nothing to be replaced there: it is restated, goes again as what it was, and the
ledger moves by the difference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.booking import transaction_of
from wellrun.departments.revenue.rules.claim_states import State, may_be_sent
from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Kind, Leg, Owed, Responsible, undoing
from wellrun.departments.revenue.rules.ledger import Draft, Ledger, Reading, receivable
from wellrun.departments.revenue.rules.matching import OpenClaim
from wellrun.departments.revenue.rules.remitted import Remittance
from wellrun.engines.x12 import BilledClaim, BilledLine
from wellrun.values.faults import Fault, Refused

SOURCE = "corrections"
CORRECTED, VOID = "7", "8"
PAYERS_OWN = "F8"
"""Qualifier of the payer's number of the claim that is replaced (REF01)."""

FALLS = frozenset({Kind.CHARGE, Kind.CONTRACTUAL, Kind.TRANSFER, Kind.DENIAL, Kind.WRITE_OFF})
"""What falls with a claim: its charges, and what was decided on them. No cash."""


class LineChange(NamedTuple):
    """A line as it should have been; ``number`` is the line's own."""

    number: str
    procedure: str
    modifiers: tuple[str, ...]
    units: Decimal
    charge: Decimal


def corrected(content: BilledClaim, changes: Sequence[LineChange], *, number: str, control: str) -> BilledClaim:
    """The claim that replaces another: only the lines given stay, as they are given.

    Raises ``Refused`` where the payer's number is not known, no line is left, nothing is changed, or a line is not of
    the claim.
    """
    faults = [*_without(control), *_not_lines_of(content, changes)]
    if faults:
        raise Refused(faults)
    new = _with_lines(content, changes)
    references = {PAYERS_OWN: control, **{key: one for key, one in content.references.items() if key != PAYERS_OWN}}
    return new._replace(number=number, frequency=CORRECTED, references=references)


def restated(content: BilledClaim, changes: Sequence[LineChange]) -> BilledClaim:
    """The claim as it should have gone: only the lines given stay, and it is to the payer what it was.

    Raises ``Refused`` where no line is left, nothing is changed, or a line is not of the claim.
    """
    faults = [*_not_lines_of(content, changes)]
    if faults:
        raise Refused(faults)
    return _with_lines(content, changes)


def taken_up(states: Sequence[State], *, decided: bool, control: bool) -> bool:
    """Whether a payer has a claim that another one would have to replace.

    What was decided is with a payer, whatever it had answered. What came back from every sending is not, though a
    number was told with the rejection. What was never sent from here is, where a payer has told its number.
    """
    if decided or not may_be_sent(states):
        return True
    return control and not any(one in (State.RETURNED, State.REJECTED) for one in states)


def _not_lines_of(content: BilledClaim, changes: Sequence[LineChange]) -> Iterator[Fault]:
    numbers = {line.number for line in content.lines}
    yield from (
        _fault("line", f"Line {one.number} is not of this claim.", "lines", one.number, "Charge it on the account.")
        for one in changes
        if one.number not in numbers
    )
    if not changes:
        yield _fault("empty", "No line is left.", "lines", "", "Void the claim instead.")


def _with_lines(content: BilledClaim, changes: Sequence[LineChange]) -> BilledClaim:
    by_number = {line.number: line for line in content.lines}
    lines = tuple(_changed(by_number[one.number], one) for one in changes)
    if lines == content.lines:
        raise Refused(_fault("same", "Nothing was changed.", "lines", "", "Change what was wrong."))
    return content._replace(charge=sum((line.charge for line in lines), Decimal("0.00")), lines=lines)


def voided(content: BilledClaim, *, number: str, control: str) -> BilledClaim:
    """The claim that withdraws another: the same in all, by the payer's number. Raises ``Refused`` without one."""
    faults = [*_without(control)]
    if faults:
        raise Refused(faults)
    references = {PAYERS_OWN: control, **{key: one for key, one in content.references.items() if key != PAYERS_OWN}}
    return content._replace(number=number, frequency=VOID, references=references)


def withdrawal(ledger: Ledger, claim: OpenClaim, by: str, on: dt.date) -> tuple[Entry, ...]:
    """Entries that undo a claim in the books. ``by``: number of the claim that does it.

    Afterwards nothing is owed on it, and what was paid on it is unapplied cash.
    """
    draft = Draft(ledger)
    for at, entry in enumerate(ledger.of_claim(claim.number)):
        if entry.kind in FALLS and not ledger.undone(entry.cause):
            cause = Cause(SOURCE, by, claim.number, entry.cause.line, f"undoes.{at}")
            draft.add([undoing(entry, cause, on, f"replaced by {by}")])
    _free(draft, claim, by, on)
    return tuple(draft.entries)


def difference(ledger: Ledger, before: OpenClaim, after: OpenClaim, on: dt.date) -> tuple[Entry, ...]:
    """Entries by which a restated claim is owed as it says now: the difference of each line, and nothing else.

    What was paid on a line beyond what is left of it is unapplied cash.
    """
    draft = Draft(ledger)
    earlier = {one.cause.transaction for one in ledger.of_claim(before.number) if one.cause.source == SOURCE}
    said = f"{before.number}/{len(earlier) + 1}"
    by = Responsible.PRIMARY if before.payers else Responsible.PATIENT
    was, now = ({line.number: line.charge for line in one.lines} for one in (before, after))
    for line in sorted(was.keys() | now.keys()):
        more = now.get(line, Decimal(0)) - was.get(line, Decimal(0))
        if more:
            of = Owed(before.patient, before.account, before.number, line, by)
            legs = Leg(Book.RECEIVABLE, more, of), Leg(Book.REVENUE, -more)
            cause = Cause(SOURCE, said, before.number, line, "difference")
            draft.add([Entry(cause, Kind.CHARGE, on, legs, _currency(ledger, before), note="restated")])
    _free(draft, before, said, on)
    return tuple(draft.entries)


def _free(draft: Draft, claim: OpenClaim, by: str, on: dt.date) -> None:
    """What has come to stand below zero is unapplied cash."""
    for (line, who), amount in sorted(receivable(draft, claim.number).items()):
        if amount < 0:
            of = Owed(claim.patient, claim.account, claim.number, line, who)
            legs = Leg(Book.RECEIVABLE, -amount, of), Leg(Book.UNAPPLIED, amount, of)
            cause = Cause(SOURCE, by, claim.number, line, f"credit of {who}")
            draft.add([Entry(cause, Kind.UNAPPLIED, on, legs, _currency(draft, claim))])


def returned(draft: Draft, remittance: Remittance, claim: OpenClaim, again: str) -> Iterator[Entry]:
    """Undoes what a withdrawal had put to unapplied cash, once the payer has taken it back."""
    owed = receivable(draft, claim.number)
    for entry in draft.of_claim(claim.number):
        if entry.cause.source != SOURCE or entry.kind is not Kind.UNAPPLIED or draft.undone(entry.cause):
            continue
        (leg,) = (one for one in entry.legs if one.book is Book.RECEIVABLE)
        assert leg.of.by is not None, "a leg of the receivable says who owes it"
        if owed.get((leg.of.line, leg.of.by), Decimal(0)) >= leg.amount:
            part = f"returns.{leg.of.by}{again}"
            cause = Cause("835", transaction_of(remittance), "", f"{claim.number}/{leg.of.line}", part)
            yield undoing(entry, cause, remittance.paid_on)


def _changed(line: BilledLine, change: LineChange) -> BilledLine:
    return line._replace(
        procedure=change.procedure,
        qualifier="HC" if change.procedure else "",
        modifiers=change.modifiers,
        units=change.units,
        charge=change.charge,
    )


def _currency(ledger: Reading, claim: OpenClaim) -> str:
    return next((one.currency for one in ledger.of_claim(claim.number)), "USD")


def _without(control: str) -> Iterator[Fault]:
    if not control:
        said = "The payer has told no number of this claim."
        yield _fault("control", said, "control", "", "Wait for its answer; what it never took in is billed anew.")


def _fault(code: str, message: str, place: str, value: str, remedy: str) -> Fault:
    return Fault(f"revenue.correction.{code}", message, place, value, "", remedy)
