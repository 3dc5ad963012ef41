"""Cash of a facility and what its result is worth: which accounts are what, the flows behind cash, and five ratios.

Sources: the indirect method of a statement of cash flows (FASB ASC 230-10-45-28); operating margin, days cash on hand
and EBIDA as HFMA and Kaufman Hall define them; adjusted discharges as the American Hospital Association does
(discharges x patient revenue / inpatient revenue); a full-time equivalent is 40 paid hours a week. What is not known
makes a ratio unknown: nothing is taken for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wellrun.values.faults import Fault

WEEKLY_HOURS, WEEK = 40, 7
YEAR = 365


class AccountRole(StrEnum):
    """What an account is for cash and ratios, as a facility says it."""

    CASH = "cash"
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    PAYROLL_OWED = "payroll_owed"
    EQUIPMENT = "equipment"
    DEPRECIATION = "depreciation"
    INTEREST = "interest"
    NON_OPERATING = "non_operating"
    PATIENT_REVENUE = "patient_revenue"
    INPATIENT_REVENUE = "inpatient_revenue"


Roles = Mapping[AccountRole, tuple[str, ...]]
"""By role its account codes; one that ends in ``*`` is every account that begins so."""


def has_role(account: str, codes: Sequence[str]) -> bool:
    """Whether an account is among some codes."""
    return any(account.startswith(code[:-1]) if code.endswith("*") else account == code for code in codes)


def faults_of_roles(roles: Roles, known: Sequence[str]) -> tuple[Fault, ...]:
    """Codes that are no account of the facility's ledger, every one."""
    return tuple(
        Fault(
            "finance.cash.account",
            f"No account of the ledger is {code}.",
            role.value,
            code,
            "a code of the chart of accounts, or the beginning of some with * behind it",
            "Correct it, or load the chart of accounts.",
        )
        for role, codes in roles.items()
        for code in codes
        if not any(has_role(account, (code,)) for account in known)
    )


@dataclass(frozen=True)
class Year:
    """Twelve months of a facility; ``None`` where nobody has told. Money in cents, ``days`` of the whole.

    ``cash`` stands at its end; ``revenue`` is operating; ``hours`` are those paid, ``patient_days`` of inpatients.
    """

    days: int
    expense: int | None = None
    revenue: int | None = None
    depreciation: int | None = None
    interest: int | None = None
    patient_revenue: int | None = None
    inpatient_revenue: int | None = None
    cash: int | None = None
    discharges: int | None = None
    hours: float | None = None
    patient_days: float | None = None


class RatioKey(StrEnum):
    """The ratios that boards read."""

    OPERATING_MARGIN = "operating_margin"
    EBIDA_MARGIN = "ebida_margin"
    DAYS_CASH = "days_cash"
    COST_PER_ADJUSTED_DISCHARGE = "cost_per_adjusted_discharge"
    FTE_PER_OCCUPIED_BED = "fte_per_occupied_bed"


@dataclass(frozen=True)
class Ratio:
    """A ratio with what it divides; unknown with the names of what is missing. Amounts are cents."""

    key: RatioKey
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    missing: tuple[str, ...] = ()


NEEDS: Mapping[RatioKey, tuple[str, ...]] = {
    RatioKey.OPERATING_MARGIN: ("revenue", "expense"),
    RatioKey.EBIDA_MARGIN: ("revenue", "expense", "depreciation", "interest"),
    RatioKey.DAYS_CASH: ("cash", "expense", "depreciation"),
    RatioKey.COST_PER_ADJUSTED_DISCHARGE: ("expense", "discharges", "patient_revenue", "inpatient_revenue"),
    RatioKey.FTE_PER_OCCUPIED_BED: ("hours", "patient_days"),
}
"""What each is made of."""


DIVIDED_BY: Mapping[RatioKey, str] = {
    RatioKey.OPERATING_MARGIN: "revenue",
    RatioKey.EBIDA_MARGIN: "revenue",
    RatioKey.DAYS_CASH: "expense",
    RatioKey.COST_PER_ADJUSTED_DISCHARGE: "inpatient_revenue",
    RatioKey.FTE_PER_OCCUPIED_BED: "patient_days",
}
"""What is missing where the lower part comes to nothing."""


def ratios(year: Year) -> list[Ratio]:
    """The five, each with its numerator and denominator, or with what is missing."""
    return [_ratio(key, year) for key in RatioKey]


def _ratio(key: RatioKey, year: Year) -> Ratio:
    told = {name: getattr(year, name) for name in NEEDS[key]}
    missing = tuple(name for name, value in told.items() if value is None)
    if missing:
        return Ratio(key, None, missing=missing)
    above, below = _parts(key, told, year.days)
    if below <= 0:
        return Ratio(key, None, above, below, (DIVIDED_BY[key],))
    return Ratio(key, above / below, above, below)


def _parts(key: RatioKey, told: Mapping[str, float], days: int) -> tuple[float, float]:
    if key is RatioKey.OPERATING_MARGIN:
        return told["revenue"] - told["expense"], told["revenue"]
    if key is RatioKey.EBIDA_MARGIN:
        return told["revenue"] - told["expense"] + told["depreciation"] + told["interest"], told["revenue"]
    if key is RatioKey.DAYS_CASH:
        return told["cash"], (told["expense"] - told["depreciation"]) / days
    if key is RatioKey.COST_PER_ADJUSTED_DISCHARGE:
        if told["inpatient_revenue"] <= 0:
            return told["expense"], 0.0
        return told["expense"], told["discharges"] * told["patient_revenue"] / told["inpatient_revenue"]
    return told["hours"] * WEEK / WEEKLY_HOURS, told["patient_days"]


class Flow(StrEnum):
    """What moves cash in a period."""

    RECEIPTS = "receipts"
    PAYROLL = "payroll"
    SUPPLIERS = "suppliers"
    CAPITAL = "capital"


@dataclass(frozen=True)
class Movement:
    """A period's result and the changes of its balances, in cents; a rise of what is owed to us or of equipment is
    above nothing, and so is a rise of what we owe."""

    revenue: int = 0
    labour: int = 0
    other: int = 0
    depreciation: int = 0
    receivable: int = 0
    payable: int = 0
    payroll_owed: int = 0
    equipment: int = 0


def flows(one: Movement) -> Mapping[Flow, int]:
    """Cash in and, below nothing, out: what was earned less what is still owed to us, what was spent less what we still
    owe, and what was bought, which is what equipment rose by and what was written off it."""
    return {
        Flow.RECEIPTS: one.revenue - one.receivable,
        Flow.PAYROLL: -(one.labour - one.payroll_owed),
        Flow.SUPPLIERS: -(one.other - one.depreciation - one.payable),
        Flow.CAPITAL: -(one.equipment + one.depreciation),
    }
