"""A payer's contract: versions by day of service, each with its terms in order of application.

The order (house; terms as the published contract notes have them): carve-outs take their lines; base terms, first to
last, take of the lines left those they hold for; cuts by modifier, then by rank; stop-loss; lesser-of; withholds; the
patient's share is split off last and changes nothing before it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from wellrun.engines.reimbursement.claim import Claim, Line, Setting
from wellrun.engines.reimbursement.money import ZERO
from wellrun.engines.reimbursement.tables import Table

ONE = Decimal(1)


@dataclass(frozen=True)
class Codes:
    """Codes from ``first`` to ``last``, both in, of one length: 470 to 470, J0100 to J9999."""

    first: str
    last: str

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and len(code) == len(self.first) and self.first <= code <= self.last


@dataclass(frozen=True)
class Match:
    """What a term holds for. What is empty asks nothing; codes of lines (revenue, procedures) ask either of them."""

    setting: Setting | None = None
    drgs: tuple[Codes, ...] = ()
    revenue_codes: tuple[Codes, ...] = ()
    procedures: tuple[Codes, ...] = ()

    def claim(self, claim: Claim) -> bool:
        """Whether setting and DRG are met."""
        return self.setting in (None, claim.setting) and (not self.drgs or any(claim.drg in one for one in self.drgs))

    def line(self, line: Line) -> bool:
        """Whether the line's codes are met."""
        if not self.names_lines:
            return True
        return any(line.revenue_code in one for one in self.revenue_codes) or any(
            line.procedure in one for one in self.procedures
        )

    @property
    def names_lines(self) -> bool:
        return bool(self.revenue_codes or self.procedures)


class Missing(StrEnum):
    """What a fee schedule does with a code that it has not."""

    UNPRICED = "unpriced"
    PERCENT = "percent"
    NOTHING = "nothing"


class Count(StrEnum):
    """Which days a tier counts: of the whole stay, or of each level for itself."""

    STAY = "stay"
    LEVEL = "level"


class Basis(StrEnum):
    """What a share is taken of."""

    CHARGES = "charges"
    COST = "cost"


class How(StrEnum):
    """What becomes of several prices of the same lines."""

    LESSER = "lesser"
    GREATER = "greater"
    SUM = "sum"


@dataclass(frozen=True)
class PercentOfCharges:
    """A share of the charge of each line."""

    name: str
    share: Decimal
    when: Match = Match()


@dataclass(frozen=True)
class FeeSchedule:
    """Fee × factor × units by line; ``share`` of the charge where ``missing`` is percent."""

    name: str
    table: str
    factor: Decimal = ONE
    missing: Missing = Missing.UNPRICED
    share: Decimal = Decimal(0)
    when: Match = Match()


@dataclass(frozen=True)
class ApcRate:
    """APC rate × factor × units by line, with the packaging and discounts of 42 CFR 419.44 by status indicator."""

    name: str
    table: str
    factor: Decimal = ONE
    when: Match = Match()


@dataclass(frozen=True)
class DrgRate:
    """Weight × base rate for the stay.

    ``transfer``: a patient transferred before the mean stay is paid by day, the first double (42 CFR 412.4(f)).
    ``short_stay_days`` and ``short_stay_rate``: stays of at most so many days are paid that much a day, if it is less.
    Lines that ``without`` holds for are out of the rate and go to later terms.
    """

    name: str
    table: str
    base_rate: Decimal
    transfer: bool = False
    short_stay_days: int = 0
    short_stay_rate: Decimal = ZERO
    when: Match = Match()
    without: Match | None = None


@dataclass(frozen=True)
class CaseRate:
    """One amount for everything, but the lines that ``without`` holds for. ``when`` asks that one line is met."""

    name: str
    amount: Decimal
    when: Match = Match()
    without: Match | None = None


@dataclass(frozen=True)
class Tier:
    """A rate from a day on, up to the next tier's."""

    from_day: int
    rate: Decimal


@dataclass(frozen=True)
class Level:
    """A level of care, told by the revenue codes of its rooms, with its rates by day."""

    name: str
    revenue_codes: tuple[Codes, ...]
    tiers: tuple[Tier, ...]


@dataclass(frozen=True)
class PerDiem:
    """A rate for each day by level of care; everything else of the stay is in it, but what ``without`` holds for."""

    name: str
    levels: tuple[Level, ...]
    count: Count = Count.STAY
    when: Match = Match()
    without: Match | None = None


@dataclass(frozen=True)
class Combined:
    """Several prices of the same lines: the lesser, the greater or the sum (lesser of percent and per diem).

    Which lines it takes, ``when`` and ``without`` say, as for a case rate.
    """

    name: str
    how: How
    terms: tuple[Single, ...]
    when: Match = Match()
    without: Match | None = None


