"""The checker of answers finds what is wrong with them; it would be worth nothing if it passed everything."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from wellrun.engines.reimbursement.checker import contradictions
from wellrun.engines.reimbursement.claim import Claim, Line, PatientShare, Setting
from wellrun.engines.reimbursement.contract import CaseRate, Contract, LesserOf, Version
from wellrun.engines.reimbursement.expected import Expected
from wellrun.engines.reimbursement.explain import term_for
from wellrun.engines.reimbursement.pricing import price

DAY = dt.date(2026, 1, 1)
CONTRACT = Contract("C", "P", (Version(DAY, None, (CaseRate("case", Decimal(150)),), lesser_of=LesserOf.CLAIM),))
LINES = Line("1", Decimal(60)), Line("2", Decimal(40))
CLAIM = Claim("A", "P", "HV", Setting.OUTPATIENT, DAY, DAY, LINES, patient=PatientShare(Decimal(10)))
RIGHT = price(CLAIM, CONTRACT)
ONE, TWO = RIGHT.lines


def wrong(*lines: object, **parts: object) -> Expected:
    return dataclasses.replace(RIGHT, lines=lines or RIGHT.lines, **parts)


def test_a_right_answer_passes() -> None:
    assert contradictions(RIGHT, CLAIM, CONTRACT) == ()
    assert RIGHT.allowed == 100


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (wrong(ONE), "neither price nor reason"),
        (wrong(ONE, ONE, TWO), "priced 2 times"),
        (wrong(ONE._replace(charge=Decimal(61)), TWO), "charged 60, not 61"),
        (wrong(ONE._replace(allowed=Decimal(61)), TWO), "the steps reach 60.00, not 61"),
        (wrong(ONE._replace(allowed=Decimal(61)), TWO), "allowed for charges of"),
        (wrong(ONE._replace(withheld=Decimal("0.001")), TWO), "not in cents"),
        (wrong(ONE._replace(patient=Decimal(-1)), TWO), "is not within"),
        (wrong(steps=(RIGHT.steps[0]._replace(after=Decimal(1)), *RIGHT.steps[1:])), "do not add up to"),
        (wrong(steps=RIGHT.steps[1:]), "where 0.00 was reached"),
    ],
)
def test_what_is_wrong_is_found(answer: Expected, said: str) -> None:
    assert any(said in one for one in contradictions(answer, CLAIM, CONTRACT))


def test_the_steps_of_a_line_are_found() -> None:
    assert [step.kind for step in term_for(RIGHT, "2")] == ["base", "lesser-of", "patient share"]
