"""What a project saves: claimed by the team, signed off by finance, never by whoever claimed it.

Only money that leaves the budget is cash; a bed day not used is room for somebody else, and a harm not done is a cost
that never came. The three are kept apart and never added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from wellrun.values.faults import Fault

LEAST_REASON = 10


class Kind(StrEnum):
    """What kind of money it is."""

    CASH = "cash"
    AVOIDED = "avoided"
    ROOM = "room"


class Rhythm(StrEnum):
    """Whether it is saved once or every year."""

    ONCE = "once"
    YEARLY = "yearly"


class Decision(StrEnum):
    """What finance said; empty while it has said nothing."""

    WAITING = ""
    SIGNED = "signed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Claimed:
    """One saving: how much of what kind, how often, and whether finance agrees."""

    amount: Decimal
    kind: Kind
    rhythm: Rhythm
    decision: Decision


def faults_of_claim(*, amount: Decimal, line: str) -> list[Fault]:
    """What is wrong with a claim: it has an amount, and a line of the accounts where it must show."""
    faults = []
    if amount <= 0:
        faults.append(Fault("quality.no_amount", "A saving is more than nothing.", place="amount", value=str(amount)))
    if not line.strip():
        faults.append(
            Fault(
                "quality.no_line",
                "Name the line of the accounts where it must show.",
                place="line",
                remedy="Ask finance if you do not know it.",
            )
        )
    return faults


def faults_of_decision(*, decision: Decision, held: Decision, own: bool, why: str) -> list[Fault]:
    """What stands against a decision. ``own``: the one who decides made the claim."""
    faults = []
    if held is not Decision.WAITING:
        faults.append(Fault("quality.saving_decided", "This saving has been decided already.", place="decision"))
    if own:
        faults.append(
            Fault(
                "quality.own_claim",
                "Nobody signs off what they claimed themselves.",
                place="decision",
                remedy="Somebody else of finance decides.",
            )
        )
    if decision is Decision.WAITING:
        faults.append(Fault("quality.no_decision", "Choose: signed off or refused.", place="decision"))
    if decision is Decision.REFUSED and len(why.strip()) < LEAST_REASON:
        faults.append(
            Fault(
                "quality.no_refusal_reason",
                "Say why it is refused.",
                place="why",
                expected=f"at least {LEAST_REASON} characters",
            )
        )
    return faults


def signed_sums(claims: Iterable[Claimed]) -> Mapping[tuple[Kind, Rhythm], Decimal]:
    """What finance has signed off, by kind and rhythm; kinds are never added to one another."""
    sums: dict[tuple[Kind, Rhythm], Decimal] = {}
    for claim in claims:
        if claim.decision is Decision.SIGNED:
            key = claim.kind, claim.rhythm
            sums[key] = sums.get(key, Decimal(0)) + claim.amount
    return sums
