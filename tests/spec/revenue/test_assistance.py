"""Help for patients who cannot pay: HHS poverty guidelines, a facility's scale, and the clocks of 26 CFR 1.501(r)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.rules.assistance import (
    HOUSE_SCALE,
    Rung,
    clocks,
    facts_faults,
    guideline_on,
    guidelines,
    harsh_allowed,
    presumed,
    scale_faults,
    screened,
    waived_of,
)

DAY = dt.date(2026, 6, 1)
BILL = dt.date(2026, 1, 10)


@pytest.mark.parametrize(
    ("household", "on", "line"),
    [
        (1, dt.date(2024, 6, 1), 15060),
        (4, dt.date(2024, 6, 1), 31200),
        (1, dt.date(2025, 1, 15), 15650),
        (4, dt.date(2025, 12, 31), 32150),
        (8, dt.date(2025, 6, 1), 54150),
        (4, dt.date(2026, 1, 12), 32150),
        (4, dt.date(2026, 1, 13), 33000),
        (2, DAY, 21640),
    ],
)
def test_the_guideline_of_the_day_holds(household: int, on: dt.date, line: int) -> None:
    """Annual updates of the HHS poverty guidelines, 48 contiguous states and DC."""
    assert guideline_on(on).of(household) == line


def test_a_day_before_our_first_guideline_is_refused() -> None:
    with pytest.raises(ValueError, match="2023-12-31"):
        guideline_on(dt.date(2023, 12, 31))


def test_every_guideline_names_its_source() -> None:
    assert all("FR" in one.source for one in guidelines())


@pytest.mark.parametrize(
    ("income", "percent", "waived"),
    [
        (D(0), "0.0", 100),
        (D(66000), "200.0", 100),
        (D("66000.01"), "200.0", 75),
        (D(82500), "250.0", 75),
        (D(90000), "272.7", 50),
        (D(132000), "400.0", 25),
        (D(132001), "400.0", 0),
    ],
)
def test_the_scale_of_the_house_falls_as_income_rises(income: D, percent: str, waived: int) -> None:
    """A household of four in 2026, guideline 33,000. The step is decided by the exact share, not by the rounded one."""
    found = screened(4, income, HOUSE_SCALE, DAY)
    assert (found.percent, found.waived) == (D(percent), waived)


def test_who_is_presumed_eligible_is_given_all() -> None:
    assert presumed().waived == 100


def test_what_is_waived_is_rounded_to_the_cent() -> None:
    assert waived_of(D("100.03"), 75) == D("75.02")
    assert waived_of(D("0.01"), 50) == D("0.01")
    assert waived_of(D(40), 0) == 0


@pytest.mark.parametrize(
    ("scale", "codes"),
    [
        (HOUSE_SCALE, []),
        ((), ["empty"]),
        ((Rung(0, 100),), ["income"]),
        ((Rung(200, 101), Rung(200, 101)), ["waived", "waived", "order"]),
        ((Rung(200, 50), Rung(300, 50)), ["order"]),
    ],
)
def test_a_scale_rises_in_income_and_falls_in_help(scale: tuple[Rung, ...], codes: list[str]) -> None:
    assert [one.code.rpartition(".")[2] for one in scale_faults(scale)] == codes


def test_everything_wrong_with_the_facts_is_told_at_once() -> None:
    assert [one.place for one in facts_faults(0, D(-1))] == ["household", "income"]
    assert facts_faults(1, D(0)) == ()


def test_the_clocks_run_from_the_first_bill() -> None:
    """26 CFR 1.501(r)-6(c)(3)(i): 120 days; 1.501(r)-1(b)(3): 240 days."""
    assert clocks(BILL) == (dt.date(2026, 5, 10), dt.date(2026, 9, 7))


def test_a_late_warning_keeps_the_window_open_for_thirty_days_more() -> None:
    assert clocks(BILL, dt.date(2026, 9, 1)).apply_until == dt.date(2026, 10, 1)
    assert clocks(BILL, dt.date(2026, 5, 1)).apply_until == dt.date(2026, 9, 7)


@pytest.mark.parametrize(
    ("first", "applied", "today", "allowed"),
    [
        (None, False, DAY, False),
        (BILL, False, dt.date(2026, 5, 9), False),
        (BILL, False, dt.date(2026, 5, 10), True),
        (BILL, True, dt.date(2026, 5, 10), False),
    ],
)
def test_nothing_harsh_before_a_bill_its_120_days_and_an_answer(
    first: dt.date | None, applied: bool, today: dt.date, allowed: bool
) -> None:
    assert harsh_allowed(first, applied=applied, today=today) is allowed
