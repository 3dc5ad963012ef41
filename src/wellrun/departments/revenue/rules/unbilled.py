"""Why a patient who has left is not finally billed (DNFB): what still has to be done, and by whom.

Source: HFMA MAP Keys, days in discharged not final billed; the reasons are this house's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """What keeps an account from its final bill, in the order in which it has to be done."""

    CHARGES = "charges"
    CODING = "coding"
    AUTHORISATION = "authorisation"
    RULE = "rule"
    CLAIM = "claim"


class Standing(NamedTuple):
    """An account of somebody who has left. ``coded``: finally, or there is nothing to code.

    ``lacks``: services without the authorisation that they need. ``faults``: what keeps its claim from being made.
    """

    charged: bool
    coded: bool
    lacks: int = 0
    faults: int = 0


def reasons(one: Standing) -> tuple[Reason, ...]:
    """Everything that keeps it, the first to be done first. Where nothing does, its claim has only to be made."""
    return tuple(_reasons(one)) or (Reason.CLAIM,)


def _reasons(one: Standing) -> Iterator[Reason]:
    if not one.charged:
        yield Reason.CHARGES
    if not one.coded:
        yield Reason.CODING
    if one.lacks:
        yield Reason.AUTHORISATION
    # What a claim lacks for want of codes or charges is told by these.
    if one.faults and one.charged and one.coded:
        yield Reason.RULE


class Waiting(NamedTuple):
    """Charges of an account: what they come to, since when they are entered, and when they were billed (none: not)."""

    cents: int
    on: dt.date
    left_on: dt.date
    billed_on: dt.date | None

    def unbilled_on(self, day: dt.date) -> bool:
        """Whether at the end of a day the patient had left and the charge was on no final claim."""
        return self.left_on <= day and self.on <= day and (self.billed_on is None or self.billed_on > day)
