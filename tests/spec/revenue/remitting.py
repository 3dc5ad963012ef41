"""Claims of a small office, what two payers say of them, and the books after it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

from wellrun.departments.revenue.rules.by_hand import charge_entries
from wellrun.departments.revenue.rules.entries import Book, Responsible
from wellrun.departments.revenue.rules.ledger import (
    Ledger,
    balance,
    ledger_faults,
    legs_of,
    receivable,
)
from wellrun.departments.revenue.rules.matching import OpenClaim, OpenClaims, OpenLine
from wellrun.departments.revenue.rules.posting import Proposal, propose
from wellrun.departments.revenue.rules.remitted import (
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittedClaim,
    RemittedLine,
)

DAY, PAID_ON = dt.date(2026, 3, 2), dt.date(2026, 4, 1)
P, S, PATIENT = Responsible.PRIMARY, Responsible.SECONDARY, Responsible.PATIENT
LINES = OpenLine("1", "X1000", D(100), ("25",), DAY), OpenLine("2", "X2000", D(60), (), DAY)
CLAIM = OpenClaim("pat", "acc", "C1", D(160), DAY, LINES, ("ALPHA", "BETA"))
ALONE = CLAIM._replace(number="C2", payers=("ALPHA",))


def adjustments(text: str) -> tuple[Adjustment, ...]:
    """``CO-45 40 PR-1 10``."""
    words = text.split()
    return tuple(
        Adjustment(*reason.split("-", 1), D(amount)) for reason, amount in zip(words[::2], words[1::2], strict=True)
    )


def line(charge: str, paid: str, reasons: str = "", **parts: Any) -> RemittedLine:
    given = {"procedure": {"100": "X1000", "60": "X2000"}.get(charge.lstrip("-"), ""), "begins": DAY}
    given["modifiers"] = ("25",) if given["procedure"] == "X1000" else ()
    return RemittedLine(D(charge), D(paid), adjustments(reasons), **{**given, **parts})


def claim(number: str, status: str, *lines: RemittedLine, **parts: Any) -> RemittedClaim:
    given = {
        "charge": sum((one.charge for one in lines), D(0)),
        "paid": sum((one.paid for one in lines), D(0)),
        **parts,
    }
    return RemittedClaim(number, status, lines=lines, begins=DAY, **given)


def remittance(
    *claims: RemittedClaim, trace: str = "T1", payer: str = "ALPHA", plb: str = "", **parts: Any
) -> Remittance:
    provider = tuple(ProviderAdjustment(one.group, one.reason, one.amount) for one in adjustments(plb))
    deposit = sum((one.paid for one in claims), D(0)) - sum((one.amount for one in provider), D(0))
    return Remittance(
        payer, trace, PAID_ON, **{"deposit": deposit, "claims": claims, "provider_adjustments": provider, **parts}
    )


def opened(*claims: OpenClaim) -> Ledger:
    ledger = Ledger()
    for one in claims or (CLAIM,):
        ledger.post(charge_entries(one, DAY))
    return ledger


def posted(ledger: Ledger, *remittances: Remittance, claims: tuple[OpenClaim, ...] = (CLAIM, ALONE)) -> Proposal:
    """Posts one after another; the last proposal."""
    for one in remittances:
        proposal = propose(one, OpenClaims(claims), ledger)
        ledger.post(proposal.entries)
        assert ledger_faults(ledger) == ()
    return proposal


def owed(ledger: Ledger, number: str = "C1") -> dict[tuple[str, Responsible], D]:
    return {key: amount for key, amount in receivable(ledger, number).items() if amount}


def book(ledger: Ledger, which: Book) -> D:
    return balance(legs_of(ledger), which)


PAID = claim("C1", "1", line("100", "64", "CO-45 20 PR-2 16"), line("60", "40", "CO-45 10 PR-1 10"))
BACK = claim("C1", "22", line("-100", "-64", "CO-45 -20 PR-2 -16"), line("-60", "-40", "CO-45 -10 PR-1 -10"))


def second(trace: str = "T2", reasons: str = "OA-23 84 PR-3 6", paid: str = "10") -> Remittance:
    lines = line("100", paid, reasons), line("60", "10", "OA-23 50")
    return remittance(claim("C1", "2", *lines), trace=trace, payer="BETA")
