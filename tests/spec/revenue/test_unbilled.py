"""Discharged, not final billed. Source: HFMA MAP Keys; the reasons are the house's."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from wellrun.departments.revenue.rules.unbilled import Reason, Standing, Waiting, reasons

LEFT = dt.date(2026, 3, 10)
NEXT = dt.timedelta(days=1)


def test_what_lacks_nothing_has_only_to_be_claimed() -> None:
    assert reasons(Standing(charged=True, coded=True)) == (Reason.CLAIM,)


def test_everything_that_keeps_it_is_told_in_the_order_of_work() -> None:
    found = reasons(Standing(charged=False, coded=False, lacks=2, faults=3))
    assert found == (Reason.CHARGES, Reason.CODING, Reason.AUTHORISATION)
    assert reasons(Standing(charged=True, coded=True, lacks=1, faults=1)) == (Reason.AUTHORISATION, Reason.RULE)


def test_there_is_always_a_reason_and_never_two_of_one_kind() -> None:
    for charged, coded, lacks, faults in product((True, False), (True, False), (0, 1), (0, 1)):
        found = reasons(Standing(charged, coded, lacks, faults))
        assert found and len(set(found)) == len(found)


@pytest.mark.parametrize(("day", "unbilled"), [(-1, False), (0, True), (3, True), (4, False), (9, False)])
def test_it_counts_from_the_day_of_leaving_until_the_day_of_the_bill(day: int, unbilled: bool) -> None:
    one = Waiting(100, LEFT - 2 * NEXT, LEFT, LEFT + 4 * NEXT)
    assert one.unbilled_on(LEFT + day * NEXT) is unbilled


def test_what_is_charged_later_counts_from_then_and_what_is_never_billed_for_ever() -> None:
    one = Waiting(100, LEFT + NEXT, LEFT, None)
    assert not one.unbilled_on(LEFT)
    assert one.unbilled_on(LEFT + NEXT) and one.unbilled_on(LEFT + 900 * NEXT)
