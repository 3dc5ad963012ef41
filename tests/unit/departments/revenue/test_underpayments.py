"""What payers paid against their contracts, on the database: compared wholly, counted wholly, at a steady cost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.unit.departments.revenue.conftest import BILLED, BY, DAY, PAID_ON, Office, paid, payment

from wellrun.demo.remittance_text import PaidClaim, PaidLine
from wellrun.departments.revenue.actions import claims, contracts
from wellrun.departments.revenue.actions.claims import Billed, BilledLine
from wellrun.departments.revenue.models import Payer, PayerContract
from wellrun.departments.revenue.queries.underpayments import Underpayments, underpayments
from wellrun.departments.revenue.words.prices import say
from wellrun.engines.reimbursement.expected import Why

FEES = """key: alpha
payer: ALPHA
tolerance: 1.00
appeal_days: 90
versions:
  - {since: 2026-01-01, until: null, terms: [{kind: fee schedule, name: schedule, table: fees}]}
tables:
  - kind: fees
    name: fees
    rows: {"99213": 80.00, "80053": 60.00}
"""
SINCE, UNTIL = dt.date(2026, 1, 1), dt.date(2026, 3, 31)


def agreed(office: Office, text: str = FEES) -> PayerContract:
    payer = Payer.objects.get(code="ALPHA")
    held = contracts.enter(payer=payer, name="Fees", text=text, why="signed", by=office.lead, tree=office.tree)
    return contracts.put_in_force(contract=held, version=held.version, by=office.lead, tree=office.tree)


def found(office: Office) -> Underpayments:
    return underpayments(office.facility, since=SINCE, until=UNTIL)


def test_a_claim_paid_below_its_fee_is_found_with_the_term_and_the_last_day_to_appeal(office: Office) -> None:
    agreed(office)
    office.bill("C1", "C2")
    office.send(payment(paid("C1", reasons=(("CO", "45", D(20)),)), paid("C2")))
    answer = found(office)
    (one,) = answer.lines
    assert one.claim.number == "C2" and one.payer.code == "ALPHA"
    assert (one.comparison.expected, one.comparison.actual, one.missing) == (D("140.00"), D("130.00"), D("10.00"))
    assert one.shortfall.term == "schedule" and one.shortfall.lines == ("1",)
    assert "80" in say(one.shortfall.steps[0])
    assert one.appeal.until == PAID_ON + dt.timedelta(90)
    assert (answer.missing, answer.as_agreed, answer.priced) == (D("10.00"), 1, 2)
    assert [(group.name, group.claims, group.missing) for group in answer.by_term] == [
        ("Alpha Health: schedule", 1, D("10.00"))
    ]
    assert [group.name for group in answer.by_month] == ["Feb 2026"]


def test_the_patients_share_counts_as_allowed(office: Office) -> None:
    agreed(office)
    office.bill("C1")
    office.send(payment(paid("C1", reasons=(("CO", "45", D(20)), ("PR", "1", D(50)), ("PR", "2", D(6))))))
    assert found(office).as_agreed == 1


def test_a_reversal_and_its_correction_are_summed(office: Office) -> None:
    """The first decision was right, the second took ten dollars more: what counts is what is left of all."""
    agreed(office)
    office.bill("C1", "C2")
    right = (("CO", "45", D(20)),)
    office.send(payment(paid("C1", reasons=right)))
    back = PaidClaim(
        "C1",
        (
            PaidLine("99213", D(-100), D(-80), (("CO", "45", D(-20)),), on=DAY),
            PaidLine("80053", D(-60), D(-60), on=DAY),
        ),
        status="22",
        begins=DAY,
    )
    office.send(payment(back, paid("C1"), paid("C2", reasons=right), trace="T2"), control=2)
    (one,) = found(office).lines
    assert one.comparison.actual == D("130.00")


def test_what_is_denied_waits_and_is_not_called_underpaid(office: Office) -> None:
    agreed(office)
    office.bill("C1")
    office.send(payment(paid("C1", reasons=(("CO", "50", D(100)),))))
    answer = found(office)
    assert (answer.undecided, answer.lines, answer.priced) == (1, (), 0)


def test_a_claim_without_a_price_is_counted_with_the_reason(office: Office) -> None:
    agreed(office, FEES.replace(', "80053": 60.00', ""))
    office.bill("C1")
    office.send(payment(paid("C1")))
    assert found(office).unpriced == ((Why.NO_FEE, 1),)


def test_without_a_contract_in_force_nothing_is_claimed(office: Office) -> None:
    payer = Payer.objects.get(code="ALPHA")
    contracts.enter(payer=payer, name="Fees", text=FEES, why="signed", by=office.lead, tree=office.tree)
    office.bill("C1")
    office.send(payment(paid("C1")))
    answer = found(office)
    assert answer.unpriced == ((Why.NO_CONTRACT, 1),) and answer.not_priced == 1


def test_only_the_primary_payer_is_held_to_its_contract(office: Office) -> None:
    agreed(office)
    office.bill("C1", payers=("BETA", "ALPHA"))
    office.send(payment(paid("C1"), trace="T9"))
    assert found(office).priced == 0


def test_what_is_within_the_tolerance_is_borne(office: Office) -> None:
    agreed(office)
    office.bill("C1", "C2")
    office.send(payment(paid("C1", reasons=(("CO", "45", D(21)),)), paid("C2", reasons=(("CO", "45", D("21.01")),))))
    assert [one.claim.number for one in found(office).lines] == ["C2"]


def test_money_taken_back_with_no_reversal_is_missing(office: Office) -> None:
    agreed(office)
    office.bill("C1", "C2", "C3")
    right = (("CO", "45", D(20)),)
    office.send(payment(paid("C1", reasons=right), paid("C2", reasons=right)))
    office.send(payment(paid("C3", reasons=right), trace="T2", outside=(("WO", "C1", D(30)),)), control=2)
    (one,) = found(office).lines
    assert one.claim.number == "C1" and one.missing == D("30.00") and one.shortfall.term == ""


@pytest.mark.parametrize("claims_paid", [5, 40])
def test_the_number_of_statements_does_not_grow_with_the_claims(office: Office, claims_paid: int) -> None:
    agreed(office)
    names = [f"C{number}" for number in range(claims_paid)]
    office.bill(*names)
    office.send(payment(*(paid(name) for name in names)))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(found(office).lines) == claims_paid
    assert len(asked) <= 8


def test_a_stay_is_priced_by_its_rooms(office: Office) -> None:
    """A line of a revenue code is a room; a claim with a room is inpatient."""
    text = """key: alpha
