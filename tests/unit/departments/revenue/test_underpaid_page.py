"""The page that says which payer pays less than its contract says, and the one press that asks for it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.urls import reverse
from tests.unit.departments.revenue.conftest import PAID_ON, Office, paid, payment
from tests.unit.departments.revenue.test_underpayments import SINCE, UNTIL, agreed

from wellrun.departments.revenue.actions import disputes
from wellrun.departments.revenue.models import Dispute, Payer
from wellrun.foundations.followup.models import Action
from wellrun.values.faults import Refused

TODAY = dt.date(2026, 3, 2)


@pytest.fixture
def short(office: Office) -> Office:
    """Two claims that lack ten dollars each, one that is right, one denied."""
    agreed(office)
    office.bill("C1", "C2", "C3", "C4")
    right, refused = (("CO", "45", D(20)),), (("CO", "50", D(100)),)
    office.send(payment(paid("C1"), paid("C2"), paid("C3", reasons=right), paid("C4", reasons=refused)))
    return office


def address(**more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in more.items())
    return f"{reverse('revenue:underpaid')}?at=H1&day=2026-03-02&{query}"


def test_the_page_says_how_much_is_missing_where_and_why(short: Office, signed_in: Any) -> None:
    shown = signed_in(short.lead).get(address()).text
    assert "$20.00 is missing on 2 claims." in shown
    assert "3 claims compared with their contracts, 1 paid as agreed" in shown and "1 not wholly decided" in shown
    assert "Alpha Health: schedule" in shown and "Feb 2026" in shown
    assert "schedule (base), line 1" in shown and (PAID_ON + dt.timedelta(90)).strftime("%Y") in shown


def test_the_list_is_exported_as_it_stands(short: Office, signed_in: Any) -> None:
    rows = signed_in(short.lead).get(address(export="csv", q="C1")).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2 and rows[1].startswith("C1,Alpha Health,") and ",140.00,130.00,10.00,schedule," in rows[1]


def test_a_period_without_payments_and_one_that_ends_before_it_begins(short: Office, signed_in: Any) -> None:
    browser = signed_in(short.lead)
    assert "Nothing can be said yet" in browser.get(address(since="2026-02-10", until="2026-02-20")).text
    assert browser.get(address(since="2026-02-10", until="2026-02-01")).status_code == 422
    assert "$20.00 is missing" in browser.get(address(who="ALPHA")).text
    assert "$20.00 is missing" not in browser.get(address(who="BETA")).text


def test_of_a_network_one_facility_is_chosen(short: Office, signed_in: Any, world: Any) -> None:
    from tests.conftest import account

    from wellrun.foundations.access.rules import Role

    browser = signed_in(account("both", Role.REVENUE, "NET"))
    assert "It is reckoned for each facility" in browser.get(f"{reverse('revenue:underpaid')}?at=NET").text


def test_one_press_promises_to_dispute_all_of_a_payer(short: Office, signed_in: Any) -> None:
    browser = signed_in(short.lead)
    sent = {"who": "ALPHA", "since": SINCE, "until": UNTIL}
    shown = browser.post(f"{reverse('revenue:dispute')}?at=H1&day=2026-03-02", sent, follow=True).text
    (action,) = Action.objects.filter(origin="revenue.underpaid")
    assert action.title == "Dispute 2 underpaid claims with Alpha Health: 20.00 USD missing"
    assert action.due_on == PAID_ON + dt.timedelta(89) and action.owner == short.lead.person
    assert {one.claim.number: one.missing for one in Dispute.objects.get().claims.all()} == {
        "C1": D("10.00"),
        "C2": D("10.00"),
    }
    assert "C1" not in action.title and "In dispute" in shown and "Ask for it" not in shown


def test_a_payer_that_is_not_named_or_not_there_is_not_found(short: Office, signed_in: Any) -> None:
    browser, where = signed_in(short.lead), f"{reverse('revenue:dispute')}?at=H1&day=2026-03-02"
    assert browser.post(where, {"since": SINCE, "until": UNTIL}).status_code == 404
    assert browser.post(where, {"who": "GAMMA", "since": SINCE, "until": UNTIL}).status_code == 404
    nothing = browser.post(where, {"who": "BETA", "since": SINCE, "until": UNTIL})
    assert nothing.status_code == 422 and "not disputed yet" in nothing.text


def test_a_claim_is_disputed_once(short: Office) -> None:
    payer = Payer.objects.get(code="ALPHA")
    given = {"payer": payer, "since": SINCE, "until": UNTIL, "by": short.lead, "tree": short.tree, "today": TODAY}
    disputes.dispute(**given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="not disputed yet"):
        disputes.dispute(**given)  # type: ignore[arg-type]
    assert Action.objects.filter(origin="revenue.underpaid").count() == 1


def test_where_no_appeal_is_open_it_is_due_today(short: Office) -> None:
    late = PAID_ON + dt.timedelta(200)
    payer = Payer.objects.get(code="ALPHA")
    made = disputes.dispute(payer=payer, since=SINCE, until=UNTIL, by=short.lead, tree=short.tree, today=late)
    assert made.action.due_on == late
