"""Help for patients who cannot pay: screening by income and household, a facility's own scale, and the law's clocks.

26 CFR 1.501(r)-4 asks a hospital for a written policy and leaves the scale to it; 1.501(r)-6 sets the clocks, both from
the first bill after the visit: nothing harsh before 120 days, and applications are taken for 240.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from wellrun.departments.revenue.rules.ledger import ZERO
from wellrun.engines.reimbursement.money import cents
from wellrun.values.faults import Fault

CONTENT = Path(__file__).parents[1] / "content" / "poverty_guidelines.yaml"
NOTHING_HARSH = dt.timedelta(days=120)
"""26 CFR 1.501(r)-6(c)(3)(i): extraordinary collection not before so many days after the first bill after the visit."""

APPLY = dt.timedelta(days=240)
"""26 CFR 1.501(r)-1(b)(3): the application period ends not before so many days after that bill."""

WARNING = dt.timedelta(days=30)
"""26 CFR 1.501(r)-6(c)(4)(i): and not before so many days after a written warning of extraordinary collection."""

LARGEST_HOUSEHOLD = 20


class Presumed(StrEnum):
    """What makes somebody eligible without an application (26 CFR 1.501(r)-6(c)(2)); the house's list."""

    MEDICAID = "on Medicaid"
    FOOD = "in a food programme"
    HOMELESS = "homeless"
    ESTATE = "died without an estate"


class CaseState(StrEnum):
    """Where a request for help stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


DECIDED = frozenset({CaseState.GRANTED, CaseState.REFUSED, CaseState.WITHDRAWN})


@dataclass(frozen=True)
class Guideline:
    """Income a year, in dollars, below which a household is poor; from a day on, by what."""

    year: int
    since: dt.date
    first: int
    further: int
    source: str

    def of(self, household: int) -> Decimal:
        """For so many people."""
        return Decimal(self.first + (household - 1) * self.further)


@lru_cache(maxsize=1)
def guidelines() -> tuple[Guideline, ...]:
    """All as shipped, oldest first. Raises ``ValueError`` where one has no source or their days are not in order."""
    read: list[dict[str, Any]] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    found = tuple(Guideline(**one) for one in read)
    if not all(one.source and one.first > one.further > 0 for one in found):
        raise ValueError("Each guideline has figures and a source.")
    if any(later.since <= earlier.since for earlier, later in pairwise(found)):
        raise ValueError("Guidelines follow one another by their days.")
    return found


def guideline_on(day: dt.date) -> Guideline:
    """The one that holds on a day. Raises ``ValueError`` for a day before the first that we have."""
    held = [one for one in guidelines() if one.since <= day]
    if not held:
        raise ValueError(f"No poverty guideline of ours holds on {day}.")
    return held[-1]


class Rung(NamedTuple):
    """A step of the scale: up to so many per cent of the guideline, so many per cent of the bill are waived."""

    up_to: int
    waived: int


HOUSE_SCALE = (Rung(200, 100), Rung(250, 75), Rung(300, 50), Rung(400, 25))
"""What holds where a facility has set none of its own (house; 26 CFR 1.501(r)-4 prescribes no figures)."""


def scale_faults(scale: Sequence[Rung]) -> tuple[Fault, ...]:
    """Everything wrong with a scale: it rises in income and falls in what is waived."""
    found = []
    if not scale:
        found.append(_fault("empty", "scale", "", "at least one step", "Enter a step."))
    for rung in scale:
        if not 0 < rung.up_to <= 1000:
            found.append(_fault("income", "scale", str(rung.up_to), "1 to 1000 per cent", "Correct the step."))
        if not 0 < rung.waived <= 100:
            found.append(_fault("waived", "scale", str(rung.waived), "1 to 100 per cent", "Correct the step."))
    for lower, higher in pairwise(scale):
        if higher.up_to <= lower.up_to or higher.waived >= lower.waived:
            words = f"{higher.up_to}: {higher.waived}"
            found.append(_fault("order", "scale", words, "more income, less waived", "Put the steps in order."))
    return tuple(found)


class Screening(NamedTuple):
    """What screening found: the household's income in per cent of the guideline, and what is waived, in per cent."""

    percent: Decimal
    waived: int
    guideline: Guideline | None


def facts_faults(household: int, income: Decimal) -> tuple[Fault, ...]:
    """Everything wrong with what was told."""
    found = []
    if not 1 <= household <= LARGEST_HOUSEHOLD:
        expected = f"1 to {LARGEST_HOUSEHOLD} people"
        found.append(_fault("household", "household", str(household), expected, "Count everybody who lives there."))
    if income < 0:
        found.append(_fault("income", "income", str(income), "nothing or more", "Enter the income of a year."))
    return tuple(found)


def screened(household: int, income: Decimal, scale: Sequence[Rung], on: dt.date) -> Screening:
    """What somebody of this household and yearly income is given by a scale, on the day of the application."""
    line = guideline_on(on)
    percent = (income * 100 / line.of(household)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    exact = income * 100 / line.of(household)
    waived = next((rung.waived for rung in scale if exact <= rung.up_to), 0)
    return Screening(percent, waived, line)


def presumed() -> Screening:
    """Whoever is presumed eligible is given the most there is: nothing else needs to be told to them then."""
    return Screening(ZERO, 100, None)


def waived_of(owed: Decimal, waived: int) -> Decimal:
    """The amount, to the cent."""
    return cents(owed * waived / 100)


class Clocks(NamedTuple):
    """From which day harsh collection is allowed, and until which day applications are taken."""

    harsh_from: dt.date
    apply_until: dt.date


def clocks(first_bill: dt.date, warned_on: dt.date | None = None) -> Clocks:
    """By the first bill after the visit, and a written warning where one was given."""
    until = first_bill + APPLY
    return Clocks(first_bill + NOTHING_HARSH, max(until, warned_on + WARNING) if warned_on else until)


def harsh_allowed(first_bill: dt.date | None, *, applied: bool, today: dt.date) -> bool:
    """Whether extraordinary collection may begin: never before a bill, nor while somebody has asked for help."""
    return first_bill is not None and not applied and today >= clocks(first_bill).harsh_from


def _fault(code: str, place: str, value: str, expected: str, remedy: str) -> Fault:
    return Fault(f"revenue.assistance.{code}", f"{expected}, not {value or 'nothing'}.", place, value, expected, remedy)
