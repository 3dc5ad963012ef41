"""The clocks of a breach and what must be said before one is closed (45 CFR 164.400 to 164.414). Plain values only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wellrun.values.faults import Fault

LIMIT = dt.timedelta(days=60)
"""Calendar days from discovery, or from the end of the year for the yearly report (164.404(b), 164.408(c))."""

MEDIA_OVER, HHS_FROM = 500, 500
"""More than 500 residents of one State for the media; 500 or more people for HHS at once. The two counts differ."""


class Notice(StrEnum):
    """Who has to be told."""

    INDIVIDUALS = "individuals"
    MEDIA = "media"
    HHS = "HHS"
    HHS_YEARLY = "HHS, with the yearly log"


CITATIONS: Mapping[Notice, str] = MappingProxyType(
    {
        Notice.INDIVIDUALS: "45 CFR 164.404(b)",
        Notice.MEDIA: "45 CFR 164.406(b)",
        Notice.HHS: "45 CFR 164.408(b)",
        Notice.HHS_YEARLY: "45 CFR 164.408(c)",
    }
)


@dataclass(frozen=True)
class Clock:
    """Somebody to be told, and the last day for it."""

    notice: Notice
    due: dt.date


def clocks(*, discovered: dt.date, individuals: int, most_in_one_state: int) -> tuple[Clock, ...]:
    """Every notice a breach asks for, the first due first. ``discovered`` is a day where the facility is."""
    due = discovered + LIMIT
    found = [Clock(Notice.INDIVIDUALS, due)]
    if most_in_one_state > MEDIA_OVER:
        found.append(Clock(Notice.MEDIA, due))
    if individuals >= HHS_FROM:
        found.append(Clock(Notice.HHS, due))
    else:
        found.append(Clock(Notice.HHS_YEARLY, dt.date(discovered.year, 12, 31) + LIMIT))
    return tuple(sorted(found, key=lambda clock: (clock.due, list(Notice).index(clock.notice))))


class Factor(StrEnum):
    """What an assessment weighs (164.402, breach, (2)(i) to (iv))."""

    NATURE = "nature"
    RECIPIENT = "recipient"
    ACQUIRED = "acquired"
    MITIGATED = "mitigated"


class Closing(StrEnum):
    """How a breach is closed."""

    NOTIFIED = "notified"
    LOW_PROBABILITY = "low_probability"
    EXCEPTION = "exception"


LEAST_WORDS = 20


def faults_of_closing(*, how: str, factors: Mapping[Factor, str], finding: str) -> list[Fault]:
    """What is missing. A disclosure is presumed a breach until all four factors are weighed in writing."""
    faults = []
    if how not in set(Closing):
        faults.append(Fault("compliance.no_closing", "Choose how the breach is closed.", place="how", value=how))
    if how == Closing.LOW_PROBABILITY:
        faults += [
            Fault(
                "compliance.factor_missing",
                f"The assessment says nothing of one factor: {factor.value}.",
                place=factor.value,
                expected=f"at least {LEAST_WORDS} characters",
                remedy="Weigh all four factors, or give notice (45 CFR 164.402, breach, (2)).",
            )
            for factor in Factor
            if len(factors.get(factor, "").strip()) < LEAST_WORDS
        ]
    if len(finding.strip()) < LEAST_WORDS:
        faults.append(
            Fault(
                "compliance.no_finding",
                "The finding is missing.",
                place="finding",
                remedy="Say what was found and which evidence is kept (45 CFR 164.414(b)).",
            )
        )
    return faults
