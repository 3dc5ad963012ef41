"""Public 835 samples posted against claims as they must have been sent: cash is the deposit, nothing is unexplained."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections import Counter
from pathlib import Path

import pytest

from wellrun.departments.revenue.rules.by_hand import charge_entries
from wellrun.departments.revenue.rules.entries import Book
from wellrun.departments.revenue.rules.ledger import Ledger, balance, ledger_faults, legs_of
from wellrun.departments.revenue.rules.matching import OpenClaim, OpenClaims, OpenLine
from wellrun.departments.revenue.rules.posting import propose
from wellrun.departments.revenue.rules.remitted import (
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittedClaim,
    RemittedLine,
)
from wellrun.engines.x12 import PaidClaim, read, remittance_of
from wellrun.engines.x12 import Remittance as Paid

SHARED = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
FILES = sorted(file for file in (SHARED / "x12").glob("*/*") if file.is_file())
DAY = dt.date(2026, 1, 1)

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not FILES, reason=f"no X12 samples at {SHARED}"),
]


def payments() -> list[tuple[str, Paid]]:
    return [
        (file.name, remittance_of(piece))
        for file in FILES
        for piece in read(io.BytesIO(file.read_bytes()))
        if piece.segments and piece.segments[0][0] == "ST" and piece.segments[0][1] == "835"
    ]


def remitted(claim: PaidClaim) -> RemittedClaim:
    lines = tuple(
        RemittedLine(
            line.charge,
            line.paid,
            tuple(Adjustment(*one) for one in line.adjustments),
            line.procedure,
            line.modifiers,
            line.submitted,
            line.revenue_code,
            line.control,
        )
        for line in claim.lines
    )
    adjustments = tuple(Adjustment(*one) for one in claim.adjustments)
    shares = claim.number, claim.status, claim.charge, claim.paid, lines, adjustments, claim.patient_share
    return RemittedClaim(*shares, claim.payer_control)


def posted_shape(paid: Paid) -> Remittance:
    provider = tuple(ProviderAdjustment(one.reason, one.reference, one.amount) for one in paid.provider_adjustments)
    claims = tuple(remitted(claim) for claim in paid.claims)
    return Remittance("payer", paid.trace, paid.paid_on or DAY, paid.paid, claims, provider)


def as_sent(claim: RemittedClaim, at: int) -> OpenClaim:
    """A claim as it must have been sent for this to come back; of a second payer, after one unknown."""
    lines = tuple(
        OpenLine(str(number), line.code, line.charge, line.modifiers) for number, line in enumerate(claim.lines)
    ) or (OpenLine("0", "", claim.charge),)
    payers = {"2": ("first", "payer"), "3": ("first", "second", "payer")}.get(claim.status, ("payer",))
    return OpenClaim("", str(at), claim.number, claim.charge, DAY, lines, payers)


def test_every_sample_comes_to_its_deposit_or_is_stopped() -> None:
    """Of nine payments two are below zero and stopped; in the others one claim does not add up and is held.

    Samples give several claims one number, as templates do: here each has its own.
    """
    counts: Counter[str] = Counter()
    for _name, paid in payments():
        file = posted_shape(paid)
        file = file._replace(claims=tuple(one._replace(number=f"{at}") for at, one in enumerate(file.claims)))
        ledger, sent = Ledger(), [as_sent(claim, at) for at, claim in enumerate(file.claims) if not claim.reversal]
        for claim in sent:
            ledger.post(charge_entries(claim, file.paid_on))
        proposal = propose(file, OpenClaims(sent), ledger)
        ledger.post(proposal.entries)
        assert ledger_faults(ledger) == ()
        counts["stopped" if proposal.faults else "posted"] += 1
        counts["claims posted"] += len(proposal.posted)
        counts["claims held"] += len(proposal.held)
        if not proposal.faults:
            assert balance(legs_of(ledger), Book.CASH) == file.deposit
            assert len(proposal.held) + len(proposal.posted) == len(file.claims)
    assert counts == {"posted": 7, "stopped": 2, "claims posted": 11, "claims held": 1}
