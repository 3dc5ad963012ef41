"""What a payer paid against what it owed, and what an offer would have brought.

Expected allowed against actual allowed, which is what was paid and the patient's share (PR of the 835), never what was
paid alone; take-backs are in it: they are how underpayments stay unseen.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.engines.reimbursement.claim import Claim, Line, PatientShare, Setting
from wellrun.engines.reimbursement.contract import (
    Contract,
    FeeSchedule,
    Match,
    PercentOfCharges,
    Version,
    Withhold,
)
from wellrun.engines.reimbursement.expected import Why
from wellrun.engines.reimbursement.pricing import price
from wellrun.engines.reimbursement.tables import Fee, FeeTable
from wellrun.engines.reimbursement.underpayment import Actual, ActualLine, Verdict, compare
from wellrun.engines.reimbursement.what_if import Totals, what_if

DAY, PAID_ON = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
FEES = FeeTable("fees", (Fee("X1000", D(200)), Fee("X2000", D(100))))
TERMS = FeeSchedule("fees", "fees"), PercentOfCharges("rest", D("0.4"))
LINES = Line("1", D(500), procedure="X1000"), Line("2", D(300), procedure="X2000")
CLAIM = Claim("A", "P", "HV", Setting.OUTPATIENT, DAY, DAY, LINES, patient=PatientShare(D(50)))


def contract(*withholds: Withhold, **parts: object) -> Contract:
    version = Version(dt.date(2026, 1, 1), None, TERMS, withholds=withholds)
    return Contract("C", "P", (version,), appeal_days=90, tables=(FEES,), **parts)  # type: ignore[arg-type]


def actual(first: str, second: str, share: str = "50", **parts: object) -> Actual:
    lines = ActualLine("1", D(first), D(share)), ActualLine("2", D(second))
    return Actual(lines, PAID_ON, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("brought", "verdict", "difference"),
    [
        # 300 is owed together: 250 by the payer, 50 by the patient, who pays it and not the payer.
        (actual("150", "100"), Verdict.AS_AGREED, "0"),
        (actual("150", "90"), Verdict.UNDERPAID, "-10"),
        (actual("160", "100"), Verdict.OVERPAID, "10"),
        # The payer took back 40 outside of the claim.
        (actual("150", "100", unlined=D(-40)), Verdict.UNDERPAID, "-40"),
        # What it left to the patient beyond the plan is allowed all the same.
        (actual("130", "100", share="70"), Verdict.AS_AGREED, "0"),
    ],
)
def test_paid_and_the_patients_share_together_are_compared(brought: Actual, verdict: Verdict, difference: str) -> None:
    found = compare(price(CLAIM, contract()), brought, contract())
    assert (found.verdict, found.difference) == (verdict, D(difference))


@pytest.mark.parametrize(
    ("tolerance", "verdict"),
    [
        ({"tolerance": D("9.99")}, Verdict.UNDERPAID),
        ({"tolerance": D(10)}, Verdict.AS_AGREED),
        ({"tolerance_share": D("0.03")}, Verdict.UNDERPAID),
        ({"tolerance": D(1), "tolerance_share": D("0.04")}, Verdict.AS_AGREED),
    ],
)
def test_a_difference_counts_above_the_contracts_tolerance(tolerance: dict[str, D], verdict: Verdict) -> None:
    by = contract(**tolerance)
    assert compare(price(CLAIM, by), actual("150", "90"), by).verdict is verdict


def test_each_line_says_what_was_expected_by_which_term() -> None:
    found = compare(price(CLAIM, contract()), actual("150", "90"), contract())
    assert [(one.number, one.expected, one.actual, one.term) for one in found.lines] == [
        ("1", D(200), D(200), "fees"),
        ("2", D(100), D(90), "fees"),
    ]


def test_a_line_on_one_side_only_is_not_lost() -> None:
    brought = Actual((ActualLine("1", D(200)), ActualLine("9", D(100))), PAID_ON)
    found = compare(price(CLAIM, contract()), brought, contract())
    assert [(one.number, one.difference) for one in found.lines] == [("1", D(0)), ("2", D(-100)), ("9", D(100))]


def test_sequestration_is_no_underpayment() -> None:
    """Two in a hundred of 250 are kept back: 245 paid is right."""
    by = contract(Withhold("sequestration", D("0.02")))
    assert compare(price(CLAIM, by), actual("147", "98"), by).verdict is Verdict.AS_AGREED


def test_a_claim_without_a_full_price_is_not_judged() -> None:
    unknown = Claim("A", "P", "HV", Setting.OUTPATIENT, DAY, DAY, (Line("1", D(500), procedure="X9"),))
    assert compare(price(unknown, contract()), actual("0", "0"), contract()).verdict is Verdict.NOT_PRICED


def test_an_offer_is_told_by_service_line_and_by_claim_and_what_has_no_price_is_counted() -> None:
    """40% of charges now; offered are 200 and 100 by code, and nothing for what has no code."""

    def claim(number: str, *lines: Line) -> Claim:
        return Claim(number, "P", "HV", Setting.OUTPATIENT, DAY, DAY, lines)

    percent = Version(
        dt.date(2026, 1, 1), None, (PercentOfCharges("all", D("0.4"), Match(setting=Setting.OUTPATIENT)),)
    )
    coded = Version(dt.date(2026, 1, 1), None, (FeeSchedule("fees", "fees"),))
    now, offered = Contract("now", "P", (percent,)), Contract("offer", "P", (coded,), tables=(FEES,))
    claims = [
        claim("A", *LINES),
        claim("B", LINES[0]),
        claim("C", LINES[1]),
        claim("D", Line("1", D(70), procedure="X9")),
    ]
    found = what_if(claims, now, offered, lambda one: "day" if len(one.lines) > 1 else "clinic")
    assert found.totals == {
        "clinic": Totals(2, D(800), D(320), D(300), worse=1, better=0),
        "day": Totals(1, D(800), D(320), D(300), worse=1, better=0),
        "": Totals(3, D(1600), D(640), D(600), worse=2, better=0),
    }
    assert [(one.claim, one.difference) for one in found.claims] == [("A", D(-20)), ("B", D(0)), ("C", D(-20))]
    assert [(one.claim, one.charge, one.offer) for one in found.not_priced] == [("D", D(70), True)]
    assert dict(found.reasons) == {(True, Why.NO_FEE): 1}
