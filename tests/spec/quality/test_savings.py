"""Savings of projects: claimed with a line of the accounts, signed off by somebody else, kinds never added up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wellrun.departments.quality.rules.savings import (
    Claimed,
    Decision,
    Kind,
    Rhythm,
    faults_of_claim,
    faults_of_decision,
    signed_sums,
)


@pytest.mark.parametrize(
    ("amount", "line", "expected"),
    [
        ("12000", "6100 agency", []),
        ("0", "6100 agency", ["quality.no_amount"]),
        ("-5", " ", ["quality.no_amount", "quality.no_line"]),
    ],
)
def test_a_claim_has_an_amount_and_a_line_where_it_must_show(amount: str, line: str, expected: list[str]) -> None:
    assert [fault.code for fault in faults_of_claim(amount=Decimal(amount), line=line)] == expected


@pytest.mark.parametrize(
    ("decision", "held", "own", "why", "expected"),
    [
        (Decision.SIGNED, Decision.WAITING, False, "", []),
        (Decision.REFUSED, Decision.WAITING, False, "It is in no ledger line.", []),
        (Decision.REFUSED, Decision.WAITING, False, "no", ["quality.no_refusal_reason"]),
        (Decision.SIGNED, Decision.WAITING, True, "", ["quality.own_claim"]),
        (Decision.SIGNED, Decision.SIGNED, False, "", ["quality.saving_decided"]),
        (Decision.SIGNED, Decision.REFUSED, False, "", ["quality.saving_decided"]),
        (Decision.WAITING, Decision.WAITING, False, "", ["quality.no_decision"]),
    ],
)
def test_somebody_else_decides_once(
    decision: Decision, held: Decision, own: bool, why: str, expected: list[str]
) -> None:
    faults = faults_of_decision(decision=decision, held=held, own=own, why=why)
    assert [fault.code for fault in faults] == expected


def test_only_what_is_signed_counts_and_kinds_stay_apart() -> None:
    def claimed(amount: str, kind: Kind, decision: Decision, rhythm: Rhythm = Rhythm.YEARLY) -> Claimed:
        return Claimed(Decimal(amount), kind, rhythm, decision)

    sums = signed_sums(
        [
            claimed("100.10", Kind.CASH, Decision.SIGNED),
            claimed("0.20", Kind.CASH, Decision.SIGNED),
            claimed("7", Kind.CASH, Decision.SIGNED, Rhythm.ONCE),
            claimed("50", Kind.ROOM, Decision.SIGNED),
            claimed("999", Kind.CASH, Decision.WAITING),
            claimed("999", Kind.AVOIDED, Decision.REFUSED),
        ]
    )
    assert sums == {
        (Kind.CASH, Rhythm.YEARLY): Decimal("100.30"),
        (Kind.CASH, Rhythm.ONCE): Decimal(7),
        (Kind.ROOM, Rhythm.YEARLY): Decimal(50),
    }