Single = PercentOfCharges | FeeSchedule | ApcRate | DrgRate | CaseRate | PerDiem
Term = Single | Combined
WHOLE = (DrgRate, CaseRate, PerDiem, Combined)
"""Terms that pay a stay or a case as a whole."""


@dataclass(frozen=True)
class CarveOut:
    """Lines paid apart, where their charge (or cost) is above ``threshold``, each line or, ``together``, all of them.

    Paid is ``share`` of charge or cost (cost-plus: 1.10 of cost). Below the threshold they are in the base.
    """

    name: str
    when: Match
    share: Decimal
    basis: Basis = Basis.CHARGES
    threshold: Decimal = ZERO
    together: bool = False


@dataclass(frozen=True)
class ModifierCut:
    """Lines with a modifier are paid this share of their price (52: a part; 50, both sides: 1.5)."""

    name: str
    modifier: str
    share: Decimal
    when: Match = Match()


@dataclass(frozen=True)
class RankCut:
    """The dearest unit is paid by the first share, the next by the second …, all further by the last (1, 0.5, 0.25)."""

    name: str
    shares: tuple[Decimal, ...]
    when: Match = Match()


class Trigger(StrEnum):
    """What a stop-loss waits for."""

    DOLLARS = "dollars"
    RATE_MULTIPLE = "rate multiple"
    RATE_PLUS = "rate plus"
    DAYS = "days"
    STAY_MULTIPLE = "stay multiple"


class Pays(StrEnum):
    """What a stop-loss pays."""

    FIRST_DOLLAR = "first dollar"
    SECOND_DOLLAR = "second dollar"
    DAILY = "daily"


@dataclass(frozen=True)
class StopLoss:
    """Protection from a very dear or long stay.

    ``trigger`` and ``threshold``: charges (or cost) above an amount, above a multiple of the negotiated rate, or above
    the rate and an amount (the fixed loss of 42 CFR 412.84); days above a number, or above a multiple of the DRG's
    arithmetic mean stay. ``pays``: first dollar, ``share`` of all charges instead of the rate; second dollar, the rate
    and ``share`` of what exceeds the threshold; daily, the rate and ``daily`` for each day beyond. Charges of lines
    that are carved out or that ``without`` holds for do not count. ``never_less``: not below the rate.
    """

    name: str
    trigger: Trigger
    threshold: Decimal
    pays: Pays
    share: Decimal = Decimal(0)
    daily: Decimal = ZERO
    basis: Basis = Basis.CHARGES
    never_less: bool = False
    when: Match = Match()
    without: Match | None = None


class LesserOf(StrEnum):
    """Whether the charge is the most that is paid: of each line (lines paid as one together), of the claim, or not."""

    LINE = "line"
    CLAIM = "claim"
    NO = "no"


class WithholdBasis(StrEnum):
    """What a withhold is taken of: all that is allowed, or what the payer pays of it (sequestration)."""

    ALLOWED = "allowed"
    PAYMENT = "payment"


@dataclass(frozen=True)
class Withhold:
    """A share kept back (sequestration: 0.02 of the payment, 2 U.S.C. 901a); it lowers the payment, not the allowed."""

    name: str
    share: Decimal
    basis: WithholdBasis = WithholdBasis.PAYMENT


@dataclass(frozen=True)
class Version:
    """What holds from ``since`` up to, not including, ``until``; None has no end."""

    since: dt.date
    until: dt.date | None
    terms: tuple[Term, ...]
    carve_outs: tuple[CarveOut, ...] = ()
    modifier_cuts: tuple[ModifierCut, ...] = ()
    rank_cuts: tuple[RankCut, ...] = ()
    stop_losses: tuple[StopLoss, ...] = ()
    lesser_of: LesserOf = LesserOf.NO
    withholds: tuple[Withhold, ...] = ()

    def holds(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class DatedBy(StrEnum):
    """Which day of a claim decides the version."""

    BEGINS = "begins"
    ENDS = "ends"


@dataclass(frozen=True)
class Contract:
    """A contract. Empty plans, products or facilities are all of them.

    A difference is an underpayment above ``tolerance`` (an amount) and above ``tolerance_share`` of what was expected;
    a decision can be appealed until ``appeal_days`` after it; zero: the contract does not say.
    """

    key: str
    payer: str
    versions: tuple[Version, ...]
    plans: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    dated_by: DatedBy = DatedBy.BEGINS
    tolerance: Decimal = ZERO
    tolerance_share: Decimal = Decimal(0)
    appeal_days: int = 0
    tables: tuple[Table, ...] = ()