payer: ALPHA
versions:
  - since: 2026-01-01
    until: null
    terms:
      - kind: per diem
        name: days
        levels: [{name: ward, revenue_codes: ["0120"], tiers: [{from_day: 1, rate: 900}, {from_day: 3, rate: 700}]}]
        when: {setting: inpatient}
"""
    agreed(office, text)
    ends = DAY + dt.timedelta(4)
    stay = Billed("S1", (BilledLine("1", "0120", D(8000), units=D(4), on=DAY),), DAY, ends, BILLED, ("ALPHA",))
    claims.bill(facility=office.facility, claims=[stay], by=BY)
    line = PaidLine("", D(8000), D(2800), (("CO", "45", D(5200)),), on=DAY, revenue_code="0120")
    office.send(payment(PaidClaim("S1", (line,), begins=DAY)))
    (one,) = found(office).lines
    assert one.comparison.expected == D("3200.00") and one.missing == D("400.00")


def test_a_contract_that_ended_prices_what_was_done_before(office: Office) -> None:
    held = agreed(office)
    office.bill("C1")
    office.send(payment(paid("C1")))

    def ended(on: dt.date) -> Any:
        held.refresh_from_db()
        contracts.end(contract=held, on=on, why="left", version=held.version, by=office.lead, tree=office.tree)
        return found(office)

    assert len(ended(DAY + dt.timedelta(1)).lines) == 1
    assert ended(DAY).unpriced == ((Why.NO_VERSION, 1),)
