"""Contract terms where they meet: what is carved out beside other terms, limits of days, ranges of codes."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from tests.spec.revenue.test_contract_terms import (
    APCS,
    IMPLANTS,
    REST,
    ROOMS,
    claim,
    contract,
    line,
    priced,
    stop_loss,
)

from wellrun.engines.reimbursement.contract import (
    ApcRate,
    Basis,
    CarveOut,
    Codes,
    Combined,
    DrgRate,
    How,
    LesserOf,
    Level,
    Pays,
    PercentOfCharges,
    PerDiem,
    Tier,
    Trigger,
)
from wellrun.engines.reimbursement.expected import Why

CARVED = CarveOut("implants", IMPLANTS, D("0.3"))


def test_what_is_carved_out_is_paid_beside_a_stop_loss_and_does_not_count_for_it() -> None:
    """50,000 of charges remain, not above the threshold; 26,000 of cost exceed rate and fixed loss by 1,000."""
    stay = claim(
        line("1", "50000"), line("2", "10000", revenue_code="0278", cost=D(4000)), days=20, drg="871", cost=D(30000)
    )
    rate = DrgRate("d", "drgs", D(5000))
    first = stop_loss(Trigger.DOLLARS, "50000", Pays.FIRST_DOLLAR, share=D("0.5"))
    loss = stop_loss(Trigger.RATE_PLUS, "15000", Pays.SECOND_DOLLAR, share=D("0.8"), basis=Basis.COST)
    assert priced(stay, contract(rate, carve_outs=(CARVED,), stop_losses=(first,))).allowed == D("13000.00")
    assert priced(stay, contract(rate, carve_outs=(CARVED,), stop_losses=(loss,))).allowed == D("13800.00")


def test_days_beyond_a_broken_limit_count_from_the_first_that_ends_beyond_it() -> None:
    """One and a half times 6.5 days is 9.75: days 10 to 20 are eleven."""
    term = stop_loss(Trigger.STAY_MULTIPLE, "1.5", Pays.DAILY, daily=D(800))
    stay = claim(line("1", "1"), days=20, drg="871")
    assert priced(stay, contract(DrgRate("d", "drgs", D(5000)), stop_losses=(term,))).allowed == D("18800.00")


def test_what_is_carved_out_is_compared_with_its_charge_as_well() -> None:
    by = contract(REST, carve_outs=(CarveOut("cost plus", IMPLANTS, D("1.1"), Basis.COST),), lesser_of=LesserOf.LINE)
    assert priced(claim(line("1", "400", revenue_code="0278", cost=D(500))), by).allowed == D("400.00")


def test_days_and_all_that_is_in_them_are_compared_as_one() -> None:
    """2,000 for two days against charges of 1,500 for the room and 600 for the rest."""
    lines = line("1", "1500", revenue_code="0120", units=D(2)), line("2", "600")
    assert priced(claim(*lines, days=2), contract(PerDiem("days", ROOMS), lesser_of=LesserOf.LINE)).allowed == D(
        "2000.00"
    )


def test_a_comprehensive_service_is_paid_once_whatever_its_units() -> None:
    two = claim(line("1", "100", procedure="J1", units=D(2)))
    assert priced(two, contract(ApcRate("apc", "apc"), tables=(APCS,))).allowed == D("12000.00")


def test_a_day_before_the_first_tier_has_no_price() -> None:
    late = PerDiem("days", (Level("ward", (Codes("0120", "0120"),), (Tier(2, D(1)),)),))
    answer = priced(claim(line("1", "1", revenue_code="0120", units=D(3)), days=3), contract(late))
    assert [one.why for one in answer.unpriced] == [Why.NO_TIER]


def test_of_several_prices_none_is_taken_where_one_cannot_be_told() -> None:
    both = Combined("both", How.LESSER, (PerDiem("days", ROOMS), PercentOfCharges("part", D("0.4"))))
    answer = priced(claim(line("1", "8000")), contract(both))
    assert ([one.why for one in answer.unpriced], answer.allowed) == ([Why.NO_ROOM_DAYS], 0)


@pytest.mark.parametrize(
    ("code", "inside"), [("100", True), ("199", True), ("15", False), ("1500", False), ("200", False), ("", False)]
)
def test_a_range_holds_codes_of_its_own_length(code: str, inside: bool) -> None:
    assert (code in Codes("100", "199")) is inside
