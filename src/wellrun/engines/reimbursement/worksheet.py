"""What is written down while a claim is priced: amounts by line, in cents, and the steps that changed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from wellrun.engines.reimbursement.claim import Claim, Line
from wellrun.engines.reimbursement.contract import Contract, Version
from wellrun.engines.reimbursement.expected import Figures, Step, Unpriced, total
from wellrun.engines.reimbursement.money import ZERO


@dataclass
class Worksheet:
    """The state of one pricing; lines are named by place in the claim.

    ``base`` and ``last``: the term that set a line's price, and the one that changed it last. ``wholes``: places that
    one amount pays together. ``carved``: places paid apart. ``fee_modifier``: the modifier a fee was already for.
    """

    claim: Claim
    contract: Contract
    version: Version
    amounts: dict[int, Decimal] = field(default_factory=dict)
    base: dict[int, str] = field(default_factory=dict)
    last: dict[int, str] = field(default_factory=dict)
    carved: set[int] = field(default_factory=set)
    wholes: list[tuple[int, ...]] = field(default_factory=list)
    fee_modifier: dict[int, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    unpriced: list[Unpriced] = field(default_factory=list)

    def line(self, place: int) -> Line:
        return self.claim.lines[place]

    def charge(self, places: Iterable[int]) -> Decimal:
        return total(self.claim.lines[place].charge for place in places)

    def allowed(self, places: Iterable[int]) -> Decimal:
        return total(self.amounts.get(place, ZERO) for place in places)

    def own(self) -> list[int]:
        """Places with a price of their own: neither carved out nor paid together with others."""
        together = {place for whole in self.wholes for place in whole}
        return [place for place in sorted(self.amounts) if place not in together and place not in self.carved]

    def write(self, kind: str, term: str, places: Sequence[int], amounts: Sequence[Decimal], figures: Figures) -> None:
        """One step: these lines are allowed these amounts from here on."""
        before = self.allowed(places)
        for place, amount in zip(places, amounts, strict=True):
            self.amounts[place] = amount
            self.base.setdefault(place, term)
            self.last[place] = term
        numbers = tuple(self.line(place).number for place in places)
        self.steps.append(Step(kind, term, numbers, before, total(amounts), figures, tuple(amounts)))

    def note(self, kind: str, term: str, before: Decimal, after: Decimal, figures: Figures) -> None:
        """A step that leaves what is allowed, over all lines with a price."""
        numbers = tuple(self.line(place).number for place in sorted(self.amounts))
        self.steps.append(Step(kind, term, numbers, before, after, figures))
