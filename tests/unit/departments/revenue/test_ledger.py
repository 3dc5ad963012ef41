"""The ledger takes whole bookings only, each once, and finds whatever an auditor would."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal as D

import pytest
from tests.unit.departments.revenue.conftest import Office

from wellrun.departments.revenue.models import Claim
from wellrun.departments.revenue.rules.by_hand import charge_entries, patient_payment
from wellrun.departments.revenue.rules.entries import (
    Approval,
    Book,
    Cause,
    Entry,
    Kind,
    Leg,
    Owed,
    Responsible,
    undoing,
)
from wellrun.departments.revenue.rules.ledger import Ledger, balance, ledger_faults, legs_of, receivable
from wellrun.departments.revenue.rules.matching import OpenClaim, OpenLine
from wellrun.values.faults import Refused

DAY = dt.date(2026, 3, 1)
OF = Owed("pat", "acc", "C1", "1", Responsible.PRIMARY)
CHARGE = Entry(
    Cause("charges", "C1", line="1"), Kind.CHARGE, DAY, (Leg(Book.RECEIVABLE, D(10), OF), Leg(Book.REVENUE, D(-10)))
)
BACK = undoing(CHARGE, Cause("person", "1"), DAY, "entered twice")


def changed(**parts: object) -> Entry:
    return dataclasses.replace(CHARGE, **parts)


def refused(ledger: Ledger, *entries: Entry) -> list[str]:
    with pytest.raises(Refused) as raised:
        ledger.post(entries)
    return [one.code.rsplit(".", 1)[-1] for one in raised.value.faults]


@pytest.mark.parametrize(
    ("entry", "codes"),
    [
        (changed(legs=CHARGE.legs[:1]), ["unbalanced"]),
        (changed(legs=(Leg(Book.RECEIVABLE, D("0.001"), OF), Leg(Book.REVENUE, D("-0.001")))), ["amount", "amount"]),
        (changed(legs=(Leg(Book.RECEIVABLE, D(0), OF),)), ["amount"]),
        (changed(kind=Kind.CONTRACTUAL), ["book"]),
        (changed(legs=(Leg(Book.RECEIVABLE, D(10)), CHARGE.legs[1])), ["owed"]),
        (changed(legs=()), ["empty"]),
        (changed(kind=Kind.DENIAL, legs=()), ["denied"]),
        (changed(kind=Kind.DENIAL), ["book", "book", "denied"]),
        (changed(kind=Kind.REVERSAL), ["reverses"]),
        (changed(currency="$"), ["currency"]),
        (changed(kind=Kind.WRITE_OFF, legs=(Leg(Book.WRITE_OFF, D(1)), Leg(Book.RECEIVABLE, D(-1), OF))), ["approval"]),
        (
            changed(
                kind=Kind.REFUND, legs=(Leg(Book.UNAPPLIED, D(1)), Leg(Book.CASH, D(-1))), approval=Approval("me", "")
            ),
            ["approval"],
        ),
    ],
)
def test_what_is_no_booking_is_refused_with_every_fault(entry: Entry, codes: list[str]) -> None:
    assert refused(Ledger(), entry) == codes


def test_all_or_nothing() -> None:
    ledger = Ledger()
    assert refused(
        ledger, CHARGE, changed(cause=Cause("charges", "C2"), legs=()), changed(cause=Cause("x", "y"), currency="")
    ) == [
        "empty",
        "currency",
    ]
    assert len(ledger) == 0


def test_the_same_again_changes_nothing_and_another_content_is_refused() -> None:
    ledger = Ledger()
    assert ledger.post([CHARGE, CHARGE]) == (CHARGE,)
    assert ledger.post([CHARGE]) == ()
    assert refused(ledger, changed(note="other")) == ["twice"]
    assert ledger.find(CHARGE.cause) == CHARGE


@pytest.mark.parametrize(
    ("entries", "codes"),
    [
        ((BACK,), ["unknown"]),
        ((CHARGE, BACK, dataclasses.replace(BACK, cause=Cause("person", "2"))), ["undone"]),
        ((CHARGE, dataclasses.replace(BACK, legs=CHARGE.legs)), ["inexact"]),
    ],
)
def test_only_what_is_there_is_undone_once_and_exactly(entries: tuple[Entry, ...], codes: list[str]) -> None:
    assert refused(Ledger(), *entries) == codes
    if entries[0] is CHARGE:
        ledger = Ledger()
        ledger.post(entries[:-1])
        assert refused(ledger, entries[-1]) == codes


def test_a_claim_has_one_currency() -> None:
    ledger = Ledger()
    ledger.post([CHARGE])
    assert refused(ledger, changed(cause=Cause("charges", "C1", line="2"), currency="EUR")) == ["currency"]


def test_what_is_undone_leaves_nothing_but_its_trace() -> None:
    ledger = Ledger()
    ledger.post([CHARGE, BACK])
    assert (balance(legs_of(ledger)), len(ledger), ledger.undone(CHARGE.cause)) == (0, 2, True)
    assert balance(legs_of([CHARGE]), patient="pat", by=Responsible.PRIMARY) == 10
    assert balance(legs_of([CHARGE]), account="other") == 0


PAYMENT = Entry(Cause("835", "T"), Kind.PAYER_PAYMENT, DAY, (Leg(Book.CASH, D(11)), Leg(Book.RECEIVABLE, D(-11), OF)))
UNAPPLIED = Entry(
    Cause("835", "U"),
    Kind.REFUND,
    DAY,
    (Leg(Book.UNAPPLIED, D(1), OF), Leg(Book.CASH, D(-1))),
    approval=Approval("me", "why"),
)


@pytest.mark.parametrize(
    ("entries", "codes"),
    [
        ([CHARGE], []),
        ([CHARGE, PAYMENT], ["negative"]),
        ([PAYMENT], ["negative", "uncharged"]),
        ([CHARGE, CHARGE], ["twice"]),
        ([BACK], ["undone", "negative", "uncharged"]),
        ([CHARGE, dataclasses.replace(BACK, legs=())], ["inexact"]),
        ([CHARGE, UNAPPLIED], ["overdrawn"]),
    ],
)
def test_an_auditor_finds_what_may_never_be(entries: list[Entry], codes: list[str]) -> None:
    assert [one.code.rsplit(".", 1)[-1] for one in ledger_faults(entries)] == codes


@pytest.mark.parametrize(("owed", "applied"), [(D(30), D(20)), (D(5), D(5)), (D(0), D(0)), (D(-5), D(0))])
def test_a_patient_pays_what_is_owed_and_no_more_is_booked_on_it(owed: D, applied: D) -> None:
    entry = patient_payment(Cause("bank", "1"), OF._replace(by=Responsible.PATIENT), D(20), owed, DAY)
    Ledger().post([entry])
    assert (-balance(entry.legs), -balance(entry.legs, Book.UNAPPLIED)) == (applied, 20 - applied)


def test_a_claim_without_payer_is_owed_by_the_patient_and_free_lines_are_not_booked() -> None:
    lines = OpenLine("1", "X", D(10)), OpenLine("2", "Y", D(0))
    claim = OpenClaim("pat", "acc", "C1", D(10), DAY, lines, ())
    ledger = Ledger()
    ledger.post(charge_entries(claim, DAY))
    assert receivable(ledger, "C1") == {("1", Responsible.PATIENT): D(10)}


def test_the_first_payer_of_a_claim_stands_in_a_column_that_can_be_looked_for(office: Office) -> None:
    office.bill("C1", payers=("BETA", "ALPHA"))
    office.bill("C2", payers=())
    assert dict(Claim.objects.values_list("number", "primary_payer")) == {"C1": "BETA", "C2": ""}
