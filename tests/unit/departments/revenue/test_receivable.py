"""What is published of the receivable, held against the ledger, and the page on ageing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

from django.urls import reverse
from tests.unit.departments.revenue.cashiers import BY, Till

from wellrun.departments.revenue.actions import assistance
from wellrun.departments.revenue.actions.claims import Billed, BilledLine, bill
from wellrun.departments.revenue.actions.costs import enter_cost
from wellrun.departments.revenue.models import CollectionCost, LedgerEntry, PatientAccount
from wellrun.departments.revenue.queries.published import (
    claim_rows,
    move_rows,
    receivable_rows,
    remit_rows,
    revenue_rows,
)
from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Kind, Leg, Owed, Responsible, undoing
from wellrun.warehouse.marts.backends import OnDuckDB
from wellrun.warehouse.marts.catalogue import MARTS
from wellrun.warehouse.marts.facts import Facts
from wellrun.warehouse.measures.example import tables_in_memory

DAY = dt.timedelta(days=1)


def page() -> str:
    return f"{reverse('revenue:ageing')}?at=H1"


def total(rows: list[dict[str, Any]], name: str) -> D:
    return sum((row[name] for row in rows if row[name] is not None), D(0))


def cut(till: Till, number: str, amount: int) -> Entry:
    """Insurance takes so much of a claim off by contract, on the day of the visit."""
    at = Owed(f"pat-{number}", f"acc-{number}", number, "1", Responsible.PRIMARY)
    legs = Leg(Book.CONTRACTUAL, D(amount)), Leg(Book.RECEIVABLE, -D(amount), at)
    return Entry(Cause("835", "T5", number, "1", "cut"), Kind.CONTRACTUAL, till.today - 20 * DAY, legs)


def test_moves_are_the_ledgers_and_each_write_off_has_its_reason(till: Till) -> None:
    one, two = till.visit("C1", owes=40), till.visit("C2", owes=60)
    till.pay(one, "15")
    for held, waiver in ((one, "bad debt"), (two, "small balance")):
        held.refresh_from_db()
        assistance.give_up(account=held, waiver=waiver, why="x", version=held.version, **till.who(till.lead))
    rows = move_rows(till.today + DAY)
    assert total(rows, "charges") == D(200)
    assert total(rows, "cash") == D(60 + 40 + 15)
    assert (total(rows, "bad_debt"), total(rows, "charity"), total(rows, "denial_write_offs")) == (D(25), 0, 0)
    assert {row["cost"] for row in rows} == {None}
    assert move_rows(till.today - 41 * DAY) == [], "nothing of days that are not over"


def test_what_is_undone_counts_against_its_kind(till: Till) -> None:
    till.visit("C1", owes=40)
    at = Owed("pat-C1", "acc-C1", "C1", "1", Responsible.PATIENT)
    legs = Leg(Book.CONTRACTUAL, D(7)), Leg(Book.RECEIVABLE, -D(7), at)
    given = Entry(Cause("835", "T6", "C1", "1", "cut"), Kind.CONTRACTUAL, till.today - 9 * DAY, legs)
    till.posted("C1", given, undoing(given, Cause("835", "T8", "C1", "1", "back"), till.today - 2 * DAY))
    rows = {row["day"]: row for row in move_rows(till.today)}
    assert rows[till.today - 9 * DAY]["contractual"] == D(7)
    assert rows[till.today - 2 * DAY]["contractual"] == D(-7)
    assert rows[till.today - 2 * DAY]["cash"] == 0


def test_the_receivable_is_the_ledgers_at_the_end_of_each_day_told(till: Till) -> None:
    held = till.visit("C1", owes=40, days_ago=100)
    till.pay(held, "55")
    rows = receivable_rows(till.today + DAY)
    now = [row for row in rows if row["day"] == till.today]
    assert {row["payer"]: (row["owed"], row["over_90"], row["credits"]) for row in now} == {"none": (0, 0, D(15))}
    before = [row for row in rows if row["day"] < till.today]
    assert before
    assert all((row["payer"], row["owed"]) == ("patient", D(40)) for row in before)


def test_what_is_not_decided_is_expected_by_the_payers_year(till: Till) -> None:
    """Of 150 decided, 60 paid, 40 passed on and 50 cut: a third of what is not decided is not expected to come."""
    till.visit("C1", owes=40)
    lines = (BilledLine("1", "99213", D(200)),)
    day = till.today - 20 * DAY
    bill(facility=till.facility, claims=[Billed("C2", lines, day, day, day, ("P1",), "pat-C2", "acc-C2")], by=BY)
    till.posted("C2", cut(till, "C2", 50))
    rows = {row["payer"]: row for row in receivable_rows(till.today + DAY) if row["day"] == till.today}
    assert (rows["P1"]["owed"], rows["P1"]["allowance"]) == (D(150), D(50))
    assert (rows["patient"]["owed"], rows["patient"]["allowance"]) == (D(40), D(0))


def test_revenue_of_a_day_and_claims(till: Till) -> None:
    till.visit("C1", days_ago=9)
    (last,) = [row for row in revenue_rows(till.today + DAY) if row["day"] == till.today]
    assert (last["gross_per_day"], last["net_per_day"]) == (10.0, 10.0)
    assert "unbilled" not in last, "not known is not nothing"
    (claim,) = claim_rows(till.today)
    assert (claim["claim"], claim["payer"], claim["unit"], claim["charge"]) == ("C1", "P1", "W1", D(100))
    assert remit_rows(till.today) == []


def test_a_years_cost_is_spread_over_its_days(till: Till) -> None:
    till.visit("C1", days_ago=3)
    year = till.today.year
    enter_cost(facility=till.facility, year=year, amount=D(36500), source="budget", **till.who(till.lead))
    enter_cost(facility=till.facility, year=year, amount=D(73000), source="budget", **till.who(till.lead))
    assert CollectionCost.objects.get().amount == D(73000)
    rows = [row for row in move_rows(till.today) if row["day"].year == year]
    days = 366 if year % 4 == 0 else 365
    assert {round(row["cost"], 6) for row in rows} == {round(73000 / days, 6)}


def test_the_marts_read_what_is_published(till: Till) -> None:
    """From the ledger to the figures of a day in one go: owed 40, of 10 charged a day."""
    till.visit("C1", owes=40, days_ago=9)
    until = till.today + DAY
    tables = {"receivable_days": receivable_rows(until), "revenue_days": revenue_rows(until)}
    facts = Facts(OnDuckDB(tables_in_memory(tables)), MARTS, today=until)
    rows = [row for row in facts.backend.rows(facts.mart("receivables")) if row["day"] == till.today]
    assert sum(row["less_credits"] for row in rows) == 40
    assert sum(row["gross_per_day"] for row in rows) == 10


def test_ageing_says_who_owes_how_long_and_leads_to_claims(till: Till, signed_in: Any) -> None:
    till.visit("C1", owes=40, days_ago=100)
    till.visit("C2", owes=60, days_ago=10)
    text = signed_in(till.lead).get(page()).text
    assert "$100 is owed, 40" in text
    assert "of it for more than 90 days" in text
    assert "Patients" in text
    drilled = signed_in(till.lead).get(f"{page()}&payer=patient&age=3").text
    assert ">C1<" in drilled
    assert ">C2<" not in drilled
    assert "Nobody has entered what the revenue cycle costs in a year." in text


def test_a_cost_is_entered_on_the_page(till: Till, signed_in: Any) -> None:
    said = {"year": "2026", "amount": "1000000", "source": "cost centre 4410"}
    assert signed_in(till.lead).post(page(), said).status_code == 302
    assert "1,000,000.00" in signed_in(till.lead).get(page()).text
    assert signed_in(till.leo).get(page()).status_code == 403


def test_an_empty_ledger_says_so(till: Till, signed_in: Any) -> None:
    assert "Nothing is owed." in signed_in(till.lead).get(page()).text
    assert (receivable_rows(till.today), revenue_rows(till.today), move_rows(till.today)) == ([], [], [])
    assert not PatientAccount.objects.exists()
    assert not LedgerEntry.objects.exists()
