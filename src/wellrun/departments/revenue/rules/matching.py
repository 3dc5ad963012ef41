"""Which of our claims a remitted one is, and which line is which: by four rules, the strictest that holds first.

No rule guesses between two claims or passes over a line: what is left is for a person, with what was compared.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple

from wellrun.departments.revenue.rules.remitted import Adjustment, RemittedClaim, RemittedLine


class Tier(IntEnum):
    """How sure a match is, the surest first.

    Exact: number, charge, date, and lines in order. Reordered: the lines stand in another order. Modifier dropped: the
    payer sent lines back without modifiers of ours. Payer's control: our number is not there, the payer's is known.
    Person: somebody has said so.
    """

    EXACT = 1
    REORDERED = 2
    MODIFIER_DROPPED = 3
    PAYER_CONTROL = 4
    PERSON = 5


class OpenLine(NamedTuple):
    """A line as we billed it. ``code``: procedure, or the revenue code of a line without."""

    number: str
    code: str
    charge: Decimal
    modifiers: tuple[str, ...] = ()
    on: dt.date | None = None


class OpenClaim(NamedTuple):
    """A claim as we billed it. ``payers`` by level, the primary first; ``payer_controls``: their numbers, if told."""

    patient: str
    account: str
    number: str
    charge: Decimal
    begins: dt.date
    lines: tuple[OpenLine, ...]
    payers: tuple[str, ...]
    payer_controls: tuple[str, ...] = ()


class Match(NamedTuple):
    """A claim, how sure, and for each remitted line the number of ours. Without remitted lines, none."""

    claim: OpenClaim
    tier: Tier
    lines: tuple[str, ...]


class NoMatch(NamedTuple):
    """Why no claim of ours is it."""

    reasons: tuple[str, ...]


class OpenClaims:
    """Claims found by number and by the payers' numbers."""

    def __init__(self, claims: Iterable[OpenClaim]) -> None:
        self._numbers: Mapping[str, list[OpenClaim]] = defaultdict(list)
        self._controls: Mapping[str, list[OpenClaim]] = defaultdict(list)
        for claim in claims:
            self._numbers[_plain(claim.number)].append(claim)
            for control in claim.payer_controls:
                self._controls[_plain(control)].append(claim)

    def numbered(self, number: str) -> Sequence[OpenClaim]:
        return self._numbers.get(_plain(number), ()) if number else ()

    def controlled(self, control: str) -> Sequence[OpenClaim]:
        return self._controls.get(_plain(control), ()) if control else ()


def _plain(number: str) -> str:
    return number.strip().upper()


def match(remitted: RemittedClaim, claims: OpenClaims) -> Match | NoMatch:
    """The claim it is. A reversal is read as what it takes back: give it with its signs turned (``upright``)."""
    by_number = claims.numbered(remitted.number)
    found, reasons = _try(remitted, by_number)
    if not by_number:
        by_control = claims.controlled(remitted.payer_control)
        found, reasons = _try(remitted, by_control)
        found = [one._replace(tier=Tier.PAYER_CONTROL) for one in found]
        if not by_control:
            reasons = [
                f"no claim of ours has number {remitted.number or '—'} or payer control {remitted.payer_control or '—'}"
            ]
    if len(found) > 1:
        return NoMatch(tuple(f"{one.claim.number} of account {one.claim.account} fits as well" for one in found))
    return found[0] if found else NoMatch(tuple(reasons))


def _try(remitted: RemittedClaim, candidates: Iterable[OpenClaim]) -> tuple[list[Match], list[str]]:
    found, reasons = [], []
    for claim in candidates:
        differs = _differs(remitted, claim)
        paired = None if differs else pair_lines(remitted.lines, claim.lines)
        if paired is not None:
            tier, lines = paired
            found.append(Match(claim, tier, lines))
        else:
            reasons += differs or [f"{claim.number}: the lines are not ours, by number, procedure or charge"]
    return found, reasons


def _differs(remitted: RemittedClaim, claim: OpenClaim) -> list[str]:
    differs = []
    if remitted.charge != claim.charge:
        differs.append(f"{claim.number}: charge {remitted.charge:,.2f}, ours {claim.charge:,.2f}")
    if remitted.begins is not None and remitted.begins != claim.begins:
        differs.append(f"{claim.number}: service from {remitted.begins}, ours from {claim.begins}")
    return differs


Rule = Callable[[RemittedLine, OpenLine], bool]


def _by_control(theirs: RemittedLine, ours: OpenLine) -> bool:
    return bool(theirs.control) and theirs.control == ours.number and theirs.charge == ours.charge


def _by_procedure(theirs: RemittedLine, ours: OpenLine) -> bool:
    return _without_modifiers(theirs, ours) and set(theirs.modifiers) == set(ours.modifiers)


def _without_modifiers(theirs: RemittedLine, ours: OpenLine) -> bool:
    """Modifiers may be missing in what comes back, never others in their place."""
    same_day = None in (theirs.begins, ours.on) or theirs.begins == ours.on
    fewer = set(theirs.modifiers) <= set(ours.modifiers)
    return theirs.code == ours.code and theirs.charge == ours.charge and same_day and fewer


RULES: tuple[tuple[Rule, Tier], ...] = (
    (_by_control, Tier.EXACT),
    (_by_procedure, Tier.EXACT),
    (_without_modifiers, Tier.MODIFIER_DROPPED),
)


def pair_lines(theirs: Sequence[RemittedLine], ours: Sequence[OpenLine]) -> tuple[Tier, tuple[str, ...]] | None:
    """How sure, and our number for each of theirs; None where one is left, but for one of ours without a charge.

    Each rule pairs all it can before the next. Lines that are alike in everything are paired in order. Without any line
    of theirs the claim was paid as a whole.
    """
    if not theirs:
        return Tier.EXACT, ()
    pairs: dict[int, int] = {}
    worst = Tier.EXACT
    for rule, tier in RULES:
        for at, line in enumerate(theirs):
            left = (place for place, one in enumerate(ours) if place not in pairs.values() and rule(line, one))
            place = None if at in pairs else next(left, None)
            if place is not None:
                pairs[at] = place
                worst = max(worst, tier)
    missing = any(line.charge for place, line in enumerate(ours) if place not in pairs.values())
    if len(pairs) != len(theirs) or missing:
        return None
    order = [pairs[at] for at in range(len(theirs))]
    if order != sorted(order):
        worst = max(worst, Tier.REORDERED)
    return worst, tuple(ours[place].number for place in order)


def upright(claim: RemittedClaim) -> RemittedClaim:
    """A reversal with its signs turned: the payment that it takes back."""
    lines = tuple(
        line._replace(charge=-line.charge, paid=-line.paid, adjustments=tuple(_turned(one) for one in line.adjustments))
        for line in claim.lines
    )
    adjustments = tuple(_turned(one) for one in claim.adjustments)
    return claim._replace(charge=-claim.charge, paid=-claim.paid, lines=lines, adjustments=adjustments)


def _turned(one: Adjustment) -> Adjustment:
    return one._replace(amount=-one.amount)
