"""Finance says which accounts are what; the page says what the facility holds, what moves it, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import World, account
from tests.integration.books import HEAD, work_out
from tests.integration.outlook_books import BOOKED, TODAY, booked, month, rows
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.departments.finance.queries.cash import cash_books
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.catalogue import charting
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

pytestmark = pytest.mark.django_db
AT = {"at": "H1", "day": TODAY.isoformat()}
OPENING = 250_000


@pytest.fixture
def ledger(world: World, settings: Any) -> Iterator[World]:
    """The books of H1: what is owed (2100) is settled in cash (1010) a month later, half of it."""
    told = rows()
    told["accounts"].append({**HEAD, "account": "1010", "name": "Bank", "kind": "asset"})
    for number in range(1, BOOKED):
        owed = sum(dollars for _centre, _code, dollars, _hours in booked(number - 1)) / 2
        head = {**HEAD, "book": "GL", "month": month(number), "version": 1, "told_on": month(number + 1)}
        amount = Decimal(f"{abs(owed):.2f}")
        own, other = ("debit", "credit") if owed > 0 else ("credit", "debit")
        told["ledger"] += [
            {**head, "line": 91, "cost_centre": "C9", "account": "2100", own: amount},
            {**head, "line": 92, "cost_centre": "C9", "account": "1010", other: amount},
        ]
    for table in ("accounts", "cost_centres", "ledger"):
        replace_rows(Warehouse(settings.WAREHOUSE), TABLES[table], told[table])
    charting.facts.cache_clear()
    yield world
    charting.facts.cache_clear()


def test_work_is_counted_from_stays_and_worked_hours(ledger: World, settings: Any) -> None:
    warehouse = Warehouse(settings.WAREHOUSE)
    stay = {**HEAD, "class_code": "IMP", "unit": "W1", "patient": "P"}
    moment = dt.datetime.fromisoformat
    told = [
        {**stay, "encounter": "A", "started_at": moment("2026-01-05T10:00"), "ended_at": moment("2026-01-08T10:00")},
        {**stay, "encounter": "B", "started_at": moment("2026-02-20T10:00"), "ended_at": None},
    ]
    replace_rows(warehouse, TABLES["encounters"], told)
    hours = {**HEAD, "unit": "W1", "day": dt.date(2026, 1, 10), "staff_group": "registered_nurse", "employment": "own"}
    replace_rows(warehouse, TABLES["worked_hours"], [{**hours, "hours": 80.0}])
    work_out()
    charting.facts.cache_clear()
    books = cash_books("H1")
    assert books is not None
    # One went home; three midnights of the one and those of the other in February; 80 hours are 14 days of a person.
    assert (books.year.discharges, books.year.hours) == (1, 80)
    assert books.year.patient_days is not None and books.year.patient_days >= 3 + 9
    assert "FTE per occupied bed" in shown(signed_in(ledger.director))


def shown(who: Client) -> str:
    answer = who.get(reverse("finance:cash"), AT)
    assert answer.status_code == 200
    return read(answer)


def set_terms(who: Client, **given: str) -> Any:
    plain = {"version": "0", "cash": "10*", "payable": "2100", "opening": str(OPENING)}
    return who.post(f"{reverse('finance:cash-terms')}?at=H1&day={TODAY}", plain | given)


def finance() -> Client:
    return signed_in(account("finance", Role.FINANCE, "H1"))


def test_before_accounts_are_named_nothing_is_made_up(ledger: World) -> None:
    page = shown(signed_in(ledger.director))
    assert "What Hospital H1 holds in cash is not known yet." in page
    assert "Cash and investments that are free to use" in page
    assert "no account is named as depreciation" in page
    assert "no worked hours are loaded" in page
    # Revenue and expense are booked: the margin is known.
    assert "(operating revenue − operating expense) / operating revenue" in page


def test_named_accounts_tell_what_is_held_to_the_cent_and_what_will_be(ledger: World) -> None:
    who = finance()
    assert set_terms(who).status_code == 302
    books = cash_books("H1")
    assert books is not None and books.year.cash is not None
    settled = sum(
        Decimal(f"{sum(dollars for _c, _a, dollars, _h in booked(number - 1)) / 2:.2f}") for number in range(1, BOOKED)
    )
    assert books.year.cash == int((OPENING - settled) * 100)
    last = [one for one in books.periods if one.booked][-1]
    assert last.closing is not None and last.closing.expected == books.year.cash
    ahead = [one for one in books.periods if not one.booked]
    assert len(ahead) == 10
    told = last.closing.expected + sum(sum(one.flows.values()) for one in ahead)
    assert ahead[-1].closing is not None and ahead[-1].closing.expected == pytest.approx(told)
    page = shown(who)
    assert "At the end of December 2026 Hospital H1 will hold $" in page
    assert "Owed by patients and payers" in page
    assert Entry.objects.filter(action="finance.cash.set").count() == 1


def test_a_code_that_is_no_account_is_told_beside_its_field_and_a_stale_form_is_refused(ledger: World) -> None:
    who = finance()
    refused = set_terms(who, cash="1099", payable="9*")
    assert refused.status_code == 422
    assert "No account of the ledger is 1099." in read(refused)
    assert "No account of the ledger is 9*." in read(refused)
    assert set_terms(who).status_code == 302
    assert set_terms(who).status_code == 422
    assert set_terms(signed_in(ledger.ward_manager)).status_code == 403


def test_a_place_without_a_ledger_says_so(world: World) -> None:
    who = signed_in(world.director)
    assert "once its ledger is loaded" in shown(who)
    assert "Choose a facility" in read(who.get(reverse("finance:cash"), AT | {"at": "NET"}))
