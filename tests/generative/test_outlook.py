"""Any books: parts add up, ranges of sums are those of what was missed together, and nothing is counted twice."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from wellrun.departments.finance.rules.outlook.judging import judged
from wellrun.departments.finance.rules.outlook.panel import Panel, plain_panel
from wellrun.departments.finance.rules.outlook.ranges import half_width
from wellrun.departments.finance.rules.outlook.year_end import Year
from wellrun.departments.finance.rules.savings import Promise, counted, doubles

MONEY = st.floats(-1e9, 1e9, allow_nan=False, width=32)


@st.composite
def years(draw: st.DrawFn) -> Year:
    lines, booked, ahead = draw(st.integers(1, 5)), draw(st.integers(1, 30)), draw(st.integers(1, 11))
    amounts = draw(arrays.arrays(np.float64, (lines, booked), elements=MONEY))
    whole = booked + ahead
    plan = draw(arrays.arrays(np.float64, (lines, whole), elements=MONEY | st.just(float("nan"))))
    worked = draw(arrays.arrays(np.float64, (lines, whole), elements=st.floats(0, 3) | st.just(float("nan"))))
    fixed = draw(arrays.arrays(np.float64, (lines,), elements=st.floats(0, 1)))
    panel = Panel(amounts, np.full(whole, 30.0), np.arange(whole) % 12 + 1, plan, fixed, worked)
    return Year(panel, judged(panel), draw(st.integers(0, booked)), np.zeros((lines, ahead)))


@settings(max_examples=60, deadline=None)
@given(years())
def test_whatever_is_booked_something_finite_is_expected_and_sums_are_sums(year: Year) -> None:
    lines = range(len(year.panel.amounts))
    whole, parts = year.of(lines), [year.of([one]) for one in lines]
    assert np.isfinite(year.expected).all()
    size = 1 + float(np.abs(year.expected).sum() + np.abs(year.panel.amounts).sum())
    assert whole.whole.expected == pytest.approx(sum(one.whole.expected for one in parts), abs=1e-9 * size)
    months = year.periods(lines)
    told = sum(one.booked if one.booked is not None else one.expected.expected for one in months)  # type: ignore[union-attr]
    assert told == pytest.approx(whole.whole.expected, abs=1e-9 * size)
    assert year.judged.weights.sum(axis=0) == pytest.approx(np.ones(len(year.panel.amounts)))
    if whole.whole.lower is not None and whole.whole.upper is not None:
        assert whole.whole.lower <= whole.whole.expected <= whole.whole.upper


@settings(max_examples=60, deadline=None)
@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(4, 20), st.just(3)), elements=MONEY))
def test_the_range_of_a_sum_is_that_of_one_line_that_missed_the_sum_and_no_wider_than_ends_added(
    missed: np.ndarray,  # type: ignore[type-arg]
) -> None:
    whole = half_width(missed, 0, 3)
    one = half_width(missed.sum(axis=0, keepdims=True), 0, 3)
    assert whole is not None and one is not None and whole == pytest.approx(one)
    ends = sum(half_width(missed[[at]], 0, 3) or 0.0 for at in range(len(missed)))
    assert whole <= ends * (1 + 1e-9) + 1e-6


@settings(max_examples=60, deadline=None)
@given(
    arrays.arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(6, 26)), elements=st.floats(1, 1e6)),
    st.floats(0.01, 100),
)
def test_books_in_another_currency_have_the_same_outlook_in_it(amounts: np.ndarray, rate: float) -> None:  # type: ignore[type-arg]
    one, other = (judged(plain_panel(told, ahead=5)) for told in (amounts, amounts * rate))
    assert other.point == pytest.approx(one.point * rate, rel=1e-6, abs=1e-6 * rate)


PROMISES = st.lists(
    st.builds(
        lambda centre, months, live: (("HV", centre, "6150"), months, live),
        st.sampled_from("AB"),
        st.dictionaries(
            st.integers(1, 6).map(lambda month: dt.date(2026, month, 1)), st.integers(1, 10**9), min_size=1
        ),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(PROMISES)
def test_no_line_counts_more_in_a_period_than_the_largest_promise_for_it(made: list[tuple]) -> None:  # type: ignore[type-arg]
    promises = [Promise(pk, *one) for pk, one in enumerate(made)]
    counts = counted(promises)
    best: dict[tuple[object, dt.date], int] = {}
    for one in promises:
        for month, cents in one.months.items() if one.live else ():
            best[one.line, month] = max(best.get((one.line, month), 0), cents)
    assert sum(counts.values()) == sum(best.values())
    alone = {one.pk for one in promises if one.live} - doubles(promises).keys()
    assert all(counts[one.pk] == sum(one.months.values()) for one in promises if one.pk in alone)
