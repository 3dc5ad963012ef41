"""Good-faith estimates for those who pay themselves. Source: 45 CFR 149.610 and 149.620."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.rules.estimates import (
    Cause,
    Estimate,
    Item,
    Provider,
    co_providers_asked_by,
    disputable,
    dispute_until,
    due_on,
    missing,
)

MONDAY = dt.date(2026, 3, 2)
THANKSGIVING = {dt.date(2026, 11, 26)}


def scheduled(service: dt.date, on: dt.date = MONDAY, holidays: set[dt.date] | None = None) -> dt.date | None:
    return due_on(Cause.SCHEDULED, on, service=service, holidays=holidays or set())


@pytest.mark.parametrize(
    ("service", "due"),
    [
        # On Wednesday there are two business days to go: the rule asks for none.
        (dt.date(2026, 3, 4), None),
        (dt.date(2026, 3, 5), dt.date(2026, 3, 3)),
        (dt.date(2026, 3, 13), dt.date(2026, 3, 3)),
        # The tenth business day ahead.
        (dt.date(2026, 3, 16), dt.date(2026, 3, 5)),
        (dt.date(2026, 9, 1), dt.date(2026, 3, 5)),
    ],
)
def test_scheduled_three_days_ahead_it_is_due_in_one_and_ten_ahead_in_three(
    service: dt.date, due: dt.date | None
) -> None:
    """149.610(b)(1)(vi)(A) and (B): the days are counted from scheduling, not back from the service."""
    assert scheduled(service) == due


def test_on_request_it_is_due_in_three_business_days() -> None:
    """149.610(b)(1)(vi)(C)."""
    friday = dt.date(2026, 3, 6)
    assert due_on(Cause.REQUESTED, friday, service=None, holidays=set()) == dt.date(2026, 3, 11)


def test_a_holiday_is_no_business_day() -> None:
    wednesday = dt.date(2026, 11, 25)
    assert due_on(Cause.REQUESTED, wednesday, service=None, holidays=set()) == dt.date(2026, 11, 30)
    assert due_on(Cause.REQUESTED, wednesday, service=None, holidays=THANKSGIVING) == dt.date(2026, 12, 1)
    assert scheduled(dt.date(2026, 11, 30), wednesday) == dt.date(2026, 11, 26)
    assert scheduled(dt.date(2026, 11, 30), wednesday, THANKSGIVING) is None


def test_co_providers_are_asked_within_one_business_day() -> None:
    """149.610(b)(1)(v)."""
    assert co_providers_asked_by(dt.date(2026, 3, 6), set()) == dt.date(2026, 3, 9)


HOUSE = Provider("Harbour View", "1234567893", "12-3456789", "1 Quay St, Tidewater", convening=True)
OTHER = Provider("Anaesthesia Partners", "1987654328", "98-7654321", "2 Quay St, Tidewater")
KNEE = Item("Harbour View", "Knee arthroscopy", "X1", D(1), D("4200.00"))
DRUGS = Item("Harbour View", "Drugs", "X2", D(3), D("40.50"))
SLEEP = Item("Anaesthesia Partners", "Anaesthesia", "X3", D(2), D("310.00"))
LATER = Item("Harbour View", "Physiotherapy", "X4", D(6), D("90.00"), separately=True)
WHOLE = Estimate(
    "Ada Stone", dt.date(1980, 1, 1), "Knee arthroscopy", MONDAY, ("M17",), (HOUSE, OTHER), (KNEE, DRUGS, SLEEP, LATER)
)


def test_it_is_itemised_by_provider_and_what_is_scheduled_separately_is_named_only() -> None:
    """149.610(c)(1)(iii) and (viii)."""
    assert WHOLE.by_provider() == {"Harbour View": D("4321.50"), "Anaesthesia Partners": D("620.00")}
    assert WHOLE.total == D("4941.50")


def test_what_it_has_to_say_and_does_not_is_told_all_at_once() -> None:
    """149.610(c)(1): patient and birth, service, items, each provider's name and numbers."""
    assert missing(WHOLE) == ()
    bare = Estimate(" ", None, "", None, (), (OTHER._replace(npi=""),), (LATER,))
    assert missing(bare) == ("patient", "birth", "service", "items", "providers", "unpriced")
    assert missing(WHOLE._replace(items=(KNEE,))) == ("unpriced",)


def test_a_bill_is_disputed_from_400_dollars_over_by_each_provider_alone() -> None:
    """149.620(a)(2)(ii): substantially in excess, by provider."""
    expected = {"Harbour View": D("4321.50"), "Anaesthesia Partners": D("620.00")}
    billed = {"Harbour View": D("4721.49"), "Anaesthesia Partners": D("1020.00"), "Nobody said": D("9000.00")}
    (found,) = disputable(expected, billed)
    assert (found.provider, found.over) == ("Anaesthesia Partners", D("400.00"))


def test_a_dispute_begins_within_120_days_of_the_first_bill() -> None:
    """149.620(c)(1)(i)."""
    assert dispute_until(dt.date(2026, 1, 1)) == dt.date(2026, 5, 1)
