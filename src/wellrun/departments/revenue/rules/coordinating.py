"""Secondary and tertiary claims: what the payers before said, told to the next (coordination of benefits, 837 loops
2320 to 2430).

The charge of a line is what was paid and why the rest was not, or the claim is not sent. A payer is billed only once
the ledger says that it owes something.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.allotting import Part, parts_of
from wellrun.departments.revenue.rules.booking import LEVELS
from wellrun.departments.revenue.rules.claim_saying import SELF, SEQUENCES, Insurance
from wellrun.departments.revenue.rules.entries import Responsible
from wellrun.departments.revenue.rules.ledger import ZERO, Reading, receivable
from wellrun.departments.revenue.rules.matching import Match, OpenClaim, Tier, pair_lines
from wellrun.departments.revenue.rules.remitted import RemittedClaim, total
from wellrun.engines.x12 import Adjustment, BilledClaim, BilledLine, OtherPayer, Party
from wellrun.values.faults import Fault, Refused

PAID = "D"
"""Qualifier of what another payer paid (AMT01)."""

CONSENTS = ("Y", "", "Y")
"""Benefits assigned, no signature kept apart, release of information (OI03, OI04, OI06)."""


class Decision(NamedTuple):
    """What a payer decided on a claim of ours, and when."""

    level: Responsible
    decided: dt.date
    remitted: RemittedClaim


def moved_to(reading: Reading, claim: OpenClaim, level: Responsible) -> Decimal:
    """What the payer of a level owes on a claim now."""
    return total(amount for (_line, by), amount in receivable(reading, claim.number).items() if by is level)


def next_claim(
    content: BilledClaim,
    claim: OpenClaim,
    decisions: Sequence[Decision],
    insurances: Sequence[Insurance],
    owed: Decimal,
) -> BilledClaim:
    """The claim to the payer after those who decided. ``insurances``: of every level up to and including it.

    With one payer before, each line tells what that one did; with two, the claim as a whole does, since a line's record
    cannot say which of them adjusted it. Raises ``Refused`` where the next payer owes nothing, a decision is missing or
    does not add up.
    """
    at = len(insurances) - 1
    faults = [*_not_yet(claim, decisions, at, owed)]
    if faults:
        raise Refused(faults)
    others = [
        _other(decision, insurance, SEQUENCES[place])
        for place, (decision, insurance) in enumerate(zip(decisions, insurances, strict=False))
    ]
    lines = content.lines
    if at == 1 and decisions[0].remitted.lines:
        parts = {part.line: part for part in _parts(claim, decisions[0].remitted)}
        payer = insurances[0].payer.number
        lines = tuple(
            _adjudicated(line, parts[line.control or line.number], payer, decisions[0].decided) for line in lines
        )
        others = [others[0]._replace(adjustments=())]
    last = insurances[at]
    own = last.insured.relation in ("", SELF)
    said = content._replace(
        payer=last.payer._replace(entity="PR"),
        subscriber=last.subscriber._replace(entity="IL"),
        patient=_patient(content, insurances, own=own),
        insured=last.insured._replace(sequence=SEQUENCES[at], relation=last.insured.relation or SELF),
        others=tuple(others),
        lines=lines,
    )
    wrong = coordination_faults(said)
    if wrong:
        raise Refused(wrong)
    return said


def coordination_faults(said: BilledClaim) -> tuple[Fault, ...]:
    """Whether what each other payer paid and adjusted comes to the charge, of each line it decided and of the claim."""
    faults = []
    for other in said.others:
        payer = other.parties["PR"].number
        told = [line for line in said.lines if payer in line.adjudicated]
        for line in told:
            reckoned = line.adjudicated[payer] + total(one.amount for one in line.adjustments)
            if reckoned != line.charge:
                faults.append(_unbalanced(f"line {line.number}", reckoned, line.charge))
        inside = total(one.amount for line in told for one in line.adjustments)
        reckoned = (other.paid or ZERO) + total(one.amount for one in other.adjustments) + inside
        if reckoned != said.charge:
            faults.append(_unbalanced(f"what {payer} did", reckoned, said.charge))
    return tuple(faults)


def _patient(content: BilledClaim, insurances: Sequence[Insurance], *, own: bool) -> Party | None:
    """Who is treated: the subscriber where they are one, else whom the first claim names, as a patient."""
    if own:
        return insurances[-1].subscriber._replace(entity="IL")
    return content.patient._replace(entity="QC", qualifier="", number="") if content.patient else None


def _not_yet(claim: OpenClaim, decisions: Sequence[Decision], at: int, owed: Decimal) -> Iterable[Fault]:
    if not 1 <= at < len(LEVELS) or at >= len(claim.payers):
        said = "The claim has no further payer."
        yield Fault("revenue.coordination.no_payer", said, "payer", "", "a payer", "Enter the insurance first.")
        return
    if owed <= 0:
        said = f"The {LEVELS[at]} payer owes nothing on {claim.number}."
        remedy = "Wait until the payer before it has decided and its payment is posted."
        yield Fault("revenue.coordination.not_moved", said, "payer", f"{owed:,.2f}", "more than 0", remedy)
    for level in LEVELS[len(decisions) : at]:
        said = f"What the {level} payer decided is not known."
        remedy = "Have its remittance posted first."
        yield Fault("revenue.coordination.undecided", said, "payer", level, "its remittance", remedy)


def _parts(claim: OpenClaim, remitted: RemittedClaim) -> tuple[Part, ...]:
    """What was decided by our lines; what was adjusted on the claim as a whole is allotted as the ledger did."""
    paired = pair_lines(remitted.lines, claim.lines)
    try:
        if paired is None:
            raise ValueError("its lines are not those of the claim")
        parts = parts_of(remitted, Match(claim, Tier.PERSON, paired[1]))
    except ValueError as wrong:
        said = f"The remittance of {claim.number} does not fit: {wrong}."
        remedy = "Bill the next payer on paper, with the remittance."
        raise Refused(Fault("revenue.coordination.lines", said, "lines", "", "", remedy)) from wrong
    # A line without a charge may be missing in what came back.
    known = {part.line for part in parts}
    return (*parts, *(Part(line.number, ZERO, ()) for line in claim.lines if line.number not in known))


def _adjudicated(line: BilledLine, part: Part, payer: str, decided: dt.date) -> BilledLine:
    found = tuple(Adjustment(*one) for _place, one in part.adjustments)
    return line._replace(
        adjudicated={payer: part.paid}, decided={payer: decided}, adjustments=tuple(sorted(found, key=_by_group))
    )


def _by_group(one: Adjustment) -> str:
    return one.group


def _other(decision: Decision, insurance: Insurance, sequence: str) -> OtherPayer:
    sums: Mapping[tuple[str, str], list[Decimal]] = defaultdict(list)
    for one in decision.remitted.every_adjustment:
        sums[one.group, one.reason].append(one.amount)
    return OtherPayer(
        insured=insurance.insured._replace(sequence=sequence, relation=insurance.insured.relation or SELF),
        adjustments=tuple(
            Adjustment(group, reason, total(amounts), None) for (group, reason), amounts in sorted(sums.items())
        ),
        amounts={PAID: decision.remitted.paid},
        consents=CONSENTS,
        parties={
            "IL": insurance.subscriber._replace(entity="IL", birth=None, sex=""),
            "PR": insurance.payer._replace(entity="PR"),
        },
    )


def _unbalanced(place: str, reckoned: Decimal, charge: Decimal) -> Fault:
    said = f"Paid and adjusted of {place} come to {reckoned:,.2f}, its charge is {charge:,.2f}."
    remedy = "Compare it with the remittance; do not send it."
    return Fault("revenue.coordination.unbalanced", said, place, f"{reckoned:,.2f}", f"{charge:,.2f}", remedy)
