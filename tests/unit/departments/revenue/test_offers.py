"""An offer is weighed on last year's claims: what it would have brought, by service line, and what it cannot price."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.urls import reverse
from tests.unit.departments.revenue.conftest import BY, DAY, Office
from tests.unit.departments.revenue.test_underpayments import FEES, agreed

from wellrun.departments.revenue.actions import offers
from wellrun.departments.revenue.models import Offer, Payer
from wellrun.departments.revenue.queries.offers import Weighed, weighed
from wellrun.departments.revenue.rules.offers import as_if_before, by_service_line
from wellrun.engines.reimbursement.expected import Why
from wellrun.engines.reimbursement.formats.yaml import read
from wellrun.engines.reimbursement.what_if import ClaimDifference
from wellrun.values.faults import Refused

TODAY = dt.date(2026, 3, 2)
OFFER = FEES.replace("2026-01-01", "2027-01-01").replace('"99213": 80.00', '"99213": 75.00')


def weigh(office: Office, text: str = OFFER, today: dt.date = TODAY) -> Weighed:
    payer = Payer.objects.get(code="ALPHA")
    made = offers.take_offer(payer=payer, text=text, by=office.lead, tree=office.tree, today=today)
    offers.weigh(offer=made.pk, by=BY)
    made.refresh_from_db()
    found = weighed(made)
    assert found is not None
    return found


def test_an_offer_of_next_year_is_taken_as_if_it_had_held(office: Office) -> None:
    agreed(office)
    office.bill("C1", "C2")
    office.bill("C3", payers=("BETA", "ALPHA"))
    found = weigh(office)
    assert (found.total.claims, found.total.now, found.total.offered) == (2, D(280), D(270))
    assert (found.total.worse, found.total.better, found.total.difference) == (2, 0, D(-10))
    assert [one.name for one in found.lines] == ["H1/W1"] and found.gain == ()
    assert [(one.number, one.difference) for one in found.lose] == [("C1", D(-5)), ("C2", D(-5))]


def test_what_one_of_the_two_cannot_price_is_counted_and_in_no_total(office: Office) -> None:
    agreed(office)
    office.bill("C1")
    found = weigh(office, OFFER.replace(', "80053": 60.00', ""))
    assert found.total.claims == 0 and found.not_priced == ((True, Why.NO_FEE, 1),)


def test_without_a_contract_there_is_nothing_to_compare_with(office: Office) -> None:
    office.bill("C1")
    found = weigh(office)
    assert found.not_priced == ((False, Why.NO_CONTRACT, 1),) and found.left_out == 1


def test_claims_of_a_year_ago_are_in_older_ones_are_not(office: Office) -> None:
    agreed(office)
    office.bill("C1")
    assert weigh(office, today=DAY + dt.timedelta(365)).total.claims == 1
    assert weigh(office, today=DAY + dt.timedelta(366)).total.claims == 0


def test_an_offer_that_makes_no_sense_is_refused(office: Office) -> None:
    with pytest.raises(Refused):
        weigh(office, OFFER.replace("table: fees", "table: none"))
    assert not Offer.objects.exists()


def test_the_first_version_of_an_offer_holds_for_every_day() -> None:
    two = OFFER.replace("until: null", "until: 2028-01-01").replace(
        "tables:", "  - {since: 2028-01-01, until: null, terms: [{kind: case rate, name: x, amount: 1}]}\ntables:"
    )
    contract, faults = read(two)
    assert contract is not None and faults == ()
    (only,) = as_if_before(contract).versions
    assert only.terms == contract.versions[0].terms and only.holds(dt.date(2020, 1, 1))


def test_the_service_line_that_loses_most_is_first() -> None:
    def moved(line: str, now: int, offered: int) -> ClaimDifference:
        return ClaimDifference("C", line, D(100), D(now), D(offered))

    found = by_service_line([moved("a", 10, 12), moved("b", 10, 3), moved("a", 10, 10)])
    assert [(one.name, one.claims, one.difference, one.worse, one.better) for one in found] == [
        ("b", 1, D(-7), 1, 0),
        ("a", 2, D(2), 0, 1),
    ]


def test_an_offer_is_pasted_and_its_answer_read(office: Office, signed_in: Any) -> None:
    agreed(office)
    office.bill("C1")
    browser, address = signed_in(office.lead), f"{reverse('revenue:offers')}?at=H1&day=2026-03-02"
    assert "No offer has been weighed" in browser.get(address).text
    wrong = browser.post(address, {"payer": Payer.objects.get(code="ALPHA").pk, "text": "key: ["})
    assert wrong.status_code == 422 and "Line 2" in wrong.text
    shown = browser.post(address, {"payer": Payer.objects.get(code="ALPHA").pk, "text": OFFER}, follow=True).text
    made = Offer.objects.get()
    if not made.finished:
        assert "The offer is being weighed" in shown
        offers.weigh(offer=made.pk, by=BY)
        shown = browser.get(f"{reverse('revenue:offer', args=[made.pk])}?at=H1").text
    assert "The offer would have brought $5.00 less." in shown and "1 lose, 0 gain" in shown
    assert "Claims that lose most" in shown and "C1" in shown


def test_a_weighing_that_broke_off_says_so_and_goes_on(office: Office, signed_in: Any, monkeypatch: Any) -> None:
    agreed(office)
    office.bill("C1")
    payer = Payer.objects.get(code="ALPHA")
    made = offers.take_offer(payer=payer, text=OFFER, by=office.lead, tree=office.tree, today=TODAY)
    browser, page = signed_in(office.lead), f"{reverse('revenue:offer', args=[made.pk])}?at=H1"
    assert "is being weighed" in browser.get(page).text
    with pytest.raises(Refused, match="is being weighed"):
        offers.weigh_again(offer=made, by=office.lead, tree=office.tree)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(offers, "price", lambda *_given: 1 / 0)
        offers.weigh(offer=made.pk, by=BY)
    shown = browser.get(page).text
    assert "The weighing broke off." in shown and "hx-get" not in shown.split('id="weighing"')[1].split(">")[0]
    assert browser.post(f"{reverse('revenue:offer-again', args=[made.pk])}?at=H1").status_code == 302
    offers.weigh(offer=made.pk, by=BY)
    assert "would have brought" in browser.get(page).text
    with pytest.raises(Refused, match="The offer is weighed"):
        offers.weigh_again(offer=made, by=office.lead, tree=office.tree)


def test_a_weighing_that_does_not_move_for_minutes_has_broken_off(office: Office) -> None:
    payer = Payer.objects.get(code="ALPHA")
    now = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    minutes = lambda number: now - dt.timedelta(minutes=number)  # noqa: E731
    offer = Offer(payer=payer, made_at=minutes(60))
    assert offer.broken_off(now)
    offer.moved_at = minutes(4)
    assert not offer.broken_off(now)
    offer.failed = True
    assert offer.broken_off(now)
    offer.answer = {"total": {}}
    assert not offer.broken_off(now)
